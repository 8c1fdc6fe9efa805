import { headerOf } from '../model/index.js';
import type { Captured } from './har.js';

/** Whether a request accepts JSON: a browser that opens a page prefers HTML, and may get that. */
export const isJsonWanted = ({ headers }: Captured): boolean => {
  const accept = headerOf(headers, 'accept');
  return accept === undefined || /json/i.test(accept) || (accept.includes('*/*') && !/text\/html/i.test(accept));
};
