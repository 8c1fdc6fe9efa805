import { describe, expect, test } from 'vitest';
import { firstDayOf, placements } from '../../../src/fhir/elements/bounds.js';
import { membersOf } from '../../../src/fhir/elements/members.js';
import type { Bound } from '../../../src/model/index.js';

const at = (text: string): number => Date.parse(text);
const claim = (more: object): Buffer =>
  Buffer.from(JSON.stringify({ resourceType: 'ExplanationOfBenefit', id: 'a', ...more }));
const SYSTEM = 'https://bluebutton.cms.gov/fhir/CodeSystem/System-Type';
const tagged = (...codes: string[]): object => ({ meta: { tag: codes.map((code) => ({ system: SYSTEM, code })) } });
const period = (start?: string, end?: string): object => ({
  billablePeriod: { ...(start !== undefined && { start }), ...(end !== undefined && { end }) },
});
const standing = (bound: Bound, line: Buffer, type = 'ExplanationOfBenefit'): string => {
  const [{ within, outside, silent } = { within: false, outside: [], silent: true }] = placements(
    [bound],
    type,
    line,
    membersOf(line),
  );
  return within ? 'within' : outside.length > 0 ? outside.join() : silent ? 'unknown' : 'partly';
};

const SINCE = { since: at('2026-04-01T00:00:00Z') };
const SYSTEMS = { systems: ['DDPS'] };
const OUTCOMES = { outcomes: ['partial'] };
const FROM = { servedFrom: at('2026-04-01') };
const BEFORE = { servedBefore: at('2026-04-01') };

describe('where a claim stands to a bound', () => {
  test.each<[title: string, bound: Bound, more: object, is: string]>([
    ['later', SINCE, { meta: { lastUpdated: '2026-04-01T00:00:00.001Z' } }, 'within'],
    ['at the instant', SINCE, { meta: { lastUpdated: '2026-03-31T19:00:00-05:00' } }, 'since'],
    ['undated', SINCE, {}, 'unknown'],
    [
      'undated, with a dated one in it',
      SINCE,
      { x: [{ lastUpdated: '2027-01-01T00:00:00Z' }, { lastUpdated: '2025-01-01T00:00:00Z' }] },
      'unknown',
    ],
    ['of the system', SYSTEMS, tagged('DDPS'), 'within'],
    ['of another', SYSTEMS, tagged('SharedSystem'), 'systems'],
    ['of both', SYSTEMS, tagged('SharedSystem', 'DDPS'), 'within'],
    ['with a tag of another kind', SYSTEMS, { meta: { tag: [{ system: 'x', code: 'DDPS' }, null] } }, 'unknown'],
    ['of the outcome', OUTCOMES, { outcome: 'partial' }, 'within'],
    ['of another outcome', OUTCOMES, { outcome: 'complete' }, 'outcomes'],
    ['without an outcome', OUTCOMES, {}, 'unknown'],
    ['served after', FROM, period('2026-04-01', '2026-04-02'), 'within'],
    ['served before', FROM, period('2026-03-01', '2026-03-31'), 'served'],
    ['served on both sides', FROM, period('2026-03-01', '2026-04-01'), 'partly'],
    ['served in an open period', FROM, period('2026-03-01'), 'partly'],
    ['served in a month', FROM, period('2026-04', '2026-04'), 'within'],
    ['served in a year', FROM, period('2026', '2026'), 'partly'],
    [
      'an item served after',
      FROM,
      { ...period('2026-03-01', '2026-03-02'), item: [{ servicedDate: '2026-04-05' }] },
      'partly',
    ],
    [
      'an item served before',
      BEFORE,
      { item: [{ servicedPeriod: { start: '2026-03-05', end: '2026-03-06' } }] },
      'within',
    ],
    ['served later', BEFORE, period('2026-04-02', '2026-04-02'), 'served'],
    ['at a time of a day', BEFORE, period('2026-04-01T03:00:00Z', '2026-04-01T04:00:00Z'), 'partly'],
    ['without a date', BEFORE, {}, 'unknown'],
    [
      'two ways outside',
      { ...SINCE, ...OUTCOMES },
      { outcome: 'complete', meta: { lastUpdated: '2025-01-01T00:00:00Z' } },
      'outcomes,since',
    ],
    ['to no bound', {}, {}, 'within'],
  ])('%s', (_, bound, more, is) => expect(standing(bound, claim(more))).toBe(is));

  test('what a bound says of claims does not concern others', () => {
    const patient = Buffer.from('{"resourceType":"Patient","meta":{"lastUpdated":"2026-05-01T00:00:00Z"}}');
    expect(standing({ ...SINCE, ...SYSTEMS, ...OUTCOMES, ...FROM }, patient, 'Patient')).toBe('within');
  });

  test('a line that is not JSON says nothing', () => {
    expect(standing({ ...SINCE, ...SYSTEMS }, Buffer.from('{"lastUpdated":1'))).toBe('unknown');
  });
});

test.each([
  [period('2026-04-01T23:00:00-05:00'), '2026-04-01'],
  [period('2026-04'), '2026-04-01'],
  [period(undefined, '2026-04-01'), undefined],
  [{}, undefined],
])('the first day of %j is %s', (more, day) => {
  const found = firstDayOf(membersOf(claim(more)));
  if (day === undefined || !JSON.stringify(more).includes('T23')) expect(found).toBe(day);
  // A zone may shift the day by one.
  else expect(['2026-04-01', '2026-04-02']).toContain(found);
});
