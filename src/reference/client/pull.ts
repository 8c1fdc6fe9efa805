import { headerOf } from '../server/alter.js';
import { fetchFiles } from './download.js';
import { openFolder } from './files.js';
import { BrokenExchange, type ClientReply, orBroken } from './http.js';
import { absolute, type Manifest, manifestOf, sameOrigin } from './manifest.js';
import { answerOf, failureOf, PullFailed } from './reply.js';
import { exportsOf, openRun, type Pulled, type PullOptions, refuseMixing, type Run } from './run.js';
import { BUSY, DAY, retryWhileBusy, retryAfterOf, SECOND } from './wait.js';

/** Statuses of a job that is not finished. */
const GOES_ON = new Set([202, 408, 429, 502, 503, 504]);
/** Longest pause between two status requests if the server does not ask for one, in milliseconds. */
const LONGEST_PAUSE = 30 * SECOND;
/** How many status requests in a row may remain without a reply. */
const MOST_LOST = 8;

/**
 * Pulls what a server exports into a folder, in the four steps of the guides.
 * Throws PullFailed if the server does not return the files, CannotJudge if it cannot be reached or an option is wrong,
 * the file system's errors, and the signal's reason.
 */
export const pull = (options: PullOptions): Promise<Pulled> =>
  takeSteps(options).catch((error: unknown) => {
    // An exchange that the user aborted failed for no other reason.
    options.signal?.throwIfAborted();
    throw error;
  });

const takeSteps = async (options: PullOptions): Promise<Pulled> => {
  const exports = exportsOf(options);
  const folder = await openFolder(options.out);
  if (options.job === undefined) refuseMixing(folder, exports);
  const run = openRun(options);
  const pulled = { files: 0, bytes: 0, kept: 0, errors: 0, jobs: [] as string[] };

  // 1. Obtain an access token
  await run.session.signIn();
  for (const [index, { url }] of exports.entries()) {
    // 2. Initiate an export job
    const job = options.job === undefined ? await startExport(run, url) : run.here(options.job);
    pulled.jobs.push(job);
    const rest = exports.slice(index + 1).flatMap(({ types }) => types);
    run.tell({ kind: 'job', url: run.session.redacted(job), rest });

    // 3. Check the status of the export job
    const manifest = await watch(run, job);

    // 4. Retrieve the NDJSON files, those of the errors too
    const fetched = await fetchFiles(run, folder, manifest, options.job !== undefined);
    pulled.files += fetched.files;
    pulled.errors += fetched.errors;
    pulled.kept += fetched.kept;
    pulled.bytes += fetched.bytes;
  }
  return pulled;
};

/** Kick-off: returns the URL of the job (guide: Initiate an export job). It is sent once, and again only if the server was too busy. */
const startExport = async (run: Run, url: string): Promise<string> => {
  const kickOff = (): Promise<ClientReply> =>
    run.session.get(url, [
      ['Accept', 'application/fhir+json'],
      ['Prefer', 'respond-async'],
    ]);
  const reply = await orBroken(() => retryWhileBusy(kickOff, 'the export request', run, BUSY));
  if (reply instanceof BrokenExchange)
    throw new PullFailed(
      `The export request had no response: ${reply.message}. It is unknown whether a job was started, so the request was not repeated.`,
    );
  const answer = await orBroken(() => answerOf(reply));
  if (reply.status !== 202)
    throw failureOf('The export request', answer instanceof BrokenExchange ? { ...reply, text: '' } : answer);
  const location = headerOf(reply.headers, 'Content-Location');
  const job = location === undefined ? undefined : absolute(run.here(location), url);
  if (job === undefined) throw new PullFailed('The response to the export request has no Content-Location with a URL.');
  if (!sameOrigin(job, run.base))
    throw new PullFailed(
      'The job is not on the origin of the server, and the token is not sent elsewhere. If the server announces its URLs under another base URL, give that with --public-url.',
    );
  return job;
};

/** Polls the job until it is finished (guide: Check the status of the export job); returns its manifest. */
const watch = async ({ session, clock, wait, tell, here }: Run, job: string): Promise<Manifest> => {
  const deadline = clock.now() + DAY;
  for (let pause = SECOND, lost = 0; clock.now() < deadline; pause = Math.min(pause * 1.2, LONGEST_PAUSE)) {
    const answer = await orBroken(async () => answerOf(await session.get(job)));
    if (answer instanceof BrokenExchange) {
      lost += 1;
      if (lost === MOST_LOST)
        throw new PullFailed(`The server no longer responds to status requests: ${answer.message}.`, true);
      await wait(pause, `the status request had no complete response: ${answer.message}`);
      continue;
    }
    lost = answer.status === 502 || answer.status === 504 ? lost + 1 : 0;
    if (lost === MOST_LOST) throw failureOf('The status request', answer, true);
    if (answer.status === 200) return manifestOf(answer.text, job, here);
    if (!GOES_ON.has(answer.status)) throw failureOf('The status request', answer);
    const progress = session.redacted(headerOf(answer.headers, 'X-Progress') ?? '');
    tell({ kind: 'poll', status: answer.status, progress });
    await wait(retryAfterOf(answer.headers, clock.now()) ?? pause, 'the job is not finished');
  }
  throw new PullFailed('The job was not finished within a day.', true);
};
