import { describe, expect, test } from 'vitest';
import { createDivision } from '../../src/drive/session/compared/division.js';
import { createIdentityLog } from '../../src/drive/session/identities.js';
import type { ExportBounds } from '../../src/drive/session/compared/narrowings.js';
import { createIdentityCollector } from '../../src/fhir/validate/identity.js';
import { identityInObject } from '../../src/fhir/validate/resource-identity.js';

describe('what divides times', () => {
  const dividing = (...texts: string[]): string | undefined => {
    const division = createDivision(1000);
    for (const text of texts) division.add(Date.parse(text));
    const value = division.value();
    return value === undefined ? undefined : new Date(value).toISOString();
  };
  test.each([
    [['2026-01-01T00:00:00Z', '2026-01-03T00:00:00Z'], '2026-01-02T00:00:00.000Z'],
    // As many before as after.
    [
      ['2026-01-01T00:00:00Z', '2026-01-03T00:00:00Z', '2026-01-05T00:00:00Z', '2026-01-07T00:00:00Z'],
      '2026-01-04T00:00:00.000Z',
    ],
    // The middle one is too near to the one before.
    [['2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', '2026-01-05T00:00:01Z'], '2026-01-03T00:00:01.000Z'],
    [[], undefined],
  ])('%j: %s', (texts, value) => expect(dividing(...texts)).toBe(value));
  test.each([
    [['2026-01-01T00:00:01Z', '2026-01-01T00:00:01Z'], '2006-01-01T00:00:01.000Z'],
    [['2026-01-01T00:00:02.500Z', '2026-01-01T00:00:01.500Z'], '2006-01-01T00:00:01.000Z'],
    [['2026-01-01T00:00:01Z'], '2006-01-01T00:00:01.000Z'],
  ])('where nothing divides them, a time 20 years before all of %j: %s', (texts, value) => {
    expect(dividing(...texts)).toBe(value);
    const division = createDivision(1000);
    for (const text of texts) division.add(Date.parse(text));
    expect(division.divides()).toBe(false);
    division.add(Date.parse('2026-01-05T00:00:00Z'));
    expect(division.divides()).toBe(true);
  });
  test('what was asked for once stays', () => {
    const division = createDivision(1000);
    division.add(Date.parse('2026-01-01T00:00:00Z'));
    division.add(Date.parse('2026-01-03T00:00:00Z'));
    const before = division.value();
    for (let nth = 0; nth < 5; nth += 1) division.add(Date.parse('2026-01-31T00:00:00Z'));
    expect(division.value()).toBe(before);
    expect(division.divides()).toBe(true);
  });
  test('what is not a time does not count', () => {
    const division = createDivision(1000);
    division.add(undefined);
    expect(division.value()).toBeUndefined();
  });
});

describe.each([
  ['read here', false],
  ['read elsewhere', true],
])('an export that is narrowed, %s', (_, elsewhere) => {
  const SINCE = Date.parse('2026-04-01T00:00:00Z');
  const patient = (id: string, lastUpdated: string) => ({ resourceType: 'Patient', id, meta: { lastUpdated } });
  const OLD = '2026-03-01T00:00:00Z';
  const NEW = '2026-05-01T00:00:00Z';
  const factsOf = (whole: readonly object[], part: readonly object[]) => {
    const log = createIdentityLog();
    const read = (bounds: ExportBounds, lines: readonly object[], exchange: number): void => {
      const file = log.file({ group: bounds.of, type: 'Patient', bounds });
      const collector = elsewhere ? createIdentityCollector(file.scan()) : file.collector;
      lines.forEach((line, nth) => {
        const text = JSON.stringify(line);
        collector.add(identityInObject(line), nth + 1, () => text, Buffer.from(text));
      });
      if (elsewhere) file.collector.absorb(collector.part(), { lines: 0 });
      file.end(exchange);
    };
    const bound = { since: SINCE };
    read({ of: 'whole', others: [{ of: 'part', bound }], divides: true }, whole, 1);
    log.narrowings.begin('part', 2);
    if (part.length > 0) read({ of: 'part', others: [], own: bound, divides: false }, part, 3);
    return log.narrowings.facts();
  };
  const both = [patient('a', OLD), patient('b', NEW), patient('c', NEW)];

  test('has what it must have', () => {
    expect(factsOf(both, both.slice(1))).toEqual([
      {
        kind: 'narrowed',
        exchange: 3,
        of: 'part',
        type: 'Patient',
        resources: 2,
        outside: {},
        unknown: 0,
        wanted: 2,
        missing: 0,
      },
    ]);
  });
  test('lacks one, and has one outside and one that says nothing, each counted once', () => {
    const part = [patient('a', OLD), patient('a', OLD), patient('b', NEW), { resourceType: 'Patient', id: 'd' }];
    expect(factsOf(both, part)).toMatchObject([
      { exchange: 3, resources: 3, outside: { since: 1 }, unknown: 1, wanted: 2, missing: 1 },
    ]);
  });
  test('lists no file', () => {
    expect(factsOf(both, [])).toMatchObject([{ exchange: 2, resources: 0, wanted: 2, missing: 2 }]);
  });
});
