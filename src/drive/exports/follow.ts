import type { ExportRequest, Header } from '../../model/index.js';
import { askRunning } from '../asks.js';
import { withTokenOf } from '../tokens/authorized.js';
import type { Conversation, FinishedJob } from '../conversation.js';
import { sanitizedProgress, sanitizedUrl } from '../../record/sanitize.js';
import { headerOf } from '../../record/headers.js';
import { finish } from './manifest.js';
import { whyUnresponsive } from '../unresponsive.js';
import type { Redactor } from '../../record/redact.js';
import { isBusy, retryAfterMs } from '../session/retry.js';
import type { Answer } from '../session/call.js';

/**
 * Polls a job until its manifest; undefined (and a stop) if there is none.
 * @param requestOf determines the job's export from the manifest, if only that says it
 */
export const follow = async (
  conversation: Conversation,
  step: string,
  request: ExportRequest,
  url: string,
  requestOf: (manifest: Answer) => ExportRequest = () => request,
): Promise<FinishedJob | undefined> => {
  const { session, options } = conversation;
  conversation.polledJob = url;
  const { of } = request;
  const stop = (because: string, exchange?: number, cause: 'earlier' | 'deadline' = 'earlier'): undefined =>
    void conversation.stop(step, ['manifest', 'data', 'error-data'], {
      of,
      because,
      cause,
      ...(exchange !== undefined && { exchange }),
      ...(cause === 'deadline' && { unblock: `--deadline, or later ${resumeOption(url, session.redactor)}` }),
    });
  const blocker = whyUnresponsive(conversation, 'status');
  if (blocker !== undefined) return stop(blocker.because);
  let pause = (options.pollInterval ?? 1) * 1000;
  let unanswered = 0;
  for (let polls = 1; ; polls += 1) {
    const answer = await poll(conversation, step, request, url);
    if (answer === undefined) return stop('no access token was issued');
    const { exchange, head } = answer;
    if (head === undefined) {
      unanswered += 1;
      if (unanswered >= session.limits['silent-polls'])
        return stop(`the status request had no response: ${exchange.failure?.says ?? ''}`, exchange.id);
      session.supersede(exchange.id, 'no-reply');
    } else if (head.status === 200) {
      return finish(conversation, requestOf(answer), url, answer);
    } else if (isBusy(head.status)) return stop(whyBusy(head.headers), exchange.id, 'deadline');
    else if (head.status !== 408 && (head.status < 200 || head.status > 299))
      return stop(`the job ended with status ${head.status}`, exchange.id);

    const asked = head?.status === 202 ? await askRunning(conversation, request, url) : 0;
    if (head !== undefined) unanswered = 0;
    const progress = head === undefined ? '' : (headerOf(head.headers, 'x-progress') ?? '');
    options.onProgress?.({ kind: 'poll', of, polls, progress: sanitizedProgress(session.redactor.redact(progress)) });
    const wait = Math.max(
      head === undefined ? 0 : (retryAfterMs(head.headers, session.clock.now(), session.limits) ?? 0),
      asked,
      pause,
    );
    if (session.clock.now() + wait > conversation.deadline)
      return stop(whyTooLate(head?.headers ?? [], wait > pause), exchange.id, 'deadline');
    await session.wait(wait, `job of ${of}`);
    pause = Math.max(pause, Math.min(pause * 1.2, session.limits['poll-seconds'] * 1000));
  }
};

/** Why a job is not polled again: a wait that the server asked for is named, if it is what goes beyond the deadline. */
const whyTooLate = (headers: readonly Header[], isAsked: boolean): string =>
  isAsked
    ? `the job was not finished, and Retry-After asked for a wait (${askedWait(headers)}) beyond the deadline of the run`
    : 'the job was still running at the deadline of the run';

const whyBusy = (headers: readonly Header[]): string =>
  headerOf(headers, 'retry-after') === undefined
    ? 'the server was still busy at the deadline of the run'
    : `the server was busy, and Retry-After asked for a wait (${askedWait(headers)}) beyond the deadline of the run`;

const askedWait = (headers: readonly Header[]): string => {
  const value = headerOf(headers, 'retry-after')?.trim() ?? '';
  if (!/^\d+$/.test(value)) return 'a date';
  // Longer numbers are not repeated: they could be anything.
  return value.length <= 7 ? `${value} s` : 'more than 115 days';
};

/** The option that lets a later run continue a job; only a URL without secrets is repeated. */
export const resumeOption = (url: string, redactor: Redactor): string =>
  sanitizedUrl(redactor.redact(url)) === url ? `--job ${url}` : '--job with its URL';

/**
 * One status request with only the Authorization header. If the server requires more (a deviation, which the label
 * shows), the run continues with what it requires.
 */
const poll = async (
  conversation: Conversation,
  step: string,
  { of, set }: Pick<ExportRequest, 'of' | 'set'>,
  url: string,
): Promise<Answer | undefined> => {
  const { session } = conversation;
  const once = (): Promise<Answer | undefined> =>
    withTokenOf(conversation, { step, set, target: 'status' }, (authorization, as) =>
      session.send({
        step,
        label: (status) => (status === 200 ? 'manifest' : 'status'),
        of,
        as,
        method: 'GET',
        url,
        headers: [...conversation.statusHeaders, ['Authorization', authorization]],
        retryUntil: conversation.deadline,
        polls: true,
      }),
    );
  const answer = await once();
  const status = answer?.head?.status;
  const rejected = status === 400 || status === 406 || status === 415;
  if (answer === undefined || !rejected || conversation.statusHeaders.length > 0) return answer;
  conversation.statusHeaders = [
    ['Accept', 'application/fhir+json'],
    ['Prefer', 'respond-async'],
  ];
  const second = await once();
  if (second?.head?.status === status) {
    conversation.statusHeaders = [];
    return second;
  }
  session.relabel(answer.exchange.id, 'status-refused-bare');
  return second;
};
