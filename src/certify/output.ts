import type { OutputDifference, OutputFact } from '../model/index.js';
import { type JsonNode, JsonKind } from '../fhir/ndjson/json-node.js';
import { LineCutter } from '../fhir/ndjson/lines.js';
import { member } from '../fhir/invariants/members.js';
import { digestOf, firstDifference, joined } from './canonical.js';
import { type StoredAt, readAgain, readLine, readStored } from './stored.js';

/** A data file that was completely served to a client. */
export interface ServedFile {
  /** Whether the manifest lists it under output or under error. */
  readonly list: 'output' | 'error';
  /** Type that the manifest lists it with. */
  readonly type: string;
  /** Its content, after decoding. */
  readonly bytes: Uint8Array;
}

/**
 * Compares the resources in a client's output folder with those that it was served, whatever the files and their names:
 * each must be stored as often as it was served, and equal except for the order of members, white space and escapes;
 * numbers as written. Resources of error files may be stored or not, and so may resources of types other than `types` and
 * resources without an id: a client may keep a capability statement or a log with its data. Stored files are streamed, and
 * only digests of their lines are kept. The result contains no value and no text of a resource. Throws only for an error of
 * the harness itself.
 */
export const compareOutput = async (
  folder: string,
  served: readonly ServedFile[],
  types: readonly string[],
): Promise<Omit<OutputFact, 'kind' | 'step'>> => {
  const output = served.flatMap((file, nth) => (file.list === 'output' ? resourcesOf(file, nth + 1) : []));
  const errors = served.flatMap((file, nth) => (file.list === 'error' ? resourcesOf(file, nth + 1) : []));
  const stored = await readOutput(folder, [...output, ...errors], new Set(types));
  const missing = output.filter((resource) => !stored.found.has(resource));
  const left = new Map([...stored.unequal].map(([key, { count }]) => [key, count]));
  const different = missing.filter(({ key }) => key !== undefined && takeOne(left, key));
  const first = missing[0];
  const difference = first === undefined ? stored.first : await differenceOf(folder, first, stored);
  return {
    files: stored.files,
    resources: stored.resources,
    served: output.length,
    missing: missing.length - different.length,
    different: different.length,
    extra: stored.others + [...left.values()].reduce((sum, count) => sum + count, 0),
    unreadable: stored.unreadable,
    ...(difference !== undefined && { first: difference }),
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

/** How the content of an output folder compares with what was served. */
interface StoredOutput {
  files: number;
  resources: number;
  unreadable: number;
  readonly found: Set<Resource>;
  /** Stored resources with the type and id of one served under output, but equal to none that is still to be found. */
  readonly unequal: Map<string, { count: number; readonly place: StoredAt }>;
  /** Stored resources that are neither. */
  others: number;
  /** The first line that is extra or unreadable, reported if nothing is missing. */
  first?: OutputDifference;
}

const readOutput = async (
  folder: string,
  served: readonly Resource[],
  types: ReadonlySet<string>,
): Promise<StoredOutput> => {
  const expected = byDigest(served);
  const keys = new Set(served.filter(({ from }) => from.list === 'output').map(({ key }) => key));
  const output: StoredOutput = {
    files: 0,
    resources: 0,
    unreadable: 0,
    found: new Set(),
    unequal: new Map(),
    others: 0,
  };
  const noteFirst = (kind: OutputDifference['kind'], { file, line }: StoredAt): void =>
    void (output.first ??= { kind, file: printable(file), line });
  output.files = await readStored(folder, (place, object) => {
    if (object === undefined) {
      output.unreadable += 1;
      return noteFirst('unreadable', place);
    }
    const { digest, key } = identityOf(object);
    const equal = expected.get(digest)?.pop();
    const type = member(object, 'resourceType')?.text;
    if (equal === undefined && type !== undefined && (key === undefined || !types.has(type))) return;
    output.resources += 1;
    if (equal !== undefined) return void output.found.add(equal);
    noteFirst('extra', place);
    if (key === undefined || !keys.has(key)) return void (output.others += 1);
    const known = output.unequal.get(key);
    if (known === undefined) output.unequal.set(key, { count: 1, place });
    else known.count += 1;
  });
  return output;
};

/** Resources by digest, the first one at the end: if equal ones are served twice and stored once, the last one is missing. */
const byDigest = (served: readonly Resource[]): Map<string, Resource[]> => {
  const expected = new Map<string, Resource[]>();
  for (const resource of served.toReversed()) {
    const equal = expected.get(resource.digest);
    if (equal === undefined) expected.set(resource.digest, [resource]);
    else equal.push(resource);
  }
  return expected;
};

const takeOne = (left: Map<string, number>, key: string): boolean => {
  const count = left.get(key) ?? 0;
  if (count > 0) left.set(key, count - 1);
  return count > 0;
};

/** The difference for the first resource that was not found: another one with its type and id may be stored instead. */
const differenceOf = async (
  folder: string,
  resource: Resource,
  { unequal }: StoredOutput,
): Promise<OutputDifference> => {
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

/** A file's name may contain anything except a slash. */
const printable = (name: string): string => name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u{fffd}');
