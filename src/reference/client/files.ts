import { access, constants, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestFile } from './manifest.js';

/** The output folder of a pull. */
export interface Folder {
  /** Names of the complete files that were in it at the beginning. */
  readonly complete: ReadonlySet<string>;
  /** A name for a file of the server: its type and the end of its URL, made safe and different from every other name. */
  readonly nameOf: (file: ManifestFile) => string;
  /** Writes a file, completely or not at all; resolves with its length in bytes. */
  readonly save: (name: string, body: AsyncIterable<Uint8Array>, onBytes: (bytes: number) => void) => Promise<number>;
}

/** Creates the folder, readable only by this user, and checks that it is writable: a job may take hours. Errors are the file system's. */
export const openFolder = async (path: string): Promise<Folder> => {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await access(path, constants.W_OK | constants.X_OK);
  const existing = await readdir(path);
  const taken = new Set<string>();
  return {
    complete: new Set(existing.filter((name) => name.endsWith('.ndjson'))),
    nameOf: ({ type, url }) => {
      const stem = `${safe(type)}-${safe(lastSegment(url))}`;
      // The same manifest gives the same names, so that a pull can be resumed; some file systems ignore case.
      let name = stem;
      for (let more = 2; taken.has(name.toLowerCase()); more += 1) name = `${stem}-${more}`;
      taken.add(name.toLowerCase());
      return `${name}.ndjson`;
    },
    save: (name, body, onBytes) => save(join(path, name), body, onBytes),
  };
};

const save = async (
  path: string,
  body: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): Promise<number> => {
  const part = `${path}.part`;
  await rm(part, { force: true });
  try {
    const bytes = await write(part, body, onBytes);
    await rename(part, path);
    return bytes;
  } finally {
    await rm(part, { force: true });
  }
};

const write = async (
  part: string,
  body: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): Promise<number> => {
  const file = await open(part, 'wx', 0o600);
  let bytes = 0;
  try {
    for await (const chunk of body) {
      await file.writeFile(chunk);
      bytes += chunk.length;
      onBytes(bytes);
    }
    // The final name means that the file is complete, even after a power failure.
    await file.sync();
  } finally {
    await file.close();
  }
  return bytes;
};

const lastSegment = (url: string): string =>
  (new URL(url).pathname.split('/').pop() ?? '').replace(/\.(nd)?json$/i, '');

/** Characters that every file system accepts, and no path: the names come from the server. */
const safe = (text: string): string => text.replace(/[^A-Za-z0-9-]/g, '_').slice(0, 80) || 'file';
