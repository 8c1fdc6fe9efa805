import { describe, expect, test } from 'vitest';
import { latestUpdate } from '../../src/drive/exports/manifest.js';
import { createIdentityLog } from '../../src/drive/session/identities.js';
import { HashCounts } from '../../src/fhir/hash-counts.js';
import { createIdentityCollector, type Hash, hashedIdentity, type Key } from '../../src/fhir/validate/identity.js';
import { identityInObject, type ResourceIdentity } from '../../src/fhir/validate/resource-identity.js';
import { profile201909 } from '../../suites/profiles/2019-09.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { profileV3 } from '../../suites/profiles/v3.js';

const KEY: Key = [1, 2];
const claim = (nth: number): ResourceIdentity => ({
  resourceType: 'ExplanationOfBenefit',
  id: `carrier--1999${nth}`,
  subject: `Patient/-1999${nth % 1000}`,
});
const hashOf = (identity: ResourceIdentity, key = KEY): Hash => hashedIdentity(key, identity, 1)?.id ?? [0, 0];

describe('hashes of resources', () => {
  test('tell half a million ids in a row apart, in both words', () => {
    const hashes = Array.from({ length: 500_000 }, (_, nth) => hashOf(claim(nth)));
    const all = new HashCounts();
    expect(hashes.filter((hash) => all.add(...hash) !== 0)).toEqual([]);
    // Of n words that are drawn at random about n²/2³³ fall together: 29 here.
    for (const word of [0, 1] as const)
      expect(hashes.length - new Set(hashes.map((hash) => hash[word])).size).toBeLessThan(80);
  });

  test('are of type and id, and of nothing else', () => {
    const { resourceType, id } = claim(1);
    expect(hashOf({ resourceType: 'x', id: 'y' })).not.toEqual(hashOf({ resourceType: 'x', id: 'z' }));
    expect(hashOf({ resourceType: resourceType ?? '', id: id ?? '' })).toEqual(hashOf(claim(1)));
    expect(hashOf(claim(1), [1, 3])).not.toEqual(hashOf(claim(1)));
    expect(hashedIdentity(KEY, { id: 'y' }, 1)).toBeUndefined();
    expect(hashedIdentity(KEY, { resourceType: 'x' }, 1)).toBeUndefined();
  });

  test.each(['Patient/a', 'http://x/Patient/a', 'http://x/Patient/a/_history/1'])(
    '%s refers to Patient a',
    (subject) => {
      const seen = hashedIdentity(KEY, { resourceType: 'Coverage', id: '1', subject }, 1);
      expect(seen?.subject).toEqual(hashOf({ resourceType: 'Patient', id: 'a' }));
    },
  );

  test.each(['#a', 'Coverage/a', 'Patient/', ''])('%s refers to no Patient', (subject) => {
    expect(hashedIdentity(KEY, { resourceType: 'Coverage', id: '1', subject }, 1)?.subject).toBeUndefined();
  });
});

test('counts are those of a map, however many there are', () => {
  const counts = new HashCounts();
  const plain = new Map<string, number>();
  for (let nth = 0; nth < 20_000; nth += 1) {
    // Many fall on the same slot, and some come again.
    const hash: Hash = [nth % 7000, (nth % 7000) * 4096];
    const before = plain.get(hash.join()) ?? 0;
    expect(counts.add(...hash, 2)).toBe(before);
    plain.set(hash.join(), before + 2);
  }
  expect(counts.size).toBe(plain.size);
  expect(new Map([...counts].map(({ hash, count }) => [hash.join(), count]))).toEqual(plain);
  expect(counts.has(0, 0)).toBe(true);
  expect(counts.has(1, 0)).toBe(false);
});

describe('the identities of a run', () => {
  const seen = [claim(1), claim(2), { resourceType: 'Patient', id: '-19991' }, claim(1), { id: 'x' }];

  test.each(['here', 'in a part that was read elsewhere'])('are the same %s', (where) => {
    const log = createIdentityLog();
    const file = log.file({ group: 'export', type: 'Patient' });
    const roll = where === 'here' ? file.collector : createIdentityCollector(file.scan());
    seen.forEach((identity, nth) => roll.add(identity, nth + 1));
    if (roll !== file.collector) file.collector.absorb(roll.part(), { lines: 0 });
    expect(file.end(7)).toMatchObject({ repeated: 1, lines: [4], over: false });
    expect(log.subjects(profile201912)).toEqual([
      { kind: 'subjects', exchange: 7, references: 3, unresolved: 1, over: false },
    ]);
  });

  test('a part further down counts its lines from there, and is given once', () => {
    const log = createIdentityLog();
    const file = log.file({ group: 'export', type: 'ExplanationOfBenefit' });
    const roll = createIdentityCollector(file.scan());
    roll.add(claim(1), 2);
    file.collector.absorb(roll.part(), { lines: 0 });
    roll.add(claim(1), 2);
    file.collector.absorb(roll.part(), { lines: 100 });
    expect(roll.part()).toHaveLength(0);
    expect(file.end(1)).toMatchObject({ repeated: 1, lines: [102] });
  });

  test('are let go once they were told of, and those of a file by itself are never kept', () => {
    const log = createIdentityLog();
    log.alone('Patient').collector.add({ resourceType: 'Patient', id: 'a' }, 1);
    expect(log.subjects(profile201912)).toEqual([]);
    const file = log.file({ group: 'export', type: 'Patient' });
    seen.forEach((identity, nth) => file.collector.add(identity, nth + 1));
    file.end(7);
    expect(log.subjects(profile201912)).toHaveLength(1);
    expect(log.subjects(profile201912)).toEqual([]);
  });

  test('without _type the exports of each type are looked at together', () => {
    const log = createIdentityLog();
    const [claims, patients] = [
      log.file({ group: 'a', type: 'ExplanationOfBenefit' }),
      log.file({ group: 'b', type: 'Patient' }),
    ];
    claims.collector.add(claim(1), 1);
    claims.collector.add(claim(2), 2);
    patients.collector.add({ resourceType: 'Patient', id: '-19991' }, 1);
    patients.end(3);
    claims.end(2);
    expect(log.subjects(profile201909)).toMatchObject([{ exchange: 2, references: 2, unresolved: 1 }]);
    expect(log.subjects(profile201912)).toEqual([]);
  });
});

describe('when resources were updated', () => {
  const UP_TO = Date.parse('2026-01-01T00:00:00Z');
  const dated = (lastUpdated: unknown, more: object = {}): object => ({
    ...{ resourceType: 'Patient', id: 'a', meta: { lastUpdated } },
    ...more,
  });
  /** What the log says of a file of these lines, read here or in a part that was read elsewhere. */
  const updates = (lines: readonly object[], elsewhere: boolean, upTo?: number) => {
    const file = createIdentityLog().file({ group: '', type: 'Patient', ...(upTo !== undefined && { upTo }) });
    const collector = elsewhere ? createIdentityCollector(file.scan()) : file.collector;
    lines.forEach((line, nth) => {
      const text = JSON.stringify(line);
      collector.add(identityInObject(line), nth + 1, () => text, Buffer.from(text));
    });
    if (elsewhere) file.collector.absorb(collector.part(), { lines: 0 });
    return file.end(1);
  };

  describe.each([
    ['read here', false],
    ['read elsewhere', true],
  ])('%s', (_, elsewhere) => {
    test.each<[string, readonly object[], unknown]>([
      ['before', [dated('2025-12-31T23:59:59Z')], { dated: 1 }],
      ['at that instant, in another zone', [dated('2026-01-01T05:00:00+05:00')], { dated: 1 }],
      ['after', [dated('2026-01-01T00:00:00.001Z')], { dated: 1, late: { count: 1, lines: [1] } }],
      ['nowhere', [{ resourceType: 'Patient', id: 'a' }, dated(1)], { dated: 0 }],
      [
        'in a nested Meta only',
        [dated('2020-01-01T00:00:00Z', { extension: [{ valueMeta: { lastUpdated: '2030-01-01T00:00:00Z' } }] })],
        { dated: 1 },
      ],
      [
        'the second of two',
        [dated('2020-01-01T00:00:00Z'), dated('2030-01-01T00:00:00Z')],
        { dated: 2, late: { count: 1, lines: [2] } },
      ],
      [
        'without a type',
        [{ meta: { lastUpdated: '2030-01-01T00:00:00Z' } }],
        { dated: 1, late: { count: 1, lines: [1] } },
      ],
    ])('%s', (_title, lines, expected) => {
      expect(updates(lines, elsewhere, UP_TO)).toEqual({ ...NOTHING_FOUND, ...lacks(lines), updates: expected });
    });

    test('nothing is said without an instant to compare with', () => {
      expect(updates([dated('2030-01-01T00:00:00Z')], elsewhere)).not.toHaveProperty('updates');
    });
  });

  const NOTHING_FOUND = { repeated: 0, lines: [], over: false };
  /** The second of two lines has the id of the first. */
  const lacks = (lines: readonly object[]) => (lines.length === 2 ? { repeated: 1, lines: [2] } : {});
});

describe('until when resources may have been updated', () => {
  test.each<[unknown, string | undefined]>([
    ['2019-12-09T20:44:01Z', '2019-12-09T20:45:01.000Z'],
    ['2019-12-09T20:44:01.705398-05:00', '2019-12-10T01:45:01.705Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:59.000Z'],
    ['2019-12-09T20:44:01', undefined],
    ['2019-02-30T12:00:00Z', undefined],
    ['2019-12-09', undefined],
    [1_575_924_241, undefined],
    [undefined, undefined],
  ])('transactionTime %j: %s', (time, until) => {
    const ms = latestUpdate(time);
    expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(until);
  });
});

describe('the exports of a run', () => {
  const claims = (from: number, to: number): object[] =>
    Array.from({ length: to - from }, (_, nth) => ({
      resourceType: 'ExplanationOfBenefit',
      id: `claim-${from + nth}`,
      status: 'active',
    }));
  const none = { missing: 0, returned: 0, changed: 0 };

  /** What the log says of exports with these resources, read here or in parts that were read elsewhere. */
  const history = (
    exports: readonly (readonly object[])[],
    elsewhere = false,
    of: readonly (string | undefined)[] = [],
  ) => {
    const log = createIdentityLog();
    exports.forEach((resources, nth) => {
      const name = nth in of ? of[nth] : `export ${nth + 1}`;
      const file = log.file({
        ...{ group: `data ${nth}`, type: 'ExplanationOfBenefit' },
        ...(name !== undefined && { of: name }),
      });
      const collector = elsewhere ? createIdentityCollector(file.scan()) : file.collector;
      resources.forEach((resource, line) => {
        const text = JSON.stringify(resource);
        collector.add(identityInObject(resource), line + 1, () => text, Buffer.from(text));
      });
      if (elsewhere) file.collector.absorb(collector.part(), { lines: 0 });
      file.end(nth + 1);
    });
    return log.history();
  };

  test.each([false, true])('are compared by id and by content (read elsewhere: %s)', (elsewhere) => {
    const changed = claims(0, 10).map((one, nth) => (nth === 3 ? { ...one, status: 'cancelled' } : one));
    expect(history([claims(0, 10), claims(0, 8), [...changed, ...claims(20, 22)]], elsewhere)).toEqual([
      {
        ...{ kind: 'history', exchange: 1, of: 'export 1', type: 'ExplanationOfBenefit', resources: 10 },
        ...{ before: 0, compared: 0, ...none },
      },
      {
        ...{ kind: 'history', exchange: 2, of: 'export 2', type: 'ExplanationOfBenefit', resources: 8 },
        ...{ before: 10, compared: 8, ...none, missing: 2, returned: 2 },
      },
      {
        ...{ kind: 'history', exchange: 3, of: 'export 3', type: 'ExplanationOfBenefit', resources: 12 },
        ...{ before: 10, compared: 10, ...none, changed: 1 },
      },
    ]);
  });

  test('say the same of content in another order, and with other metadata', () => {
    const [one] = claims(0, 1);
    const reversed = Object.fromEntries(Object.entries({ ...one, meta: { versionId: '2' } }).reverse());
    expect(history([[one!], [reversed]])).toMatchObject([{}, { compared: 1, changed: 0 }]);
  });

  test('a job that the user gave is compared with none', () => {
    expect(history([claims(0, 10), claims(0, 1), claims(0, 10)], false, ['a', undefined, 'c'])).toMatchObject([
      { of: 'a', missing: 0 },
      { of: 'c', missing: 0, compared: 10 },
    ]);
  });

  test('contents are compared of the same resources in each, however many there are', () => {
    const many = claims(0, 9000);
    const changed = many.map((one) => ({ ...one, status: 'cancelled' }));
    const [, same, other] = history([many, many.toReversed(), changed]);
    expect(same).toMatchObject({ missing: 0, changed: 0 });
    expect(same?.compared).toBeGreaterThanOrEqual(2000);
    expect(same?.compared).toBeLessThan(4000);
    expect(other).toMatchObject({ compared: same?.compared, changed: same?.compared });
  });

  test.each([false, true])('count what has no id and what names nobody (read elsewhere: %s)', (elsewhere) => {
    const log = createIdentityLog();
    const file = log.file({ group: 'data', of: 'a', type: 'Coverage' });
    const collector = elsewhere ? createIdentityCollector(file.scan()) : file.collector;
    const beneficiary = { identifier: { value: 'x' } };
    const all = [
      { resourceType: 'Coverage', id: 'a', beneficiary: { reference: 'Patient/a' } },
      { resourceType: 'Coverage', beneficiary },
      { resourceType: 'Coverage', id: 'b' },
      { resourceType: 'Basic' },
    ];
    all.forEach((one, nth) => collector.add(identityInObject(one), nth + 1, () => JSON.stringify(one)));
    if (elsewhere) file.collector.absorb(collector.part(), { lines: 0 });
    expect(file.end(1)).toMatchObject({
      withoutId: { count: 1, lines: [2] },
      withoutSubject: { count: 1, lines: [3] },
    });
  });

  test('more exports than can be told apart show nothing', () => {
    expect(history(Array.from({ length: 25 }, () => claims(0, 2)))[0]).toMatchObject({ over: true, missing: 0 });
  });
});

test('the Patients of the documented exports are compared, those of last year too', () => {
  const log = createIdentityLog();
  const take = (of: string, ids: readonly string[], compared: boolean): void => {
    const file = log.file({ group: `data ${of}`, type: 'Patient', ...(compared && { of }) });
    for (const [nth, id] of ids.entries()) file.collector.add({ resourceType: 'Patient', id }, nth + 1);
    file.end(1);
  };
  take('Group/all', ['a', 'b', 'c'], true);
  take('Patient', ['b', 'c', 'd', 'e', 'e'], true);
  take('Group/runout', ['c', 'x'], false);
  const manifests = new Map([
    ['Group/all', 10],
    ['Patient', 20],
    ['Group/runout', 30],
  ]);
  const people = (of: string | undefined) =>
    log.people(profileV3, (name) => (name === of ? undefined : manifests.get(name)));
  const other = { kind: 'people', other: 'Group/all', others: 3 };
  expect(people(undefined)).toEqual([
    { ...other, exchange: 20, of: 'Patient', patients: 4, both: 2 },
    { ...other, exchange: 30, of: 'Group/runout', patients: 2, both: 1 },
  ]);
  expect(people('Patient').map(({ of }) => of)).toEqual(['Group/runout']);
  expect(people('Group/all')).toEqual([]);
  expect(log.people(profile201912, () => 1)).toEqual([]);
});
