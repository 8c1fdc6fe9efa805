import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateFile } from '../../../src/fhir/validate/file.js';

/** Synthetic data that CMS publishes; they are not part of the project. */
const samples = new URL('../../../../shared/today/samples/', import.meta.url);

/** A finding, how often it occurs, and why: read from the data and the definitions, not from a run. */
type Row = readonly [finding: string, count: number];

/** MB, MC and NPI are codes of the HL7 v2 table 0203, and not among the 18 that R4 takes from it: identifier-type is extensible. */
const TYPE = (path: string, count: number): Row => [`binding.extensible ${path}.type`, count];
/** The servers' own tests put the word IGNORED_FIELD where times are. */
const ignored = (type: string, count: number, created = true): Row[] => [
  [`primitive.instant ${type}.meta.lastUpdated`, count],
  ...(created ? [[`primitive.dateTime ${type}.created`, count] as const] : []),
];

const EXPECTED: Readonly<Record<string, readonly Row[]>> = {
  // Two identifiers of the type MB.
  'v3-r4/Patient': [TYPE('Patient.identifier', 2)],
  // Four of the five have an identifier of the type MB.
  'v3-r4/Coverage': [TYPE('Coverage.identifier', 4)],
  'v3-r4/ExplanationOfBenefit': [
    // Four contained providers and eleven of the care teams have an identifier of the type NPI.
    TYPE('ExplanationOfBenefit.contained.identifier', 4),
    TYPE('ExplanationOfBenefit.careTeam.provider.identifier', 11),
    // Carrier and shared-system claims have data-absent-reason#not-applicable as productOrService; neither is for vision.
    ['carin.invariant.EOB-vision-item-productorservice ExplanationOfBenefit', 2],
  ],
  // Four identifiers of the type MC and one of MB.
  'v2-r4/Patient': [...ignored('Patient', 1, false), TYPE('Patient.identifier', 5)],
  'v2-r4/Coverage': ignored('Coverage', 1, false),
  'v2-r4/ExplanationOfBenefit': ignored('ExplanationOfBenefit', 2),
  'v2-r4/Claim': [
    ...ignored('Claim', 2),
    // Each contains a Patient with an identifier of the type MC; PRN is one of the 18.
    TYPE('Claim.contained.identifier', 2),
    // One of the two items of the institutional claim has none, and the professional claim has no insurance.
    ['cardinality.min Claim.item.productOrService', 1],
    ['cardinality.min Claim.insurance', 1],
  ],
  'v2-r4/ClaimResponse': [
    ...ignored('ClaimResponse', 2),
    TYPE('ClaimResponse.contained.identifier', 2),
    // The item of the institutional response has only adjudications.
    ['cardinality.min ClaimResponse.item.itemSequence', 1],
  ],
};

/** What the server of 2026 sent, by CARIN Blue Button alone: read from the data and the profiles, before any run. */
const recorded = new URL('../../../../shared/samples/real-2026/v3/', import.meta.url);
const BY_CARIN: Readonly<Record<string, readonly Row[]>> = {
  Patient: [],
  Coverage: [],
  ExplanationOfBenefit: [
    // The four pharmacy claims have no insurer.
    ['cardinality ExplanationOfBenefit.insurer', 4],
    // One inpatient claim has no admission period.
    ['cardinality ExplanationOfBenefit.supportingInfo', 1],
    // In both professional claims the rendering provider is of the type Organization, and in that of home health the attending one.
    ['invariant.EOB-prof-careTeam-practitioner ExplanationOfBenefit.careTeam', 2],
    ['invariant.EOB-inst-careTeam-practitioner ExplanationOfBenefit.careTeam', 1],
  ],
  // Two of the six are prior authorizations by a profile of Da Vinci: the guide says nothing about them.
  'ExplanationOfBenefit-SharedSystem': [
    // The two outpatient claims have no diagnosis; their items have a period and not a date; Organizations are the attending providers.
    ['cardinality ExplanationOfBenefit.diagnosis', 2],
    ['type ExplanationOfBenefit.item.servicedPeriod', 2],
    ['invariant.EOB-inst-careTeam-practitioner ExplanationOfBenefit.careTeam', 2],
    // One procedure has the system of ICD-9 that the value set does not name.
    ['binding.system ExplanationOfBenefit.procedure.procedureCodeableConcept', 1],
  ],
};

describe.skipIf(!existsSync(recorded))('what a real server sent (skipped where it is absent)', () => {
  it.each(Object.entries(BY_CARIN))('%s breaks CARIN Blue Button as was derived from it', async (name, rows) => {
    const { groups } = await validateFile(new URL(`${name}.ndjson`, recorded).pathname, { carin: true });
    const seen = groups
      .filter(({ rule }) => rule.startsWith('fhir.carin.'))
      .map(({ rule, path, count }) => [`${rule.replace('fhir.carin.', '')} ${path}`, count]);
    expect(seen.toSorted()).toEqual(rows.toSorted());
  });
});

describe.skipIf(!existsSync(samples))('samples of CMS (skipped where they are absent)', () => {
  it.each(Object.entries(EXPECTED))('%s has exactly the findings that were derived from it', async (name, rows) => {
    // CARIN 2.2.0 is what v3 names; v2 names an older version of it.
    const { groups, fhirVersion } = await validateFile(new URL(`${name}.ndjson`, samples).pathname, {
      carin: name.startsWith('v3'),
      fhir: 'auto',
    });
    expect(fhirVersion).toBe('4.0.1');
    const seen = groups.map(({ rule, path, count }) => [`${rule.replace(/^fhir\.(?:r4\.)?/, '')} ${path}`, count]);
    expect(seen.toSorted()).toEqual(rows.toSorted());
  });
});
