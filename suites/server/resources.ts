import {
  allDated,
  answeredOnce,
  asMarked,
  every,
  extensibleCodes,
  haveIds,
  nameTheirPatient,
  type Assertion,
  noneTwice,
  notUpdatedLater,
  numberedOnce,
  promised,
  replies,
  subjectsExported,
  validResources,
} from '../../src/expect/index.js';
import { isOfPages, type Mark, type Profile, suite } from '../../src/model/index.js';
import { PAGES, SECTIONS } from '../profiles/pages.js';
import { advice, bulkData, fhir, r4 } from '../sources.js';
import { inR4 } from './under.js';
import { carinRequirements } from './carin.resources.js';
import { everyFile } from './conversations.js';

/** What every data file must be; a run without a resource of the type shows nothing. */
const files = (look: Assertion, type?: string) =>
  [{ when: 'fetched', expect: promised(every(replies('data'), look), type) }] as const;

const page = (section: string) => ({ document: PAGES, section });
/** What v3 says that each resource has beside what FHIR asks. */
const marked = (mark: Mark, type?: string) =>
  ({
    where: ({ marks }: Profile) => marks !== undefined,
    needs: 'file',
    basis: 'guide',
    cases: files(asMarked(mark), type),
  }) as const;

/** Whether some clients get partially adjudicated claims as resources of their own. */
const hasPartialClaims = ({ endpoints }: Profile): boolean =>
  endpoints.some(({ forSome = [] }) => forSome.includes('Claim'));
const OF_SOME =
  'Few clients get partially adjudicated claims in v2: where no export has one, it does not apply, and the run is complete without.';

export default suite({
  role: 'server',
  id: 'resources',
  title: 'Resources',
  scenarios: { fetched: { title: 'every resource of every listed data file', steps: everyFile } },
  requirements: [
    {
      id: 'resources.patient',
      under: inR4({
        source: r4('Patient', 'patient.html'),
        statement: 'Every Patient in a data file is valid R4.',
      }),
      needs: 'file',
      level: 'MUST',
      basis: 'spec',
      source: fhir('Patient', 'patient.html'),
      statement: 'Every Patient in a data file is valid STU3.',
      decision:
        'Structure, primitive formats, cardinalities, required bindings and invariants are checked; profiles are not.',
      cases: files(validResources('Patient'), 'Patient'),
    },
    {
      id: 'resources.coverage',
      under: inR4({
        source: r4('Coverage', 'coverage.html'),
        statement: 'Every Coverage in a data file is valid R4.',
      }),
      needs: 'file',
      level: 'MUST',
      basis: 'spec',
      source: fhir('Coverage', 'coverage.html'),
      statement: 'Every Coverage in a data file is valid STU3.',
      cases: files(validResources('Coverage'), 'Coverage'),
    },
    {
      id: 'resources.explanation-of-benefit',
      under: inR4({
        source: r4('ExplanationOfBenefit', 'explanationofbenefit.html'),
        statement: 'Every ExplanationOfBenefit in a data file is valid R4.',
      }),
      needs: 'file',
      level: 'MUST',
      basis: 'spec',
      source: fhir('ExplanationOfBenefit', 'explanationofbenefit.html'),
      statement: 'Every ExplanationOfBenefit in a data file is valid STU3.',
      cases: files(validResources('ExplanationOfBenefit'), 'ExplanationOfBenefit'),
    },
    {
      id: 'resources.claim',
      where: hasPartialClaims,
      needs: 'file',
      level: 'MUST',
      basis: 'spec',
      source: r4('Claim', 'claim.html'),
      statement: 'Every Claim in a data file is valid R4.',
      decision: OF_SOME,
      cases: [{ when: 'fetched', expect: every(replies('data'), validResources('Claim')) }],
    },
    {
      id: 'resources.claim-response',
      where: hasPartialClaims,
      needs: 'file',
      level: 'MUST',
      basis: 'spec',
      source: r4('ClaimResponse', 'claimresponse.html'),
      statement: 'Every ClaimResponse in a data file is valid R4.',
      decision: OF_SOME,
      cases: [{ when: 'fetched', expect: every(replies('data'), validResources('ClaimResponse')) }],
    },
    {
      id: 'resources.claim-pairs',
      where: hasPartialClaims,
      needs: 'file',
      level: 'SHOULD',
      basis: 'guide',
      source: page(SECTIONS.pairs),
      statement: 'Exactly one ClaimResponse of an export names each Claim of the export as its request.',
      decision: `${OF_SOME} One Claim, and one in a hundred, may be without, since data change while they are exported, and what listed errors explain. Exports with _since are not judged: a Claim and its ClaimResponse need not have changed at the same time.`,
      cases: [{ when: 'fetched', expect: answeredOnce }],
    },
    {
      id: 'resources.extensible-bindings',
      under: inR4({
        source: r4('Terminologies, extensible', 'terminologies.html#extensible'),
        decision:
          'The type of an identifier does not count: the value set has eighteen codes of a table of HL7 that names many more ' +
          'kinds of identifiers, and CARIN Blue Button demands one of these others, MB, for the Medicare Beneficiary Identifier.',
      }),
      needs: 'file',
      level: 'SHOULD',
      basis: 'spec',
      source: fhir('Terminologies, extensible', 'terminologies.html#extensible'),
      statement: 'At an extensible binding, a code from a system of the value set is a member of the value set.',
      cases: files(extensibleCodes),
    },
    {
      id: 'resources.unique',
      needs: 'file',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('4. Retrieve NDJSON output file(s)'),
      statement: 'No resource occurs twice in one export.',
      cases: files(noneTwice),
    },
    {
      id: 'resources.subjects',
      needs: 'file',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('4. Retrieve NDJSON output file(s)'),
      statement: 'Every Patient that an ExplanationOfBenefit or a Coverage refers to was also exported.',
      decision:
        'The Patient must be in the same export, or, if that has no Patients because they were not requested, in an earlier export of the run; under 2019-09 in the Patient export of the run.',
      cases: [{ when: 'fetched', expect: promised(subjectsExported) }],
    },
    {
      id: 'resources.ids',
      under: inR4({ source: r4('Resource.id', 'resource.html#id') }),
      needs: 'file',
      level: 'SHOULD',
      basis: 'spec',
      source: fhir('Resource.id', 'resource.html#id'),
      statement: 'Every resource in a data file has an id.',
      cases: files(haveIds),
    },
    {
      id: 'resources.whose',
      needs: 'file',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('4. Retrieve NDJSON output file(s)'),
      statement: 'Every ExplanationOfBenefit and every Coverage says whose record it is.',
      decision: 'A reference by identifier also names the person.',
      cases: files(nameTheirPatient),
    },
    {
      ...marked('system-type', 'ExplanationOfBenefit'),
      id: 'resources.system-type',
      level: 'MUST',
      source: page(SECTIONS.typeFilter),
      statement:
        'Every ExplanationOfBenefit has exactly one System-Type tag, with code NationalClaimsHistory, DDPS or SharedSystem.',
      decision: 'It may have tags of other systems too.',
    },
    {
      ...marked('outcome', 'ExplanationOfBenefit'),
      id: 'resources.outcome',
      level: 'MUST',
      source: page(SECTIONS.processed),
      statement: 'The outcome of every ExplanationOfBenefit is complete or partial.',
    },
    {
      ...marked('control-number', 'ExplanationOfBenefit'),
      id: 'resources.claim-control-number',
      level: 'SHOULD',
      source: page(SECTIONS.matchClaims),
      statement:
        'Every ExplanationOfBenefit that is not of the System-Type DDPS has an identifier with the system of claim control numbers.',
      decision:
        'One page has another system in a FHIRPath expression; the system of all other pages counts. The pages do not say that each claim has one, and say of Part D that not all claims have.',
    },
    {
      id: 'resources.claim-deduplicated',
      where: ({ marks }: Profile) => marks !== undefined,
      needs: 'file',
      level: 'SHOULD',
      basis: 'guide',
      source: page(SECTIONS.sameClaim),
      statement: 'No two claims of one System-Type in an export have the same claim control number.',
      decision:
        'Claims of different people are different claims, whatever their numbers. A claim without a control number, or with several, shows nothing.',
      cases: [{ when: 'fetched', expect: promised(numberedOnce, 'ExplanationOfBenefit') }],
    },
    {
      ...marked('mbi', 'Patient'),
      id: 'resources.mbi',
      level: 'MUST',
      source: page(SECTIONS.matchPeople),
      statement: 'Every Patient has a Medicare Beneficiary Identifier with a value and type code MB.',
      decision: 'A Patient may have several, and one of this form is enough.',
    },
    {
      ...marked('old-url'),
      id: 'resources.no-old-urls',
      level: 'MUST',
      source: page(SECTIONS.newUrls),
      statement: 'No extension URL, system or code of a resource is one of the versions before v3.',
      decision: 'Those begin with https://bluebutton.cms.gov/resources/. Texts may name them.',
    },
    ...carinRequirements,
    {
      id: 'resources.dated',
      where: (profile: Profile) => isOfPages(profile) && profile.carin === undefined,
      needs: 'file',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.since),
      statement: 'Every resource in a data file has meta.lastUpdated.',
      decision:
        'The pages explain _since by this element: without it nobody can tell what an incremental export lacks. Under v3 the profiles of CARIN Blue Button demand it, and are judged.',
      cases: files(allDated),
    },
    {
      id: 'resources.last-updated',
      needs: 'file',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Status Request, response when complete'),
      statement: 'No resource in a data file has a meta.lastUpdated after the transactionTime of its manifest.',
      decision: 'One minute allows for clocks that differ. A resource without meta.lastUpdated says nothing.',
      cases: files(notUpdatedLater),
    },
  ],
});
