import type { ExportRequest } from '../model/index.js';
import { withToken } from './authorized.js';
import { bounds } from './bounds.js';
import type { Conversation, FinishedJob, ListedFile } from './conversation.js';
import { headerOf } from './headers.js';
import { onTarget } from './origin.js';
import { retryAfterMs } from './retry.js';
import type { Answer } from './session.js';

/** Polls a job until its manifest; undefined (and a stop) where it never comes. */
export const follow = async (
  conversation: Conversation,
  step: string,
  { of, set }: ExportRequest,
  url: string,
): Promise<FinishedJob | undefined> => {
  const { session, options } = conversation;
  const stop = (because: string, exchange: number, cause: 'earlier' | 'deadline' = 'earlier'): undefined =>
    void conversation.stop(step, ['manifest', 'data', 'error-data'], {
      of,
      because,
      cause,
      exchange,
      ...(cause === 'deadline' && { unblock: '--deadline' }),
    });
  let pause = (options.pollInterval ?? 1) * 1000;
  let silent = 0;
  for (let polls = 1; ; polls += 1) {
    const answer = await poll(conversation, step, of, url);
    if (answer === undefined) return stop('no access token was issued', 0);
    const { exchange, head } = answer;
    if (head === undefined) {
      silent += 1;
      if (silent >= 3) return stop(`the status request had no reply: ${exchange.failure?.says ?? ''}`, exchange.id);
      session.supersede(exchange.id, 'no-reply');
    } else if (head.status === 200) {
      return finish(conversation, of, set, url, answer);
    } else if (head.status === 429 || head.status === 503)
      return stop('the server was still busy at the deadline of the run', exchange.id, 'deadline');
    else if (head.status !== 408 && (head.status < 200 || head.status > 299))
      return stop(`the job ended with status ${head.status}`, exchange.id);

    if (head !== undefined) silent = 0;
    const progress = head === undefined ? '' : (headerOf(head.headers, 'x-progress') ?? '');
    options.onProgress?.({ kind: 'poll', of, polls, progress: session.redactor.redact(progress) });
    const wait = Math.max(head === undefined ? 0 : (retryAfterMs(head.headers, session.clock.now()) ?? 0), pause);
    if (session.clock.now() + wait > conversation.deadline)
      return stop('the job was still running at the deadline of the run', exchange.id, 'deadline');
    await session.wait(wait, `job of ${of}`);
    pause = Math.max(pause, Math.min(pause * 1.2, bounds.longestPollMs));
  }
};

/**
 * One status request with nothing but Authorization. Where the server demands more (a deviation, which the
 * label tells), the conversation goes on with what it demands.
 */
const poll = async (conversation: Conversation, step: string, of: string, url: string): Promise<Answer | undefined> => {
  const { session } = conversation;
  const once = (): Promise<Answer | undefined> =>
    withToken(conversation, step, (authorization) =>
      session.send({
        step,
        label: (status) => (status === 200 ? 'manifest' : 'status'),
        of,
        as: 'token',
        method: 'GET',
        url,
        headers: [...conversation.statusHeaders, ['Authorization', authorization]],
        patientUntil: conversation.deadline,
      }),
    );
  const answer = await once();
  const status = answer?.head?.status;
  const picky = status === 400 || status === 406 || status === 415;
  if (answer === undefined || !picky || conversation.statusHeaders.length > 0) return answer;
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

/** Notes the finished job with the files that its manifest lists. */
const finish = (
  conversation: Conversation,
  of: string,
  set: ExportRequest['set'],
  url: string,
  answer: Answer,
): FinishedJob => {
  const { exchange } = answer;
  const halt = (labels: readonly string[], because: string): void =>
    conversation.stop(exchange.step, labels, { of, because, cause: 'earlier', exchange: exchange.id });
  const [document, ...more] = answer.content.documents;
  const manifest = typeof document === 'object' && document !== null && more.length === 0 ? document : undefined;
  if (manifest === undefined) halt(['data', 'error-data'], 'the manifest is not one JSON object');
  const { output, error } = (manifest ?? { output: [], error: [] }) as Record<string, unknown>;
  const files: ListedFile[] = [];
  for (const [list, entries] of [
    ['output', output],
    ['error', error],
  ] as const) {
    const label = list === 'output' ? 'data' : 'error-data';
    if (!Array.isArray(entries)) {
      halt([label], `the manifest's ${list} is not an array`);
      continue;
    }
    for (const [index, entry] of (entries as unknown[]).entries()) {
      const { type, url: listed } = (entry ?? {}) as Record<string, unknown>;
      if (typeof listed !== 'string') continue;
      const fileUrl = onTarget(listed, url);
      if (fileUrl === undefined) halt([label], 'a listed file is not on the server under test, so it was not fetched');
      else if (!files.some((file) => file.url === fileUrl))
        files.push({ url: fileUrl, type: typeof type === 'string' ? type : '', list, nth: index + 1 });
    }
  }
  const job = { of, set, url, files };
  conversation.jobs.push(job);
  return job;
};
