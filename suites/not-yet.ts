import type { ProfileId } from './profiles/index.js';

/** A statement of today's documentation or its standards that no requirement judges yet. */
export interface NotYet {
  readonly id: string;
  readonly under: readonly ProfileId[];
  /** One sentence. */
  readonly statement: string;
}

const ALL = ['v1', 'v2', 'v3'] as const;
const R4 = ['v2', 'v3'] as const;
const V3 = ['v3'] as const;
const on =
  (under: readonly ProfileId[]) =>
  (id: string, statement: string): NotYet => ({ id, under, statement });
const [all, r4, v3] = [on(ALL), on(R4), on(V3)];

/** The only list of what is not judged yet under the profiles of today's API; docs/catalogue.md shows it. */
export const notYet: readonly NotYet[] = [
  all('token.version-independent', 'One token opens the paths of every version.'),
  all(
    'token.busy-retry-after',
    'A 429 of the token endpoint is provoked; one that occurs is judged by hygiene.retry-after.',
  ),
  all('protection.jobs.garbage-token', 'The list of jobs, the attribution status and DELETE refuse a made-up token.'),
  v3('protection.v3-not-enabled', 'A client without access to v3 gets 403 with an OperationOutcome.'),
  all('kickoff.header-lists', 'A list in Accept or Prefer that holds the documented value is accepted.'),
  all('kickoff.duplicate-429', 'A repeated export request is refused with 429 while the first job runs.'),
  all('kickoff.versions-apart', 'A job of one version does not keep another version from starting one.'),
  all('kickoff.no-attribution', 'The 404 of a client without attribution has an OperationOutcome.'),
  all('parameters.repeated-parameter', 'A repeated _type is a list, or refused.'),
  all(
    'parameters.foreign-type',
    'A FHIR type that the version does not export is refused or left out with a note; only Practitioner is tried.',
  ),
  all(
    'parameters.output-format-unknown',
    'An unknown _outputFormat is refused. That the documented ones are accepted is judged by kickoff.accepted.',
  ),
  all('parameters.elements', '_elements is refused.'),
  all('parameters.unknown', 'Parameters that the API does not have are refused.'),
  v3(
    'parameters.type-filter',
    '_typeFilter narrows claims by tag, outcome and service date, and leaves other types whole.',
  ),
  v3('parameters.type-filter-default', 'Without a System-Type no claim of the shared systems is exported.'),
  v3('parameters.type-filter-invalid', 'A _typeFilter that is not documented is refused.'),
  all('groups.all-is-patient', 'Group/all and Patient export the same Patients.'),
  all('groups.runout-dates', 'No claim of a runout export is of this year.'),
  all('groups.runout-apart', 'No Patient of a runout export is in Group/all.'),
  all('status.version-path', 'A job is asked for under the version that started it.'),
  all('status.expires-in-time', 'Expires is at most a day after the job was done.'),
  all('status.expired-job', 'After a day a job and its files are 404 or 410.'),
  all('jobs.list-valid', 'The list of jobs is valid FHIR.'),
  all('jobs.cancel-done', 'DELETE of a job that is done is 202, or a 4xx with an OperationOutcome.'),
  all('manifest.empty-types', 'A type without data has no output entry.'),
  all('errors.severity', 'An issue of severity information or warning is no loss of data.'),
  all('output.new-token', 'Files can be downloaded with a token newer than the job: one file of the run is.'),
  all('content', 'The documented content is seen among the resources of a run.'),
  r4('resources.valid', 'Resources, OperationOutcomes and the CapabilityStatement are valid R4.'),
  on(['v2'])('resources.claim-pairs', 'Every Claim has one ClaimResponse.'),
  v3('resources.carin', 'Patient, Coverage and ExplanationOfBenefit meet the profiles of CARIN Blue Button 2.2.0.'),
  v3('resources.tags', 'Every claim has one System-Type, an outcome, a claim control number, and no old URLs.'),
  v3(
    'resources.no-legacy-types',
    'There is no Claim and no ClaimResponse; one that is listed fails manifest.types-requested.',
  ),
];
