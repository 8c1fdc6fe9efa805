import { NOT_JUDGED } from '../invariants/definition-invariants.js';
import type { FhirRelease } from '../definitions/release.js';
import type { TypeTable } from '../definitions/tables.js';

/** The checks that the end of an object of a type needs: flags. */
export const EndCheck = {
  rules: 1,
  currency: 2,
  period: 4,
  coding: 8,
  concept: 16,
  judge: 32,
  resource: 64,
  reference: 128,
  /** Its elements do not fit the bit masks: no check is possible. */
  unfit: 256,
  /** It is a Meta, which is restricted in a contained resource. */
  meta: 512,
} as const;

/** A rule about the presence of elements: the left ones against the right ones. */
interface PresenceRule {
  readonly op: Op;
  readonly leftLow: number;
  readonly leftHigh: number;
  readonly rightLow: number;
  readonly rightHigh: number;
}
export interface Closing {
  readonly kind: number;
  readonly rules: readonly PresenceRule[];
}

/** one: exactly one side; needs: left only with right; any: one of the left; apart: not both; absent: none of the left. */
type Op = 'one' | 'needs' | 'any' | 'apart' | 'absent';
type RuleText = readonly [Op, string, string?];

/**
 * Invariants that the presence of elements decides, or certainly satisfies; if it does not, the judge decides. Names are
 * separated by spaces. A type with any other invariant goes to the judge.
 */
const BY_PRESENCE: Readonly<Record<string, readonly RuleText[]>> = {
  'TestReport/inv-1': [['one', 'operation', 'assert']],
  'TestReport/inv-2': [['one', 'operation', 'assert']],
  'age-1': [['absent', 'value code system']],
  'att-1': [['needs', 'data', 'contentType']],
  'cnt-3': [['absent', 'value code system']],
  'con-1': [['any', 'summary assessment']],
  'con-2': [['any', 'code detail']],
  'con-3': [['any', 'clinicalStatus']],
  'cpb-16': [['one', 'supportedMessage', 'event']],
  'cpt-2': [['needs', 'value', 'system']],
  'dis-1': [['absent', 'value code system']],
  'drt-1': [['absent', 'code']],
  'ext-1': [['one', 'extension', 'value[x]']],
  'mny-1': [['needs', 'value', 'code']],
  'org-1': [['any', 'identifier name']],
  'pat-1': [['any', 'name telecom address organization']],
  'per-1': [],
  'pro-1': [['absent', 'notDoneReason']],
  'qty-3': [['needs', 'code', 'system']],
  'rat-1': [
    ['needs', 'numerator', 'denominator'],
    ['needs', 'denominator', 'numerator'],
    ['any', 'numerator extension'],
  ],
  'rfr-1': [['absent', 'onBehalfOf']],
  'rng-2': [['apart', 'low', 'high']],
  'sqty-1': [['absent', 'comparator']],
  'tim-1': [['needs', 'duration', 'durationUnit']],
  'tim-2': [['needs', 'period', 'periodUnit']],
  'tim-4': [['absent', 'duration']],
  'tim-5': [['absent', 'period']],
  'tim-6': [['needs', 'periodMax', 'period']],
  'tim-7': [['needs', 'durationMax', 'duration']],
  'tim-8': [['needs', 'countMax', 'count']],
  'tim-9': [['absent', 'offset']],
  'tim-10': [['apart', 'timeOfDay', 'when']],
};
/** Those that R4 has, or that mean something else in R4. */
const R4_BY_PRESENCE: Readonly<Record<string, readonly RuleText[]>> = {
  'cpb-16': [['absent', 'implementation software']],
  'drq-1': [['one', 'path', 'searchParam']],
  'drq-2': [['one', 'path', 'searchParam']],
  'exp-1': [['any', 'expression reference']],
  'trd-1': [['apart', 'data', 'timing[x]']],
  'trd-2': [['needs', 'condition', 'data']],
};
/** Invariants about contained resources and references to them, which the fast path checks itself. */
const BY_FAST_PATH: ReadonlySet<string> = new Set(['dom-1', 'dom-2', 'dom-3', 'dom-4', 'dom-5', 'ref-1']);
const BY_NAME: Readonly<Record<string, number>> = {
  Coding: EndCheck.coding,
  CodeableConcept: EndCheck.concept,
  Meta: EndCheck.meta,
  Money: EndCheck.currency,
  Period: EndCheck.period,
  Reference: EndCheck.reference,
};
const BITS = 31;
const MOST_ELEMENTS = 61;

export const closing = (release: FhirRelease, table: TypeTable): Closing => {
  const rules: PresenceRule[] = [];
  let kind = (BY_NAME[table.name] ?? 0) | (table.resource ? EndCheck.resource : 0);
  for (const key of table.invariants) {
    const texts = (release === 'r4' ? R4_BY_PRESENCE[key] : undefined) ?? BY_PRESENCE[key];
    if (texts !== undefined) rules.push(...texts.map((one) => ruleOf(table, one)));
    else if (!BY_FAST_PATH.has(key) && !NOT_JUDGED[release].has(key)) kind |= EndCheck.judge;
  }
  // Every element and resourceType need a bit, and the first one must be the id, to recognize an element with only an id.
  if (table.elements.length > MOST_ELEMENTS || (table.elements[0]?.name ?? 'id') !== 'id') kind |= EndCheck.unfit;
  return { kind: kind | (rules.length > 0 ? EndCheck.rules : 0), rules };
};

const ruleOf = (table: TypeTable, [op, left, right = '']: RuleText): PresenceRule => {
  const [leftLow, leftHigh] = masks(table, left);
  const [rightLow, rightHigh] = masks(table, right);
  return { op, leftLow, leftHigh, rightLow, rightHigh };
};

const masks = ({ name, elements }: TypeTable, names: string): readonly [number, number] => {
  let [low, high] = [0, 0];
  for (const one of names === '' ? [] : names.split(' ')) {
    const element = elements.find((candidate) => candidate.name === one);
    if (element === undefined) throw new Error(`${name} has no ${one}, which an invariant asks for`);
    if (element.index < BITS) low |= 1 << element.index;
    else high |= 1 << (element.index - BITS);
  }
  return [low, high];
};

/** Whether the elements that are present certainly satisfy the rules. */
export const areMet = (rules: readonly PresenceRule[], low: number, high: number): boolean => {
  for (const { op, leftLow, leftHigh, rightLow, rightHigh } of rules) {
    const left = ((low & leftLow) | (high & leftHigh)) !== 0;
    const right = ((low & rightLow) | (high & rightHigh)) !== 0;
    if (
      op === 'one'
        ? left === right
        : op === 'needs'
          ? left && !right
          : op === 'any'
            ? !left
            : left && (op === 'absent' || right)
    )
      return false;
  }
  return true;
};
