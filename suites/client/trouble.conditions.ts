import { answering, when, onReply } from '../../src/reference/index.js';
import type { ServerReply } from '../../src/model/index.js';
import { busy, isOk } from '../server/kinds.js';
import {
  atKickoff,
  busyWithoutHint,
  condition,
  failing,
  first,
  half,
  nth,
  several,
  unauthorized,
  untilDate,
  withCommon,
} from './condition.js';

const gateway = (status: 502 | 504): ServerReply => ({
  status,
  headers: [['Content-Type', 'text/html']],
  body: '<html><body>Bad gateway</body></html>',
});
const lost = answering({ ...failing(503), reset: true });

/** Conditions in which one request fails for a reason that passes. */
export const trouble = [
  condition({
    id: 'token-busy-seconds',
    title: 'the first token request returns 429 with Retry-After in seconds',
    type: 'Patient',
    behavior: () => withCommon({ at: 'token', alter: when(nth(1, 'token'), answering(busy(429, '1'))) }),
  }),
  condition({
    id: 'token-busy-date',
    title: 'the first token request returns 503 with Retry-After as an HTTP-date',
    type: 'Coverage',
    behavior: () => withCommon({ at: 'token', alter: when(nth(1, 'token'), untilDate(503)) }),
  }),
  condition({
    id: 'token-busy-without-hint',
    title: 'the first token request returns 503 without Retry-After',
    type: 'Patient',
    behavior: () => withCommon({ at: 'token', alter: when(nth(1, 'token'), busyWithoutHint(503)) }),
  }),
  condition({
    id: 'token-502',
    title: 'the first token request returns 502',
    type: 'Coverage',
    behavior: () => withCommon({ at: 'token', alter: when(nth(1, 'token'), answering(gateway(502))) }),
  }),
  condition({
    id: 'poll-502',
    title: 'the first status request returns 502',
    type: 'Patient',
    behavior: () => withCommon({ at: 'status', alter: when(nth(1, 'poll'), answering(gateway(502))) }),
  }),
  condition({
    id: 'file-504',
    title: 'the first request for a file returns 504',
    type: 'Coverage',
    data: several,
    behavior: () => withCommon({ at: 'data', alter: when(first('file', 1), answering(gateway(504))) }),
  }),
  condition({
    id: 'poll-reset',
    title: 'the connection is reset at the first status request',
    type: 'Patient',
    behavior: () => withCommon({ at: 'status', alter: when(nth(1, 'poll'), lost) }),
  }),
  condition({
    id: 'file-reset',
    title: 'the connection is reset at the first request for a file',
    type: 'Coverage',
    data: several,
    behavior: () =>
      withCommon({ at: 'data', alter: onReply((it, _, { count }) => isOk(it) && count('file') === 1, lost) }),
  }),
  condition({
    id: 'manifest-cut',
    title: 'the first transfer of the manifest is cut off halfway',
    type: 'Coverage',
    behavior: () =>
      withCommon({ at: 'status', alter: onReply((it, _, { count }) => isOk(it) && count('manifest') === 1, half) }),
  }),
  condition({
    id: 'kickoff-401',
    title: 'the token expires before the kick-off',
    type: 'Patient',
    behavior: () => withCommon(atKickoff(when(nth(1, 'kickoff'), answering(unauthorized)))),
  }),
] as const;
