import { DIVIDING, type Profile, takes } from '../../../src/model/index.js';
import { type Mapped, readExchanges, type RealRecording, type Recorded, type Use } from '../recording.js';

/** Where an exchange goes, by its name: to a label of a run, and to the export that it belongs to. */
type Place = readonly [name: string, run: string, label: string, of?: string];

const COVERAGE = 'Group/all?_outputFormat=ndjson&_type=Coverage';
/** Exports since an instant, by the names that stand for it. */
const SINCE = { patient: `Patient?_since=${DIVIDING.instant}`, group: `Group/all?_since=${DIVIDING.plus}` } as const;
const FUTURE = 'Patient?_since=2999-01-01T00:00:00.000Z';
const CLAIMS_AND_PATIENTS = 'Group/all?_type=Patient,ExplanationOfBenefit';

/**
 * An export that the sample starts at another endpoint than our driver is that of its types: what is judged of it does not
 * depend on the endpoint.
 */
const PLACES: readonly Place[] = [
  ['GET metadata', 'main', 'metadata'],
  ['GET metadata with Origin', 'main', 'metadata-origin'],
  ['token good, form body', 'main', 'token'],
  ['token good again', 'main', 'token-again'],
  ['token good', 'main', 'token-other-body'],
  ['token bad secret', 'main', 'wrong-secret'],
  ['token empty secret', 'main', 'empty-secret'],
  ['token unknown client', 'main', 'unknown-client'],
  ['token no Authorization', 'main', 'no-credentials'],
  ['token not base64', 'main', 'malformed-basic'],
  ['token GET', 'main', 'get-token'],
  ['auth: no Authorization', 'main', 'status-no-token', 'Patient'],
  ['auth: garbage', 'main', 'status-garbage-token', 'Patient'],
  ['auth: tampered signature', 'main', 'status-altered-token', 'Patient'],
  ['auth: expired 1h ago', 'main', 'status-expired-token', 'Patient'],
  ['auth: alg none', 'main', 'status-unsigned-token', 'Patient'],
  ['auth: Basic instead of Bearer', 'main', 'status-basic', 'Patient'],
  ['auth: token in query', 'main', 'export-token-in-url', 'Patient'],
  ['hdr: missing Accept', 'main', 'no-accept'],
  ['hdr: Accept application/json', 'main', 'other-accept'],
  ['hdr: missing Prefer', 'main', 'no-prefer'],
  ['hdr: Prefer return=representation', 'main', 'other-prefer'],
  ['type: ?_type=', 'main', 'kickoff', 'Group/all?_type='],
  ['type: ?_type=Foo', 'main', 'unknown-type'],
  ['type: ?_type=patient', 'main', 'lower-case-type'],
  ['type: ?_type=Practitioner', 'main', 'unsupported-type'],
  ['type: ?_type=Patient,Foo', 'main', 'mixed-types'],
  ['type: ?_type=Patient&_type=Foo', 'main', 'repeated-type'],
  ['type: ?_type=Claim', 'main', 'kickoff', 'Patient?_type=Claim'],
  ['Patient _since guide form', 'main', 'kickoff', SINCE.patient],
  ['Group/all since', 'main', 'kickoff', SINCE.group],
  ['Patient _since future', 'main', 'kickoff-narrowed-refused', FUTURE],
  ['Patient _since date only', 'main', 'since-date'],
  ['Patient _since no zone', 'main', 'since-no-zone'],
  ['Patient _since garbage', 'main', 'since-word'],
  ['_elements', 'main', 'elements'],
  ['_outputFormat=text/csv', 'main', 'unknown-format'],
  ['includeAssociatedData', 'main', 'associated-data'],
  // A version without _typeFilter takes any.
  ['typeFilter: tag NCH', 'main', 'unsupported-filter'],
  ['typeFilter: Patient subquery', 'main', 'filter-type'],
  ['typeFilter: unknown param', 'main', 'filter-parameter'],
  ['typeFilter: tag unknown code', 'main', 'filter-code'],
  ['typeFilter: tag short', 'main', 'filter-system'],
  ['typeFilter: outcome bad', 'main', 'filter-outcome'],
  ['typeFilter: service-date ne', 'main', 'filter-date'],
  ['typeFilter: no ?', 'main', 'filter-search'],
  // Two that are documented, of which neither may be left out.
  ['typeFilter: two parameters', 'main', 'repeated-filter'],
  ['EOB/$export', 'main', 'unknown-endpoint'],
  ['Group/foo', 'main', 'unknown-group'],
  ['KICKOFF all types', 'main', 'kickoff', 'Patient'],
  ['STATUS all types (Pending)', 'main', 'status', 'Patient'],
  ['STATUS all types', 'main', 'manifest', 'Patient'],
  ['DATA Patient', 'main', 'data', 'Patient'],
  ['DATA ExplanationOfBenefit', 'main', 'data', 'Patient'],
  ['DATA Coverage', 'main', 'data', 'Patient'],
  ['KICKOFF Coverage', 'main', 'kickoff', COVERAGE],
  ['STATUS Coverage (Pending)', 'main', 'status', COVERAGE],
  ['STATUS Coverage', 'main', 'manifest', COVERAGE],
  ['KICKOFF EOB,Patient', 'main', 'kickoff', CLAIMS_AND_PATIENTS],
  ['STATUS EOB,Patient (Pending)', 'main', 'status', CLAIMS_AND_PATIENTS],
  ['STATUS EOB,Patient', 'main', 'manifest', CLAIMS_AND_PATIENTS],
  ['KICKOFF Group all', 'main', 'kickoff', 'Group/all'],
  ['STATUS Group all (Pending)', 'main', 'status', 'Group/all'],
  ['STATUS Group all', 'main', 'manifest', 'Group/all'],
  ['KICKOFF Group runout', 'main', 'kickoff', 'Group/runout'],
  ['STATUS Group runout', 'main', 'manifest', 'Group/runout'],
  ['STATUS completed, no Accept', 'main', 'status-again', 'Patient'],
  ['STATUS completed as other client', 'main', 'status-other-client', 'Patient'],
  ['STATUS Pending as other client', 'main', 'running-other-client', 'Patient'],
  ['STATUS Pending no token', 'main', 'running-no-token', 'Patient'],
  ['STATUS id unknown', 'main', 'unknown-job'],
  ['KICKOFF pending #1', 'main', 'cancel-kickoff'],
  ['DELETE as other client', 'main', 'cancel-other-client'],
  ['DELETE no token', 'main', 'cancel-no-token'],
  ['DELETE pending', 'main', 'cancel'],
  ['STATUS cancelled', 'main', 'canceled-status'],
  ['DELETE unknown', 'main', 'cancel-unknown'],
  ['DELETE completed', 'main', 'cancel-done'],
  ['STATUS the v1 job under v2', 'main', 'status-elsewhere', 'Patient'],
  ['STATUS the v1 job under v3', 'main', 'status-elsewhere', 'Patient'],
  ['STATUS the v3 job under v1', 'main', 'status-elsewhere', 'Patient'],
  ['STATUS the v3 job under v2', 'main', 'status-elsewhere', 'Patient'],
  ['DATA no token', 'main', 'data-no-token', 'Patient'],
  ['DATA garbage token', 'main', 'data-garbage-token', 'Patient'],
  ['DATA expired token', 'main', 'data-expired-token', 'Patient'],
  ['DATA other client', 'main', 'data-other-client', 'Patient'],
  ['DATA unknown file', 'main', 'unknown-file', 'Patient'],
  ['jobs In Progress %20', 'main', 'jobs-in-progress'],
  ['jobs none match', 'main', 'jobs-failed-expired'],
  ['jobs unknown', 'main', 'jobs-unknown-state'],
  ['attribution_status', 'main', 'attribution'],
  ['attribution_status no token', 'main', 'attribution-no-token'],

  ['KICKOFF A9991 EOB empty', 'few jobs', 'kickoff', 'Patient'],
  ['STATUS empty EOB', 'few jobs', 'manifest', 'Patient'],
  ['jobs of a client with few jobs', 'few jobs', 'jobs'],
  ['jobs Archived', 'few jobs', 'jobs-archived'],
  ['KICKOFF for the list', 'few jobs', 'cancel-kickoff'],
  ['jobs Pending', 'few jobs', 'jobs-pending'],
  ['DELETE for the list', 'few jobs', 'cancel'],
  ['jobs Cancelled', 'few jobs', 'jobs-canceled'],

  ['KICKOFF A9989 partial', 'partial failure', 'kickoff', 'Patient'],
  ['STATUS partial failure', 'partial failure', 'manifest', 'Patient'],
  ['DATA error file', 'partial failure', 'error-data', 'Patient'],

  ['KICKOFF A9998 all failing', 'failed job', 'kickoff', 'Patient'],
  ['STATUS failed', 'failed job', 'status', 'Patient'],

  ['KICKOFF all types', 'expired job', 'kickoff', 'Patient'],
  ['STATUS Archived, files moved (as the cleanup does)', 'expired job', 'old-job'],
  ['DATA of Archived job, files moved', 'expired job', 'old-job'],

  ['ACO without CCLF', 'no attribution', 'kickoff', 'Patient'],

  ['resurrection 0: KICKOFF', 'resurrection', 'cancel-kickoff'],
  ['resurrection 0: DELETE at once', 'resurrection', 'cancel'],
  ['resurrection 0: STATUS 1', 'resurrection', 'canceled-status'],
];

const other = 'another method, path, host or spelling than any scenario uses';
const token = 'a token that is wrong in a way that no scenario tries, or a client that the run does not have';
const again = 'the same question once more: the first answer has its place';
const parameter = 'a parameter, or a value of one, that no scenario sends';
const aged = 'a job that was made old by hand: no scenario waits that long';
const busy = 'a client that is limited while another of its jobs runs: our driver waits for its jobs';
const second = 'a job of another client or of other data, of which a job that has its place shows the same';

/** Why an exchange that has no place has none, by its name; the first that fits. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^(GET|HEAD|POST|OPTIONS|PUT) (metadata|_|swagger|\/|user_guide|unknown)/, other],
  [/^token /, 'a token request in a form that no scenario sends'],
  [/^auth/, token],
  [/^hdr: /, 'a header in a form that no scenario sends'],
  [
    /^type: |_since|^_outputFormat|^_elements|^typeFilter|param$|double question|includeAssociated|^KICKOFF (typeFilter|repeated)|^STATUS (typeFilter|repeated)|^DATA typeFilter/,
    parameter,
  ],
  [/^Group\/|^system |%24export|^trailing slash|^case$/, other],
  [/^(POST|PUT|DELETE|PATCH|HEAD|OPTIONS) (export|job|jobs|attribution)/, other],
  [/^runout ACO|^ACO with/, token],
  [/^(KICKOFF )?rate/, busy],
  [/xml|Accept|gzip|deflate|spoofed|under v[123]|trailing|HEAD|POST|OPTIONS|DELETE$|plus$/, other],
  [
    /of job in progress|slow|in progress|pending #2|Pending\b|DELETE again|DATA of cancelled|DELETE non numeric|DELETE completed/,
    again,
  ],
  [/rchive|xpire|> 24 h|^STATUS (FailedExpired|Cancelled)/, aged],
  [/^STATUS id /, 'another id of a job that does not exist: one has its place'],
  [/^DATA /, other],
  [/^(KICKOFF|STATUS|DELETE|jobs|resurrection|attribution)/, second],
];

/** How an exchange of the sample is recorded by our driver: a status that is no 202 is no poll of a running job. */
const isFor = (label: string, run: string, { reply }: Recorded): boolean =>
  label !== 'status' || run === 'failed job' || reply.status === 202;

/** Filters are asked for where the API has them, and one where it has none. */
const isAsked = (label: string, profile: Profile): boolean =>
  label === 'unsupported-filter'
    ? !takes(profile, '_typeFilter')
    : !/^(?:repeated-)?filter/.test(label) || takes(profile, '_typeFilter');

/** Every exchange of a sample, with its places or the reason why it has none. */
export const mappingOf = (recording: Pick<RealRecording, 'folder' | 'profile'>): Mapped[] =>
  readExchanges(recording as RealRecording).map((recorded, index) => {
    const { name } = recorded;
    const uses = PLACES.filter(
      ([one, run, label]) => one === name && isFor(label, run, recorded) && isAsked(label, recording.profile),
    ).map(([, run, label, of]): Use => ({ run, label, ...(of !== undefined && { of }) }));
    const because = uses.length > 0 ? undefined : REASONS.find(([pattern]) => pattern.test(name))?.[1];
    return { line: index + 1, name, uses, ...(because !== undefined && { because }) };
  });

/** The recording of a version: the lines of its files by the names of their exchanges. */
export const recordingOf = (profile: Profile): Omit<RealRecording, 'mapping' | 'bodyFiles'> => ({
  folder: new URL(`../../../../shared/samples/real-2026/${profile.id}/`, import.meta.url),
  profile,
  target: 'http://127.0.0.1:8500',
  startedAt: '2026-11-27T20:00:57Z',
});

/** The files that are the bodies of exchanges, by their names. */
export const FILES: Readonly<Record<string, string>> = {
  'DATA Patient': 'Patient.ndjson',
  'DATA ExplanationOfBenefit': 'ExplanationOfBenefit.ndjson',
  'DATA Coverage': 'Coverage.ndjson',
};
