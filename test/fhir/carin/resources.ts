export type CarinJson = Record<string, unknown>;
export const GUIDE = 'http://hl7.org/fhir/us/carin-bb';
export const OWN = `${GUIDE}/CodeSystem/`;
export const HL7 = 'http://terminology.hl7.org/CodeSystem/';
export const concept = (system: string, code: string): CarinJson => ({ coding: [{ system, code }] });
const profile = (name: string): CarinJson => ({
  lastUpdated: '2026-01-01T00:00:00Z',
  profile: [`${GUIDE}/StructureDefinition/${name}|2.2.0`],
});
const amount = (more: CarinJson = {}): CarinJson => ({
  category: concept(`${HL7}adjudication`, 'submitted'),
  amount: { value: 1, currency: 'USD' },
  ...more,
});
const status = {
  category: concept(`${OWN}C4BBAdjudicationDiscriminator`, 'benefitpaymentstatus'),
  reason: concept(`${OWN}C4BBPayerAdjudicationStatus`, 'other'),
};
export const info = (sequence: number, code: string, more: CarinJson): CarinJson => ({
  sequence,
  category: concept(`${OWN}C4BBSupportingInfoType`, code),
  ...more,
});

/** What R4 and the guide ask of every claim. */
const claim = (kind: string, type: string, more: CarinJson): CarinJson => ({
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
export const pharmacy = (more: CarinJson = {}): CarinJson =>
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
const inpatient = (more: CarinJson = {}): CarinJson =>
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
const professional = (more: CarinJson = {}): CarinJson =>
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
const line = (more: CarinJson = {}): CarinJson => ({
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
export const coverage = (more: CarinJson = {}): CarinJson => ({
  resourceType: 'Coverage',
  meta: profile('C4BB-Coverage'),
  status: 'active',
  subscriberId: '1',
  beneficiary: { reference: 'Patient/1' },
  relationship: concept(`${HL7}subscriber-relationship`, 'self'),
  payor: [{ reference: 'Organization/1' }],
  ...more,
});
export const patient = (more: CarinJson = {}): CarinJson => ({
  resourceType: 'Patient',
  meta: profile('C4BB-Patient'),
  identifier: [{ type: concept(`${HL7}v2-0203`, 'MB'), system: 'http://x', value: '1' }],
  name: [{ family: 'x', given: ['y'] }],
  gender: 'unknown',
  birthDate: '1950-01-01',
  ...more,
});
export const organization = (more: CarinJson = {}): CarinJson => ({
  resourceType: 'Organization',
  id: 'o',
  meta: { profile: [`${GUIDE}/StructureDefinition/C4BB-Organization|2.2.0`] },
  active: true,
  name: 'n',
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893' }],
  ...more,
});
export const practitioner = (more: CarinJson = {}): CarinJson => ({
  resourceType: 'Practitioner',
  id: 'o',
  meta: { profile: [`${GUIDE}/StructureDefinition/C4BB-Practitioner|2.2.0`] },
  name: [{ family: 'n' }],
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893' }],
  ...more,
});
const within = (one: CarinJson): CarinJson => pharmacy({ contained: [one], insurer: { reference: '#o' } });
export const careTeam = (role: CarinJson, provider: CarinJson): CarinJson => ({
  careTeam: [{ sequence: 1, provider, role }],
});
export const [ROLES, HL7_ROLES] = [`${OWN}C4BBClaimCareTeamRole`, `${HL7}claimcareteamrole`];

/** Resources that keep the guide. */
export const SOUND: Readonly<Record<string, CarinJson>> = {
  'a pharmacy claim': pharmacy(),
  'an inpatient claim': inpatient(),
  'a professional claim': professional(),
  'a Coverage': coverage(),
  'a Patient': patient(),
  'a contained Organization': within(organization()),
  'a contained Practitioner': pharmacy({ contained: [practitioner()], provider: { reference: '#o' } }),
};

/** What breaks exactly one rule, and where. */
export const BROKEN: readonly (readonly [seen: string, resource: CarinJson])[] = [
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
  ...(['Inpatient-Institutional', 'Professional-NonClinician'] as const).map((kind): readonly [string, CarinJson] => [
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
