/**
 * bcda-conformance as a library.
 *
 * Four functions do what the commands of the same names do: `check`, `certify`, `validate` and `doctor`. The others are
 * their parts, for those who need to change one. The vitest adapter is `bcda-conformance/vitest`.
 */
export { certify, type CertificationOptions } from './library/certify.js';
export { check, type CheckOptions } from './library/check.js';
export { type DiagnosisOptions, type DiagnosisRun, doctor } from './library/doctor.js';
export type { RunFiles, RunResult } from './library/run.js';
export { validate, type ValidationOptions, type ValidationRun } from './library/validate.js';

// Check a server, certify a client, judge and compare, with a catalogue and conditions of your choice.
export {
  type CertifyOptions,
  certifyClient,
  type Checked,
  checkServer,
  compareReports,
  comparisonExitCode,
  exitCode,
  judgeTranscript,
  plannedConditions,
  startEmbedded,
  waitForClient,
} from './src/assess/index.js';
export { childClient } from './src/certify/child.js';
export { referenceClient } from './src/certify/own.js';
export { conditions } from './suites/client/conditions.js';
export { catalogue } from './suites/index.js';
export { profiles } from './suites/profiles/index.js';

// Write reports.
export { writeAllure } from './reporters/allure/index.js';
export { type Format, formats, formatsFor, type ReporterOptions } from './reporters/index.js';

// Validate files and streams.
export { type FileOptions, validateFile } from './src/fhir/validate/file.js';
export type { Finding as ResourceFinding } from './src/fhir/validate/finding.js';
export { validateNdjson } from './src/fhir/validate/ndjson.js';
export { NdjsonValidator, type ValidateOptions } from './src/fhir/validate/validate.js';
export type { Validation } from './src/fhir/validate/validation.js';

// The reference server and the reference client.
export {
  openClientHttp,
  pull,
  PullFailed,
  type PullOptions,
  type ReferenceServer,
  type ReferenceServerOptions,
  startReferenceServer,
} from './src/reference/index.js';
export { faults } from './suites/server/faults.js';

// The words that all of these share.
export type {
  Clock,
  Comparison,
  Condition,
  Credentials,
  Diagnosis,
  Exchange,
  Fact,
  Fault,
  JudgeOptions,
  KnownFailure,
  Profile,
  Progress,
  Report,
  Requirement,
  RunClient,
  RunOptions,
  Suite,
  Transcript,
  Verdict,
} from './src/model/index.js';
export { CannotJudge, exportedTypes, exportPath, skippingClock, systemClock } from './src/model/index.js';
export { tool } from './src/package.js';
