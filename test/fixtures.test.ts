import { describe, expect, it } from 'vitest';
import { lines, resourcesOf, type ResourceType } from '../fixtures/index.js';

const TYPES = ['ExplanationOfBenefit', 'Patient', 'Coverage'] as const satisfies readonly ResourceType[];
const PEOPLE = 300;

/** The parts of a resource that these tests look at. */
interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly status?: string;
  readonly patient?: { readonly reference: string };
  readonly beneficiary?: { readonly reference: string };
  readonly insurance?: { readonly coverage: { readonly reference: string } };
  readonly type?: { readonly coding: readonly { readonly system: string; readonly code: string }[] };
  readonly careTeam?: readonly { readonly sequence: number }[];
  readonly diagnosis?: readonly { readonly sequence: number; readonly diagnosisCodeableConcept?: object }[];
  readonly contained?: readonly { readonly id: string }[];
  readonly referral?: { readonly reference: string };
  readonly billablePeriod?: { readonly start: string; readonly end: string };
  readonly item?: readonly {
    readonly sequence: number;
    readonly careTeamLinkId?: readonly number[];
    readonly diagnosisLinkId?: readonly (number | null)[];
    readonly adjudication: readonly { readonly category?: object }[];
    readonly detail?: readonly { readonly sequence?: number; readonly type?: object }[];
  }[];
}

const all = (type: ResourceType, seed = 1): Resource[] =>
  [...lines(type, { seed, from: 0, to: PEOPLE })].map((line) => JSON.parse(line) as Resource);

const text = (type: ResourceType, seed = 1): string => [...lines(type, { seed, from: 0, to: PEOPLE })].join('');

describe('the made-up beneficiaries', () => {
  it.each(TYPES)('are the same %s for the same seed, and others for another', (type) => {
    expect(text(type, 7)).toBe(text(type, 7));
    expect(text(type, 8)).not.toBe(text(type, 7));
  });

  it.each(TYPES)('can be had one by one: %s', (type) => {
    const single = Array.from({ length: PEOPLE }, (_, index) => resourcesOf(type, { seed: 1, index })).flat();
    expect(single).toEqual(all(type));
    expect([...lines(type, { seed: 1, from: 17, to: 18 })].map((line) => JSON.parse(line) as unknown)).toEqual(
      resourcesOf(type, { seed: 1, index: 17 }),
    );
  });

  it.each(TYPES)('come as NDJSON of one type: %s', (type) => {
    for (const line of lines(type, { seed: 1, from: 0, to: 20 })) {
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(JSON.parse(line)).toMatchObject({ resourceType: type });
    }
  });

  it('have one Patient, Parts A, B, D and sometimes C, and one to four claims each', () => {
    const counts = { Patient: new Set<number>(), Coverage: new Set<number>(), ExplanationOfBenefit: new Set<number>() };
    for (const type of TYPES) {
      for (let index = 0; index < PEOPLE; index += 1) counts[type].add(resourcesOf(type, { seed: 1, index }).length);
    }
    expect(counts.Patient).toEqual(new Set([1]));
    expect([...counts.Coverage].sort()).toEqual([3, 4]);
    expect([...counts.ExplanationOfBenefit].sort()).toEqual([1, 2, 3, 4]);
    const kinds = new Set(all('ExplanationOfBenefit').map(({ id }) => id.split('-', 1)[0]));
    expect(kinds).toEqual(new Set(['carrier', 'inpatient', 'outpatient', 'pde']));
  });

  it('never share an id, not across types either, and every id is a FHIR id', () => {
    const ids = TYPES.flatMap((type) => all(type).map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[A-Za-z0-9.-]{1,64}$/.test(id))).toEqual([]);
    expect(ids.filter((id) => !id.includes('-1999'))).toEqual([]);
  });

  it('are consistent: claims and coverages name the Patient and the Coverage that are there', () => {
    const known = new Set(TYPES.flatMap((type) => all(type).map(({ id }) => `${type}/${id}`)));
    for (const { beneficiary } of all('Coverage')) expect(known).toContain(beneficiary?.reference);
    for (const claim of all('ExplanationOfBenefit')) {
      const coverage = claim.insurance?.coverage.reference ?? '';
      expect(known).toContain(claim.patient?.reference);
      expect(known).toContain(coverage);
      expect(coverage.endsWith(claim.patient?.reference.slice('Patient/'.length) ?? '?')).toBe(true);
    }
  });
});

describe('a made-up claim', () => {
  const claims = all('ExplanationOfBenefit');

  it('has a status, and a type of the set that STU3 requires', () => {
    const required = ['institutional', 'oral', 'pharmacy', 'professional', 'vision'];
    for (const { status, type } of claims) {
      const codes = type?.coding.filter(({ system }) => system === 'http://hl7.org/fhir/ex-claimtype');
      expect(['active', undefined]).toContain(status);
      expect(codes).toHaveLength(1);
      expect(required).toContain(codes?.[0]?.code);
    }
  });

  it('numbers its lines from 1, and links only to what it holds', () => {
    for (const claim of claims) {
      const { item = [], careTeam = [], diagnosis = [], contained = [], referral } = claim;
      expect(item.map(({ sequence }) => sequence)).toEqual(item.map((_, nth) => nth + 1));
      const links = item.flatMap(({ careTeamLinkId = [], diagnosisLinkId = [] }) => [
        ...careTeamLinkId.filter((link) => !careTeam.some(({ sequence }) => sequence === link)),
        ...diagnosisLinkId.filter((link) => link !== null && !diagnosis.some(({ sequence }) => sequence === link)),
      ]);
      expect(links).toEqual([]);
      const inside = contained.map(({ id }) => `#${id}`);
      expect(inside).toEqual(expect.arrayContaining(referral === undefined ? [] : [referral.reference]));
      for (const one of inside) expect(JSON.stringify(claim)).toContain(`"reference":"${one}"`);
    }
  });

  it('fills what STU3 requires inside: diagnosis, adjudication, detail, and periods that end after they start', () => {
    for (const { diagnosis = [], item = [], billablePeriod } of claims) {
      expect(diagnosis.every((entry) => entry.diagnosisCodeableConcept !== undefined)).toBe(true);
      expect(item.flatMap(({ adjudication }) => adjudication).every(({ category }) => category)).toBe(true);
      expect(item.flatMap(({ detail = [] }) => detail).every(({ sequence, type }) => sequence && type)).toBe(true);
      expect((billablePeriod?.start ?? '9') <= (billablePeriod?.end ?? '0')).toBe(true);
    }
  });
});

describe('what is rare and legal', () => {
  const claims = text('ExplanationOfBenefit');
  const patients = text('Patient');
  const coverages = text('Coverage');

  it('decimals keep trailing zeros and more digits than a double holds', () => {
    expect(claims).toMatch(/"value":\d+\.\d0,/);
    expect(claims).toMatch(/"value":30\.000[,}]/);
    expect(claims).toMatch(/"factor":1\.\d{18}[,}]/);
    expect(claims + patients + coverages).not.toMatch(/"=|":-?\d+(\.\d+)?[eE]/);
  });

  it('dates of every precision, primitives with extensions, several types of extension values', () => {
    for (const precision of [/"birthDate":"\d{4}"/, /"birthDate":"\d{4}-\d\d"/, /"birthDate":"\d{4}-\d\d-\d\d"/]) {
      expect(patients).toMatch(precision);
    }
    expect(patients).toMatch(/"_birthDate":\{"extension"/);
    expect(patients).toMatch(/"_given":\[null,\{/);
    const kinds = new Set((claims + patients + coverages).match(/"value[A-Z]\w+":/g));
    for (const kind of ['Coding', 'Identifier', 'Money', 'Date', 'Quantity', 'Decimal', 'PositiveInt', 'DateTime']) {
      expect(kinds).toContain(`"value${kind}":`);
    }
  });

  it('characters of one to four bytes in UTF-8', () => {
    expect(patients).toMatch(/Doe/);
    expect(patients).toMatch(/ü/);
    expect(patients).toMatch(/王/);
    expect(patients).toMatch(/𠮷/u);
  });
});

describe('any number of beneficiaries', () => {
  it('starts at once, however long the range', () => {
    const first = lines('ExplanationOfBenefit', { seed: 1, from: 0, to: 1e9 }).next();
    expect(first.done).toBe(false);
  });

  it('100 000 stream by without being held', { timeout: 60_000 }, () => {
    const before = process.memoryUsage().heapUsed;
    let count = 0;
    let held = Infinity;
    for (const line of lines('Patient', { seed: 1, from: 0, to: 100_000 })) {
      if (line.length > 0) count += 1;
      // The lowest level near the end is what collection cannot free; held lines would be above 100 MB.
      if (count > 80_000 && count % 500 === 0) held = Math.min(held, process.memoryUsage().heapUsed - before);
    }
    expect(count).toBe(100_000);
    expect(held).toBeLessThan(40e6);
  });
});
