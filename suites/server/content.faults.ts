import {
  type Alter,
  isOfPages,
  isOneGuide,
  isR4,
  isStu3,
  judgesItem,
  type Profile,
  saysContent,
} from '../../src/model/index.js';
import { fault } from './fault.js';
import { amongAll, atPlaces, forEach } from './places.js';

import type { RequirementId } from './suites.js';
import { textOf } from './kinds.js';

/** Ten resources of a type show that it lacks something. */
const fails = (...ids: RequirementId[]) => ({ at: 'data', where: saysContent, fails: ids, beneficiaries: 10 }) as const;
const ofGuides = { where: (profile: Profile) => saysContent(profile) && isOneGuide(profile) };
const ofPages = { where: (profile: Profile) => saysContent(profile) && isOfPages(profile) };

const PART: readonly RequirementId[] = ['content.parts'];
const PART_AND_WHERE: readonly RequirementId[] = [...PART, 'content.claims-where'];

type Json = Record<string, unknown>;
/** The members of a claim whose members faults remove. */
interface Claim extends Json {
  item?: Json[];
  extension?: (Json & { url: string })[];
  /** In R4 alone. */
  supportingInfo?: Json[];
  contained?: (Json & { id: string })[];
  insurer?: { reference?: string };
}

/** Changes every resource of a type. */
const each = <Resource extends Json>(type: string, change: (resource: Resource) => void): Alter =>
  textOf(type, (lines) =>
    lines
      .split('\n')
      .map((line) => {
        if (line === '') return line;
        const resource = JSON.parse(line) as Resource;
        change(resource);
        return JSON.stringify(resource);
      })
      .join('\n'),
  );

const without = (value: Json, ...names: readonly string[]): void => {
  for (const name of names) {
    Reflect.deleteProperty(value, name);
    Reflect.deleteProperty(value, `_${name}`);
  }
};
/** A fault in a claim. */
const claims = (change: (claim: Claim) => void): Alter => each<Claim>('ExplanationOfBenefit', change);
const inItems = (claim: Claim, ...names: readonly string[]): void =>
  claim.item?.forEach((item) => without(item, ...names));

const changePart = (coverage: Json & { grouping?: Json }, part: string): void => {
  if (coverage.grouping?.['subPlan'] !== part) return;
  without(coverage, 'type', 'grouping', 'class');
};

const keeping = (type: string, ...names: readonly string[]): Alter =>
  each(type, (resource) => {
    for (const name of Object.keys(resource))
      if (!['resourceType', 'id', 'meta', ...names].includes(name)) Reflect.deleteProperty(resource, name);
  });

export default atPlaces(
  [
    ...(
      [
        ['a', /"code":"(?:INPATIENT|SNF|HHA|HOSPICE|institutional)"/],
        ['b', /"code":"(?:CARRIER|OUTPATIENT|DME|professional)"/],
        ['d', /"code":"(?:PDE|pharmacy)"/],
      ] as const
    ).map(([part, type]) =>
      fault({
        id: `claims-without-part-${part}`,
        title: `there is no claim of Part ${part.toUpperCase()}`,
        at: 'data',
        where: (profile) => judgesItem(profile, 'eob.part-a'),
        // Of R4, professional claims alone say where.
        fails: (profile) => (part === 'b' && saysContent(profile) && isR4(profile) ? PART_AND_WHERE : PART),
        // So many that a hundred claims are left.
        beneficiaries: 200,
        alter: textOf('ExplanationOfBenefit', (lines) =>
          lines
            .split(/(?<=\n)/)
            .filter((line) => !type.test(line))
            .join(''),
        ),
      }),
    ),
    fault({
      id: 'claims-nowhere',
      title: 'no claim says where a service was performed',
      ...fails('content.claims-where'),
      alter: claims((claim) => {
        without(claim, 'facility');
        claim.contained?.forEach((one) => without(one, 'address'));
        inItems(claim, 'locationCodeableConcept', 'locationAddress', 'locationReference');
      }),
    }),
    fault({
      id: 'claims-at-no-time',
      title: 'no claim says when a service was performed',
      ...fails('content.claims-when'),
      blocks: ['groups.runout-dates'],
      alter: claims((claim) => {
        without(claim, 'billablePeriod', 'hospitalization', 'procedure');
        if (claim.supportingInfo !== undefined)
          claim.supportingInfo = claim.supportingInfo.filter((one) => one['timingPeriod'] === undefined);
        inItems(claim, 'servicedDate', 'servicedPeriod', 'procedureLinkId', 'procedureSequence');
      }),
    }),
    fault({
      id: 'claims-without-diagnosis',
      title: 'no claim has a diagnosis',
      ...fails('content.claims-diagnosis'),
      alter: claims((claim) => {
        without(claim, 'diagnosis');
        inItems(claim, 'diagnosisLinkId', 'diagnosisSequence');
      }),
    }),
    fault({
      id: 'claims-without-provider',
      title: 'no claim names a provider',
      ...fails('content.claims-provider'),
      alter: claims((claim) => {
        const { contained, insurer } = claim;
        without(claim, 'careTeam', 'provider', 'facility', 'contained', 'referral', 'organization');
        inItems(claim, 'careTeamLinkId', 'careTeamSequence');
        if (insurer === undefined) return;
        // R4 wants a provider, and its name says little.
        claim['provider'] = { display: 'a provider' };
        claim.contained = (contained ?? []).filter(({ id }) => insurer.reference === `#${id}`);
      }),
    }),
    fault({
      id: 'claims-without-cost',
      title: 'no claim says what care cost',
      ...fails('content.claims-cost'),
      alter: claims((claim) => {
        without(claim, 'payment', 'totalCost', 'totalBenefit', 'total', 'adjudication');
        if (claim.extension !== undefined)
          claim.extension = claim.extension.filter((one) => one['valueMoney'] === undefined);
        inItems(claim, 'adjudication', 'net');
      }),
    }),
    fault({
      id: 'patients-without-identifier',
      title: 'no Patient has an identifier',
      ...fails('content.patients-identifiers'),
      alter: each('Patient', (patient) => without(patient, 'identifier')),
    }),
    fault({
      id: 'patients-unknown',
      title: 'no Patient has a name',
      ...fails('content.patients-demographics'),
      alter: each('Patient', (patient) => without(patient, 'name')),
    }),
    fault({
      id: 'patients-without-demographics',
      title: 'Patients have a name and identifiers, and nothing else about the person',
      ...fails('content.patients-demographics'),
      alter: each('Patient', (patient) =>
        without(patient, 'gender', 'birthDate', 'address', 'extension', 'deceasedDateTime', 'deceasedBoolean'),
      ),
    }),
    fault({
      id: 'coverages-without-part-d',
      title: 'no Coverage is by Part D',
      ...fails('content.coverage-parts'),
      ...ofGuides,
      alter: each('Coverage', (coverage) => changePart(coverage, 'Part D')),
    }),
    fault({
      id: 'coverages-without-part-c',
      title: 'no Coverage is by Part C',
      ...fails('content.coverage-part-c'),
      ...ofGuides,
      alter: each('Coverage', (coverage) => changePart(coverage, 'Part C')),
    }),
    fault({
      id: 'coverages-without-part',
      title: 'no Coverage says of which part of Medicare it is',
      ...fails('content.coverage-details'),
      ...ofPages,
      alter: each('Coverage', (coverage) => without(coverage, 'type', 'grouping', 'class')),
    }),
    fault({
      id: 'coverages-without-markers',
      title: 'no Coverage has a marker for end-stage renal disease or old age insurance',
      ...fails('content.coverage-markers'),
      ...ofGuides,
      alter: each('Coverage', (coverage) => without(coverage, 'extension')),
    }),
    fault({
      id: 'population-bare',
      title: 'every resource has nothing but a type, an id and whose record it is',
      ...fails(
        'content.claims-where',
        'content.claims-when',
        'content.claims-diagnosis',
        'content.claims-provider',
        'content.claims-cost',
        'content.patients-identifiers',
        'content.patients-demographics',
        'content.coverage-details',
        'content.coverage-parts',
        'content.coverage-part-c',
        'content.coverage-markers',
      ),
      // R4 demands more than that of a claim and of a Coverage.
      where: (profile) => saysContent(profile) && isStu3(profile),
      // There are too few claims to tell the latter.
      blocks: ['groups.runout-dates', 'content.parts'],
      alter: (request, next, context) =>
        keeping('ExplanationOfBenefit', 'patient')(
          request,
          (one) =>
            keeping('Patient')(one, (other) => keeping('Coverage', 'beneficiary')(other, next, context), context),
          context,
        ),
    }),
  ],
  {
    ...forEach(
      amongAll('claims'),
      ...['claims-nowhere', 'claims-at-no-time', 'claims-without-diagnosis', 'claims-without-provider'],
      ...['claims-without-cost', 'population-bare'],
    ),
    ...forEach(
      amongAll('other'),
      ...['patients-without-identifier', 'patients-unknown', 'patients-without-demographics'],
      ...['coverages-without-part', 'coverages-without-part-d', 'coverages-without-part-c'],
      'coverages-without-markers',
    ),
  },
);
