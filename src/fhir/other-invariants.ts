import type { Holds } from './invariants.js';

export const OTHER_INVARIANTS: Readonly<Record<string, Holds>> = {};
