/**
 * bcda-conformance as a library: check a server, certify a client, judge a transcript again, validate files, pull what a
 * server exports, run the reference server, and write reports. Everything here is what the command line uses; the vitest
 * door is `bcda-conformance/vitest`.
 */
export { writeAllure } from './reporters/allure/index.js';
export { formats, formatsFor, type Reporter, type ReporterOptions } from './reporters/index.js';
export {
  type Checked,
  type CertifyOptions,
  certifyClient,
  checkServer,
  compareReports,
  comparisonExitCode,
  type Embedded,
  exitCode,
  judgeTranscript,
  plannedConditions,
  startEmbedded,
  waitForClient,
} from './src/assess/index.js';
export { childClient, type ChildOptions } from './src/certify/child.js';
export type { ClientRunOptions } from './src/certify/client-run.js';
export { referenceClient } from './src/certify/own.js';
export type { WaitOptions } from './src/certify/wait.js';
export type { Finding as ResourceFinding, FindingGroup, Severity } from './src/fhir/validate/finding.js';
export { type FileOptions, type FileResult, validateFile } from './src/fhir/validate/file.js';
export type { FileProgress } from './src/fhir/ndjson/source.js';
export { validateNdjson } from './src/fhir/validate/ndjson.js';
export { NdjsonValidator, type ValidateOptions, type ValidationResult } from './src/fhir/validate/validate.js';
export type * from './src/model/index.js';
export { CannotJudge, exportedTypes, exportPath, skippingClock, systemClock } from './src/model/index.js';
export { tool } from './src/package.js';
export {
  type ClientHttp,
  openClientHttp,
  pull,
  type Pulled,
  PullFailed,
  type PullOptions,
  type PullProgress,
  type ReferenceServer,
  type ReferenceServerOptions,
  startReferenceServer,
} from './src/reference/index.js';
export { conditions } from './suites/client/conditions.js';
export { faults } from './suites/server/faults.js';
export { catalogue } from './suites/index.js';
export { profiles } from './suites/profiles/index.js';
