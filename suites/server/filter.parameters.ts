import { ask, runExports } from '../../src/model/steps.js';
import {
  accepted,
  acceptedWithoutFormat,
  every,
  formatKickoffs,
  kickoffAccepted,
  kickoffsOf,
  mayUseFilter,
  noneMissing,
  noneOutside,
  partsAccepted,
  plainAccepted,
  promised,
  refused,
  refusedAlone,
  replies,
  resource,
  tokenAccepted,
} from '../../src/expect/index.js';
import { type ExportRequest, type ExportSet, isOfPages, type Profile, takes } from '../../src/model/index.js';
import { PAGES, SECTIONS } from '../profiles/pages.js';
import { bulkData2 } from '../sources.js';
import { documentedExports, everyExport } from './conversations.js';

const where = (profile: Profile): boolean => takes(profile, '_typeFilter');
const page = (section: string) => ({ document: PAGES, section });
const parameters = bulkData2('Bulk Data Kick-off Request, query parameters');

/** Filters that the documentation does not have, each with what is wrong with it. */
const invalid = (
  [
    ['type', 'Patient?gender=male'],
    ['parameter', 'ExplanationOfBenefit?type=carrier'],
    ['code', 'ExplanationOfBenefit?_tag=https://bluebutton.cms.gov/fhir/CodeSystem/System-Type|Nothing'],
    ['system', 'ExplanationOfBenefit?_tag=SharedSystem'],
    ['outcome', 'ExplanationOfBenefit?outcome=error'],
    ['date', 'ExplanationOfBenefit?service-date=ne2026-04-01'],
    ['search', 'ExplanationOfBenefit'],
  ] as const
).map(([name, filter]) =>
  ask(`filter-${name}`, 'endpoint', 'token', { query: `_typeFilter=${encodeURIComponent(filter)}` }),
);
const COMPLETE = `_typeFilter=${encodeURIComponent('ExplanationOfBenefit?outcome=complete')}`;
const OTHER = `_typeFilter=${encodeURIComponent('ExplanationOfBenefit?outcome=error')}`;
/** Whoever reads the first filter or the last alone does not see the one that must be refused. */
const repeated = ask('repeated-filter', 'endpoint', 'token', { query: [COMPLETE, OTHER, COMPLETE].join('&') });
const unknown = [
  ask('associated-data', 'endpoint', 'token', { query: 'includeAssociatedData=LatestProvenanceResources' }),
] as const;
/** A documented filter, of a version that has none. */
const unsupported = ask('unsupported-filter', 'endpoint', 'token', { query: COMPLETE });
const elements = ask('elements', 'endpoint', 'token', { query: '_elements=id' });
const format = ask('unknown-format', 'endpoint', 'token', { query: '_outputFormat=text%2Fcsv' });

const CLAIM = 'ExplanationOfBenefit';
const filtered = ['filtered'] as const;
const EVERY = ['endpoints', 'all-types', 'each-type', 'type-pairs', 'since', 'filtered'] as const satisfies ExportSet[];
const namesSystem = ({ bound }: ExportRequest): boolean => bound?.systems !== undefined;
const isUnion = ({ bound }: ExportRequest): boolean =>
  bound?.outcomes === undefined && (bound?.systems?.length ?? 0) > 2;

/** Judges the refusal of a parameter, or of a value, that the documentation does not have. */
const refusedWithOutcome = (...labels: readonly string[]) =>
  every(replies(...labels), kickoffAccepted, refused, resource('OperationOutcome'));

/** Conversations about `_typeFilter`, and about parameters that the API does not have. */
export const filterScenarios = {
  filtered: { title: 'exports with _typeFilter', steps: everyExport('files') },
  filterInvalid: {
    title: 'export requests with a _typeFilter that the documentation does not have',
    steps: [...documentedExports('kickoff'), ...invalid],
  },
  filterRepeated: {
    title: 'an export request with several _typeFilter, one of which the documentation does not have',
    steps: [...documentedExports('kickoff'), ...invalid, repeated],
  },
  unsupported: {
    title: 'an export request with _typeFilter to a version that does not have it',
    steps: [...documentedExports('kickoff'), unsupported],
  },
  formats: {
    title: 'export requests that name the format of their files',
    steps: [...documentedExports('kickoff'), runExports('each-type', 'kickoff')],
  },
  others: {
    title: 'export requests with parameters that the documentation does not have',
    steps: [...documentedExports('kickoff'), elements, format, ...unknown],
  },
} as const;

/** What is promised of `_typeFilter`, and of parameters that the API does not have. */
export const filterRequirements = [
  {
    id: 'parameters.type-filter',
    where,
    needs: 'file',
    level: 'MUST',
    basis: 'guide',
    source: page(SECTIONS.typeFilter),
    statement: 'An export request with a documented _typeFilter is accepted.',
    decision:
      'Eight are tried: systems alone, in lists of two and three and with an outcome, outcomes alone and in a list, and dates of care, with _since, and together with systems and outcomes. The dates are a day that divides the claims of the documented exports, or is long before all of them where they are of one day, with gt, ge and lt, its month with le, and its year with eq. A 400 with an OperationOutcome to one that names the shared systems shows nothing where all that name them are refused: servers answer that to clients without access to them. Nor does a refusal where the client has no runout data, and one of two parameters together where one of them is refused alone.',
    cases: [
      {
        when: 'filtered',
        expect: every(kickoffsOf(...filtered), plainAccepted, tokenAccepted, mayUseFilter, partsAccepted, accepted),
      },
    ],
  },
  {
    id: 'parameters.type-filter-tag',
    where,
    needs: 'file',
    level: 'MUST',
    basis: 'guide',
    source: page(SECTIONS.typeFilter),
    statement: 'Every claim of an export whose _typeFilter names System-Types has one of them.',
    cases: [
      {
        when: 'filtered',
        expect: promised(noneOutside('systems', { sets: filtered, which: namesSystem, of: 'claims' }), CLAIM),
      },
    ],
  },
  {
    id: 'parameters.type-filter-outcome',
    where,
    needs: 'file',
    level: 'MUST',
    basis: 'guide',
    source: page(SECTIONS.typeFilter),
    statement: 'Every claim of an export whose _typeFilter names outcomes has one of them.',
    cases: [
      {
        when: 'filtered',
        expect: promised(
          noneOutside('outcomes', {
            sets: filtered,
            which: ({ bound }) => bound?.outcomes !== undefined,
            of: 'claims',
          }),
          CLAIM,
        ),
      },
    ],
  },
  {
    id: 'parameters.type-filter-date',
    where,
    needs: 'file',
    level: 'MUST',
    basis: 'guide',
    source: page(SECTIONS.typeFilter),
    statement: 'Every claim of an export whose _typeFilter names a service-date is for care at such a time.',
    decision:
      'The pages do not name the element. A claim is outside only if neither its billable period nor any date of its items has a moment in common with what was asked: a month and a year are all of their days. Where all claims are for care on one day, exports of later care, which have all of them, show nothing.',
    cases: [
      {
        when: 'filtered',
        expect: promised(
          noneOutside('served', {
            sets: filtered,
            which: ({ served }) => served !== undefined,
            of: 'claims',
          }),
          CLAIM,
        ),
      },
    ],
  },
  {
    id: 'parameters.type-filter-others-whole',
    where,
    needs: 'file',
    level: 'MUST',
    basis: 'guide',
    source: page(SECTIONS.typeFilter),
    statement: 'An export with a _typeFilter of claims has the Patients and Coverages that the export without it has.',
    decision: 'One resource, and one in a hundred, may be missing, since data change while a run lasts.',
    cases: [
      {
        when: 'filtered',
        expect: promised(
          noneMissing('no Patient and no Coverage is missing', {
            sets: filtered,
            which: ({ types }) => types.length > 1,
            of: 'others',
          }),
          'Patient',
        ),
      },
    ],
  },
  {
    id: 'parameters.type-filter-default',
    where,
    needs: 'file',
    level: 'MUST',
    basis: 'guide',
    source: page(SECTIONS.typeFilter),
    statement: 'No claim of the shared systems is in an export whose request names no System-Type.',
    cases: [
      {
        when: 'filtered',
        expect: promised(
          noneOutside('systems', {
            sets: EVERY,
            which: (request) => !namesSystem(request),
            of: 'claims',
          }),
          CLAIM,
        ),
      },
    ],
  },
  {
    id: 'parameters.type-filter-union',
    where,
    needs: 'file',
    level: 'MUST',
    basis: 'guide',
    source: page(SECTIONS.typeFilter),
    statement:
      'An export that names all System-Types has the claims of the export without _typeFilter, and those of the shared systems.',
    decision: 'One claim, and one in a hundred, may be missing, since data change while a run lasts.',
    cases: [
      {
        when: 'filtered',
        expect: promised(
          noneMissing('no claim of any system is missing', { sets: filtered, which: isUnion, of: 'claims' }),
          CLAIM,
        ),
      },
    ],
  },
  {
    id: 'parameters.type-filter-complete',
    where,
    needs: 'file',
    level: 'MUST',
    basis: 'guide',
    source: page(SECTIONS.typeFilter),
    statement: 'An export with _typeFilter has every claim that it asks for and that an export before it has.',
    decision:
      'One claim, and one in a hundred, may be missing, and what listed errors explain: those that name people excuse for each the loss of as many claims as the run has of the person with most. A claim counts as asked for by its day only if all of its dates are within what was asked. The list of all systems is left to parameters.type-filter-union.',
    cases: [
      {
        when: 'filtered',
        expect: promised(
          noneMissing('no claim that was asked for is missing', {
            sets: filtered,
            which: (request) => !isUnion(request),
            of: 'claims',
          }),
          CLAIM,
        ),
      },
    ],
  },
  {
    id: 'parameters.type-filter-invalid',
    where,
    needs: 'kickoff',
    level: 'SHOULD',
    basis: 'spec',
    source: parameters,
    statement:
      'An export request with a _typeFilter that the documentation does not have is refused with an OperationOutcome.',
    decision:
      'Another resource type, another parameter, a code and an outcome that do not exist, a tag without its system, ne with a day, and a type without a search are tried.',
    cases: [{ when: 'filterInvalid', expect: refusedWithOutcome(...invalid.map(({ label }) => label)) }],
  },
  {
    id: 'parameters.type-filter-repeated',
    where,
    needs: 'kickoff',
    level: 'SHOULD',
    basis: 'spec',
    source: parameters,
    statement: 'An export request with several _typeFilter is refused with an OperationOutcome, or means all of them.',
    decision:
      'The second of three has an outcome that does not exist: whoever reads all must refuse the request, and a server that accepts it has left that one out without a word. A server that accepts the outcome in a single _typeFilter too shows nothing.',
    cases: [
      {
        when: 'filterRepeated',
        expect: every(
          replies(repeated.label),
          kickoffAccepted,
          refusedAlone('filter-outcome', 'the outcome that does not exist alone'),
          refused,
          resource('OperationOutcome'),
        ),
      },
    ],
  },
  {
    id: 'parameters.type-filter-unknown',
    where: (profile: Profile) => isOfPages(profile) && !where(profile),
    needs: 'kickoff',
    level: 'SHOULD',
    basis: 'spec',
    source: parameters,
    statement: 'An export request with _typeFilter, which only v3 has, is refused with an OperationOutcome.',
    decision:
      'Servers are known to ignore it, and the client takes claims that it did not ask for. The standard lets them only where the client prefers lenient handling.',
    cases: [{ when: 'unsupported', expect: refusedWithOutcome(unsupported.label) }],
  },
  {
    id: 'parameters.elements',
    where: isOfPages,
    needs: 'kickoff',
    level: 'SHOULD',
    basis: 'spec',
    source: parameters,
    statement: 'An export request with _elements, which the API does not have, is refused with an OperationOutcome.',
    cases: [{ when: 'others', expect: refusedWithOutcome('elements') }],
  },
  {
    id: 'parameters.output-format',
    where: isOfPages,
    needs: 'kickoff',
    level: 'MUST',
    basis: 'spec',
    source: parameters,
    statement:
      'An export request with application/fhir+ndjson, application/ndjson or ndjson in _outputFormat is accepted.',
    decision:
      'Each is sent with one of the requests for one type. A request that is refused is sent again without it, and shows something of it only if that is accepted.',
    cases: [{ when: 'formats', expect: every(formatKickoffs, acceptedWithoutFormat, tokenAccepted, accepted) }],
  },
  {
    id: 'parameters.output-format-unknown',
    where: isOfPages,
    needs: 'kickoff',
    level: 'SHOULD',
    basis: 'spec',
    source: parameters,
    statement: 'An export request for a format other than NDJSON in _outputFormat is refused with an OperationOutcome.',
    cases: [{ when: 'others', expect: refusedWithOutcome('unknown-format') }],
  },
  {
    id: 'parameters.unknown',
    where: isOfPages,
    needs: 'kickoff',
    level: 'SHOULD',
    basis: 'spec',
    source: parameters,
    statement: 'An export request with a parameter that the API does not have is refused with an OperationOutcome.',
    decision:
      'includeAssociatedData is tried, which the standard has. Servers are known to ignore it: the standard lets them only where the client prefers lenient handling.',
    cases: [{ when: 'others', expect: refusedWithOutcome(...unknown.map(({ label }) => label)) }],
  },
] as const;
