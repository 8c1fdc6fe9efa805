import { asking, changingHeader, json, onReply, when, withHeader, without } from '../../src/reference/index.js';
import type { Condition } from '../../src/model/index.js';
import legalFaults from '../server/legal.faults.js';
import { atOnce, isOk, isRunning } from '../server/kinds.js';
import { atKickoff, condition, identity, lenient, withCommon } from './condition.js';

/** Legal faults of docs/faults.md that have no condition of their own, each with the condition in which a client meets the same. */
const MET: Readonly<Record<string, string>> = {
  'slow-job': 'long-job',
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
  // No client can complete an export that is refused.
  'runout-of-nobody': 'sunny',
  // No client needs the metadata.
  'metadata-with-contained': 'sunny',
};

/** What a job id is raised by so that 32 bits do not hold it. */
const RAISED = 2 ** 32;

type Manifest = { JobID: number; transactionTime: string };

/** A URL or path whose last segment is a number, with that number raised. */
const raised = (url: string, by: number): string => url.replace(/\d+$/, (id) => String(Number(id) + by));

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
  condition({
    id: 'expires-not-a-date',
    title: 'the manifest has an Expires header that is not an HTTP-date, as the server of 2026 sends it',
    type: 'Coverage',
    behavior: () =>
      withCommon({ at: 'status', alter: onReply(isOk, withHeader('Expires', '2030-01-31 20:09:00.379362 +0000 UTC')) }),
  }),
  condition({
    id: 'large-job-id',
    title: 'the job id needs more than 32 bits',
    type: 'Coverage',
    behavior: () =>
      withCommon(
        atKickoff(
          onReply(
            isRunning,
            changingHeader('Content-Location', (url) => raised(url, RAISED)),
          ),
        ),
        { at: 'status', alter: json<Manifest>((manifest) => ({ ...manifest, JobID: manifest.JobID + RAISED })) },
        { at: 'status', alter: asking((request) => ({ ...request, path: raised(request.path, -RAISED) })) },
      ),
  }),
  condition({
    id: 'instant-with-three-decimals',
    title: 'transactionTime has three decimals, not six',
    type: 'Coverage',
    behavior: () =>
      withCommon({
        at: 'status',
        alter: json<Manifest>((manifest) => ({
          ...manifest,
          transactionTime: manifest.transactionTime.replace(/(\.\d+)?(?=Z|[+-]\d\d:)/, '.379'),
        })),
      }),
  }),
  condition({
    id: 'instant-without-decimals',
    title: 'transactionTime has whole seconds',
    type: 'Coverage',
    behavior: () =>
      withCommon({
        at: 'status',
        alter: json<Manifest>((manifest) => ({
          ...manifest,
          transactionTime: manifest.transactionTime.replace(/\.\d+/, ''),
        })),
      }),
  }),
] as const;
