import { bearerOf } from '../../src/reference/index.js';
import type { Lent, ServerReply, ServerRequest } from '../../src/model/index.js';

/** Kinds of replies that faults of several chapters change. */
export const is401 = ({ status }: ServerReply): boolean => status === 401;
export const found = ({ status }: ServerReply): boolean => status === 200;
export const running = ({ status }: ServerReply): boolean => status === 202;

/** A 404 that the first client gets for what never was; the second one's, for what is not its own, stays. */
export const unknown = ({ status }: ServerReply, request: ServerRequest, { claims }: Lent): boolean =>
  status === 404 && claims(bearerOf(request) ?? '')?.client.startsWith('09869a7f') === true;
