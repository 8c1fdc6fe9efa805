import type { Alter, ConditionFault } from '../../src/model/index.js';
import type { FrontPlace } from './front.js';

/** The head of a raw answer, after which the connection is not used again. */
export const head = (status: string, ...headers: readonly string[]): string =>
  [`HTTP/1.1 ${status}`, ...headers, 'Connection: close', '', ''].join('\r\n');

/** A change of the reference server's own answers. */
export const happening = (at: readonly FrontPlace[], alter: Alter): ConditionFault => ({
  at,
  alter,
});
