export * from './files.js';
export * from './hygiene.js';
export * from './jobs.js';
export { all, anyReply, every, type Look, replies } from './look.js';
export * from './looks.js';
export * from './metadata.js';
export * from './parameters.js';
export * from './tokens.js';
export * from './values.js';
