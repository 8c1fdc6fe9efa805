import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import type { FhirRelease } from '../definitions/release.js';
import { isBadGzip } from '../ndjson/gzip.js';
import { isGzipHead, preceded, untilAborted } from '../ndjson/source.js';
import { namesOnlyIn } from '../definitions/only-in.js';

/** Bytes at the beginning of a file by which its release is recognized. */
const HEAD = 1 << 18;
/** What the beginning of a compressed file may expand to. */
const MOST_EXPANDED = 1 << 24;
/** Resources that are asked; of a Bundle, its first entries. */
const MOST_RESOURCES = 100;

type Source = string | AsyncIterable<Uint8Array>;
type Json = Readonly<Record<string, unknown>>;

/** A source with the release that its beginning shows. A stream is read on from where that was found. */
export const recognized = async (
  source: Source,
  signal: AbortSignal | undefined,
): Promise<{ readonly source: Source; readonly fhir: FhirRelease }> => {
  if (typeof source !== 'string') return recognizedStream(untilAborted(source, signal));
  const handle = await open(source);
  try {
    // The bytes of a pipe can be read only once.
    if (!(await handle.stat()).isFile()) return { source, fhir: 'stu3' };
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return { source, fhir: releaseOf(buffer.subarray(0, bytesRead)) };
  } finally {
    await handle.close();
  }
};

const recognizedStream = async (
  source: AsyncIterable<Uint8Array>,
): Promise<{ readonly source: Source; readonly fhir: FhirRelease }> => {
  const chunks = source[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  for (let length = 0; length < HEAD;) {
    const next = await chunks.next();
    if (next.done === true) break;
    // A source may use its buffer again.
    read.push(Uint8Array.from(next.value));
    length += next.value.length;
  }
  const all = Buffer.concat(read);
  return { source: preceded(all, chunks), fhir: releaseOf(all.subarray(0, HEAD)) };
};

/** The release that the first bytes of a file show; STU3 if they show none. */
export const releaseOf = (head: Uint8Array): FhirRelease => {
  const text = plainText(head);
  const sum = resourcesIn(text).reduce((total, resource) => total + Math.sign(leaning(resource)), 0);
  return (sum === 0 ? byAddresses(text) : sum) > 0 ? 'r4' : 'stu3';
};

const plainText = (head: Uint8Array): string => {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (!isGzipHead(bytes)) return bytes.toString('utf8');
  try {
    const how = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_EXPANDED };
    return gunzipSync(bytes, how).toString('utf8', 0, HEAD);
  } catch (error) {
    if (isBadGzip(error) || error instanceof RangeError) return '';
    throw error;
  }
};

/** The resources on the complete lines of a text, or in the whole of it. */
const resourcesIn = (text: string): Json[] => {
  const whole = parsed(text);
  if (whole !== undefined) return [whole];
  const lines = text.split('\n', MOST_RESOURCES);
  return lines.map(parsed).filter((value) => value !== undefined);
};

const parsed = (text: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How many more elements a resource has that only R4 has than such of STU3; negative: fewer. */
const leaning = (resource: Json): number => {
  const type = String(resource['resourceType']);
  if (type === 'CapabilityStatement' && typeof resource['fhirVersion'] === 'string')
    return resource['fhirVersion'].startsWith('4.') ? 1 : -1;
  const entries = type === 'Bundle' && Array.isArray(resource['entry']) ? resource['entry'] : [];
  const inside = entries
    .slice(0, MOST_RESOURCES)
    .map((entry: unknown) => (isObject(entry) && isObject(entry['resource']) ? leaning(entry['resource']) : 0));
  const count = (release: FhirRelease): number =>
    (Object.hasOwn(namesOnlyIn(release), type) ? (namesOnlyIn(release)[type] ?? []) : []).filter((name) =>
      hasName(resource, name),
    ).length;
  return inside.reduce((total, one) => total + Math.sign(one), count('r4') - count('stu3'));
};

const hasName = (resource: Json, name: string): boolean => {
  const [outer = '', inner] = name.split('.');
  const value = resource[outer];
  if (inner === undefined) return value !== undefined || resource[`_${outer}`] !== undefined;
  return [value].flat().some((one) => isObject(one) && one[inner] !== undefined);
};

/** Addresses of code systems that HL7 moved between the two releases, and of guides that are made for R4. */
const byAddresses = (text: string): number => {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return (
    count(
      /"http:\/\/(?:terminology\.hl7\.org\/|hl7\.org\/fhir\/us\/(?:carin-bb|core)\/StructureDefinition\/(?:C4BB|us-core))/g,
    ) - count(/"http:\/\/hl7\.org\/fhir\/v[23]\//g)
  );
};
