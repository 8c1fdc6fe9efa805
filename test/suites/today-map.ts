/** What answers for a statement of today's pages that no requirement of the same id judges: requirements, or a reason. */
export type TodayAnswer = { readonly by: readonly string[] } | { readonly because: string };

const by = (...ids: readonly string[]): TodayAnswer => ({ by: ids });
const because = (reason: string): TodayAnswer => ({ because: reason });

const LATER = 'no run is long enough to see it';
const NOT_TRAFFIC = 'no traffic of the API shows it';
const NOT_YET = 'docs/catalogue.md lists it among what is not judged yet';
const CONTENT =
  'the chapter about content judges it under v1 and v2; under v3 it is what the profiles of CARIN Blue Button demand, which are judged';

/** Statements by the ids that the list of them has; those with a requirement of the same id are left out. */
export const todayMap: Readonly<Record<string, TodayAnswer>> = {
  'token.busy-retry-after': by('hygiene.retry-after'),
  'token.sandbox-credentials': because(
    'the pages publish the credentials of several data sets, which change, and a profile has none of them',
  ),
  'token.credentials-rotation': because(LATER),
  'token.allow-list': because('only a client at another address could see it'),
  'protection.jobs.no-token': by('jobs.no-token', 'jobs.garbage-token', 'jobs.expired-token'),
  'protection.attribution.no-token': by(
    ...['attribution.no-token', 'attribution.garbage-token', 'attribution.expired-token'],
  ),
  'protection.delete.no-token': by('jobs.cancel-no-token'),
  'protection.delete.garbage-token': by('jobs.cancel-garbage-token'),
  'protection.delete.expired-token': by('jobs.cancel-expired-token'),
  'protection.typed': by('protection.export.no-token', 'protection.export.expired-token'),
  'protection.group': by('protection.export.no-token', 'protection.export.garbage-token'),
  'protection.bearer-spelling': because('it is a rule for clients: a server may take other spellings too'),
  'kickoff.versions-apart': because('it is advice, and a job of another version would be one export more'),
  'rate-limit.retry-after': by('hygiene.retry-after'),
  'kickoff.body': by('kickoff.accepted-body'),
  'parameters.foreign-type': by('parameters.undocumented-type'),
  'parameters.since-epoch-v3': by('parameters.since-epoch'),
  'groups.attribution': because(NOT_TRAFFIC),
  // A job that runs longer than a token lives is polled with another one, and has to come to its end.
  'status.outlives-token': by('status.completes', 'token.renewable'),
  'jobs.cancelled-gone': by('jobs.canceled-gone'),
  'jobs.cancelled-listed': by('jobs.canceled-listed'),
  // Their number is not judged, and what they say is no loss.
  'manifest.error-informational': by('manifest.error', 'errors.operation-outcome', 'history.no-loss'),
  'output.concurrent': by('output.downloadable'),
  'output.new-token': by('token.renewable'),
  'resources.claim-id': by('resources.carin-claim'),
  'resources.definition-urls': because('they are on another origin, which is never asked'),
  'resources.no-legacy-types': by('parameters.default', 'manifest.types-requested'),
  'resources.sandbox-ids': because('nothing says that the target is the sandbox'),
  'resources.ids-across-versions': because('it takes exports of two versions of one client'),
  'content.claims': because(CONTENT),
  'content.patients': because(CONTENT),
  'content.coverage': because(CONTENT),
  'content.coverage-dual': because('not seen in a run it is a note, and no verdict: nobody may have it'),
  'content.parts': because(NOT_YET),
  'content.cclf-coverage': because('it is a section of the report, and no verdict'),
  'content.history': because('the pages differ, and no run knows how far the data of a client could go back'),
  'content.freshness': because(LATER),
  'content.opt-out': because(NOT_TRAFFIC),
  'content.substance-use': because(NOT_TRAFFIC),
  // An error entry with an issue of severity error or fatal excuses what is missing; one that only informs or warns does not.
  'errors.severity': by('history.no-loss'),
  'contract.page': because('no page of today mentions Swagger'),
  'contract.document': because('no page of today mentions Swagger'),
  'contract.valid': because('no page of today mentions Swagger'),
  'contract.covers': because('no page of today mentions Swagger'),
  'contract.agrees': because('no page of today mentions Swagger'),
};
