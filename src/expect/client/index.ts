export {
  allDownloaded,
  allErrorsRequested,
  allOutputsRequested,
  cutNoticed,
  exportCompleted,
  failureReported,
  failureReportedIfEnded,
  noBearerElsewhere,
  noFileOverwritten,
  noSuccessWithoutManifest,
  outputsRequestedIfSuccessful,
  renewedBetweenFiles,
  storedAsServed,
  storedAsServedIfReached,
  successReported,
} from './download.js';
export { backsOff, documentedKickoff, documentedTypes, kickoffIsAccepted, oneJobPerExport } from './kickoff.js';
export { anyRequest } from './client-runs.js';
export * from './pace.js';
export * from './polling.js';
export * from './tasks.js';
export {
  acceptsJson,
  basicCredentials,
  credentialsNowhereElse,
  currentBearer,
  limitedAttempts,
  noTokenInUrl,
  renewedAfter401,
  storedSafely,
  tokenReused,
} from './token.js';
