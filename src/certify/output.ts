import type { OutputDifference, OutputFact } from '../model/index.js';
import { type JsonNode, JsonKind } from '../fhir/ndjson/json-text.js';
import { LineCutter } from '../fhir/ndjson/lines.js';
import { member } from '../fhir/invariants/members.js';
import { digestOf, firstDifference, joined } from './canonical.js';
import { type StoredAt, readAgain, readLine, readStored } from './stored.js';

/** A data file that a client was served whole. */
export interface ServedFile {
  /** Whether the manifest lists it under output or under error. */
  readonly list: 'output' | 'error';
  /** Type that the manifest gives it. */
  readonly type: string;
  /** Its content, after decoding. */
  readonly bytes: Uint8Array;
}

/**
 * Compares the resources that a client stored in a folder with those that it was served, whatever the files and their
 * names: as many of each, equal but for the order of members, white space and escapes; numbers as written. Resources
 * of error files may be stored or not, and so may resources of other types than `types`, and what has no id: a client
 * may keep a capability statement or a log beside its data. Stored files are read as they stream; of their lines only digests are kept.
 * The result holds no value and no text of a resource. Throws only where the fault is ours.
 */
export const compareOutput = async (
  folder: string,
  served: readonly ServedFile[],
  types: readonly string[],
): Promise<Omit<OutputFact, 'kind' | 'step'>> => {
  const output = served.flatMap((file, nth) => (file.list === 'output' ? resourcesOf(file, nth + 1) : []));
  const errors = served.flatMap((file, nth) => (file.list === 'error' ? resourcesOf(file, nth + 1) : []));
  const stored = await readBeside(folder, [...output, ...errors], new Set(types));
  const missing = output.filter((resource) => !stored.found.has(resource));
  const left = new Map([...stored.unequal].map(([key, { count }]) => [key, count]));
  const different = missing.filter(({ key }) => key !== undefined && takeOne(left, key));
  const first = missing[0];
  const departure = first === undefined ? stored.first : await departureOf(folder, first, stored);
  return {
    files: stored.files,
    resources: stored.resources,
    served: output.length,
    missing: missing.length - different.length,
    different: different.length,
    extra: stored.others + [...left.values()].reduce((sum, count) => sum + count, 0),
    unreadable: stored.unreadable,
    ...(departure !== undefined && { first: departure }),
  };
};

/** A resource that was served, and where. */
interface Resource {
  readonly digest: string;
  /** Its type and id, where it has both. */
  readonly key: string | undefined;
  readonly from: ServedFile;
  /** The number of the file among all that were served, from 1. */
  readonly nth: number;
  readonly line: number;
}

const resourcesOf = (from: ServedFile, nth: number): Resource[] => {
  const found: Resource[] = [];
  eachLine(from.bytes, (line, object) => found.push({ ...identityOf(object), from, nth, line }));
  return found;
};

const eachLine = (bytes: Uint8Array, give: (line: number, object: JsonNode) => void): void => {
  const cutter = new LineCutter((line) => {
    const { object } = readLine(line);
    if (object !== undefined) give(line.number, object);
  });
  cutter.write(bytes);
  cutter.end();
};

const identityOf = (object: JsonNode): Pick<Resource, 'digest' | 'key'> => {
  const named = [member(object, 'resourceType'), member(object, 'id')].filter((node) => node?.kind === JsonKind.string);
  return {
    digest: digestOf(object),
    key: named.length === 2 ? JSON.stringify(named.map((node) => node?.text)) : undefined,
  };
};

/** What a folder holds beside what was served. */
interface Beside {
  files: number;
  resources: number;
  unreadable: number;
  readonly found: Set<Resource>;
  /** Type and id of a resource served under output → stored ones that are equal to none that is still to be found. */
  readonly unequal: Map<string, { count: number; readonly place: StoredAt }>;
  /** Stored ones that are neither. */
  others: number;
  /** The first line that is extra or unreadable, should nothing be missing. */
  first?: OutputDifference;
}

const readBeside = async (folder: string, served: readonly Resource[], types: ReadonlySet<string>): Promise<Beside> => {
  const awaited = awaitedBy(served);
  const keys = new Set(served.filter(({ from }) => from.list === 'output').map(({ key }) => key));
  const beside: Beside = { files: 0, resources: 0, unreadable: 0, found: new Set(), unequal: new Map(), others: 0 };
  const depart = (kind: OutputDifference['kind'], { file, line }: StoredAt): void =>
    void (beside.first ??= { kind, file: printable(file), line });
  beside.files = await readStored(folder, (place, object) => {
    if (object === undefined) {
      beside.unreadable += 1;
      return depart('unreadable', place);
    }
    const { digest, key } = identityOf(object);
    const equal = awaited.get(digest)?.pop();
    const type = member(object, 'resourceType')?.text;
    if (equal === undefined && type !== undefined && (key === undefined || !types.has(type))) return;
    beside.resources += 1;
    if (equal !== undefined) return void beside.found.add(equal);
    depart('extra', place);
    if (key === undefined || !keys.has(key)) return void (beside.others += 1);
    const known = beside.unequal.get(key);
    if (known === undefined) beside.unequal.set(key, { count: 1, place });
    else known.count += 1;
  });
  return beside;
};

/** Resources by digest, the earliest at the end: where equal ones are served twice and stored once, the last is missing. */
const awaitedBy = (served: readonly Resource[]): Map<string, Resource[]> => {
  const awaited = new Map<string, Resource[]>();
  for (const resource of served.toReversed()) {
    const equal = awaited.get(resource.digest);
    if (equal === undefined) awaited.set(resource.digest, [resource]);
    else equal.push(resource);
  }
  return awaited;
};

const takeOne = (left: Map<string, number>, key: string): boolean => {
  const count = left.get(key) ?? 0;
  if (count > 0) left.set(key, count - 1);
  return count > 0;
};

/** How the first resource that was not found departs: one of its type and id may be stored instead. */
const departureOf = async (folder: string, resource: Resource, { unequal }: Beside): Promise<OutputDifference> => {
  const { from, nth, line, key = '' } = resource;
  const at = { file: `file ${nth} served (${from.type})`, line };
  const instead = unequal.get(key);
  if (instead === undefined) return { kind: 'missing', ...at };
  let served: JsonNode | undefined;
  eachLine(from.bytes, (number, object) => void (number === line && (served = object)));
  const stored = await readAgain(folder, instead.place);
  const path = served === undefined || stored === undefined ? undefined : firstDifference(served, stored);
  const type = member(served, 'resourceType')?.text ?? from.type;
  return { kind: 'different', ...at, ...(path !== undefined && { path: joined(type, path) }) };
};

/** A file's name may hold anything but a slash. */
const printable = (name: string): string => name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u{fffd}');
