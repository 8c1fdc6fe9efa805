import type { RequirementId } from '../index.js';

/** Requirements about what the data files hold: without one that comes they have nothing to read. */
export const afterFiles = [
  'output.ndjson',
  'output.no-blank-lines',
  'output.type',
  'output.content-type',
  'output.gzip',
  'output.stable',
  'resources.patient',
  'resources.coverage',
  'resources.explanation-of-benefit',
  'resources.extensible-bindings',
  'resources.unique',
  'resources.subjects',
] as const satisfies readonly RequirementId[];

/** Requirements that need an example file: a URL that a manifest lists, and a download of it as control. */
export const needsFile = [
  ...afterFiles,
  'protection.data.no-token',
  'protection.data.garbage-token',
  'protection.data.altered-token',
  'protection.data.expired-token',
  'protection.basic-is-not-enough',
  'protection.no-token-in-url',
  'protection.other-client',
  'parameters.default',
  'parameters.one-type',
  'parameters.two-types',
] as const satisfies readonly RequirementId[];

/** Requirements that read the manifest. */
export const readsManifest = [
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
  'status.repeatable',
] as const satisfies readonly RequirementId[];

/** Requirements that need a list of files. */
export const needsList = [
  ...needsFile,
  'protection.silent-401',
  'protection.challenge',
  'output.downloadable',
  'output.unknown-file',
  'errors.downloadable',
  'errors.operation-outcome',
  'errors.valid-stu3',
] as const satisfies readonly RequirementId[];

/** Requirements that need a job that came to its end with a 200. */
export const needsManifest = [
  ...readsManifest,
  ...needsList,
  'manifest.json',
  'token.renewable',
  'protection.status.no-token',
  'protection.status.garbage-token',
  'protection.status.altered-token',
  'protection.status.expired-token',
  'status.token-suffices',
  'status.expires',
] as const satisfies readonly RequirementId[];

/** Requirements that need the URL of a job. */
export const needsJob = [
  ...needsManifest,
  'status.processing',
  'status.progress',
  'status.progress-percent',
  'status.progress-short',
  'status.progress-forward',
  'status.completes',
  'status.retry-after',
] as const satisfies readonly RequirementId[];

/** Requirements that need an export request that is accepted. */
export const needsKickoff = [
  ...needsJob,
  'token.usable',
  'protection.export.no-token',
  'protection.export.garbage-token',
  'protection.export.altered-token',
  'protection.export.expired-token',
  'kickoff.content-location',
  'kickoff.job-url',
  'kickoff.accept-required',
  'kickoff.prefer-required',
  'kickoff.other-accept',
  'kickoff.error-outcome',
  'kickoff.error-valid-stu3',
  'kickoff.unknown-endpoint',
  'kickoff.fresh-job',
  'parameters.unknown-type',
  'parameters.empty-type',
  'status.unknown-job',
  'status.error-outcome',
] as const satisfies readonly RequirementId[];

/** Requirements that need a token. */
export const needsToken = [
  ...needsKickoff,
  'kickoff.accepted',
  'token.empty-request',
  'token.renewable',
  'token.lifetime',
  'token.wrong-secret',
  'token.unknown-client',
  'token.no-credentials',
  'token.malformed-basic',
  'token.silent-401',
  'token.post-only',
] as const satisfies readonly RequirementId[];

/** The list without some of its ids. */
export const except = <Id extends RequirementId>(
  ids: readonly RequirementId[],
  ...left: readonly Id[]
): RequirementId[] => ids.filter((id) => !(left as readonly RequirementId[]).includes(id));
