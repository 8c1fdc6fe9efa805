import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isBadGzip } from '../fhir/ndjson/gzip.js';
import { type JsonNode, JsonKind } from '../fhir/ndjson/json-node.js';
import { readJson } from '../fhir/ndjson/json-text.js';
import { type Line, LineCutter } from '../fhir/ndjson/lines.js';
import { member } from '../fhir/invariants/members.js';
import { readResource } from '../fhir/validate/single.js';
import { plainBytes } from '../fhir/ndjson/source.js';

/** A line of a file in a folder. */
export interface StoredAt {
  /** The file's path within the folder, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Called with a place and its object; undefined: the line has none, or the rest of the file cannot be read. */
type OnLine = (place: StoredAt, object: JsonNode | undefined) => void;

/**
 * Reads the NDJSON files of a folder and its subfolders, by name, one line after another; `onLine` is called for each line
 * that is not blank. Gzip is recognized by its first bytes. A file whose name ends in .json may contain a single resource
 * on several lines. A file that does not begin with a resource is skipped, and so are links: their targets are either read
 * themselves or outside the folder. A missing folder counts as empty. Returns the number of files with resources.
 */
export const readStored = async (folder: string, onLine: OnLine): Promise<number> => {
  let files = 0;
  const budget = { bytes: MOST };
  for (const file of (await filesIn(folder)).toSorted()) if (await readFile(folder, file, onLine, budget)) files += 1;
  return files;
};

/** The object at a place; undefined if it cannot be read any more. */
export const readAgain = async (folder: string, { file, line }: StoredAt): Promise<JsonNode | undefined> => {
  let found: JsonNode | undefined;
  await readFile(
    folder,
    file,
    (place, object) => void (place.line === line && (found = object)),
    { bytes: MOST },
    line,
  );
  return found;
};

/** Paths of the regular files in a folder and its subfolders; links are not followed. A missing folder counts as empty. */
export const filesIn = async (folder: string, within = '.'): Promise<string[]> => {
  try {
    const entries = await readdir(join(folder, within), { withFileTypes: true });
    const found: string[] = [];
    for (const entry of entries) {
      const path = within === '.' ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory()) found.push(...(await filesIn(folder, path)));
      else if (entry.isFile()) found.push(path);
    }
    return found;
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    // Reading it as a file fails too, and is reported as such.
    return within === '.' && error.code === 'ENOENT' ? [] : [within];
  }
};

/** Reads a file, completely or up to a line; returns whether it contains resources. */
const readFile = async (
  folder: string,
  file: string,
  onLine: OnLine,
  budget: { bytes: number },
  upTo = Infinity,
): Promise<boolean> => {
  const path = join(folder, file);
  let ndjson: boolean | undefined;
  let lines = 0;
  const cutter = new LineCutter((line) => {
    lines = line.number;
    const { text, object } = readLine(line);
    if (text === '') return;
    ndjson ??= beginsNdjson(text, object);
    if (ndjson) onLine({ file, line: lines }, object);
  });
  try {
    const one = await readOne(path);
    if (one !== undefined) onLine({ file, line: 1 }, one);
    if (one !== undefined) return true;
    let first: number | undefined;
    for await (const chunk of await plainBytes(createReadStream(path))) {
      first ??= chunk.find((byte) => !BEFORE.has(byte));
      if (first !== undefined && first !== BRACE) return false;
      budget.bytes -= chunk.length;
      if (budget.bytes < 0) {
        onLine({ file, line: lines + 1 }, undefined);
        return true;
      }
      cutter.write(chunk);
      if (ndjson === false || lines >= upTo) return ndjson === true;
    }
    cutter.end();
  } catch (error) {
    if (!isBadGzip(error) && !isOfSystem(error)) throw error;
    // The text after the last newline may be a part of a line: it says nothing.
    onLine({ file, line: lines + 1 }, undefined);
  }
  return ndjson === true;
};

/** Decompressed bytes that are read per folder: many times what any condition serves. The rest counts as unreadable. */
const MOST = 256 * 1024 * 1024;

const BRACE = 0x7b;
/** White space, and the bytes of a byte order mark. */
const BEFORE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/** The content of a line of NDJSON. */
interface LineContent {
  /** Empty if it is blank, undefined if it is longer than any that is read. */
  readonly text: string | undefined;
  readonly object: JsonNode | undefined;
}

/** Reads a line; a byte order mark at the beginning of the file is not part of it. */
export const readLine = ({ number, within, start, end }: Line): LineContent => {
  if (within === undefined) return { text: undefined, object: undefined };
  const bytes = Buffer.from(within.buffer, within.byteOffset + start, end - start);
  const text = textOf(bytes, number === 1);
  // Invalid UTF-8 would be read as replacement characters, and those may have been served.
  return { text: /^[ \t\r]*$/.test(text) ? '' : text, object: isUtf8(bytes) ? objectIn(text) : undefined };
};

const textOf = (bytes: Buffer, first: boolean): string =>
  first ? bytes.toString().replace(/^\ufeff/, '') : bytes.toString();

const objectIn = (text: string): JsonNode | undefined => {
  const { root } = readJson(text);
  return root?.kind === JsonKind.object ? root : undefined;
};

const isResource = (object: JsonNode): boolean => member(object, 'resourceType')?.kind === JsonKind.string;

/** Whether a file is NDJSON, judging by its first line that is not blank; its first character is a brace. */
const beginsNdjson = (text: string | undefined, object: JsonNode | undefined): boolean =>
  // A damaged resource still counts as one, and a line that is too long may be one.
  object === undefined ? (text?.includes('"resourceType"') ?? true) : isResource(object);

/** The single resource of a file, judging by its name and content. */
const readOne = async (path: string): Promise<JsonNode | undefined> => {
  const one = await readResource(path);
  if (one?.complete !== true || !isUtf8(one.bytes)) return undefined;
  const object = objectIn(textOf(Buffer.from(one.bytes), true));
  return object !== undefined && isResource(object) ? object : undefined;
};

/** An error of the file system means that something cannot be read; other errors are the harness's own. */
export const isOfSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code);
