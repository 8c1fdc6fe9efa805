import { bearerOf } from '../../src/reference/index.js';
import type { Alter, FaultContext, ServerReply, ServerRequest } from '../../src/model/index.js';

/** Kinds of replies that faults of several chapters, and the conditions of clients, change. */
export const is401 = ({ status }: ServerReply): boolean => status === 401;
export const isOk = ({ status }: ServerReply): boolean => status === 200;
export const isRunning = ({ status }: ServerReply): boolean => status === 202;

/** A 404 to the first client, for something that does not exist; 404s to the second client stay as they are. */
export const isUnknownThing = ({ status }: ServerReply, request: ServerRequest, { claims }: FaultContext): boolean =>
  status === 404 && claims(bearerOf(request) ?? '')?.client.startsWith('09869a7f') === true;

/** Polls within the server until the job is done. */
export const atOnce: Alter = async (request, next) => {
  let reply = await next(request);
  for (let polls = 1; isRunning(reply) && polls < 10; polls += 1) reply = await next(request);
  return reply;
};

/** The reply of a server that is busy. */
export const busy = (status: 429 | 503, retryAfter: string): ServerReply => ({
  status,
  headers: [['Retry-After', retryAfter]],
  body: '',
});
