import type { Outcome } from '../../../src/model/index.js';
import type { RequirementId } from '../../../suites/index.js';
import type { Verdicts } from '../judged.js';
import type { OwnRun } from './mapping.js';

/** What the main run shows, thought out from the statements. blocked: the sample does not hold what it would take. */
export const mainVector: Readonly<Record<string, Outcome>> = {
  'metadata.public': 'pass',
  'metadata.json': 'pass',
  'metadata.capability-statement': 'pass',
  'metadata.valid-stu3': 'pass',
  'metadata.fhir-version': 'pass',
  'metadata.status': 'pass',
  'metadata.formats': 'pass',
  'metadata.accept-unknown': 'pass',
  'metadata.server-mode': 'pass',
  'metadata.security': 'pass',
  // It declares CORS, and sends no header of it.
  'metadata.cors': 'fail',
  'metadata.interactions': 'pass',
  'metadata.export-operations': 'pass',
  'metadata.supporting-operations': 'pass',
  // It lists Group/[id]/$export.
  'metadata.no-other-exports': 'fail',
  'metadata.implementation-url': 'pass',
  'metadata.version-operation': 'pass',
  'metadata.described': 'pass',
  'metadata.sample-values': 'pass',

  'token.issued': 'pass',
  'token.json': 'pass',
  'token.empty-request': 'pass',
  'token.access-token': 'pass',
  'token.type': 'pass',
  'token.usable': 'pass',
  // All tokens have one mark, so which of them a request carried is not known.
  'token.renewable': 'blocked',
  // Neither expires_in nor the claims of the JWT are in the sample.
  'token.lifetime': 'blocked',
  'token.wrong-secret': 'pass',
  'token.unknown-client': 'pass',
  'token.no-credentials': 'pass',
  'token.malformed-basic': 'pass',
  'token.silent-401': 'pass',
  'token.no-store': 'pass',
  'token.expires-in-number': 'inapplicable',
  // Nothing says that it is a production server.
  'token.sandbox-credentials': 'inapplicable',
  // The GET of the sample has other credentials than the client's.
  'token.post-only': 'blocked',

  'protection.export.no-token': 'pass',
  // The sample tries neither an empty token nor every forgery.
  'protection.export.empty-token': 'blocked',
  'protection.export.forged-token': 'blocked',
  'protection.export.garbage-token': 'pass',
  'protection.export.altered-token': 'pass',
  'protection.export.expired-token': 'pass',
  'protection.status.no-token': 'pass',
  'protection.status.empty-token': 'blocked',
  'protection.status.forged-token': 'blocked',
  'protection.status.garbage-token': 'pass',
  // Altered, expired, Basic and in the URL: the sample has them for the export only.
  'protection.status.altered-token': 'blocked',
  'protection.status.expired-token': 'blocked',
  'protection.data.no-token': 'pass',
  'protection.data.empty-token': 'blocked',
  'protection.data.forged-token': 'blocked',
  'protection.data.garbage-token': 'pass',
  'protection.data.altered-token': 'blocked',
  'protection.data.expired-token': 'blocked',
  'protection.silent-401': 'fail',
  // An altered token was tried for the export only.
  'protection.silent-401-headers': 'blocked',
  'protection.challenge': 'fail',
  // The metadata was not asked for with both tokens, or its body not kept.
  'protection.public-metadata': 'blocked',
  'protection.basic-is-not-enough': 'blocked',
  'protection.no-token-in-url': 'blocked',
  'protection.other-client': 'pass',

  'kickoff.accepted': 'pass',
  'kickoff.content-location': 'pass',
  'kickoff.accepted-body': 'pass',
  'kickoff.job-url': 'pass',
  'kickoff.accept-required': 'pass',
  'kickoff.prefer-required': 'pass',
  'kickoff.headers-required': 'pass',
  'kickoff.other-accept': 'pass',
  'kickoff.other-prefer': 'pass',
  'kickoff.error-outcome': 'pass',
  // Severity Error and code Exception: both in the wrong case.
  'kickoff.error-valid-stu3': 'fail',
  'kickoff.unknown-endpoint': 'pass',
  'kickoff.fresh-job': 'pass',

  // Of jobs 5 to 10 there are manifests, and no files.
  'parameters.default': 'blocked',
  'parameters.one-type': 'blocked',
  'parameters.two-types': 'blocked',
  'parameters.unknown-type': 'pass',
  'parameters.unknown-type-outcome': 'pass',
  'parameters.undocumented-type': 'pass',
  'parameters.empty-type': 'pass',

  // Of jobs 4 to 10 only the last status was recorded; one pair of types was not exported.
  'status.processing': 'blocked',
  'status.progress': 'blocked',
  'status.progress-percent': 'blocked',
  'status.progress-words': 'blocked',
  'status.accepted-body': 'blocked',
  'status.progress-short': 'blocked',
  'status.progress-forward': 'blocked',
  'status.completes': 'pass',
  'status.token-suffices': 'pass',
  'status.unknown-job': 'pass',
  'status.error-outcome': 'pass',
  'status.retry-after': 'blocked',
  'status.expires': 'fail',
  'status.repeatable': 'pass',

  'manifest.json': 'pass',
  'manifest.transaction-time': 'pass',
  'manifest.request': 'pass',
  'manifest.requires-access-token': 'pass',
  'manifest.output': 'pass',
  'manifest.error': 'pass',
  'manifest.job-id': 'pass',
  'manifest.types-requested': 'pass',
  'manifest.file-urls': 'pass',
  'manifest.file-names': 'pass',
  'manifest.distinct-urls': 'pass',
  'manifest.transaction-time-plausible': 'pass',
  'manifest.transaction-time-of-export': 'pass',

  'output.downloadable': 'pass',
  'output.accept-allowed': 'blocked',
  'output.ndjson': 'pass',
  'output.no-blank-lines': 'pass',
  'output.last-newline': 'pass',
  // Not every listed file was recorded, and those that were are listed without a count.
  'output.count': 'blocked',
  'output.type': 'pass',
  'output.content-type': 'fail',
  // The bodies of the further downloads were not kept.
  'output.gzip': 'blocked',
  'output.unknown-file': 'pass',
  'output.stable': 'blocked',

  'resources.patient': 'pass',
  'resources.coverage': 'pass',
  'resources.explanation-of-benefit': 'pass',
  'resources.extensible-bindings': 'pass',
  'resources.unique': 'pass',
  'resources.ids': 'pass',
  'resources.whose': 'pass',
  'resources.subjects': 'blocked',
  // No resource of the sample says when it was updated, and not every file is in it.
  'resources.last-updated': 'blocked',

  // By the mapping: its 40 claims name no provider, and none of its 144 Coverages is by Part C.
  'content.claims-where': 'pass',
  'content.claims-when': 'pass',
  'content.claims-diagnosis': 'pass',
  'content.claims-provider': 'fail',
  'content.claims-cost': 'pass',
  'content.patients-identifiers': 'pass',
  'content.patients-demographics': 'pass',
  'content.coverage-parts': 'pass',
  'content.coverage-part-c': 'fail',
  'content.coverage-markers': 'pass',

  // No job of it lists an error file, and one pair of types was not exported.
  'errors.downloadable': 'blocked',
  'errors.operation-outcome': 'blocked',
  'errors.valid-stu3': 'blocked',
  'errors.not-empty': 'blocked',
  'errors.no-blank-lines': 'blocked',
  'errors.content-type': 'blocked',
  // Severity Error and code Exception, in every OperationOutcome that it sends.
  'errors.outcomes-valid': 'fail',
  'errors.outcomes-json': 'pass',

  // The sample keeps the files of one job only, so there is nothing to compare them with.
  'history.no-loss': 'blocked',
  'history.no-small-loss': 'blocked',
  'history.same-content': 'blocked',

  // The sample does not keep the text of the Swagger page, and that build lacks the document beside it.
  'contract.page': 'blocked',
  'contract.document': 'blocked',
  'contract.valid': 'blocked',
  'contract.covers': 'blocked',
  'contract.listed-operations': 'blocked',
  'contract.server': 'blocked',
  'contract.agrees': 'blocked',

  'hygiene.tls': 'inapplicable',
  'hygiene.one-document': 'pass',
  'hygiene.charset': 'pass',
  'hygiene.no-stack-trace': 'pass',
  // One tool sent all of it.
  'hygiene.any-tool': 'blocked',
  'hygiene.no-gateway-errors': 'pass',
  'hygiene.no-token-echo': 'pass',
};

/** The exchanges that show the failures of the main run. */
export const mainFailures: Readonly<Record<string, readonly number[]>> = {
  'metadata.no-other-exports': [1],
  // None of its answers has a header of CORS.
  'metadata.cors': [10],
  'errors.outcomes-valid': [60, 63, 65, 71, 72, 73, 75, 85, 107, 109, 110, 112, 115, 190, 191, 192, 222, 223, 224, 225],
  'kickoff.error-valid-stu3': [89, 91, 97, 102, 104],
  'protection.silent-401': [60, 63, 65, 71, 72, 73, 75, 85, 190, 191, 222, 223],
  'protection.challenge': [42, 43, 45, 60, 63, 65, 71, 72, 73, 75, 85, 190, 191, 222, 223],
  'status.expires': [151, 153, 155, 157, 159, 161, 163, 239, 240],
  'output.content-type': [187, 188, 189],
  // Its file of claims, and its file of Coverages.
  'content.claims-provider': [189],
  'content.coverage-part-c': [188],
};

/** What no run shows. */
export const blockedElsewhere: readonly RequirementId[] = [
  'token.renewable',
  'token.lifetime',
  'token.post-only',
  'protection.export.empty-token',
  'protection.export.forged-token',
  'protection.status.empty-token',
  'protection.status.forged-token',
  'protection.status.altered-token',
  'protection.status.expired-token',
  'protection.data.empty-token',
  'protection.data.forged-token',
  'protection.data.altered-token',
  'protection.data.expired-token',
  'protection.silent-401-headers',
  'protection.public-metadata',
  'protection.basic-is-not-enough',
  'protection.no-token-in-url',
  // The one job with one type whose files were downloaded has no resource.
  'parameters.one-type',
  // The files of the one job with two types were not downloaded.
  'parameters.two-types',
  // Of no job more than one percentage was recorded.
  'status.progress-forward',
  // No status answer has a Retry-After; the sample does not show that none ever has.
  'status.retry-after',
  'output.accept-allowed',
  'output.count',
  'output.gzip',
  'output.stable',
  // The sample keeps no claims whole beside their Patients' export.
  'resources.subjects',
  'resources.last-updated',
  'history.no-loss',
  'history.no-small-loss',
  'history.same-content',
  // Without the text of the page it is not known what it names.
  'contract.page',
  'contract.document',
  'contract.valid',
  'contract.covers',
  'contract.listed-operations',
  'contract.server',
  'contract.agrees',
  'hygiene.any-tool',
];

const kickedOff = ['kickoff.accepted', 'kickoff.content-location', 'kickoff.accepted-body', 'kickoff.job-url'] as const;
const started = ['token.usable', ...kickedOff] as const;
const pending = [
  'status.processing',
  'status.progress',
  'status.progress-words',
  'status.accepted-body',
  'status.progress-short',
] as const;
const manifest = [
  'status.completes',
  'manifest.json',
  'manifest.transaction-time',
  'manifest.request',
  'manifest.requires-access-token',
  'manifest.output',
  'manifest.error',
  'manifest.job-id',
  'manifest.types-requested',
  'manifest.file-urls',
  'manifest.file-names',
  'manifest.distinct-urls',
  'manifest.transaction-time-plausible',
  'manifest.transaction-time-of-export',
] as const;
const files = [
  'output.downloadable',
  'output.ndjson',
  'output.no-blank-lines',
  'output.last-newline',
  'output.type',
] as const;
const resources = [
  'resources.patient',
  'resources.coverage',
  'resources.explanation-of-benefit',
  'resources.extensible-bindings',
  'resources.unique',
  'resources.ids',
  'resources.whose',
  'content.claims-where',
  'content.claims-when',
  'content.claims-diagnosis',
  'content.claims-cost',
  'content.patients-identifiers',
  'content.patients-demographics',
  'content.coverage-parts',
  'content.coverage-markers',
] as const;
const errorFiles = [
  'errors.downloadable',
  'errors.operation-outcome',
  'errors.not-empty',
  'errors.no-blank-lines',
  'output.last-newline',
] as const;
const outcomes = ['errors.outcomes-valid', 'errors.outcomes-json'] as const;
const errorBodies = ['hygiene.one-document', 'hygiene.no-stack-trace'] as const;
const charset = 'hygiene.charset';
const noEcho = 'hygiene.no-token-echo';
const noGateway = 'hygiene.no-gateway-errors';
/** The sample has no handshake, and nothing says of the server that it is a production one. */
const nothing = ['hygiene.tls', 'token.sandbox-credentials'] as const;

/** Runs without any error answer have no error body to judge; one without a manifest has no JSON at all. */
const clean = (pass: readonly RequirementId[], fail: readonly RequirementId[] = []): Verdicts => {
  const common: Verdicts = {
    pass: [...pass, noEcho, noGateway],
    fail,
    inapplicable: [...nothing, ...errorBodies, ...outcomes],
  };
  return pass.includes('manifest.json')
    ? { ...common, pass: [...common.pass, charset] }
    : { ...common, inapplicable: [...common.inapplicable, charset] };
};
const withErrors = (pass: readonly RequirementId[], fail: readonly RequirementId[]): Verdicts => ({
  pass: [...pass, noEcho, noGateway, charset, ...errorBodies, 'errors.outcomes-json'],
  // Their OperationOutcomes have severity Error, or no issue.
  fail: [...fail, 'errors.outcomes-valid'],
  inapplicable: [...nothing],
});

export const ownRuns: Readonly<Record<OwnRun, Verdicts>> = {
  'job 2': clean(started),
  'job 4 alone': clean(
    [...started, ...manifest, ...files, ...resources, 'parameters.default'],
    ['status.expires', 'output.content-type', 'content.claims-provider', 'content.coverage-part-c'],
  ),
  // %2C in place of the comma: the manifest repeats it as sent.
  'job 11': clean([...kickedOff, ...manifest], ['status.expires']),
  // Pending, never seen to end; the same request once more is another job.
  'job 23': clean([...started, ...pending, 'kickoff.fresh-job']),
  'job 25': clean(started),
  // In Progress, then a manifest with several files of a type.
  'job 26': clean([...started, ...pending, 'status.progress-percent', ...manifest], ['status.expires']),
  // The OperationOutcomes of its error file have severity Error and code Exception, in the wrong case.
  'job 27': clean(
    [...started, ...manifest, ...errorFiles],
    ['status.expires', 'errors.valid-stu3', 'errors.content-type'],
  ),
  // One type, of which there is no resource: a file of 0 bytes.
  // Its file is empty, so that nothing is seen of what lines are like.
  'job 28': clean([...kickedOff, ...manifest, 'output.downloadable'], ['status.expires', 'output.content-type']),
  // True: the job failed (its back end was made to), and its status is 500.
  'job 29': withErrors(started, ['status.completes']),
  'job 31': clean([...kickedOff, ...manifest], ['status.expires']),
  // True: a complete request of a client is answered 500.
  'refused job': withErrors([], ['kickoff.accepted']),
};
