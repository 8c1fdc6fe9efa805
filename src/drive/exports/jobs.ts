import { type Depth, type ExportRequest, isOfPages, needsData, requestedAs } from '../../model/index.js';
import { withTokenOf } from '../tokens/authorized.js';
import {
  type Conversation,
  fileOf,
  keyOf,
  type FinishedJob,
  listedAs,
  type ListedFile,
  mayStartAgain,
} from '../conversation.js';
import { follow } from './follow.js';
import { EXPORT_HEADERS, headersWith, startedWhileRunning } from './repeated.js';
import { headerOf } from '../../record/headers.js';
import { compareWithBounds, dividedPath, namesFormat, notDivided, notNarrowing } from './narrowed.js';
import { howElsewhere, onTarget } from '../session/origin.js';
import { earlier, type StopReason, usedUp } from '../stop.js';
import { whyNoFurtherFile } from '../unresponsive.js';
import { isBusy, isGatewayError } from '../session/retry.js';
import type { Answer } from '../session/call.js';
import { isOutcome } from '../reachable.js';
import { EXPORT_LABELS } from '../../model/steps.js';

/** Runs one export as far as `to`: kick-off, polling up to the manifest, all files that it lists. */
export const runExport = async (
  conversation: Conversation,
  step: string,
  request: ExportRequest,
  to: Depth,
): Promise<void> => {
  const job = givenJob(conversation, step, request) ?? (await start(conversation, step, request, to));
  conversation.polledJob = job?.url;
  if (job !== undefined) compareWithBounds(conversation, request, job);
  if (request.apart === true) for (const file of job?.files ?? []) file.uncompared = true;
  if (job !== undefined && to === 'files') await fetchFiles(conversation, step, job);
  conversation.polledJob = undefined;
};

interface Refused {
  readonly file: ListedFile;
  readonly exchange: number;
}

/**
 * Downloads the files of a job, several in parallel; notes why the rest is not downloaded. A server may accept fewer
 * parallel requests: files that it was too busy for are requested once more, one at a time.
 */
const fetchFiles = async (conversation: Conversation, step: string, job: FinishedJob): Promise<void> => {
  const { of, files } = job;
  const { parallel = 1 } = conversation.options;
  const refused = await fetchInParallel(conversation, step, job, parallel);
  // If no file at all was returned, the server is not busy because of the parallel requests.
  if (parallel === 1 || refused.length === files.length) return;
  for (const [nth, { file, exchange }] of refused.entries()) {
    const blocker = whyNoFurtherFile(conversation);
    if (blocker !== undefined) {
      for (const late of refused.slice(nth)) conversation.session.supersede(late.exchange, 'busy');
      return conversation.stop(step, FILE_LABELS, { of, ...blocker });
    }
    conversation.session.supersede(exchange, 'busy');
    const again = await fetchFile(conversation, step, job, file);
    if (isBusy(again?.head?.status)) return;
  }
};

const FILE_LABELS = ['data', 'error-data'];

/** Downloads files, up to `parallel` at a time; returns those that the server was too busy for. */
const fetchInParallel = async (
  conversation: Conversation,
  step: string,
  job: FinishedJob,
  parallel: number,
): Promise<Refused[]> => {
  const { of } = job;
  const waiting = [...job.files];
  const refused: Refused[] = [];
  const fetchNext = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const blocker = whyNoFurtherFile(conversation);
      if (blocker !== undefined) {
        waiting.length = 0;
        return conversation.stop(step, FILE_LABELS, { of, ...blocker });
      }
      const answer = await fetchFile(conversation, step, job, file);
      if (answer !== undefined && isBusy(answer.head?.status)) refused.push({ file, exchange: answer.exchange.id });
    }
  };
  const running = Array.from({ length: parallel }, () =>
    fetchNext().catch((error: unknown) => {
      waiting.length = 0;
      throw error;
    }),
  );
  // Transfers in progress must be recorded, even if another one fails.
  const failed = (await Promise.allSettled(running)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return refused;
};

/** The job that the user gave for an export, which this run does not start again. */
const givenJob = ({ givenJobs, stop }: Conversation, step: string, request: ExportRequest): FinishedJob | undefined => {
  const job = givenJobs.get(keyOf(request));
  if (job !== undefined)
    stop(step, ['kickoff'], {
      of: request.of,
      because: 'its job was given with --job, so this run did not start the export',
      cause: 'choice',
      unblock: 'a run without --job',
    });
  return job;
};

const start = async (
  conversation: Conversation,
  step: string,
  request: ExportRequest,
  to: Depth,
): Promise<FinishedJob | undefined> => {
  const jobUrl = await kickOff(conversation, step, request);
  return jobUrl === undefined || to === 'kickoff' ? undefined : follow(conversation, step, request, jobUrl);
};

/** Starts the job and returns its URL; undefined (and a stop) if it has none that may be requested. */
const kickOff = async (
  conversation: Conversation,
  step: string,
  request: ExportRequest,
): Promise<string | undefined> => {
  const { session, options } = conversation;
  const { of, path, set } = request;
  // Its job may have been started while the first one ran.
  const isStarted = set === 'again' && conversation.repeated !== undefined;
  if (!isStarted && conversation.started >= (options.exportBudget ?? Infinity)) {
    return void conversation.stop(step, EXPORT_LABELS, { of, ...usedUp(options.exportBudget) });
  }
  if (session.clock.now() >= conversation.deadline) {
    const because = 'the deadline of the run passed, so no further job was started';
    return void conversation.stop(step, EXPORT_LABELS, { of, because, cause: 'deadline', unblock: '--deadline' });
  }
  const divided = dividedPath(conversation, path);
  // Other exports show what they show without it.
  if (divided === undefined)
    return void conversation.stop(step, ['narrowed', `narrowed-${set}`], { of, ...notDivided(conversation, request) });
  for (const { criterion, ...why } of notNarrowing(conversation, request))
    conversation.stop(step, [`undivided-${criterion}`], { of, ...why });
  let url = options.base + divided;
  let headers = headersWith(request.list);
  const repeated = isStarted ? startedWhileRunning(conversation, step, of) : undefined;
  const send = (authorization: string, as: 'token' | 'renewed-token'): Promise<Answer> =>
    session.send({
      step,
      label: 'kickoff',
      of,
      as,
      method: 'GET',
      url,
      headers: [...headers, ['Authorization', authorization]],
      // Another job of this client may still be running, and production servers refuse a second one until it is finished.
      retryUntil: conversation.deadline,
      mayRepeat: () => mayStartAgain(conversation),
    });
  const ask = () => withTokenOf(conversation, { step, set, target: 'kickoff' }, send);
  let answer = repeated ?? (await ask());
  if (answer !== undefined && request.list !== undefined && isRefusal(answer.head?.status)) {
    // So it does without the list.
    session.relabel(answer.exchange.id, 'kickoff-list-refused');
    headers = EXPORT_HEADERS;
    answer = await ask();
  }
  if (answer !== undefined && namesFormat(divided) && isRefusal(answer.head?.status)) {
    // What the export shows, it shows without the parameter too.
    session.relabel(answer.exchange.id, 'kickoff-format-refused');
    conversation.withoutFormat.add(path);
    url = options.base + (dividedPath(conversation, path) ?? path);
    answer = await ask();
  }
  if (answer === undefined)
    return void conversation.stop(step, EXPORT_LABELS, { of, ...earlier('no access token was issued') });
  if (repeated === undefined && isAccepted(answer)) conversation.started += 1;
  return jobStartedBy(conversation, step, request, { url, answer });
};

/** Whether a job was started. */
const isAccepted = ({ head }: Answer): boolean => head !== undefined && head.status >= 200 && head.status <= 299;

/** The URL of the job that the answer to an export request names; undefined (and a stop) if it has none that may be requested. */
export const jobStartedBy = (
  conversation: Conversation,
  step: string,
  { of, apart, narrowed, mayRefuse }: ExportRequest,
  { url, answer: { exchange, head }, answer }: { readonly url: string; readonly answer: Answer },
): string | undefined => {
  const { session, options, profile } = conversation;
  const stop = (because: string): undefined =>
    void conversation.stop(step, EXPORT_LABELS.slice(1), { of, ...earlier(because), exchange: exchange.id });
  if (head === undefined) return stop(`the export request had no response: ${exchange.failure?.says ?? ''}`);
  if (isGatewayError(head.status) && conversation.started >= (options.exportBudget ?? Infinity)) {
    session.supersede(exchange.id, 'gateway-error');
    return void conversation.stop(step, EXPORT_LABELS, { of, ...usedUp(options.exportBudget) });
  }
  const nobody = isOfPages(profile) ? whyNobody(answer) : undefined;
  const isRefused = head.status === mayRefuse && isOutcome(exchange.reply?.body.json);
  if (isRefused || (apart === true && !isAccepted(answer))) {
    // There may be no such people or claims, and whether that is so is judged by a requirement of its own: the others go on.
    session.relabel(exchange.id, 'kickoff-apart-refused');
    return undefined;
  }
  if (narrowed === true && !isAccepted(answer)) {
    // What is asked of it, other exports show all the same.
    session.relabel(exchange.id, 'kickoff-narrowed-refused');
    const because = `the export request returned status ${head.status}`;
    return void conversation.stop(step, ['narrowed'], {
      ...{ of, because, cause: 'earlier' },
      exchange: exchange.id,
    });
  }
  if (nobody !== undefined)
    return void conversation.stop(step, EXPORT_LABELS, { of, ...nobody, exchange: exchange.id });
  if (!isAccepted(answer)) return stop(`the export request returned status ${head.status}`);
  const location = headerOf(head.headers, 'content-location');
  if (location === undefined) return stop('the response to the export request has no Content-Location');
  const jobUrl = onTarget(requestedAs(location, options), url);
  if (jobUrl === undefined)
    return stop(
      `the job URL is not on the server under test (${howElsewhere(location, url)}), so it was not requested`,
    );
  return jobUrl;
};

/** Whether a status refuses the request itself, or says that the server cannot handle it. */
const isRefusal = (status = 0): boolean =>
  status >= 400 && !isBusy(status) && !isGatewayError(status) && !OF_OTHERS.has(status);
/** Statuses that are about the token, or about the time. */
const OF_OTHERS = new Set([401, 408]);

/** Why the server has nobody to export for a client, which says nothing about the server; undefined: it is not so. */
const whyNobody = ({ exchange: { reply } }: Answer): StopReason | undefined => {
  if (!isOutcome(reply?.body.json)) return undefined;
  if (reply?.status === 404)
    return {
      because: 'the server has no attribution for this client (404 with an OperationOutcome)',
      ...needsData('an attribution; every January no client has one for some weeks'),
    };
  if (reply?.status === 403)
    return {
      because: 'this version of the API is not enabled for this client (403 with an OperationOutcome)',
      ...needsData('access to this version'),
    };
  return undefined;
};

const fetchFile = async (
  conversation: Conversation,
  step: string,
  { of, set }: Pick<FinishedJob, 'of' | 'set'>,
  file: ListedFile,
): Promise<Answer | undefined> => {
  const label = file.list === 'output' ? 'data' : 'error-data';
  const answer = await withTokenOf(conversation, { step, set, target: 'data' }, (authorization, as) =>
    conversation.session.download(
      { step, label, of, as, method: 'GET', url: file.url, headers: [['Authorization', authorization]] },
      listedAs(file),
    ),
  );
  const fact = answer === undefined ? undefined : fileOf(conversation.session, answer.exchange);
  if (fact !== undefined) Object.assign(file, { bytes: fact.bytes, whole: fact.whole });
  return answer;
};
