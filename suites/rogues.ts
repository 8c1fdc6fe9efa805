import download from './client/download.rogues.js';
import failure from './client/failure.rogues.js';
import kickoff from './client/kickoff.rogues.js';
import polling from './client/polling.rogues.js';
import type { Rogue } from './client/rogue.js';
import token from './client/token.rogues.js';

/** Every rogue, in the order of the chapters. */
export const rogues: readonly Rogue[] = [...token, ...kickoff, ...polling, ...download, ...failure];
