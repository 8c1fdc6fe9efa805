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
    if (await isExposed(join(folder, file), redactor)) exposed += 1;
  const openToAll = ((await modeOf(folder)) & WRITABLE) !== 0;
  return { ...(exposed > 0 && { exposed }), ...(openToAll && { openToAll }) };
};

const isExposed = async (path: string, redactor: Redactor): Promise<boolean> => {
  if (((await modeOf(path)) & READABLE) === 0) return false;
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(SEARCHED), 0, SEARCHED, 0);
      return redactor.marksIn(buffer.toString('utf8', 0, bytesRead)).some((mark) => SECRET.test(mark));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    return false;
  }
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
