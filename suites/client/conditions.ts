import {
  answering,
  asking,
  both,
  bytesOf,
  changing,
  changingHeader,
  onReply,
  text,
  when,
  withHeader,
} from '../../src/reference/index.js';
import type { Condition, RunUnderCondition } from '../../src/model/index.js';
import { atOnce, busy, isOk, isRunning } from '../server/kinds.js';
import {
  OTHER_FILE_PATH,
  afterAWhile,
  atKickoff,
  condition,
  doneAtOnce,
  exactBearer,
  exactKickoff,
  expiring,
  failing,
  firstTransfer,
  half,
  identity,
  inPieces,
  untilDate,
  lenient,
  listing,
  movedTo,
  publicOn,
  runningOn,
  nth,
  several,
  unauthorized,
  withCommon,
  withPhoto,
} from './condition.js';
import { busyServers } from './busy.conditions.js';
import { data } from './data.conditions.js';
import { files } from './files.conditions.js';
import { dialects, legal } from './legal.conditions.js';
import { restarts, tasks } from './tasks.conditions.js';
import { tokenDialects } from './tokens.conditions.js';
import { trouble } from './trouble.conditions.js';
import legalFaults from '../server/legal.faults.js';

/** The body of a 401 is its reason phrase. */
const inWords = legalFaults.filter(({ id }) => id === 'unauthorized-in-words');

const basic = [
  condition({
    id: 'sunny',
    title: 'nothing goes wrong, and the job finishes at once',
    type: 'ExplanationOfBenefit',
    behavior: () => withCommon(),
  }),
  condition({
    id: 'slow-job',
    title: 'the job is Pending with Retry-After, then In Progress, then done',
    type: 'Patient',
    behavior: () => ({
      faults: [
        lenient,
        identity,
        { at: 'status', alter: onReply((_, __, { count }) => count('poll') === 1, withHeader('Retry-After', '2')) },
        { at: 'status', alter: when((_, { count }) => count('asked') > 2, atOnce) },
      ],
    }),
  }),
  condition({
    id: 'long-job',
    title: 'the job runs for twelve status requests, or for 45 seconds if that is sooner, with Retry-After of a second',
    type: 'Coverage',
    takesSeconds: 12,
    behavior: () => ({
      faults: [
        lenient,
        identity,
        { at: 'status', alter: onReply(isRunning, withHeader('Retry-After', '1')) },
        { at: 'status', alter: runningOn({ polls: 9, ms: 45_000 }) },
      ],
    }),
  }),
  condition({
    id: 'token-expires-polling',
    title: 'the token expires while the client polls the job',
    type: 'Coverage',
    behavior: () => ({
      faults: [
        ...expiring('status'),
        lenient,
        identity,
        // After the renewal the job still runs: what polls it next has had time to take the new token.
        { at: 'status', alter: when((_, { count }) => count('asked') > 2, atOnce) },
      ],
    }),
  }),
  condition({
    id: 'token-expires-between-files',
    title: 'the token expires between two files',
    type: 'Patient',
    data: several,
    behavior: () => withCommon(...inWords, ...expiring('data'), { at: 'data', alter: onReply(isOk, afterAWhile) }),
  }),
  condition({
    id: 'credentials-refused',
    title: 'the server refuses the credentials',
    type: 'Patient',
    behavior: () => withCommon({ at: 'token', alter: answering(unauthorized) }),
  }),
  condition({
    id: 'busy-seconds',
    title: 'the first kick-off returns 429 with Retry-After in seconds',
    type: 'Coverage',
    behavior: () => withCommon(atKickoff(when(nth(1, 'kickoff'), answering(busy(429, '2'))))),
  }),
  condition({
    id: 'busy-date',
    title: 'the first kick-off returns 429 with Retry-After as an HTTP-date',
    type: 'Coverage',
    behavior: () => withCommon(atKickoff(when(nth(1, 'kickoff'), untilDate(429)))),
  }),
  condition({
    id: 'busy-maintenance',
    title: 'the first kick-off returns 503 with Retry-After in seconds',
    type: 'Coverage',
    behavior: () => withCommon(atKickoff(when(nth(1, 'kickoff'), answering(busy(503, '1'))))),
  }),
  condition({
    id: 'unavailable-once',
    title: 'the first status request returns 503',
    type: 'Patient',
    behavior: () => withCommon({ at: 'status', alter: when(nth(1, 'poll'), answering(busy(503, '1'))) }),
  }),
  condition({
    id: 'job-fails',
    title: 'the job fails with status 500',
    type: 'ExplanationOfBenefit',
    behavior: () => withCommon({ at: 'status', alter: onReply(isOk, answering(failing(500))) }),
  }),
  condition({
    id: 'job-is-gone',
    title: 'the job has expired, and its status is 410',
    type: 'ExplanationOfBenefit',
    behavior: () => withCommon({ at: 'status', alter: onReply(isOk, answering(failing(410))) }),
  }),
  condition({
    id: 'partial-errors',
    title: 'some claims cannot be exported, and an error file says which',
    type: 'ExplanationOfBenefit',
    data: { beneficiaries: 3, unexportable: 1 },
    behavior: () => withCommon(),
  }),
  condition({
    id: 'several-files',
    title: 'the exported type has three files',
    type: 'Coverage',
    data: several,
    behavior: () => withCommon(),
  }),
  condition({
    id: 'nothing-to-export',
    title: 'the manifest lists no files',
    type: 'Patient',
    behavior: () => withCommon(listing(() => [])),
  }),
  condition({
    id: 'empty-file',
    title: 'one of three files is empty',
    type: 'Patient',
    data: several,
    behavior: () =>
      withCommon({
        at: 'data',
        alter: onReply(
          (reply, { path }, { keep }) => isOk(reply) && keep('first file', path) === path,
          changing((reply) => ({ ...reply, body: '' })),
        ),
      }),
  }),
  condition({
    id: 'gzip',
    title: 'files are compressed with gzip if the client accepts that',
    type: 'ExplanationOfBenefit',
    behavior: () => ({ faults: [lenient, doneAtOnce] }),
  }),
  condition({
    id: 'split-characters',
    title: 'a file arrives in pieces that end inside characters',
    type: 'Patient',
    data: { beneficiaries: 5 },
    behavior: () =>
      withCommon({
        at: 'data',
        alter: onReply(
          isOk,
          changing(async (reply) => ({ ...reply, body: inPieces(await bytesOf(reply.body)) })),
        ),
      }),
  }),
  condition({
    id: 'long-line',
    title: 'one line is 1.1 MB long',
    type: 'Patient',
    behavior: () =>
      withCommon({
        at: 'data',
        alter: text(withPhoto),
      }),
  }),
  condition({
    id: 'cut-transfer',
    title: 'the first transfer of a file is cut off halfway',
    type: 'Coverage',
    behavior: () => withCommon({ at: 'data', alter: firstTransfer(half) }),
  }),
  condition({
    id: 'other-paths',
    title: 'file URLs have another form than in the guide',
    type: 'ExplanationOfBenefit',
    behavior: () =>
      withCommon(
        listing((output, { paths }) =>
          output.map((file) => ({ ...file, url: file.url.replace(`${paths.data}/`, OTHER_FILE_PATH) })),
        ),
        {
          at: 'other',
          alter: asking((request, { profile }) => ({
            ...request,
            path: request.path.replace(OTHER_FILE_PATH, `${profile.paths.data}/`),
          })),
        },
      ),
  }),
  condition({
    id: 'strict-spelling',
    title: 'the server refuses every request that is not spelled exactly as in the guide',
    type: 'Patient',
    behavior: () => ({
      faults: [
        { at: 'kickoff', alter: both(exactBearer, exactKickoff) },
        { at: ['status', 'data', 'error-file'], alter: exactBearer },
        doneAtOnce,
        identity,
      ],
    }),
  }),
  condition({
    id: 'redirect-elsewhere',
    title: 'a file is redirected to another host',
    type: 'Coverage',
    withOtherOrigin: true,
    behavior: movedTo,
  }),
  condition({
    id: 'public-files-elsewhere',
    title: 'the file is on another host, and requiresAccessToken is false',
    type: 'Coverage',
    withOtherOrigin: true,
    behavior: publicOn,
  }),
  condition({
    id: 'renewal-refused',
    title: 'the server refuses every token at the status request',
    type: 'Patient',
    behavior: () => withCommon({ at: 'status', alter: answering(unauthorized) }),
  }),
  condition({
    id: 'kickoff-refused',
    title: 'the server refuses the kick-off with status 400',
    type: 'Coverage',
    behavior: () => withCommon(atKickoff(answering(failing(400)))),
  }),
  condition({
    id: 'kickoff-fails',
    title: 'the server fails at the kick-off with status 500',
    type: 'Patient',
    behavior: () => withCommon(atKickoff(answering(failing(500)))),
  }),
  condition({
    id: 'location-with-query',
    title: 'the Content-Location URL has a query string',
    type: 'Patient',
    behavior: () =>
      withCommon(
        atKickoff(
          onReply(
            isRunning,
            changingHeader('Content-Location', (location) => `${location}?view&all`),
          ),
        ),
      ),
  }),
] as const;

const all = [
  ...basic,
  ...files,
  ...busyServers,
  ...trouble,
  ...data,
  ...dialects,
  ...legal,
  ...tokenDialects,
  ...tasks,
  ...restarts,
] as const;

export type ConditionId = (typeof all)[number]['id'];

/** Every condition, in the order in which a client meets it. */
export const conditions: readonly (Condition & { readonly id: ConditionId })[] = all;

/** The steps that run the client under these conditions. */
export const under = (...ids: readonly ConditionId[]): RunUnderCondition[] =>
  conditions
    .filter(({ id }) => ids.includes(id))
    .map(({ id, title, optional }) => ({
      do: 'client-run',
      condition: id,
      title,
      ...(optional !== undefined && { optional }),
    }));
