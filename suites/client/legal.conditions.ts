import { onReply, when, withHeader, without } from '../../src/reference/index.js';
import type { Condition } from '../../src/model/index.js';
import legalFaults from '../server/legal.faults.js';
import { atOnce, isOk, isRunning } from '../server/kinds.js';
import { condition, identity, lenient, withCommon } from './condition.js';

/** Legal faults of docs/faults.md that have no condition of their own, each with the condition in which a client meets the same. */
const MET: Readonly<Record<string, string>> = {
  'slow-job': 'slow-job',
  'pending-long': 'slow-job',
  'retry-after-while-running': 'slow-job',
  'job-done-at-once': 'sunny',
  'no-error-file': 'sunny',
  'busy-once': 'busy-seconds',
  'busy-once-until-a-date': 'busy-date',
  'one-job-at-a-time': 'busy-seconds',
  'status-unavailable-once': 'unavailable-once',
  'unauthorized-in-words': 'token-expires-between-files',
  // No client that follows the guide sends an empty _type.
  'empty-type-means-all': 'sunny',
};

/** One condition for every other legal server. */
export const legal = legalFaults
  .filter(({ id }) => !(id in MET))
  .map(({ id, title, at, alter }): Condition & { readonly id: `legal-${string}` } => ({
    id: `legal-${id}`,
    title,
    type: 'Coverage',
    behavior: () => withCommon({ at, alter }),
  }));

/** What real servers of the time did, which the guide does not show. */
export const dialects = [
  condition({
    id: 'files-as-text',
    title: 'files are sent as text/plain, as the server of 2019 did',
    type: 'Coverage',
    behavior: () =>
      withCommon({ at: 'data', alter: onReply(isOk, withHeader('Content-Type', 'text/plain; charset=utf-8')) }),
  }),
  condition({
    id: 'no-progress',
    title: 'a running job has neither X-Progress nor Retry-After',
    type: 'Patient',
    behavior: () => ({
      faults: [
        lenient,
        identity,
        { at: 'status', alter: onReply(isRunning, without('X-Progress')) },
        { at: 'status', alter: when((_, { count }) => count('asked') > 1, atOnce) },
      ],
    }),
  }),
] as const;
