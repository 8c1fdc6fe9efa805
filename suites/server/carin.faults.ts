import { when } from '../../src/reference/index.js';
import type { Profile } from '../../src/model/index.js';
import { fault } from './fault.js';
import { firstOf } from './kinds.js';
import { atPlaces, changedIn, EVERY_OTHER_FILE } from './places.js';
import type { RequirementId } from './suites.js';

type Json = Record<string, unknown>;
/** The members of a resource that these faults change. */
interface Resource {
  meta?: { profile?: string[] };
  total?: unknown;
  name?: unknown;
  subscriberId?: unknown;
  careTeam?: { role?: { coding: Json[] } }[];
  insurance?: unknown;
}

/** Names another profile than that of CARIN Blue Button. */
const naming =
  (other: (canonical: string) => string) =>
  ({ meta }: Resource): void => {
    meta?.profile?.forEach((name, nth, all) => (all[nth] = name.includes('/carin-bb/') ? other(name) : name));
  };

/** Resources against CARIN Blue Button: the requirement, the type, a name and a title of the fault, and what it changes. */
const AGAINST: readonly (readonly [RequirementId, string, string, string, (it: Resource) => unknown])[] = [
  [
    'resources.carin-profile',
    'ExplanationOfBenefit',
    'claim-of-no-carin-profile',
    'the first claim of a file names no profile of CARIN Blue Button',
    naming(() => 'https://bluebutton.cms.gov/fhir/StructureDefinition/CMS-ExplanationOfBenefit'),
  ],
  [
    'resources.carin-profile',
    'Patient',
    'patient-of-any-carin',
    'the first Patient of a file names its profile of CARIN Blue Button without a version',
    naming((name) => name.replace(/\|.*/, '')),
  ],
  [
    'resources.carin-profile',
    'Coverage',
    'coverage-of-older-carin',
    'the first Coverage of a file names version 2.0.0 of its profile of CARIN Blue Button',
    naming((name) => name.replace(/\|.*/, '|2.0.0')),
  ],
  [
    'resources.carin-claim',
    'ExplanationOfBenefit',
    'claim-without-total',
    'the first claim of a file has no total',
    (it) => delete it.total,
  ],
  [
    'resources.carin-claim',
    'ExplanationOfBenefit',
    'claim-with-other-role',
    'in the first claim of a file, the role of a provider is not one of the value set of its kind of claims',
    ({ careTeam }) =>
      careTeam?.[0]?.role?.coding.splice(0, 1, {
        system: 'http://terminology.hl7.org/CodeSystem/claimcareteamrole',
        code: 'other',
      }),
  ],
  [
    'resources.carin-patient',
    'Patient',
    'patient-without-name',
    'the first Patient of a file has no name',
    (it) => delete it.name,
  ],
  [
    'resources.carin-coverage',
    'Coverage',
    'coverage-without-subscriber',
    'the first Coverage of a file has no subscriberId',
    (it) => delete it.subscriberId,
  ],
  [
    'resources.carin-invariants',
    'ExplanationOfBenefit',
    'claim-with-two-focal',
    'the first claim of a file has two insurances that are the focal one',
    ({ insurance }) => Array.isArray(insurance) && insurance.push({ ...(insurance[0] as Json) }),
  ],
];

export default atPlaces(
  AGAINST.map(([id, type, name, title, change]) =>
    fault({
      id: name,
      title,
      at: 'data',
      fails: [id],
      where: ({ carin }: Profile) => carin !== undefined,
      // What a filter asks for is not changed.
      alter: when((_, { occasion }) => !/_typeFilter/.test(occasion.job?.asked ?? ''), firstOf<Resource>(type, change)),
    }),
  ),
  Object.fromEntries(
    // What a resource says of itself in meta is no content.
    AGAINST.map(([id, , name]) => [name, id === 'resources.carin-profile' ? EVERY_OTHER_FILE : changedIn(id)]),
  ),
);
