import { access, constants, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestFile } from './manifest.js';

/** Where the files of a run go. */
export interface Folder {
  /** Names of the whole files that were there at the beginning. */
  readonly whole: ReadonlySet<string>;
  /** A name for a file of the server's: its type and the end of its URL, made safe and unlike every other. */
  readonly nameOf: (file: ManifestFile) => string;
  /** Writes a file, whole or not at all; resolves with its length in bytes. */
  readonly save: (name: string, body: AsyncIterable<Uint8Array>, onBytes: (bytes: number) => void) => Promise<number>;
}

/** Makes the folder, for nobody else's eyes, and proves it writable: a job may take hours. Errors are the file system's. */
export const openFolder = async (path: string): Promise<Folder> => {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await access(path, constants.W_OK | constants.X_OK);
  const there = await readdir(path);
  const taken = new Set<string>();
  return {
    whole: new Set(there.filter((name) => name.endsWith('.ndjson'))),
    nameOf: ({ type, url }) => {
      const stem = `${safe(type)}-${safe(lastSegment(url))}`;
      // The same manifest gives the same names, so that a run can be resumed; some file systems ignore case.
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
    // The name will say that it is whole, and must be right after a power cut too.
    await file.sync();
  } finally {
    await file.close();
  }
  return bytes;
};

const lastSegment = (url: string): string =>
  (new URL(url).pathname.split('/').pop() ?? '').replace(/\.(nd)?json$/i, '');

/** What every file system takes, and no path: the names come from the server. */
const safe = (text: string): string => text.replace(/[^A-Za-z0-9-]/g, '_').slice(0, 80) || 'file';
