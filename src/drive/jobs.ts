import type { Depth, ExportRequest } from '../model/index.js';
import { bounds } from './bounds.js';
import type { Conversation, FinishedJob, ListedFile } from './conversation.js';
import { fileOf } from './conversation.js';
import { documentsIn } from './json.js';
import { retryAfterMs } from './retry.js';
import { type Answer, headerOf } from './session.js';
import { EXPORT_LABELS } from './steps.js';

/** Runs one export as far as `to`: kick-off, polling to the manifest, every file that it lists. */
export const runExport = async (
  conversation: Conversation,
  step: string,
  request: ExportRequest,
  to: Depth,
): Promise<void> => {
  const jobUrl = await kickOff(conversation, step, request);
  if (jobUrl === undefined || to === 'kickoff') return;
  const job = await follow(conversation, step, request, jobUrl);
  if (job === undefined || to === 'manifest') return;
  for (const file of job.files) await fetchFile(conversation, step, request.of, file);
};

/** Starts the job; its URL, or undefined (and a stop) where it has none that may be followed. */
const kickOff = async (
  conversation: Conversation,
  step: string,
  { of, path }: ExportRequest,
): Promise<string | undefined> => {
  const { session, options } = conversation;
  const stop = (because: string, exchange?: number): undefined =>
    void conversation.stop(step, EXPORT_LABELS.slice(exchange === undefined ? 0 : 1), {
      of,
      because,
      cause: 'earlier',
      ...(exchange !== undefined && { exchange }),
    });
  if (conversation.started >= (options.exportBudget ?? Infinity)) {
    const because = `the export budget of ${options.exportBudget} is used up`;
    return void conversation.stop(step, EXPORT_LABELS, { of, because, cause: 'budget', unblock: '--export-budget' });
  }
  const url = options.base + path;
  const answer = await withToken(conversation, step, (authorization) =>
    session.send({
      step,
      label: 'kickoff',
      of,
      as: 'token',
      method: 'GET',
      url,
      headers: [
        ['Accept', 'application/fhir+json'],
        ['Prefer', 'respond-async'],
        ['Authorization', authorization],
      ],
      // Another job of this client may still run, and a production server refuses a second one until it is done.
      patientUntil: conversation.deadline,
    }),
  );
  if (answer === undefined) return stop('no access token was issued');
  const { exchange, head } = answer;
  if (head === undefined) return stop(`the kick-off had no reply: ${exchange.failure?.says ?? ''}`, exchange.id);
  if (head.status < 200 || head.status > 299) return stop(`the kick-off was answered ${head.status}`, exchange.id);
  conversation.worked();
  conversation.started += 1;
  const location = headerOf(head.headers, 'content-location');
  if (location === undefined) return stop('the kick-off reply has no Content-Location', exchange.id);
  const jobUrl = onTarget(location, url);
  if (jobUrl === undefined)
    return stop('the job URL is not on the server under test, so it was not followed', exchange.id);
  return jobUrl;
};

/** Polls a job until its manifest; undefined (and a stop) where it never comes. */
const follow = async (
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
      conversation.worked();
      return finish(conversation, of, set, url, answer);
    } else if (head.status !== 408 && (head.status < 200 || head.status > 299))
      return stop(`the job ended with status ${head.status}`, exchange.id);
    else conversation.worked();
    const progress = head === undefined ? '' : (headerOf(head.headers, 'x-progress') ?? '');
    options.onProgress?.({ kind: 'poll', of, polls, progress });
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
const poll = async (
  conversation: Conversation,
  step: string,
  of: string,
  url: string,
): Promise<Answer | undefined> => {
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
  const [document, ...more] = documentsIn(answer.text);
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
    for (const entry of entries as unknown[]) {
      const { type, url: listed } = (entry ?? {}) as Record<string, unknown>;
      if (typeof listed !== 'string') continue;
      const fileUrl = onTarget(listed, url);
      if (fileUrl === undefined) halt([label], 'a listed file is not on the server under test, so it was not fetched');
      else if (!files.some((file) => file.url === fileUrl))
        files.push({ url: fileUrl, type: typeof type === 'string' ? type : '', list });
    }
  }
  const job = { of, set, url, files };
  conversation.jobs.push(job);
  return job;
};

const fetchFile = async (conversation: Conversation, step: string, of: string, file: ListedFile): Promise<void> => {
  const label = file.list === 'output' ? 'data' : 'error-data';
  const type = file.list === 'output' ? file.type : 'OperationOutcome';
  const answer = await withToken(conversation, step, (authorization) =>
    conversation.session.download(
      { step, label, of, as: 'token', method: 'GET', url: file.url, headers: [['Authorization', authorization]] },
      { type, list: file.list },
    ),
  );
  const fact = answer === undefined ? undefined : fileOf(conversation.session, answer.exchange);
  if (fact !== undefined) file.bytes = fact.bytes;
};

/** Makes a request with the current token, once more with a new one where a token that worked is refused. */
export const withToken = async (
  conversation: Conversation,
  step: string,
  make: (authorization: string) => Promise<Answer>,
): Promise<Answer | undefined> => {
  const token = await conversation.token(step);
  if (token === undefined) return undefined;
  const answer = await make(`Bearer ${token.value}`);
  if (answer.head?.status !== 401 || !(await conversation.renewAfter401(step, answer.exchange))) return answer;
  const renewed = await conversation.token(step);
  return renewed === undefined ? answer : make(`Bearer ${renewed.value}`);
};

/** The URL made absolute, if it is on the origin of the request that it came from; the Bearer goes nowhere else. */
export const onTarget = (url: string, from: string): string | undefined => {
  if (!URL.canParse(url, from)) return undefined;
  const resolved = new URL(url, from);
  if (resolved.origin !== new URL(from).origin) return undefined;
  return URL.canParse(url) ? url : resolved.href;
};
