import type { Header } from './transcript/exchange.js';

/** The value of the first header with that name, in whatever case either is written. The reference server has its own. */
export const headerOf = (headers: readonly Header[], name: string): string | undefined =>
  headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
