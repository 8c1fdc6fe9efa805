import type { Definitions } from '../definitions/definitions.js';
import { type FhirRelease, RELEASES } from '../definitions/release.js';
import { type FhirRule, LINE_RULES, type LineRule } from '../definitions/rules.js';
import { has, member } from '../invariants/members.js';
import { JsonKind, type JsonNode } from '../ndjson/json-node.js';
import type { RawFinding } from './finding.js';
import { namesOnlyIn } from '../definitions/only-in.js';

const RULE: LineRule = 'ndjson.other-release';
const UNKNOWN: FhirRule = 'structure.unknown-element';
/** Elements that a finding names as the reason. */
const MOST_NAMES = 3;

const OTHER: Readonly<Record<FhirRelease, FhirRelease>> = { stu3: 'r4', r4: 'stu3' };

/** The elements of a type that the other release alone has, by their own names alone. */
const foreignElements = (release: FhirRelease, type: string): ReadonlySet<string> => {
  const key = `${release} ${type}`;
  const names = namesOnlyIn(OTHER[release]);
  const known = elementsOf.get(key) ?? new Set(names[type]?.map((name) => name.replace(/^.*\./, '')));
  elementsOf.set(key, known);
  return known;
};
const elementsOf = new Map<string, ReadonlySet<string>>();

/**
 * Whether findings leave open that the resource is of another release: a name that only the other one has is unknown. The places
 * of the findings are in the bytes; an escaped name is left open.
 */
export const mayBeOtherRelease = (
  { release, rules }: Definitions,
  findings: readonly RawFinding[],
  type: string,
  bytes: Uint8Array,
): boolean =>
  findings.some(({ rule, at }) => {
    if (rule !== rules[UNKNOWN].id) return false;
    const end = bytes.indexOf('"'.charCodeAt(0), at + 1);
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, Math.max(0, end - at - 1)).toString('latin1');
    return name.includes('\\') || foreignElements(release, type).has(name.replace(/^_/, ''));
  });

/**
 * The findings about a resource. If it looks like the other release (it has more elements that only that one has than
 * elements that only this one has), one finding says so, in place of all that this one does not allow in it.
 */
export const withRelease = (
  { release, rules }: Definitions,
  root: JsonNode | undefined,
  type: string | undefined,
  findings: readonly RawFinding[],
): readonly RawFinding[] => {
  const unknown = rules[UNKNOWN].id;
  if (root === undefined || type === undefined || !findings.some(({ rule }) => rule === unknown)) return findings;
  const present = (of: FhirRelease): string[] => (namesOnlyIn(of)[type] ?? []).filter((name) => hasName(root, name));
  const foreign = present(OTHER[release]);
  if (foreign.length <= present(release).length) return findings;
  return [otherRelease(release, root, type, foreign), ...findings.filter(({ rule }) => !rule.startsWith('fhir.'))];
};

/** `item.x`: x in the object, or in an object of the list, that is called item. */
const hasName = (root: JsonNode, name: string): boolean => {
  const [outer = '', inner] = name.split('.');
  if (inner === undefined) return has(root, outer);
  const value = member(root, outer);
  const objects = value?.kind === JsonKind.array ? value.items : [value];
  return objects.some((one) => one?.kind === JsonKind.object && has(one, inner));
};

const otherRelease = (release: FhirRelease, root: JsonNode, type: string, names: readonly string[]): RawFinding => {
  const other = OTHER[release];
  return {
    rule: RULE,
    severity: LINE_RULES[RULE].severity,
    path: type,
    at: root.start,
    expected: `a resource of ${RELEASES[release].title}; this looks like ${RELEASES[other].title}: ${listed(names, RELEASES[other].title)}; use --fhir ${other}`,
    spec: `${RELEASES[other].page}${type.toLowerCase()}.html`,
  };
};

const listed = (names: readonly string[], title: string): string => {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES
    ? `${shown} and ${names.length - MOST_NAMES} more of its elements exist in ${title} only`
    : `${shown} ${names.length === 1 ? 'exists' : 'exist'} in ${title} only`;
};
