import { ask, runExports } from '../../src/model/steps.js';
import {
  accepted,
  downloaded,
  every,
  futureGivesNothing,
  kickoffAccepted,
  kickoffsOf,
  noneMissing,
  noneOutside,
  notRefusedAsDocumented,
  notUpdatedEarlier,
  plainAccepted,
  promised,
  refused,
  replies,
  resource,
  sinceManifest,
  tokenAccepted,
} from '../../src/expect/index.js';
import { type ExportRequest, type Profile, takes } from '../../src/model/index.js';
import { PAGES, SECTIONS } from '../profiles/pages.js';
import { advice, bulkData2 } from '../sources.js';
import { documentedExports, everyExport, startOfCanceled } from './conversations.js';

const where = (profile: Profile): boolean => takes(profile, '_since');
const page = (section: string) => ({ document: PAGES, section });

const invalid = [
  ask('since-date', 'endpoint', 'token', { query: '_since=2026-04-01' }),
  ask('since-no-zone', 'endpoint', 'token', { query: '_since=2026-04-01T12:00:00.000' }),
  ask('since-word', 'endpoint', 'token', { query: '_since=yesterday' }),
] as const;

/** People are judged by the export of all of them: to a group, more is exported of those who are new in it. */
const ofPatient = ({ endpoint }: ExportRequest): boolean => !endpoint.includes('/');
const ofGroup = (request: ExportRequest): boolean => !ofPatient(request);

const NOBODY_THEN = 'nobody was in the group at that time';

/** Conversations about `_since`. */
export const sinceScenarios = {
  since: {
    title: 'exports of what was updated later than an instant',
    steps: [...documentedExports('files'), runExports('since', 'files')],
  },
  sinceInvalid: {
    title: 'export requests with a _since that is not an instant',
    steps: [...documentedExports('kickoff'), ...invalid],
  },
  sinceFuture: {
    title: 'an export request with a _since in the future',
    steps: [...documentedExports('kickoff'), runExports('future', 'files')],
  },
  sinceManifest: {
    title: 'an export request for what was updated since the first manifest',
    steps: [...documentedExports('manifest'), startOfCanceled],
  },
  dated: { title: 'when resources were updated', steps: everyExport('files') },
} as const;

/** What is promised of `_since`. */
export const sinceRequirements = [
  {
    id: 'parameters.since',
    where,
    needs: 'file',
    level: 'MUST',
    basis: 'guide',
    source: page(SECTIONS.since),
    statement: 'An export request with an instant in _since is accepted.',
    decision:
      'An instant that divides the data of the documented exports is asked for, or, where all of them were updated at once, one long before: of Patient with milliseconds and an offset, as the pages show it, and of Group/all without milliseconds and with %2B in its offset. A 404 with an OperationOutcome to the latter shows nothing: servers answer that where nobody was in the group at that time.',
    cases: [
      {
        when: 'since',
        expect: every(kickoffsOf('since'), plainAccepted, tokenAccepted, notRefusedAsDocumented(NOBODY_THEN), accepted),
      },
    ],
  },
  {
    id: 'parameters.since-filters',
    where,
    needs: 'file',
    level: 'MUST',
    basis: 'guide',
    source: page(SECTIONS.sinceWithPatient),
    statement: 'Every resource of an export of Patient with _since was updated later than that.',
    decision:
      'A resource that does not say when it was updated shows nothing, and neither do data that were all updated at once. Group/all is not judged: of people who are new in the group it has everything.',
    cases: [{ when: 'since', expect: noneOutside('since', { sets: ['since'], which: ofPatient }) }],
  },
  {
    id: 'parameters.since-complete',
    where,
    needs: 'file',
    level: 'MUST',
    basis: 'guide',
    source: page(SECTIONS.sinceWithPatient),
    statement:
      'An export of Patient with _since has every resource that was updated later and that the export without _since has.',
    decision:
      'Data change while a run lasts: one resource, and one in a hundred, may be missing. An export that lists errors about a type has said what is missing, as far as they can explain it: errors that name people excuse for each the loss of as many resources as the run has of the person with most.',
    cases: [
      {
        when: 'since',
        expect: noneMissing('no resource is missing that was updated later', { sets: ['since'], which: ofPatient }),
      },
    ],
  },
  {
    id: 'parameters.since-group',
    where,
    needs: 'file',
    level: 'MUST',
    basis: 'guide',
    source: page(SECTIONS.sinceWithGroup),
    statement: 'An export of Group/all with _since has at least what the export of Patient with the same _since has.',
    decision: 'What else it has is not judged: which people are new in the group cannot be seen.',
    cases: [
      {
        when: 'since',
        expect: noneMissing('no resource of the export of Patient with the same _since is missing', {
          sets: ['since'],
          which: ofGroup,
        }),
      },
    ],
  },
  {
    id: 'parameters.since-transaction-time',
    where,
    needs: 'list',
    level: 'MUST',
    basis: 'guide',
    source: page(SECTIONS.since),
    statement: 'The transactionTime of a manifest is accepted as _since of an export request.',
    decision: 'The run cancels the job that this starts.',
    cases: [
      { when: 'sinceManifest', expect: every(replies('cancel-kickoff'), sinceManifest, kickoffAccepted, accepted) },
    ],
  },
  {
    id: 'parameters.since-invalid',
    where,
    needs: 'kickoff',
    level: 'SHOULD',
    basis: 'spec',
    source: bulkData2('Bulk Data Kick-off Request, query parameters'),
    statement: 'An export request with a _since that is not an instant is refused with an OperationOutcome.',
    decision: 'A date without a time, a time without a zone, and a word are tried.',
    cases: [
      {
        when: 'sinceInvalid',
        expect: every(
          replies(...invalid.map(({ label }) => label)),
          kickoffAccepted,
          refused,
          resource('OperationOutcome'),
        ),
      },
    ],
  },
  {
    id: 'parameters.since-future',
    where,
    needs: 'kickoff',
    level: 'SHOULD',
    basis: 'advice',
    source: advice('2. Initiate an export job'),
    statement: 'An export request with a _since in the future is refused with a 4xx status, or exports nothing.',
    cases: [{ when: 'sinceFuture', expect: futureGivesNothing }],
  },
  {
    id: 'parameters.since-epoch',
    where,
    needs: 'file',
    level: 'SHOULD',
    basis: 'guide',
    source: page(SECTIONS.sinceFloor),
    statement:
      'No resource has a meta.lastUpdated before the day on which, by the documentation, the loading of data began.',
    decision: 'The pages name January 1, 2020 for v1 and v2, and March 2026 for v3.',
    cases: [{ when: 'dated', expect: promised(every(replies('data'), downloaded, notUpdatedEarlier)) }],
  },
] as const;
