export { type CertifyOptions, certifyClient, plannedConditions, waitForClient } from './certify.js';
export { type Checked, checkServer } from './check.js';
export { compareReports, comparisonExitCode } from './compare/index.js';
export { exitCode } from './conforms.js';
export { diagnosisExitCode, type DoctorOptions, examine, type Examined, type Recognition } from './doctor/index.js';
export { type Embedded, startEmbedded } from './embedded.js';
export { whyUnfit } from './known-failures.js';
export { judgeTranscript, whyInconsistent } from './report.js';
export { isNamed, ofRole, selectRequirements } from './select.js';
