import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package.js';
import { LINE_RULES, type LineRule } from '../definitions/rules.js';
import { has, member } from '../invariants/members.js';
import { JsonKind, type JsonNode } from '../ndjson/json-node.js';
import type { RawFinding } from './finding.js';

/** Of each type of an export that differs, the elements that only one of the two releases has: `npm run schemas` makes it. */
interface ReleaseNames {
  readonly r4Only: Readonly<Record<string, readonly string[]>>;
  readonly stu3Only: Readonly<Record<string, readonly string[]>>;
}

const RULE: LineRule = 'ndjson.other-release';
const UNKNOWN = 'fhir.stu3.structure.unknown-element';
/** Elements that a finding names as the reason. */
const MOST_NAMES = 3;

let loaded: ReleaseNames | undefined;

/** Read only when a resource has an element that STU3 does not know. */
const releaseNames = (): ReleaseNames =>
  (loaded ??= JSON.parse(
    readFileSync(join(packageRoot, 'schemas/fhir/stu3/tables/r4-names.json'), 'utf8'),
  ) as ReleaseNames);

/** The elements of a type that only R4 has, by their own names alone. */
const r4Elements = (type: string): ReadonlySet<string> => {
  const known = elementsOf.get(type) ?? new Set(releaseNames().r4Only[type]?.map((name) => name.replace(/^.*\./, '')));
  elementsOf.set(type, known);
  return known;
};
const elementsOf = new Map<string, ReadonlySet<string>>();

/**
 * Whether findings leave open that the resource is of another release: a name that only R4 has is unknown to STU3. The places
 * of the findings are in the bytes; an escaped name is left open.
 */
export const mayBeOtherRelease = (findings: readonly RawFinding[], type: string, bytes: Uint8Array): boolean =>
  findings.some(({ rule, at }) => {
    if (rule !== UNKNOWN) return false;
    const end = bytes.indexOf('"'.charCodeAt(0), at + 1);
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, Math.max(0, end - at - 1)).toString('latin1');
    return name.includes('\\') || r4Elements(type).has(name.replace(/^_/, ''));
  });

/**
 * The findings about a resource. If it looks like R4 (it has more elements that only R4 has than elements that only STU3
 * has), one finding says so, in place of all that STU3 does not allow in it.
 */
export const withRelease = (
  root: JsonNode | undefined,
  type: string | undefined,
  findings: readonly RawFinding[],
): readonly RawFinding[] => {
  if (root === undefined || type === undefined || !findings.some(({ rule }) => rule === UNKNOWN)) return findings;
  const { r4Only, stu3Only } = releaseNames();
  const present = (names: readonly string[] = []): string[] => names.filter((name) => hasName(root, name));
  const newer = present(r4Only[type]);
  if (newer.length <= present(stu3Only[type]).length) return findings;
  return [otherRelease(root, type, newer), ...findings.filter(({ rule }) => !rule.startsWith('fhir.stu3.'))];
};

/** `item.x`: x in the object, or in an object of the list, that is called item. */
const hasName = (root: JsonNode, name: string): boolean => {
  const [outer = '', inner] = name.split('.');
  if (inner === undefined) return has(root, outer);
  const value = member(root, outer);
  const objects = value?.kind === JsonKind.array ? value.items : [value];
  return objects.some((one) => one?.kind === JsonKind.object && has(one, inner));
};

const otherRelease = (root: JsonNode, type: string, names: readonly string[]): RawFinding => ({
  rule: RULE,
  severity: LINE_RULES[RULE].severity,
  path: type,
  at: root.start,
  expected: `a resource of STU3; this looks like R4: ${listed(names)}. Only STU3 is validated, so nothing else of STU3 is reported about it`,
  spec: `https://hl7.org/fhir/R4/${type.toLowerCase()}.html`,
});

const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES
    ? `${shown} and ${names.length - MOST_NAMES} more of its elements exist in R4 only`
    : `${shown} ${names.length === 1 ? 'exists' : 'exist'} in R4 only`;
};
