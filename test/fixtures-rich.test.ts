import { describe, expect, it } from 'vitest';
import { lines, resourcesOf, type ResourceType } from '../fixtures/index.js';
import { VALUE_TYPES } from '../fixtures/values.js';
import { tables } from '../src/fhir/tables.js';
import { NdjsonValidator } from '../src/fhir/validate.js';

const TYPES = ['ExplanationOfBenefit', 'Patient', 'Coverage'] as const satisfies readonly ResourceType[];
const text = (type: ResourceType, seed: number, from: number, to: number): string =>
  [...lines(type, { seed, from, to })].join('');
const PEOPLE = { ExplanationOfBenefit: 600, Patient: 3000, Coverage: 1000 } as const;
const made = new Map<ResourceType, string>();
/** What was made of the first beneficiaries of seed 1; made once. */
const some = (type: ResourceType): string => {
  const known = made.get(type) ?? text(type, 1, 0, PEOPLE[type]);
  made.set(type, known);
  return known;
};

describe.each(TYPES)('made-up %ss', (type) => {
  it.each([
    [0, 0, 150],
    [1, 0, 1],
    [2, 0, 400],
    [3, 999_999_990, 1_000_000_010],
    [41, 12_345, 12_545],
    [-7, 0, 100],
    [2_147_483_647, 0, 100],
    [4_294_967_296, 0, 100],
  ])('are valid STU3 for seed %i, beneficiaries %i to %i', (seed, from, to) => {
    const validator = new NdjsonValidator({ type });
    validator.write(Buffer.from(text(type, seed, from, to)));
    const { resources, groups, lines: count } = validator.end();
    expect(groups).toEqual([]);
    expect(resources).toBe(count);
    expect(resources).toBeGreaterThanOrEqual(to - from);
  });

  it('show every type of extension value within the first 38 beneficiaries, whatever the seed', () => {
    const choices = [...tables().type('Extension')!.slots.keys()].filter((key) => key.startsWith('value'));
    for (const seed of [1, 2, 77]) {
      const seen = text(type, seed, 0, VALUE_TYPES).matchAll(/made-up-[a-z0-9]+","(value[A-Z]\w*)/g);
      const kinds = new Set([...seen].map(([, key]) => key));
      expect(kinds).toEqual(new Set(choices));
      expect(kinds.size).toBe(38);
    }
  });

  it.each([
    ['narrative', /"text":\{"status":"generated","div":"<div xmlns=/],
    ['contained resources', /"contained":\[\{"resourceType":"/],
    ['what contains them refers to them', /"reference":"#\w+"/],
    ['a value that only an extension explains', /"_\w+":\{"extension":\[\{"url":"[^"]*data-absent-reason"/],
    ['characters outside the BMP', /[\u{10000}-\u{10ffff}]/u],
    ['characters of two bytes', /[\u0080-\u07ff]/],
    ['characters of three bytes', /[\u0800-\ud7ff]/],
    ['decimals of more digits than a double', /:-?\d{20}\.\d{12}0[,}]|:0\.\d{28}[,}]/],
    ['decimals with trailing zeros', /:\d+\.\d*0[,}]/],
    ['negative integers', /"valueInteger":-\d/],
    ['dates of a year', /"valueDate":"\d{4}"/],
    ['dates of a month', /"valueDate":"\d{4}-\d\d"/],
    ['dates of a day', /"valueDate":"\d{4}-\d\d-\d\d"/],
    ['dateTimes of a year', /"valueDateTime":"\d{4}"/],
    ['dateTimes of a month', /"valueDateTime":"\d{4}-\d\d"/],
    ['dateTimes of a day', /"valueDateTime":"\d{4}-\d\d-\d\d"/],
    ['dateTimes of a second', /"valueDateTime":"[-\d]{10}T[\d:]{8}[-+Z]/],
    ['dateTimes of a part of a second', /"valueDateTime":"[-\d]{10}T[\d:]{8}\.\d+[-+Z]/],
    ['instants in UTC', /"valueInstant":"[-\d]{10}T[\d:.]+Z"/],
    [
      'instants east and west of it',
      /"valueInstant":"[-\d]{10}T[\d:.]+\+05:45"[^]*"valueInstant":"[-\d]{10}T[\d:.]+-05:00"/,
    ],
  ])('have %s', (_what, pattern) => {
    expect(pattern.test(some(type))).toBe(true);
  });

  it('write no decimal with an exponent, and lose none of its mark', () => {
    expect(/":-?\d+(\.\d+)?[eE]|"=-?\d/.exec(some(type))).toBeNull();
  });

  it('hold no null but in lists of primitives, opposite an extension', () => {
    const lists = some(type).match(/"\w+":\[[^[\]{}]*\bnull\b[^[\]{}]*\],"_\w+":\[/g) ?? [];
    expect(some(type)).not.toContain(':null');
    expect(type === 'Coverage' || lists.length > 0).toBe(true);
  });
});

describe('made-up claims', () => {
  const claims = Array.from({ length: 400 }, (_, index) =>
    resourcesOf('ExplanationOfBenefit', { seed: 1, index }),
  ).flat() as Record<string, unknown>[];

  /** Every value at a path of names, through lists. */
  const at = (path: string): unknown[] =>
    path.split('.').reduce<unknown[]>(
      (nodes, key) =>
        nodes.flatMap((node) => {
          const value = (node as Record<string, unknown> | null)?.[key];
          return value === undefined ? [] : value;
        }),
      claims,
    );

  it.each([
    'text',
    'contained',
    'careTeam.qualification',
    'diagnosis.packageCode',
    'diagnosis.type',
    'procedure.date',
    'procedure.procedureCodeableConcept',
    'procedure.procedureReference',
    'information.code',
    'information.reason',
    'information.timingDate',
    'information.timingPeriod',
    'information.valueString',
    'information.valueQuantity',
    'information.valueAttachment',
    'information.valueReference',
    'item.procedureLinkId',
    'item.informationLinkId',
    'item._diagnosisLinkId',
    'item.noteNumber',
    'item.locationAddress',
    'item.locationCodeableConcept',
    'item.bodySite',
    'item.udi',
    'item.adjudication.amount',
    'item.adjudication.value',
    'item.adjudication.reason',
    'item.detail.adjudication',
    'item.detail.subDetail.adjudication.value',
    'addItem.detail',
    'processNote.text',
    'benefitBalance.financial.allowedString',
    'benefitBalance.financial.usedUnsignedInt',
    'payee.resourceType',
    'accident.locationAddress._line',
    'related.reference',
    '_status',
    '_created',
  ])('have %s', (path) => {
    expect(at(path).length).toBeGreaterThan(0);
  });

  it('link to what they hold, by number', () => {
    for (const claim of claims) {
      const sequences = (key: string): unknown[] =>
        ((claim[key] ?? []) as { sequence?: number; number?: number }[]).map((one) => one.sequence ?? one.number);
      for (const item of claim['item'] as Record<string, (number | null)[]>[])
        for (const [link, to] of [
          ['careTeamLinkId', 'careTeam'],
          ['diagnosisLinkId', 'diagnosis'],
          ['procedureLinkId', 'procedure'],
          ['informationLinkId', 'information'],
          ['noteNumber', 'processNote'],
        ] as const)
          expect(sequences(to)).toEqual(expect.arrayContaining((item[link] ?? []).filter((one) => one !== null)));
    }
  });
});

describe('the generator', () => {
  it('makes 15,000 claims a second and more (here a tenth of that is asked for, on a busy machine)', () => {
    for (const line of lines('ExplanationOfBenefit', { seed: 9, from: 0, to: 300 })) expect(line).not.toBe('');
    const before = process.cpuUsage();
    let count = 0;
    for (const line of lines('ExplanationOfBenefit', { seed: 1, from: 0, to: 2000 })) count += line === '' ? 0 : 1;
    const { user, system } = process.cpuUsage(before);
    expect(count / ((user + system) / 1e6)).toBeGreaterThan(1500);
  });
});
