import { json, text, when } from '../../src/reference/index.js';
import { type Alter, isOfPages, isR4, isStu3, type Profile, takes } from '../../src/model/index.js';
import { fault } from './fault.js';
import { EVERY_OTHER_FILE, atPlaces, changedIn, forEach, type Places, unseen } from './places.js';
import type { RequirementId } from './suites.js';
import { COMPARED, firstOf, oneInFour, textOf } from './kinds.js';

const at = 'data';
const fails = (...ids: RequirementId[]) => ({ at, fails: ids }) as const;

/** The members of a resource that faults change. */
interface Resource {
  id?: string;
  beneficiary?: unknown;
  gender?: string;
  birthDate?: string;
  costToBeneficiary?: unknown;
  payor?: unknown;
  maritalStatus?: unknown;
  type?: unknown;
  use?: string;
  billablePeriod?: unknown;
  patient: { reference: string };
  item: { sequence?: number }[];
  meta?: { lastUpdated?: string; tag?: { system: string; code: string }[] };
  outcome?: string;
  identifier?: { system?: string; type?: { coding: { code: string }[] } }[];
  extension?: { url: string; valueString: string }[];
}

const first = firstOf<Resource>;

/** Adds a claim like the first one, of a Patient that does not exist. */
const ofStranger: Alter = textOf('ExplanationOfBenefit', (lines) => {
  const claim = JSON.parse(lines.slice(0, lines.indexOf('\n'))) as Resource;
  return `${lines}${JSON.stringify({ ...claim, id: 'stranger', patient: { reference: 'Patient/stranger' } })}\n`;
});

/** What the resources of one type must have in them. */
const IN_CLAIMS = [
  ...(['content.claims-where', 'content.claims-when', 'content.claims-diagnosis'] as const),
  ...(['content.claims-provider', 'content.claims-cost', 'content.parts'] as const),
  ...(['parameters.type-filter', 'parameters.type-filter-tag', 'parameters.type-filter-outcome'] as const),
  ...(['parameters.type-filter-date', 'parameters.type-filter-default', 'parameters.type-filter-union'] as const),
  ...(['parameters.type-filter-complete', 'resources.system-type', 'resources.outcome'] as const),
  'resources.carin-claim',
  ...(['resources.claim-control-number', 'resources.claim-deduplicated', 'groups.runout-dates'] as const),
] as const;
/** What is judged of claims that few clients get. */
const OF_PARTIAL_CLAIMS = ['resources.claim', 'resources.claim-response', 'resources.claim-pairs'] as const;
/** Resources against what v3 says that each has: the requirements, the type, a name and a title of the fault, and what it changes. */
const MARKED: readonly (readonly [readonly RequirementId[], string, string, string, (it: Resource) => unknown])[] = [
  [
    ['resources.system-type'],
    'ExplanationOfBenefit',
    'tagged-twice',
    'the first claim of a file has a second System-Type tag',
    ({ meta }) => meta?.tag?.push({ system: meta.tag[0]?.system ?? '', code: 'Other' }),
  ],
  [
    ['resources.outcome'],
    'ExplanationOfBenefit',
    'still-queued',
    'the outcome of the first claim of a file is queued',
    (it) => (it.outcome = 'queued'),
  ],
  [
    // It is what CARIN Blue Button calls the member id.
    ['resources.mbi', 'resources.carin-patient'],
    'Patient',
    'mbi-of-other-type',
    'the Medicare Beneficiary Identifier of the first Patient of a file has type code MC',
    (it) => it.identifier?.forEach(({ type }) => type?.coding.forEach((coding) => (coding.code = 'MC'))),
  ],
  [
    ['resources.mbi'],
    'Patient',
    'mbi-of-other-system',
    'the Medicare Beneficiary Identifier of the first Patient of a file has another system',
    (it) => it.identifier?.forEach((identifier) => (identifier.system = 'https://example.org/mbi')),
  ],
  [
    ['resources.no-old-urls'],
    'Coverage',
    'with-old-url',
    'the first Coverage of a file has an extension of the versions before v3',
    (it) => it.extension?.push({ url: 'https://bluebutton.cms.gov/resources/variables/ms_cd', valueString: 'old' }),
  ],
];
/** Only under the pages of today a type without data must not be listed. */
const EMPTY_TYPES = ['manifest.empty-types'] as const;
const IN_COVERAGES = [
  ...(['content.coverage-details', 'content.coverage-parts', 'content.coverage-part-c'] as const),
  ...(['content.coverage-markers', 'resources.carin-coverage'] as const),
] as const;
const WHOSE: readonly RequirementId[] = ['resources.whose'];
const WHOSE_IN_R4: readonly RequirementId[] = [...WHOSE, 'resources.coverage'];

const hasPartialClaims = ({ endpoints }: Profile): boolean => endpoints.some(({ forSome }) => forSome !== undefined);

const DDPS = '"code":"DDPS"';
const withoutNumber = (line: string): string => {
  const claim = JSON.parse(line) as Resource;
  claim.identifier?.pop();
  return `${JSON.stringify(claim)}\n`;
};
const eachLine = (lines: string, change: (line: string) => string): string =>
  lines
    .split(/(?<=\n)/)
    .map(change)
    .join('');

/** Changes of the claims that few clients get: the requirement, and what is changed of which type. */
const PARTIAL: readonly {
  readonly id: string;
  readonly fails: readonly RequirementId[];
  readonly title: string;
  readonly of: string;
  readonly beneficiaries?: number;
  readonly change: (lines: string) => string;
}[] = [
  {
    id: 'partial-claim-without-created',
    fails: ['resources.claim'],
    title: 'no Claim says when it was created',
    of: 'Claim',
    change: (lines) => lines.replaceAll(/"created":"[^"]*",/g, ''),
  },
  {
    id: 'claim-response-of-no-outcome',
    fails: ['resources.claim-response'],
    title: 'the outcome of each ClaimResponse is not from the value set that R4 requires',
    of: 'ClaimResponse',
    change: (lines) => lines.replaceAll(/"outcome":"[^"]*"/g, '"outcome":"paid"'),
  },
  {
    id: 'claim-responses-to-others',
    fails: ['resources.claim-pairs'],
    title: 'each ClaimResponse names another Claim than one of the export as its request',
    of: 'ClaimResponse',
    change: (lines) => lines.replaceAll('"Claim/', '"Claim/other-'),
  },
  {
    id: 'claim-responses-twice',
    fails: ['resources.claim-pairs'],
    title: 'two ClaimResponses name each Claim as their request',
    of: 'ClaimResponse',
    change: (lines) => eachLine(lines, (line) => `${line}${line.replace('"id":"', '"id":"again')}`),
  },
  {
    id: 'claim-responses-lost',
    fails: ['resources.claim-pairs'],
    title: 'three of four Claims have no ClaimResponse',
    of: 'ClaimResponse',
    // As many in each file that more than one of them is lost.
    beneficiaries: 12,
    change: oneInFour,
  },
];

const MARITAL_STATUS_OF_R4 = 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus';

/** Where claims that few clients get can be changed: what more fails if the export that is made once more alone has the change. */
const partialFiles = (id: RequirementId, ...more: readonly RequirementId[]): Places => ({
  'typed-requests': unseen('no export with _type has such claims'),
  'last-job': { fails: [id, ...more] },
  ...{ 'second-file': 'same', 'last-file': 'same' },
});

/** What is judged of resources only; what compares exports belongs to profiles with several of a type. */
const OF_DATA = [
  ...(['groups.all-is-patient', 'groups.runout-apart', 'resources.mbi', 'resources.no-old-urls'] as const),
  ...(['output.ndjson', 'output.no-blank-lines', 'output.type'] as const),
  ...(['resources.patient', 'resources.coverage', 'resources.explanation-of-benefit'] as const),
  ...(['resources.extensible-bindings', 'resources.unique', 'resources.subjects'] as const),
  ...(['resources.ids', 'resources.whose', 'resources.last-updated', 'resources.dated'] as const),
  ...(['parameters.default', 'parameters.one-type', 'parameters.two-types'] as const),
  ...IN_CLAIMS,
  ...IN_COVERAGES,
  ...(['resources.carin-profile', 'resources.carin-patient', 'resources.carin-invariants'] as const),
  ...(['content.patients-identifiers', 'content.patients-demographics'] as const),
  ...(['parameters.since', 'parameters.since-filters', 'parameters.since-epoch'] as const),
  ...COMPARED,
] as const;
/** What is judged of data files, also of empty ones. */
const OF_FILES = [
  ...(['output.downloadable', 'output.accept-allowed', 'output.content-type', 'output.gzip'] as const),
  ...(['output.unknown-file', 'output.stable', 'hygiene.any-tool'] as const),
] as const;

export default atPlaces(
  [
    fault({
      id: 'patient-gender-of-no-set',
      title: "a Patient's gender is a code that is not in the required value set",
      ...fails('resources.patient'),
      alter: first('Patient', (it) => (it.gender = 'F')),
    }),
    fault({
      id: 'patient-born-on-no-day',
      title: "a Patient's birth date is February 30",
      ...fails('resources.patient'),
      alter: first('Patient', (it) => (it.birthDate = '1940-02-30')),
    }),
    fault({
      id: 'patient-key-twice',
      title: 'a Patient has one property twice, once written with an escape',
      ...fails('resources.patient'),
      alter: textOf('Patient', (lines) => lines.replace('{', '{"\\u0067ender":"female",')),
    }),
    fault({
      id: 'coverage-unknown-element',
      title: 'a Coverage has an element that STU3 does not define',
      ...fails('resources.coverage'),
      alter: first('Coverage', (it) => (it.costToBeneficiary = [])),
    }),
    fault({
      id: 'coverage-of-practitioner',
      title: "a Coverage's payor is a Practitioner",
      // CARIN Blue Button allows an Organization alone.
      ...fails('resources.coverage', 'resources.carin-coverage'),
      alter: first('Coverage', (it) => (it.payor = [{ reference: 'Practitioner/1' }])),
    }),
    fault({
      id: 'claim-item-without-sequence',
      title: 'an item of a claim has no sequence',
      ...fails('resources.explanation-of-benefit'),
      alter: first('ExplanationOfBenefit', (it) => delete it.item[0]?.sequence),
    }),
    fault({
      id: 'claim-type-without-code',
      title: 'a claim has no type code from the value set that STU3 requires',
      where: isStu3,
      // It is not the only claim of its part.
      beneficiaries: 20,
      ...fails('resources.explanation-of-benefit'),
      alter: first('ExplanationOfBenefit', (it) => (it.type = { text: 'carrier' })),
    }),
    fault({
      id: 'claim-use-of-no-set',
      title: 'the use of a claim is not from the value set that R4 requires',
      where: isR4,
      // In CARIN Blue Button it is claim.
      ...fails('resources.explanation-of-benefit', 'resources.carin-claim'),
      alter: first('ExplanationOfBenefit', (it) => (it.use = 'banana')),
    }),
    fault({
      id: 'claim-period-backwards',
      title: "a claim's billable period ends before it begins",
      ...fails('resources.explanation-of-benefit'),
      alter: first('ExplanationOfBenefit', (it) => (it.billablePeriod = { start: '2019-02-01', end: '2019-01-01' })),
    }),
    fault({
      id: 'patient-marital-status-of-no-set',
      title: "a Patient's marital status is a code that its own system does not have",
      ...fails('resources.extensible-bindings'),
      alter: first(
        'Patient',
        (it) =>
          (it.maritalStatus = {
            coding: ['http://hl7.org/fhir/v3/MaritalStatus', MARITAL_STATUS_OF_R4].map((system) => ({
              system,
              code: 'XX',
            })),
          }),
      ),
    }),
    fault({
      id: 'coverage-twice',
      title: 'a Coverage occurs twice in its file',
      ...fails('resources.unique'),
      alter: textOf('Coverage', (lines) => lines + lines.slice(0, lines.indexOf('\n') + 1)),
    }),
    fault({
      id: 'claim-of-nobody',
      title: 'a claim refers to a Patient that is not exported',
      ...fails('resources.subjects'),
      alter: first('ExplanationOfBenefit', (it) => (it.patient.reference = 'Patient/nobody')),
    }),
    fault({
      id: 'claim-of-stranger-alone',
      title: 'an export of claims alone also has a claim of a Patient that no export has',
      where: (profile) => takes(profile, '_type'),
      at,
      // The export that is made once more does not have it.
      fails: ['resources.subjects', 'history.no-small-loss'],
      alter: when((_, { occasion: { job } }) => job?.type === 'ExplanationOfBenefit', ofStranger),
    }),
    fault({
      id: 'coverage-without-id',
      title: 'a Coverage has no id',
      ...fails('resources.ids'),
      // Exports are compared by ids.
      blocks: COMPARED,
      alter: first('Coverage', (it) => delete it.id),
    }),
    fault({
      id: 'coverage-of-nobody',
      title: 'a Coverage has no beneficiary',
      at,
      // Its cardinality is 0..1 in STU3 and 1..1 in R4.
      fails: (profile) => (isR4(profile) ? WHOSE_IN_R4 : WHOSE),
      alter: first('Coverage', (it) => delete it.beneficiary),
    }),
    fault({
      id: 'coverage-of-somebody',
      title: 'a Coverage names its beneficiary in prose alone',
      ...fails('resources.whose'),
      alter: first('Coverage', (it) => (it.beneficiary = { display: 'a beneficiary' })),
    }),
    fault({
      id: 'coverage-of-2100',
      title: 'a Coverage was last updated in the year 2100',
      ...fails('resources.last-updated'),
      alter: first('Coverage', (it) => (it.meta = { ...it.meta, lastUpdated: '2100-01-01T00:00:00Z' })),
    }),
    ...MARKED.map(([ids, type, name, title, change]) =>
      fault({
        id: `${type === 'ExplanationOfBenefit' ? 'claim' : type.toLowerCase()}-${name}`,
        title,
        at,
        fails: ids,
        where: ({ marks }) => marks !== undefined,
        // What a filter asks for is not changed.
        alter: when((_, { occasion }) => !/_typeFilter/.test(occasion.job?.asked ?? ''), first(type, change)),
      }),
    ),
    fault({
      id: 'claim-without-control-number',
      // Of a few, a file may have claims of DDPS alone.
      beneficiaries: 20,
      title: 'the first claim of a file that is not of DDPS has no claim control number',
      ...fails('resources.claim-control-number'),
      where: ({ marks }) => marks !== undefined,
      // What a filter asks for is not changed.
      alter: when(
        (_, { occasion }) => !/_typeFilter/.test(occasion.job?.asked ?? ''),
        textOf('ExplanationOfBenefit', (lines) => {
          const nth = lines.split('\n').findIndex((line) => line !== '' && !line.includes(DDPS));
          let at = -1;
          return eachLine(lines, (line) => ((at += 1) === nth ? withoutNumber(line) : line));
        }),
      ),
    }),
    fault({
      id: 'claims-of-ddps-without-control-number',
      title: 'no claim of DDPS has a claim control number',
      at,
      fails: [],
      where: ({ marks }) => marks !== undefined,
      alter: textOf('ExplanationOfBenefit', (lines) =>
        eachLine(lines, (line) => (line.includes(DDPS) ? withoutNumber(line) : line)),
      ),
    }),
    fault({
      id: 'claim-number-twice',
      title: 'every claim comes once more, with another id',
      ...fails('resources.claim-deduplicated'),
      where: ({ marks }) => marks !== undefined,
      alter: textOf('ExplanationOfBenefit', (lines) =>
        eachLine(lines, (line) => `${line}${line.replace(/("id":"[a-z]+-)/, '$1-')}`),
      ),
    }),
    ...PARTIAL.map(({ title, of, change, ...more }) =>
      fault({ ...more, title, at, where: hasPartialClaims, alter: textOf(of, change) }),
    ),
    fault({
      id: 'partial-claims-none',
      title: 'the client is not among those that get partially adjudicated claims',
      at: 'status',
      where: hasPartialClaims,
      fails: [],
      empties: OF_PARTIAL_CLAIMS,
      alter: json<{ output: { type: string }[] }>((it) => {
        it.output = it.output.filter(({ type }) => !type.startsWith('Claim'));
      }),
    }),
    fault({
      id: 'type-empty',
      title: 'there is no Coverage, and the Coverage files are empty',
      at,
      fails: EMPTY_TYPES,
      blocks: ['resources.coverage', ...IN_COVERAGES],
      alter: text((lines) => (lines.includes('"resourceType":"Coverage"') ? '' : lines)),
    }),
    fault({
      id: 'type-unlisted',
      title: 'there is no Coverage, and no Coverage file is listed',
      at: 'status',
      fails: [],
      blocks: ['resources.coverage', ...IN_COVERAGES],
      alter: json<{ output: { type: string }[] }>((it) => {
        it.output = it.output.filter(({ type }) => type !== 'Coverage');
      }),
    }),
    fault({
      id: 'claims-none',
      title: 'there is no claim, and the files of claims are empty',
      at,
      fails: EMPTY_TYPES,
      blocks: ['resources.explanation-of-benefit', ...IN_CLAIMS],
      alter: text((lines) => (lines.includes('"resourceType":"ExplanationOfBenefit"') ? '' : lines)),
    }),
    fault({
      id: 'coverage-without-last-updated',
      title: 'the first Coverage of a file has no meta.lastUpdated',
      at,
      where: (profile) => isOfPages(profile) && profile.carin === undefined,
      fails: ['resources.dated'],
      alter: first('Coverage', (it) => Reflect.deleteProperty(it, 'meta')),
    }),
    fault({
      id: 'population-empty',
      title: 'there is no resource at all, and every data file is empty',
      at,
      fails: EMPTY_TYPES,
      blocks: OF_DATA,
      empties: OF_PARTIAL_CLAIMS,
      alter: text(() => ''),
    }),
    fault({
      id: 'population-unlisted',
      title: 'there is no resource at all, and no data file is listed',
      at: 'status',
      fails: [],
      empties: ['manifest.empty-types', ...OF_PARTIAL_CLAIMS],
      // Error files are listed: what is judged of any file is judged of them.
      blocks: [...OF_DATA, ...OF_FILES],
      alter: json((it) => void (it['output'] = [])),
    }),
  ],
  {
    ...forEach(EVERY_OTHER_FILE, 'coverage-of-2100', 'coverage-without-last-updated', 'patient-key-twice'),
    ...forEach(EVERY_OTHER_FILE, 'claim-tagged-twice'),
    'claim-number-twice': {
      'second-file': 'same',
      // The last file with those of the shared systems has other claims than that with those of all systems.
      'last-file': { fails: ['resources.claim-deduplicated', 'parameters.type-filter-union'] },
      // What some exports have, and others do not.
      'typed-requests': { fails: ['resources.claim-deduplicated', 'history.no-loss'] },
      'last-job': 'same',
    },
    'partial-claim-without-created': partialFiles('resources.claim', 'history.same-content'),
    'claim-response-of-no-outcome': partialFiles('resources.claim-response', 'history.same-content'),
    'claim-responses-to-others': partialFiles('resources.claim-pairs', 'history.same-content'),
    'claim-responses-twice': partialFiles('resources.claim-pairs'),
    'claim-responses-lost': partialFiles('resources.claim-pairs', 'history.no-loss'),
    ...forEach(changedIn('resources.outcome'), 'claim-still-queued'),
    ...forEach(changedIn('resources.claim-control-number'), 'claim-without-control-number'),
    ...forEach(changedIn('resources.mbi', 'resources.carin-patient'), 'patient-mbi-of-other-type'),
    ...forEach(changedIn('resources.mbi'), 'patient-mbi-of-other-system'),
    ...forEach(changedIn('resources.no-old-urls'), 'coverage-with-old-url'),
    ...forEach(changedIn('resources.patient'), 'patient-gender-of-no-set'),
    ...forEach(changedIn('resources.patient'), 'patient-born-on-no-day'),
    ...forEach(changedIn('resources.coverage'), 'coverage-unknown-element'),
    ...forEach(changedIn('resources.coverage', 'resources.carin-coverage'), 'coverage-of-practitioner'),
    ...forEach(changedIn('resources.extensible-bindings'), 'patient-marital-status-of-no-set'),
    ...forEach(changedIn('resources.explanation-of-benefit'), 'claim-item-without-sequence'),
    ...forEach(changedIn('resources.explanation-of-benefit'), 'claim-type-without-code'),
    ...forEach(changedIn('resources.explanation-of-benefit', 'resources.carin-claim'), 'claim-use-of-no-set'),
    ...forEach(changedIn('resources.explanation-of-benefit'), 'claim-period-backwards'),
  },
);
