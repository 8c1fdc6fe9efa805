import download from './download.rogues.js';
import failure from './failure.rogues.js';
import kickoff from './kickoff.rogues.js';
import polling from './polling.rogues.js';
import type { Rogue } from './rogue.js';
import token from './token.rogues.js';

/** Every rogue, in the order of the chapters. */
export const rogues: readonly Rogue[] = [...token, ...kickoff, ...polling, ...download, ...failure];
