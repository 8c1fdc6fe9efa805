export type * from './expectation.js';
export type * from './report.js';
export type * from './step.js';
export type * from './transcript.js';
export * from './clock.js';
export * from './fault.js';
export * from './profile.js';
export * from './run.js';
export * from './suite.js';
