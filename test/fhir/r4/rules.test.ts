import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fhirpath, { type Model } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';
import { describe, expect, it } from 'vitest';
import { definitionsOf } from '../../../src/fhir/definitions/definitions.js';
import { rulesOf } from '../../../src/fhir/definitions/rule-names.js';
import { FastPathReader } from '../../../src/fhir/fast-path/reader.js';
import { NOT_JUDGED } from '../../../src/fhir/invariants/definition-invariants.js';
import { judgeText } from '../../../src/fhir/validate/judge/text.js';
import { Mutations } from '../../support/mutations.js';
import { LONG } from '../../support/vitest/long.js';
import { R4_CASES, SOUND_IN_R4 } from './rules.table.js';

const definitions = definitionsOf('r4');
const folder = new URL('../../../schemas/fhir/', import.meta.url);
interface Said {
  readonly expression: string;
  readonly on: readonly string[];
}
const said = (release: string): Readonly<Record<string, Said>> =>
  JSON.parse(readFileSync(new URL(`${release}/invariants.json`, folder), 'utf8')) as Record<string, Said>;
const R4 = said('r4');

const numbered = R4_CASES.map((one, nth) => ({ nth, ...one }));
const findings = (text: string) => judgeText(text, 'r4').findings;
const seen = (text: string): { rule: string; path: string }[] =>
  findings(text).map(({ rule, path }) => ({ rule, path: path.replace(/\[[0-9]+\]/g, '') }));

describe('each rule of R4', () => {
  it.each(numbered)('$nth $rule is broken, alone, and just not', ({ rule, path, bad, good }) => {
    expect(seen(bad)).toEqual([{ rule, path }]);
    expect(seen(good)).toEqual([]);
  });

  it.each(SOUND_IN_R4)('does not ask what $rule asks', ({ bad }) => {
    expect(judgeText(bad, 'stu3').findings).not.toEqual([]);
    expect(seen(bad)).toEqual([]);
  });

  it('has a case, if it is about exported resources', () => {
    const cased = new Set(R4_CASES.map(({ rule }) => rule));
    const core = new Set(definitions.invariantKeys('core').map((key) => definitions.ruleOf('invariant', key)));
    const judged = rulesOf('r4').filter((rule) => !rule.includes('.invariant.') || core.has(rule));
    // A value that is no boolean, or no number, breaks another rule: JSON writes decimals as R4 does.
    const never = ['fhir.r4.primitive.boolean', 'fhir.r4.primitive.decimal'];
    expect(judged.filter((rule) => !cased.has(rule))).toEqual(never);
  });

  it('has a function for each invariant, or a place among those that are not judged', () => {
    const keys = [...definitions.invariantKeys('core'), ...definitions.invariantKeys('other')];
    for (const key of keys) expect(() => definitions.invariantOf(key)).not.toThrow();
    expect([...NOT_JUDGED.r4].filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('shares a function with STU3 only where the definitions say the same, or as much', () => {
    const stu3 = said('stu3');
    const functions = (release: 'r4' | 'stu3', key: string) =>
      NOT_JUDGED[release].has(key) ? undefined : definitionsOf(release).invariantOf(key);
    const shared = Object.keys(R4)
      .filter((key) => Object.hasOwn(stu3, key))
      .filter((key) => functions('r4', key) !== undefined && functions('r4', key) === functions('stu3', key));
    expect(shared.length).toBeGreaterThan(80);
    const differing = shared.filter((key) => R4[key]?.expression !== stu3[key]?.expression);
    // R4 asks of these whether a value exists where STU3 takes it as a truth value, or repairs an expression of STU3.
    expect(differing.sort()).toEqual(
      'age-1 app-2 bdl-8 cnt-3 csd-1 dis-1 nsd-1 obs-7 opd-2 per-1 ras-2 tim-9'.split(' '),
    );
  });
});

describe('a finding about a value set', () => {
  const expected = (value: object) => findings(JSON.stringify(value)).map((one) => [one.expected, one.spec]);

  it('lists up to 20 codes, and links the value set', () => {
    expect(expected({ resourceType: 'Patient', gender: 'm' })).toEqual([
      [
        'a code of the value set administrative-gender (female, male, other, unknown)',
        'https://hl7.org/fhir/R4/valueset-administrative-gender.html',
      ],
    ]);
  });

  it('says how many there are of more, and of which system', () => {
    const extension = [{ url: 'http://x', valueMoney: { value: 1, currency: 'X' } }];
    expect(expected({ resourceType: 'Patient', extension })).toEqual([
      [
        'a code of the value set currencies (182 codes of urn:iso:std:iso:4217)',
        'https://hl7.org/fhir/R4/valueset-currencies.html',
      ],
    ]);
  });
});

describe('ajv on the schemas of R4', () => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false });
  const schemas = new URL('r4/', folder);
  for (const name of readdirSync(schemas).filter((one) => one.endsWith('.schema.json')))
    ajv.addSchema(JSON.parse(readFileSync(new URL(name, schemas), 'utf8')) as object);
  const accepts = (text: string): boolean => {
    const value = JSON.parse(text) as { resourceType?: string };
    return ajv.validate(`${value.resourceType ?? 'Resource'}.schema.json`, value);
  };
  const able = numbered.filter(({ schemaCannot }) => schemaCannot === undefined);

  it.each(able)('$nth agrees about $rule', ({ bad, good }) => {
    expect([accepts(bad), accepts(good)]).toEqual([false, true]);
  });
});

describe('FHIRPath on the invariants of R4', () => {
  /** It has no htmlChecks(), compares no quantities with unequal units, and gives no answer where an element is missing. */
  const CANNOT = /\.(?:txt-1|txt-2|rng-2|cpb-0)$/;
  const cases = numbered.filter(
    ({ rule }) => rule.includes('.invariant.') && !/ele-1$/.test(rule) && !CANNOT.test(rule),
  );
  const violated = (text: string, path: string, rule: string): boolean => {
    const resource = JSON.parse(text) as { resourceType: string };
    const short = rule.replace('fhir.r4.invariant.', '');
    const { expression: official = 'true', on = [] } = R4[short] ?? R4[`${resource.resourceType}/${short}`] ?? {};
    const at = on.includes(resource.resourceType) ? resource.resourceType : path.replaceAll('[x]', '');
    // It takes `as` of one value only, as FHIRPath has it today.
    const expression = official.replaceAll('descendants().as(', 'descendants().ofType(');
    const environment = { resource, rootResource: resource };
    const [count] = fhirpath.evaluate(
      resource,
      `${at}.where((${expression}).not()).count()`,
      environment,
      r4 as unknown as Model,
      {
        traceFn: () => undefined,
      },
    ) as unknown[];
    return count !== 0;
  };

  it.each(cases)('$nth agrees about $rule', ({ rule, path, bad, good }) => {
    expect([violated(bad, path, rule), violated(good, path, rule)]).toEqual([true, false]);
  });
});

describe('the fast path of R4', () => {
  const inLine = (reader: FastPathReader, text: string | Uint8Array) => {
    const bytes = Buffer.concat([Buffer.from(text), Buffer.from('\n')]);
    return reader.accepts(bytes, 0, bytes.length - 1) ? reader.findings : undefined;
  };
  const judged = (text: string) =>
    findings(text).map((one) => ({ ...one, at: Buffer.byteLength(text.slice(0, one.at)) }));

  it('accepts nothing that the judge rejects, and finds what the judge finds, however records are changed', () => {
    const times = LONG ? 200_000 : 4000;
    const mutations = new Mutations(
      2027,
      R4_CASES.map(({ good }) => good),
    );
    const reader = new FastPathReader(definitions);
    let accepted = 0;
    let noted = 0;
    for (let nth = 0; nth < times; nth += 1) {
      const bytes = mutations.next();
      if (bytes.includes(0x0a) || !isUtf8(bytes)) continue;
      const known = inLine(reader, bytes);
      if (known === undefined) continue;
      if (known.length === 0) accepted += 1;
      else noted += 1;
      const text = bytes.toString('utf8');
      if (!isDeepStrictEqual([...known], judged(text)))
        expect.fail(`${text}\nthe fast path: ${JSON.stringify(known)}\nthe judge: ${JSON.stringify(judged(text))}`);
    }
    expect(accepted).toBeGreaterThan(times / 20);
    expect(noted).toBeGreaterThan(times / 50);
  });

  it('reads contained organizations with a profile itself', () => {
    const organization = { resourceType: 'Organization', id: 'o', name: 'n', meta: { profile: ['http://x'] } };
    const text = JSON.stringify({
      resourceType: 'Patient',
      contained: [organization],
      managingOrganization: { reference: '#o' },
    });
    expect(inLine(new FastPathReader(definitions, 'Patient'), text)).toEqual([]);
  });
});
