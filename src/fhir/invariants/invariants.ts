import type { FhirRelease } from '../definitions/release.js';
import type { JsonNode } from '../ndjson/json-node.js';
import { all, distinct, has, hasChoice, list, member, textAt } from './members.js';
import { compareDecimals } from '../validate/judge/primitives.js';
import { isAfter } from '../validate/judge/times.js';

/** Whether an invariant holds for its element. It holds if that cannot be decided. */
export type Holds = (node: JsonNode) => boolean;

const UCUM = 'http://unitsofmeasure.org';
const ISO_4217 = 'urn:iso:std:iso:4217';

const systemIs = (node: JsonNode, system: string): boolean => !has(node, 'system') || textAt(node, 'system') === system;
const codeWithValue = (node: JsonNode): boolean => has(node, 'code') || !has(node, 'value');
const notBoth =
  (one: string, other: string): Holds =>
  (node) =>
    !has(node, one) || !has(node, other);
const either =
  (one: string, other: string): Holds =>
  (node) =>
    has(node, one) !== has(node, other);
const needs =
  (one: string, other: string): Holds =>
  (node) =>
    !has(node, one) || has(node, other);
const notNegative =
  (key: string): Holds =>
  (node) => {
    const value = textAt(node, key);
    return value === undefined || compareDecimals(value, '0') >= 0;
  };
const unitsOf = (node: JsonNode | undefined): string =>
  JSON.stringify(['system', 'code', 'unit'].map((key) => textAt(node, key) ?? null));
const ordered = (low: JsonNode | undefined, high: JsonNode | undefined): boolean => {
  const [least, most] = [textAt(low, 'value'), textAt(high, 'value')];
  // Different units would have to be converted: undecided.
  if (least === undefined || most === undefined || unitsOf(low) !== unitsOf(high)) return true;
  return compareDecimals(least, most) <= 0;
};

/** Invariants that the judge's walk checks itself: they depend on a whole resource, or on text. */
export const ELSEWHERE: Readonly<Record<FhirRelease, ReadonlySet<string>>> = {
  stu3: new Set(['dom-1', 'dom-2', 'dom-3', 'dom-4', 'ref-1', 'txt-1', 'txt-2']),
  r4: new Set(['dom-2', 'dom-3', 'dom-4', 'dom-5', 'ref-1', 'txt-1', 'txt-2']),
};

/**
 * The invariants of the resource types of an export and of the types that they contain, by key, written by hand from the
 * definitions: in several places, their expressions say `or` instead of `and`, or give no result instead of false.
 */
export const INVARIANTS: Readonly<Record<string, Holds>> = {
  'TestReport/inv-1': either('operation', 'assert'),
  'TestReport/inv-2': either('operation', 'assert'),
  'age-1': (node) => {
    const value = textAt(node, 'value');
    return codeWithValue(node) && systemIs(node, UCUM) && (value === undefined || compareDecimals(value, '0') > 0);
  },
  'att-1': needs('data', 'contentType'),
  'cnt-3': (node) =>
    codeWithValue(node) &&
    systemIs(node, UCUM) &&
    (!has(node, 'code') || textAt(node, 'code') === '1') &&
    textAt(node, 'value')?.includes('.') !== true,
  'cpb-1': (node) => has(node, 'rest') || has(node, 'messaging') || has(node, 'document'),
  'cpb-2': (node) => has(node, 'description') || has(node, 'software') || has(node, 'implementation'),
  'cpb-3': (node) =>
    !list(node, 'messaging').some((messaging) => has(messaging, 'endpoint')) || textAt(node, 'kind') === 'instance',
  'cpb-7': (node) =>
    distinct(
      list(node, 'document').map((one) =>
        JSON.stringify([textAt(member(one, 'profile'), 'reference') ?? '', textAt(one, 'mode') ?? '']),
      ),
    ),
  'cpb-8': (node) => distinct(list(node, 'rest').map((one) => textAt(one, 'mode'))),
  'cpb-9': (node) => distinct(list(node, 'resource').map((one) => textAt(one, 'type'))),
  'cpb-12': (node) => distinct(list(node, 'searchParam').map((one) => textAt(one, 'name'))),
  'cpb-14': (node) =>
    (!has(node, 'software') && !has(node, 'implementation')) || textAt(node, 'kind') !== 'requirements',
  'cpb-15': (node) => !has(node, 'implementation') || textAt(node, 'kind') !== 'capability',
  'cpb-16': either('supportedMessage', 'event'),
  'cpt-2': needs('value', 'system'),
  'dis-1': (node) => codeWithValue(node) && systemIs(node, UCUM),
  'drt-1': (node) => !has(node, 'code') || (textAt(node, 'system') === UCUM && has(node, 'value')),
  'ext-1': (node) => has(node, 'extension') !== hasChoice(node, 'value'),
  'mny-1': (node) => codeWithValue(node) && systemIs(node, ISO_4217),
  'pat-1': (node) => ['name', 'telecom', 'address', 'organization'].some((key) => has(node, key)),
  'per-1': (node) => {
    const [start, end] = [textAt(node, 'start'), textAt(node, 'end')];
    return start === undefined || end === undefined || !isAfter(start, end);
  },
  'qty-3': needs('code', 'system'),
  'rat-1': (node) =>
    has(node, 'numerator') === has(node, 'denominator') && (has(node, 'numerator') || has(node, 'extension')),
  'rng-2': (node) => ordered(member(node, 'low'), member(node, 'high')),
  'sqty-1': (node) => !has(node, 'comparator'),
  'tim-1': needs('duration', 'durationUnit'),
  'tim-2': needs('period', 'periodUnit'),
  'tim-4': notNegative('duration'),
  'tim-5': notNegative('period'),
  'tim-6': needs('periodMax', 'period'),
  'tim-7': needs('durationMax', 'duration'),
  'tim-8': needs('countMax', 'count'),
  'tim-9': (node) =>
    !has(node, 'offset') ||
    (has(node, 'when') && !all(node, 'when').some(({ text }) => ['C', 'CM', 'CD', 'CV'].includes(text))),
  'tim-10': notBoth('timeOfDay', 'when'),
};
