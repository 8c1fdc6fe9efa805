export * from './server/alter.js';
export { pull } from './client/pull.js';
export {
  BrokenExchange,
  orBroken,
  openClientHttp,
  type ClientHttp,
  type ClientReply,
  type ClientRequest,
} from './client/http.js';
export { PullFailed } from './client/reply.js';
export type { Pulled, PullOptions, PullProgress } from './client/run.js';
export type { ServerFront } from './server/http/front.js';
export { received, send } from './server/http/send.js';
export { faultAt, type PlacedRun } from './server/places.js';
export * from './server/server.js';
