import { packageRoot } from './package.js';

/**
 * What may be told of an error that nobody expected: its kind, its code, and where in this package it came from. Never
 * its message: that of a parser, for one, quotes what it could not read, and that may be a line of claims.
 */
export const unexpectedErrorText = (error: unknown): string => {
  const kind = error instanceof Error ? word(error.constructor.name, 'an error') : `a thrown ${typeof error}`;
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown };
  const told = typeof code === 'string' && /^[A-Z][A-Z\d_]{1,40}$/.test(code) ? ` (${code})` : '';
  const [place] = placesOf(error);
  return `${kind}${told}${place === undefined ? '' : ` in ${place}`}`;
};

/** Places of this package through which an error came, the innermost first: `src/fhir/validate/validate.ts:12:3`. */
export const placesOf = (error: unknown): string[] => {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  // The message stands at the beginning of the stack, and could look like a part of it.
  const { stack, message } = error;
  const at = stack.indexOf(message);
  const frames = at < 0 ? '' : stack.slice(at + message.length);
  return frames.split('\n').flatMap((frame) => {
    const from = frame.startsWith('    at ') ? frame.indexOf(packageRoot) : -1;
    const [, place] = from < 0 ? [] : (PLACE.exec(frame.slice(from + packageRoot.length)) ?? []);
    return place === undefined || place.startsWith('node_modules/') ? [] : [place];
  });
};

const PLACE = /^\/((?:[\w.-]+\/){0,6}[\w.-]+\.[cm]?[jt]s:\d+:\d+)\)?$/;

const word = (name: string, otherwise: string): string => (/^[A-Za-z]{1,40}$/.test(name) ? name : otherwise);
