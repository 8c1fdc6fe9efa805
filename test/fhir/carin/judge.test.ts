import { describe, expect, it } from 'vitest';
import { CARIN_INVARIANTS, carinRules } from '../../../src/fhir/carin/invariants.js';
import { carinFindings } from '../../../src/fhir/carin/judge.js';
import type { Value } from '../../../src/fhir/carin/values.js';
import { carinGuide } from '../../../src/fhir/carin/profiles.js';
import { judgeText } from '../../../src/fhir/validate/judge/text.js';
import { NdjsonValidator } from '../../../src/fhir/validate/validate.js';
import { readJson } from '../../../src/fhir/ndjson/json-text.js';
import {
  BROKEN,
  GUIDE,
  HL7,
  HL7_ROLES,
  type CarinJson,
  ROLES,
  SOUND,
  careTeam,
  concept,
  coverage,
  organization,
  pharmacy,
} from './resources.js';

const findings = (resource: CarinJson) => {
  const text = JSON.stringify(resource);
  return carinFindings(JSON.parse(text) as Value, () => readJson(text).root);
};
const seen = (resource: CarinJson): string[] =>
  findings(resource).map(({ rule, path }) => `${rule.replace('fhir.carin.', '')} ${path.replace(/\[\d+\]/g, '')}`);

describe('CARIN Blue Button', () => {
  it.each(Object.entries(SOUND))('has nothing against %s, which R4 allows too', (_, resource) => {
    expect(findings(resource)).toEqual([]);
    expect(judgeText(JSON.stringify(resource), 'r4').findings.filter(({ severity }) => severity === 'error')).toEqual(
      [],
    );
  });

  it.each(BROKEN)('finds %s, and that alone', (where, resource) => {
    expect(seen(resource).toSorted()).toEqual(where.split('|').toSorted());
  });

  it('says nothing of prior authorizations, nor of dental claims', () => {
    const meta = (name: string) => ({ meta: { lastUpdated: '2026-01-01T00:00:00Z', profile: [name] } });
    const other = meta('http://hl7.org/fhir/us/davinci-pdex/StructureDefinition/pdex-priorauthorization');
    expect(seen(pharmacy({ ...other, use: 'preauthorization' }))).toEqual([]);
    expect(seen(pharmacy(other))).toEqual(['profile ExplanationOfBenefit']);
    const oral = (more: string) => pharmacy(meta(`${GUIDE}/StructureDefinition/C4BB-ExplanationOfBenefit-Oral${more}`));
    expect(seen(oral('|2.2.0'))).toEqual([]);
    expect(seen(oral('-Basis'))).toEqual([]);
    expect(seen(oral('ly'))).toEqual(['profile ExplanationOfBenefit']);
  });

  it('leaves codings beside the pattern, and items that no slice describes, alone', () => {
    const more = { system: 'http://x', code: 'y' };
    const type = { coding: [more, { system: `${HL7}claim-type`, code: 'pharmacy' }] };
    const other = { sequence: 9, category: concept('http://x', 'y'), valueString: 'z' };
    const { supportingInfo } = pharmacy() as { supportingInfo: CarinJson[] };
    expect(seen(pharmacy({ type, supportingInfo: [...supportingInfo, other] }))).toEqual([]);
  });

  it('holds a contained provider to its own type, and says nothing of one that no reference tells', () => {
    const prescribed = careTeam(concept(ROLES, 'prescribing'), { reference: '#o' });
    expect(seen(pharmacy({ ...prescribed, contained: [organization()] }))).toEqual([
      'invariant.EOB-pharm-careTeam-practitioner ExplanationOfBenefit.careTeam',
    ]);
    expect(seen(pharmacy(careTeam(concept(HL7_ROLES, 'primary'), { display: 'x' })))).toEqual([]);
  });

  it('is judged on every line, whichever reader accepts it, with places in bytes', () => {
    const wrong = JSON.stringify(pharmacy({ use: 'preauthorization', language: 'en' }));
    const file = Buffer.from(`${JSON.stringify(coverage({ network: 'é' }))}\n${wrong}\n`);
    const run = (judgeAll: boolean) => {
      const validator = new NdjsonValidator({ fhir: 'r4', carin: true, judgeAll });
      validator.write(file);
      return validator.end();
    };
    const { findings: all, errors } = run(false);
    expect(errors).toBe(1);
    expect(all[0]).toMatchObject({ rule: 'fhir.carin.pattern', line: 2, path: 'ExplanationOfBenefit.use' });
    expect(file.subarray(all[0]?.offset).toString()).toMatch(/^"preauthorization"/);
    expect(run(true)).toEqual(run(false));
  });

  it('knows every invariant of its profiles but those that need a licensed value set or repeat a fact', () => {
    const named = new Set(
      Object.values(carinGuide().profiles).flatMap(({ invariants }) => invariants.map(([key]) => key)),
    );
    expect([...named].filter((key) => !Object.hasOwn(CARIN_INVARIANTS, key)).toSorted()).toEqual([
      'EOB-careteam-qualification',
      'EOB-inst-pointoforigin',
    ]);
    expect(Object.keys(CARIN_INVARIANTS).filter((key) => !named.has(key))).toEqual([]);
    expect(new Set(carinRules().map(([id]) => id)).size).toBe(carinRules().length);
  });
});
