import { describe, expect, it } from 'vitest';
import { CARIN_INVARIANTS, carinRules } from '../../src/fhir/carin/invariants.js';
import { carinFindings } from '../../src/fhir/carin/judge.js';
import type { Value } from '../../src/fhir/carin/values.js';
import { carinGuide } from '../../src/fhir/carin/profiles.js';
import { judgeText } from '../../src/fhir/validate/judge/text.js';
import { NdjsonValidator } from '../../src/fhir/validate/validate.js';
import { readJson } from '../../src/fhir/ndjson/json-text.js';

type Json = Record<string, unknown>;
const GUIDE = 'http://hl7.org/fhir/us/carin-bb';
const OWN = `${GUIDE}/CodeSystem/`;
const HL7 = 'http://terminology.hl7.org/CodeSystem/';
const concept = (system: string, code: string): Json => ({ coding: [{ system, code }] });
const profile = (name: string): Json => ({
  lastUpdated: '2026-01-01T00:00:00Z',
  profile: [`${GUIDE}/StructureDefinition/${name}|2.2.0`],
});
const amount = (more: Json = {}): Json => ({
  category: concept(`${HL7}adjudication`, 'submitted'),
  amount: { value: 1, currency: 'USD' },
  ...more,
});
const status = {
  category: concept(`${OWN}C4BBAdjudicationDiscriminator`, 'benefitpaymentstatus'),
  reason: concept(`${OWN}C4BBPayerAdjudicationStatus`, 'other'),
};
const info = (sequence: number, code: string, more: Json): Json => ({
  sequence,
  category: concept(`${OWN}C4BBSupportingInfoType`, code),
  ...more,
});

/** What R4 and the guide ask of every claim. */
const claim = (kind: string, type: string, more: Json): Json => ({
  resourceType: 'ExplanationOfBenefit',
  meta: profile(`C4BB-ExplanationOfBenefit-${kind}`),
  identifier: [{ type: concept(`${OWN}C4BBIdentifierType`, 'uc'), value: '1' }],
  status: 'active',
  type: concept(`${HL7}claim-type`, type),
  use: 'claim',
  patient: { reference: 'Patient/1' },
  billablePeriod: { start: '2026-01-01' },
  created: '2026-01-02',
  insurer: { reference: 'Organization/1' },
  provider: { reference: 'Organization/2' },
  outcome: 'complete',
  insurance: [{ focal: true, coverage: { reference: 'Coverage/1' } }],
  total: [amount()],
  ...more,
});
const pharmacy = (more: Json = {}): Json =>
  claim('Pharmacy', 'pharmacy', {
    adjudication: [status],
    supportingInfo: [
      info(1, 'dawcode', { code: concept(`${HL7}NCPDPDispensedAsWrittenOrProductSelectionCode`, '0') }),
      info(2, 'dayssupply', { valueQuantity: { value: 30 } }),
      info(3, 'refillnum', { valueQuantity: { value: 1 } }),
      info(4, 'compoundcode', { code: concept(`${HL7}NCPDPCompoundCode`, '1') }),
      info(5, 'brandgenericindicator', { code: concept(`${HL7}NCPDPBrandGenericIndicator`, '1') }),
      info(6, 'rxorigincode', { code: concept(`${HL7}NCPDPPrescriptionOriginCode`, '1') }),
    ],
    item: [
      {
        sequence: 1,
        productOrService: concept('http://hl7.org/fhir/sid/ndc', '1'),
        servicedDate: '2026-01-01',
        quantity: { value: 1 },
        adjudication: [amount()],
      },
    ],
    ...more,
  });
const inpatient = (more: Json = {}): Json =>
  claim('Inpatient-Institutional', 'institutional', {
    subType: concept(`${OWN}C4BBInstitutionalClaimSubType`, 'inpatient'),
    diagnosis: [
      {
        sequence: 1,
        type: [concept(`${HL7}ex-diagnosistype`, 'principal')],
        diagnosisCodeableConcept: concept('http://hl7.org/fhir/sid/icd-10-cm', 'I10'),
      },
    ],
    supportingInfo: [info(1, 'admissionperiod', { timingPeriod: { start: '2026-01-01' } })],
    adjudication: [status],
    item: [
      {
        sequence: 1,
        revenue: concept('https://www.nubc.org/CodeSystem/RevenueCodes', '0100'),
        productOrService: concept(`${HL7}data-absent-reason`, 'not-applicable'),
        adjudication: [amount()],
      },
    ],
    ...more,
  });
const professional = (more: Json = {}): Json =>
  claim('Professional-NonClinician', 'professional', {
    diagnosis: [
      {
        sequence: 1,
        type: [concept(`${HL7}ex-diagnosistype`, 'principal')],
        diagnosisCodeableConcept: concept('http://hl7.org/fhir/sid/icd-10-cm', 'I10'),
      },
    ],
    item: [line()],
    ...more,
  });
const line = (more: Json = {}): Json => ({
  sequence: 1,
  productOrService: concept('https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', 'A0425'),
  servicedDate: '2026-01-01',
  locationCodeableConcept: concept(
    'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set',
    '11',
  ),
  adjudication: [amount(), status],
  ...more,
});
const coverage = (more: Json = {}): Json => ({
  resourceType: 'Coverage',
  meta: profile('C4BB-Coverage'),
  status: 'active',
  subscriberId: '1',
  beneficiary: { reference: 'Patient/1' },
  relationship: concept(`${HL7}subscriber-relationship`, 'self'),
  payor: [{ reference: 'Organization/1' }],
  ...more,
});
const patient = (more: Json = {}): Json => ({
  resourceType: 'Patient',
  meta: profile('C4BB-Patient'),
  identifier: [{ type: concept(`${HL7}v2-0203`, 'MB'), system: 'http://x', value: '1' }],
  name: [{ family: 'x', given: ['y'] }],
  gender: 'unknown',
  birthDate: '1950-01-01',
  ...more,
});
const organization = (more: Json = {}): Json => ({
  resourceType: 'Organization',
  id: 'o',
  meta: { profile: [`${GUIDE}/StructureDefinition/C4BB-Organization|2.2.0`] },
  active: true,
  name: 'n',
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893' }],
  ...more,
});
const practitioner = (more: Json = {}): Json => ({
  resourceType: 'Practitioner',
  id: 'o',
  meta: { profile: [`${GUIDE}/StructureDefinition/C4BB-Practitioner|2.2.0`] },
  name: [{ family: 'n' }],
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893' }],
  ...more,
});
const within = (one: Json): Json => pharmacy({ contained: [one], insurer: { reference: '#o' } });
const careTeam = (role: Json, provider: Json): Json => ({ careTeam: [{ sequence: 1, provider, role }] });
const [ROLES, HL7_ROLES] = [`${OWN}C4BBClaimCareTeamRole`, `${HL7}claimcareteamrole`];

const findings = (resource: Json) => {
  const text = JSON.stringify(resource);
  return carinFindings(JSON.parse(text) as Value, () => readJson(text).root);
};
const seen = (resource: Json): string[] =>
  findings(resource).map(({ rule, path }) => `${rule.replace('fhir.carin.', '')} ${path.replace(/\[\d+\]/g, '')}`);

const SOUND: Readonly<Record<string, Json>> = {
  'a pharmacy claim': pharmacy(),
  'an inpatient claim': inpatient(),
  'a professional claim': professional(),
  'a Coverage': coverage(),
  'a Patient': patient(),
  'a contained Organization': within(organization()),
  'a contained Practitioner': pharmacy({ contained: [practitioner()], provider: { reference: '#o' } }),
};

/** What breaks exactly one rule, and where. */
const BROKEN: readonly (readonly [seen: string, resource: Json])[] = [
  ['profile ExplanationOfBenefit', pharmacy({ meta: { lastUpdated: '2026-01-01T00:00:00Z', profile: ['http://x'] } })],
  [
    'version Coverage',
    coverage({
      meta: { lastUpdated: '2026-01-01T00:00:00Z', profile: [`${GUIDE}/StructureDefinition/C4BB-Coverage|2.0.0`] },
    }),
  ],
  ['cardinality ExplanationOfBenefit.identifier', pharmacy({ identifier: [{ value: '1' }] })],
  [
    'cardinality ExplanationOfBenefit.meta.lastUpdated',
    pharmacy({ meta: { profile: profile('C4BB-ExplanationOfBenefit-Pharmacy')['profile'] } }),
  ],
  ['cardinality ExplanationOfBenefit.billablePeriod.start', pharmacy({ billablePeriod: { end: '2026-01-01' } })],
  ['cardinality ExplanationOfBenefit.supportingInfo', inpatient({ supportingInfo: [] })],
  [
    'cardinality ExplanationOfBenefit.supportingInfo.timingPeriod',
    inpatient({ supportingInfo: [info(1, 'admissionperiod', {})] }),
  ],
  [
    'cardinality Coverage.subscriberId',
    coverage({ subscriberId: undefined, identifier: [{ type: concept(`${HL7}v2-0203`, 'MB'), value: '1' }] }),
  ],
  ['cardinality Patient.identifier', patient({ identifier: [{ system: 'http://x', value: '1' }] })],
  [
    'cardinality Coverage.payor',
    coverage({ payor: [{ reference: 'Organization/1' }, { reference: 'Organization/2' }] }),
  ],
  [
    'type ExplanationOfBenefit.diagnosis.diagnosisReference',
    inpatient({
      diagnosis: [
        {
          sequence: 1,
          type: [concept(`${HL7}ex-diagnosistype`, 'principal')],
          diagnosisReference: { reference: 'Condition/1' },
        },
      ],
    }),
  ],
  ['pattern ExplanationOfBenefit.use', pharmacy({ use: 'preauthorization' })],
  ['pattern ExplanationOfBenefit.type', pharmacy({ type: concept(`${HL7}claim-type`, 'oral') })],
  ['reference ExplanationOfBenefit.insurer', pharmacy({ insurer: { reference: 'Patient/1' } })],
  [
    'binding.required ExplanationOfBenefit.diagnosis.type',
    inpatient({
      diagnosis: [
        {
          sequence: 1,
          type: [concept(`${HL7}ex-diagnosistype`, 'discharge')],
          diagnosisCodeableConcept: concept('http://hl7.org/fhir/sid/icd-10-cm', 'I10'),
        },
      ],
    }),
  ],
  [
    'binding.system ExplanationOfBenefit.item.revenue',
    inpatient({
      item: [
        {
          sequence: 1,
          revenue: concept('http://x', '0100'),
          productOrService: concept(`${HL7}data-absent-reason`, 'not-applicable'),
          adjudication: [amount()],
        },
      ],
    }),
  ],
  [
    'binding.extensible ExplanationOfBenefit.adjudication.category',
    pharmacy({ adjudication: [status, { category: concept(`${OWN}C4BBAdjudicationDiscriminator`, 'x') }] }),
  ],
  [
    'invariant.EOB-inst-careTeam-practitioner ExplanationOfBenefit.careTeam',
    inpatient(careTeam(concept(ROLES, 'attending'), { type: 'Organization', display: 'x' })),
  ],
  [
    'invariant.EOB-prof-careTeam-practitioner ExplanationOfBenefit.careTeam',
    professional(careTeam(concept(ROLES, 'rendering'), { reference: 'Organization/1' })),
  ],
  [
    'invariant.EOB-pharm-careTeam-practitioner ExplanationOfBenefit.careTeam',
    pharmacy(careTeam(concept(ROLES, 'prescribing'), { type: 'Organization' })),
  ],
  [
    'invariant.EOB-insurance-focal ExplanationOfBenefit.insurance|invariant.EOB-insurance-focal ExplanationOfBenefit.insurance',
    pharmacy({
      insurance: [
        { focal: true, coverage: { reference: 'Coverage/1' } },
        { focal: true, coverage: { reference: 'Coverage/2' } },
      ],
    }),
  ],
  [
    'invariant.EOB-institutional-item-or-header-adjudication ExplanationOfBenefit',
    inpatient({ adjudication: [status, amount()] }),
  ],
  [
    'invariant.EOB-payee-other-type-requires-party ExplanationOfBenefit.payee',
    pharmacy({ payee: { type: concept(`${HL7}payeetype`, 'other') } }),
  ],
  [
    'invariant.EOB-prof-all-transportation-supportinginfo-linked-to-line ExplanationOfBenefit',
    professional({ supportingInfo: [info(7, 'pickuplocation', { valueString: 'x' })] }),
  ],
  [
    'invariant.EOB-vision-item-productorservice ExplanationOfBenefit',
    professional({ item: [line({ productOrService: concept(`${HL7}data-absent-reason`, 'not-applicable') })] }),
  ],
  [
    'invariant.adjudication-has-amount-type-slice ExplanationOfBenefit.item|invariant.EOB-institutional-item-or-header-adjudication ExplanationOfBenefit',
    inpatient({
      item: [
        {
          sequence: 1,
          revenue: concept('https://www.nubc.org/CodeSystem/RevenueCodes', '0100'),
          productOrService: concept(`${HL7}data-absent-reason`, 'not-applicable'),
          adjudication: [{ category: concept('http://x', 'y') }],
        },
      ],
    }),
  ],
  ['invariant.uncontained-requires-lastUpdated Organization', organization()],
  [
    'invariant.EOB-pharmacy-meta-profile-version ExplanationOfBenefit',
    pharmacy({
      meta: {
        lastUpdated: '2026-01-01T00:00:00Z',
        profile: [`${GUIDE}/StructureDefinition/C4BB-ExplanationOfBenefit-Pharmacy`],
      },
    }),
  ],
  [
    'invariant.EOB-pharm-careTeam-organization ExplanationOfBenefit.careTeam|binding.required ExplanationOfBenefit.careTeam.role',
    pharmacy(careTeam(concept(ROLES, 'rendering'), { type: 'Practitioner' })),
  ],
  [
    'invariant.Practitioner-identifier ExplanationOfBenefit.contained',
    within(practitioner({ identifier: [{ system: 'http://x', value: '1' }] })),
  ],
  [
    'invariant.us-core-16 ExplanationOfBenefit.contained.identifier',
    within(practitioner({ identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '12345' }] })),
  ],
  [
    'invariant.us-core-18 ExplanationOfBenefit.contained.identifier',
    within(organization({ identifier: [{ system: 'urn:oid:2.16.840.1.113883.4.7', value: '1' }] })),
  ],
  ['invariant.us-core-15 Coverage|cardinality Coverage.subscriberId', coverage({ subscriberId: undefined })],
  ...(['Inpatient-Institutional', 'Professional-NonClinician'] as const).map((kind): readonly [string, Json] => [
    `invariant.EOB-${kind === 'Professional-NonClinician' ? 'professional-nonclinician' : 'institutional-inpatient'}-meta-profile-version ExplanationOfBenefit`,
    (kind === 'Professional-NonClinician' ? professional : inpatient)({
      meta: {
        lastUpdated: '2026-01-01T00:00:00Z',
        profile: [`${GUIDE}/StructureDefinition/C4BB-ExplanationOfBenefit-${kind}|2.0.0`],
      },
    }),
  ]),
  [
    'invariant.patient-meta-profile-version Patient',
    patient({ meta: { lastUpdated: '2026-01-01T00:00:00Z', profile: [`${GUIDE}/StructureDefinition/C4BB-Patient`] } }),
  ],
  [
    'invariant.organization-meta-profile-version ExplanationOfBenefit.contained',
    within(organization({ meta: { profile: [`${GUIDE}/StructureDefinition/C4BB-Organization`] } })),
  ],
  [
    'invariant.practitioner-meta-profile-version ExplanationOfBenefit.contained',
    within(practitioner({ meta: { profile: [`${GUIDE}/StructureDefinition/C4BB-Practitioner`] } })),
  ],
  ['invariant.us-core-6 Patient.name', patient({ name: [{ text: 'x' }] })],
  [
    'invariant.us-core-17 ExplanationOfBenefit.contained.identifier',
    within(organization({ identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567890' }] })),
  ],
  [
    'invariant.us-core-19 ExplanationOfBenefit.contained.identifier',
    within(organization({ identifier: [{ system: 'urn:oid:2.16.840.1.113883.6.300', value: '1' }] })),
  ],
];

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
    const { supportingInfo } = pharmacy() as { supportingInfo: Json[] };
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
