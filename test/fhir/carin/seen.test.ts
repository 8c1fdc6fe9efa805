import { describe, expect, it } from 'vitest';
import { lines } from '../../../fixtures/index.js';
import { ABOUT_META, ACROSS_ELEMENTS, CARIN_INVARIANTS } from '../../../src/fhir/carin/invariants.js';
import { carinGuide } from '../../../src/fhir/carin/profiles.js';
import { licensedSystems, Signatures } from '../../../src/fhir/carin/seen/signatures.js';
import { SeenBefore } from '../../../src/fhir/carin/seen/seen.js';
import { definitionsOf } from '../../../src/fhir/definitions/definitions.js';
import { FastPathReader } from '../../../src/fhir/fast-path/reader.js';
import { NdjsonValidator } from '../../../src/fhir/validate/validate.js';
import { Mutations } from '../../support/mutations.js';
import { LONG } from '../../support/vitest/long.js';
import {
  BROKEN,
  careTeam,
  concept,
  type CarinJson,
  organization,
  OWN,
  pharmacy,
  practitioner,
  ROLES,
  SOUND,
} from './resources.js';

const R4 = definitionsOf('r4');
const generated = (['ExplanationOfBenefit', 'Patient', 'Coverage'] as const).flatMap((type) =>
  [...lines(type, { seed: 5, from: 0, to: 12, release: 'r4' })].map((line) => line.trimEnd()),
);
const sound = [...Object.values(SOUND).map((one) => JSON.stringify(one)), ...generated];
const broken = BROKEN.map(([, one]) => JSON.stringify(one));

/** The findings of CARIN Blue Button in lines, by the judge alone or with what was seen before. */
const carinIn = (file: Buffer, judgeAll: boolean) => {
  const validator = new NdjsonValidator({ fhir: 'r4', carin: true, judgeAll, maxFindings: 1_000_000 });
  validator.write(file);
  return validator.end().findings.filter(({ rule }) => rule.startsWith('fhir.carin.'));
};

/** A reader, and whether a line that it accepts is recognized as clean. */
const recognizer = () => {
  const reader = new FastPathReader(R4);
  reader.tape.on = true;
  const seen = new SeenBefore(reader);
  return (resource: CarinJson): boolean | undefined => {
    const line = Buffer.from(`${JSON.stringify(resource)}\n`);
    return reader.accepts(line, 0, line.length - 1) ? seen.findings(line, 0, line.length - 1)?.length === 0 : undefined;
  };
};

/** The signatures of the values of a resource, as one text. */
const signer = () => {
  const reader = new FastPathReader(R4);
  reader.tape.on = true;
  const signatures = new Signatures(reader.tables);
  return (resource: CarinJson): string => {
    const line = Buffer.from(`${JSON.stringify(resource)}\n`);
    expect(reader.accepts(line, 0, line.length - 1)).toBe(true);
    signatures.read(reader.tape, line);
    const { high, low, count } = signatures.units;
    return [...high.subarray(0, count), ...low.subarray(0, count)].join();
  };
};

describe('what was seen before', () => {
  it('decides nothing that the judge decides otherwise, however records are changed', () => {
    const times = Number(process.env['BCDA_MUTATIONS'] ?? (LONG ? 200_000 : 5000));
    const mutations = new Mutations(Number(process.env['BCDA_SEED'] ?? 2026), [...sound, ...broken]);
    let clean = 0;
    for (let from = 0; from < times; from += 1000) {
      const some = Array.from({ length: 1000 }, () => mutations.next()).filter((one) => !one.includes(0x0a));
      const file = Buffer.from([...sound, ...broken, ...some].map((one) => `${one.toString()}\n`).join(''));
      const [fast, all] = [carinIn(file, false), carinIn(file, true)];
      expect(fast).toEqual(all);
      clean += some.length - new Set(all.map(({ line }) => line)).size;
    }
    // Changes that break everything would prove nothing.
    expect(clean).toBeGreaterThan(times / 20);
  });

  it('leaves a claim to the judge that contains a claim', () => {
    const inner = { ...pharmacy({ id: 'o' }), ...careTeam(concept(ROLES, 'prescribing'), { reference: '#p' }) };
    const meta = { profile: (pharmacy()['meta'] as CarinJson)['profile'] };
    const outer = pharmacy({
      contained: [{ ...inner, meta }, organization({ id: 'p', meta: undefined })],
      extension: [{ url: 'http://x', valueReference: { reference: '#o' } }],
    });
    expect(recognizer()(outer)).not.toBe(true);
    const line = Buffer.from(`${JSON.stringify(outer)}\n`);
    expect(carinIn(line, false)).toEqual(carinIn(line, true));
  });

  it('recognizes what differs only in values that no constraint reads', () => {
    const isClean = recognizer();
    for (const one of Object.values(SOUND)) expect(isClean(one)).toBe(true);
    const { supportingInfo } = pharmacy() as { supportingInfo: CarinJson[] };
    const other = pharmacy({ id: 'x', created: '2020-02-02', patient: { reference: 'Patient/77' }, supportingInfo });
    expect(isClean(other)).toBe(true);
  });

  it('does not recognize any resource that breaks a rule', () => {
    const isClean = recognizer();
    for (const one of Object.values(SOUND)) isClean(one);
    for (const [where, one] of BROKEN)
      for (let times = 0; times < 2; times += 1) expect(isClean(one), where).not.toBe(true);
  });

  it('keeps apart every two resources of which one breaks a rule', () => {
    const isClean = recognizer();
    // Each element of a broken claim in a claim that is sound otherwise, and the other way round: no element excuses another.
    for (const [where, one] of BROKEN)
      for (const [name, whole] of Object.entries(SOUND))
        for (const key of Object.keys(one)) {
          if (whole['resourceType'] !== one['resourceType'] || key === 'resourceType') continue;
          const mixed = { ...whole, [key]: one[key] };
          const line = Buffer.from(`${JSON.stringify(mixed)}\n`);
          if (isClean(mixed) === true) expect(carinIn(line, true), `${where}: ${key} in ${name}`).toEqual([]);
        }
  });

  const HCPCS = 'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
  const prescribed = careTeam(concept(ROLES, 'prescribing'), { reference: '#o' });
  const role = (...coding: CarinJson[]) => careTeam({ coding: [...coding] }, { type: 'Organization' });
  const { adjudication } = pharmacy() as { adjudication: CarinJson[] };
  it.each<[string, CarinJson, CarinJson]>([
    [
      'a contained resource of another type',
      pharmacy({ ...prescribed, contained: [practitioner({ meta: undefined })] }),
      pharmacy({ ...prescribed, contained: [organization({ meta: undefined })] }),
    ],
    [
      'a code that an invariant names, of a system whose codes are not public',
      pharmacy(role({ system: `${OWN}C4BBClaimCareTeamRole`, code: 'prescribing' }, { system: HCPCS, code: 'A0425' })),
      pharmacy(role({ system: HCPCS, code: 'prescribing' })),
    ],
    ['a code before its system', pharmacy(role({ system: HCPCS, code: 'A' })), pharmacy(role({ code: 'prescribing' }))],
    ['a value too many', pharmacy(), pharmacy({ adjudication: [...adjudication, ...adjudication] })],
    ['a value too few', pharmacy(), pharmacy({ adjudication: [] })],
  ])('does not take for seen %s', (_, first, second) => {
    const isClean = recognizer();
    isClean(first);
    const line = Buffer.from(`${JSON.stringify(second)}\n`);
    expect(carinIn(line, true)).not.toEqual([]);
    expect(isClean(second)).not.toBe(true);
    expect(isClean(second)).not.toBe(true);
  });

  it('reads each code whose system is not known before it', () => {
    const signed = signer();
    const coded = (...coding: CarinJson[]): string => signed(pharmacy({ type: { coding: [...coding] } }));
    expect(coded({ system: HCPCS, code: 'A' })).toBe(coded({ system: HCPCS, code: 'B' }));
    expect(coded({ system: HCPCS }, { code: 'A' })).not.toBe(coded({ system: HCPCS }, { code: 'B' }));
    expect(coded({ code: 'A', system: HCPCS })).not.toBe(coded({ code: 'B', system: HCPCS }));
    expect(coded({ system: HCPCS, code: 'a' })).not.toBe(coded({ system: HCPCS, code: 'b' }));
    expect(coded({ system: 'http://x', code: 'A' })).not.toBe(coded({ system: 'http://x', code: 'B' }));
  });

  it('knows of each invariant of a claim whether it is about one value, about its meta, or about several values', () => {
    const claims = Object.values(carinGuide().profiles).filter(({ type }) => type === 'ExplanationOfBenefit');
    const keys = claims.flatMap(({ invariants }) =>
      invariants.flatMap(([key, path]) => (Object.hasOwn(CARIN_INVARIANTS, key) ? [{ key, path }] : [])),
    );
    const ofWhole = keys.filter(({ path }) => path === '').map(({ key }) => key);
    expect(ofWhole.filter((key) => !Object.hasOwn(ACROSS_ELEMENTS, key) && !ABOUT_META.test(key))).toEqual([]);
    // Of the others, those that read the resource are about contained ones, which a signature has, or are counted.
    const reading = keys.filter(({ key, path }) => path !== '' && (CARIN_INVARIANTS[key]?.holds.length ?? 0) > 1);
    expect(new Set(reading.map(({ key }) => key.replace(/^EOB-(inst|prof|pharm)-careTeam-.*/, 'careTeam')))).toEqual(
      new Set(['EOB-insurance-focal', 'careTeam']),
    );
    const known = new Set(keys.map(({ key }) => key));
    expect(Object.keys(ACROSS_ELEMENTS).filter((key) => !known.has(key))).toEqual([]);
  });

  it('asks each claim only for elements that no extension can explain in their place', () => {
    const asked = Object.values(carinGuide().profiles).flatMap(({ type, rules }) =>
      type === 'ExplanationOfBenefit'
        ? rules.flatMap(({ path, min = 0 }) => (min > 0 && /^\w+$/.test(path) ? [path] : []))
        : [],
    );
    const slots = R4.type('ExplanationOfBenefit')?.slots;
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((name) => slots?.get(name)?.primitive !== false)).toEqual([]);
  });

  it('leaves out of signatures only codes of systems of which the guide lists none', () => {
    const { valueSets } = carinGuide();
    const listed = Object.values(valueSets).flatMap((set) =>
      Object.entries(set).flatMap(([system, codes]) => (codes === '*' ? [] : [system])),
    );
    const licensed = licensedSystems();
    expect(licensed.length).toBeGreaterThan(10);
    expect(licensed.filter((system) => listed.includes(system))).toEqual([]);
  });

  it('takes texts that the guide fixes into signatures', () => {
    const sign = signer();
    const signed = (unit: string): string =>
      sign(pharmacy({ supportingInfo: [{ sequence: 1, category: {}, valueQuantity: { value: 1, unit } }] }));
    expect(signed('[lb_av]')).not.toBe(signed('kg'));
    const texts = Object.values(carinGuide().profiles).flatMap(({ rules }) =>
      rules.flatMap(({ path, pattern }) => (typeof pattern === 'string' ? [path.replace(/^.*\./, '')] : [])),
    );
    expect(new Set(texts)).toEqual(new Set(['use', 'unit', 'system']));
  });

  it('forgets what it has seen when that is much, and judges it again', () => {
    const isClean = recognizer();
    for (let nth = 0; nth < 51_000; nth += 1)
      isClean({ resourceType: 'Patient', gender: 'male', identifier: [{ use: 'usual', system: `http://x/${nth}` }] });
    expect(isClean(pharmacy())).toBe(true);
  });
});
