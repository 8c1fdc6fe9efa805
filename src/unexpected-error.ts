import { packageRoot, tool } from './package.js';

/**
 * What a report can say about an unexpected error: its kind, its code, and where in this package it occurred. Never its
 * message: a parser's message, for example, quotes what it could not read, and that can be a line of claims.
 */
export const unexpectedErrorText = (error: unknown): string => {
  const kind = error instanceof Error ? word(error.constructor.name, 'an error') : `a thrown ${typeof error}`;
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown };
  const codeText = typeof code === 'string' && /^[A-Z][A-Z\d_]{1,40}$/.test(code) ? ` (${code})` : '';
  const [place] = placesOf(error);
  return `${kind}${codeText}${place === undefined ? '' : ` in ${place}`}`;
};

/** How every sentence about an error of the harness begins. */
export const INTERNAL = 'internal error: ';

/** The sentence about an unexpected error that ended one part of a run, for the errors of a report. */
export const internalErrorIn = (part: string, error: unknown): string =>
  `${INTERNAL}${unexpectedErrorText(error)}, which ended ${part}. This is a bug in ${tool.name}: please report it.`;

/** Places in this package that an error passed through, innermost first: `src/fhir/validate/validate.ts:12:3`. */
export const placesOf = (error: unknown): string[] => {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  // The message comes first in the stack, and could look like a frame.
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
