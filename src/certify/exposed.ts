import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutputFact } from '../model/index.js';
import type { Redactor } from '../record/redact.js';
import { filesIn, isOfSystem } from './stored.js';

/** Bytes of a file that are searched: credentials stand in small files, or at the beginning. */
const SEARCHED = 1024 * 1024;
/** Files that are searched. */
const MOST_FILES = 1000;

/** Permission bits: others may read a file, others may write into a folder. */
const READABLE = 0o044;
const WRITABLE = 0o002;

/**
 * What a client has left where others can get at it: files with its secret or a token that other users may read, and a
 * folder that every user may write into. A file that only its owner may read does not count. Where a system has no such
 * permissions, nothing is found.
 */
export const exposedIn = async (
  folder: string,
  redactor: Redactor,
): Promise<Pick<OutputFact, 'exposed' | 'openToAll'>> => {
  if (process.platform === 'win32') return {};
  let exposed = 0;
  for (const file of (await filesIn(folder)).slice(0, MOST_FILES))
    // Whoever can list the folder reads a name, whatever the file's own permissions are.
    if (hasSecret(file, redactor) || (await isExposed(join(folder, file), redactor))) exposed += 1;
  const openToAll = ((await modeOf(folder)) & WRITABLE) !== 0;
  return { ...(exposed > 0 && { exposed }), ...(openToAll && { openToAll }) };
};

const isExposed = async (path: string, redactor: Redactor): Promise<boolean> => {
  if (((await modeOf(path)) & READABLE) === 0) return false;
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(SEARCHED), 0, SEARCHED, 0);
      return hasSecret(buffer.toString('utf8', 0, bytesRead), redactor);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    return false;
  }
};

const hasSecret = (text: string, redactor: Redactor): boolean =>
  redactor.marksIn(text).some((mark) => SECRET.test(mark));

/** Bytes of a client's output that are searched: it prints its secrets when it begins, and its last lines are read anyway. */
const PRINTED = 1024 * 1024;
/** Bytes of a chunk that are searched again with the next one: as long as a token with its surroundings. */
const OVERLAP = 8192;

/** Searches what a client prints, as it arrives, for its secret and its tokens. */
export const printedSecrets = (redactor: Redactor): { take: (chunk: Uint8Array) => void; found: () => boolean } => {
  let tail = '';
  let left = PRINTED;
  let found = false;
  return {
    take: (chunk) => {
      if (found || left <= 0) return;
      const text = tail + Buffer.from(chunk.subarray(0, left)).toString('latin1');
      left -= chunk.length;
      found = hasSecret(text, redactor);
      tail = text.slice(-OVERLAP);
    },
    found: () => found,
  };
};

/** Marks of secrets. The id of the client is not a secret. */
const SECRET = /^«(?:client secret|token \d+)»$/;

const modeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).mode;
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    return 0;
  }
};
