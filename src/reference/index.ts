export * from './alter.js';
export * from './server.js';
