export { type Checked, checkServer } from './check.js';
export { exitCode } from './conforms.js';
export { judgeTranscript } from './report.js';
export { selectRequirements } from './select.js';
