import { answering, changing, onReply, when } from '../../src/reference/index.js';
import { atOnce, busy, isRunning } from '../server/kinds.js';
import {
  atKickoff,
  busyWithoutHint,
  condition,
  identity,
  lenient,
  nth,
  untilDate,
  withCommon,
  withDateToWait,
} from './condition.js';

/** Conditions in which the server is busy once, and says in different ways for how long. */
export const busyServers = [
  condition({
    id: 'busy-without-hint',
    title: 'the first kick-off returns 429 without Retry-After',
    type: 'Coverage',
    behavior: () => withCommon(atKickoff(when(nth(1, 'kickoff'), busyWithoutHint(429)))),
  }),
  condition({
    id: 'poll-busy-seconds',
    title: 'the first status request returns 429 with Retry-After of five seconds',
    type: 'Patient',
    behavior: () => withCommon({ at: 'status', alter: when(nth(1, 'poll'), answering(busy(429, '5'))) }),
  }),
  condition({
    id: 'poll-busy-date',
    title: 'the first status request returns 503 with Retry-After as an HTTP-date',
    type: 'Patient',
    behavior: () => withCommon({ at: 'status', alter: when(nth(1, 'poll'), untilDate(503)) }),
  }),
  condition({
    id: 'poll-busy-without-hint',
    title: 'the first status request returns 429 without Retry-After',
    type: 'Coverage',
    behavior: () => withCommon({ at: 'status', alter: when(nth(1, 'poll'), busyWithoutHint(429)) }),
  }),
  condition({
    id: 'busy-an-hour',
    title: 'the first kick-off returns 503 with Retry-After of an hour',
    type: 'Coverage',
    // Longer than the half minute after which many clients ask again whatever they are told; an hour itself nobody waits for.
    quietSeconds: 35,
    quietFor: 'client.kickoff.backs-off',
    behavior: () => withCommon(atKickoff(when(nth(1, 'kickoff'), answering(busy(503, '3600'))))),
  }),
  condition({
    id: 'slow-job-date',
    title: 'the job is running, with Retry-After as an HTTP-date, then done',
    type: 'Coverage',
    behavior: () => ({
      faults: [
        lenient,
        identity,
        { at: 'status', alter: onReply(isRunning, changing(withDateToWait)) },
        { at: 'status', alter: when((_, { count }) => count('asked') > 1, atOnce) },
      ],
    }),
  }),
] as const;
