/**
 * bcda-conformance as a library: check a server, judge a transcript again, run the reference server.
 * Everything here is what the command line uses.
 */
export {
  type Checked,
  checkServer,
  compareReports,
  comparisonExitCode,
  exitCode,
  judgeTranscript,
  startEmbedded,
} from './src/assess/index.js';
export type { Finding, FindingGroup, Severity } from './src/fhir/finding.js';
export { type FileOptions, type FileResult, validateFile } from './src/fhir/file.js';
export type { FileProgress } from './src/fhir/source.js';
export { NdjsonValidator, type ValidateOptions, validateNdjson, type ValidationResult } from './src/fhir/validate.js';
export type * from './src/model/index.js';
export { CannotJudge, skippingClock, systemClock } from './src/model/index.js';
export { type ReferenceServer, type ReferenceServerOptions, startReferenceServer } from './src/reference/index.js';
export { faults } from './suites/faults.js';
export { catalogue } from './suites/index.js';
export { profiles } from './suites/profiles/index.js';
