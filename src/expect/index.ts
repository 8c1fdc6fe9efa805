export * from './server/bodies.js';
export { swaggerDocument, swaggerPage, swaggerValid } from './server/contract/document.js';
export * from './server/contract/agrees.js';
export * from './server/contract/covers.js';
export { swaggerDescribesListed, swaggerServer } from './server/contract/server.js';
export { issued, tokenReplies, tokenRequests } from './server/tokens/credentials.js';
export * from './server/errors.js';
export * from './server/data/files.js';
export * from './server/data/content.js';
export * from './server/data/history.js';
export * from './server/data/other-tool.js';
export * from './server/data/people.js';
export * from './server/data/matched.js';
export * from './server/narrowing/narrowed.js';
export * from './server/gives-nothing.js';
export * from './server/hygiene.js';
export * from './server/data/identity.js';
export * from './server/jobs.js';
export {
  all,
  anyReply,
  anyReplyExcept,
  anyReplyAnd,
  every,
  type Assertion,
  replies,
  repliesIfAsked,
  type Selection,
} from './assertion.js';
export * from './server/replies.js';
export * from './server/managing/attribution.js';
export * from './server/managing/cancel.js';
export * from './server/managing/expired.js';
export * from './server/managing/list.js';
export * from './server/managing/versions.js';
export * from './server/manifest.js';
export * from './server/metadata/declared.js';
export * from './server/metadata/metadata.js';
export * from './server/parameters.js';
export * from './server/people.js';
export * from './server/progress.js';
export * from './server/times.js';
export * from './server/promised.js';
export * from './server/refusals.js';
export * from './server/managing/repeated.js';
export * from './server/narrowing/since.js';
export * from './server/tokens/token-life.js';
export * from './server/tokens/tokens.js';
export * from './values.js';
export * from './server/validity.js';
export * from './server/data/carin.js';
