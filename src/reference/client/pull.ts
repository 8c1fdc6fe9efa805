import { headerOf } from '../server/alter.js';
import { fetchFiles } from './download.js';
import { openFolder } from './files.js';
import { BrokenExchange, type ClientReply, orBroken } from './http.js';
import { absolute, type Manifest, manifestOf, sameOrigin } from './manifest.js';
import { answerOf, failureOf, PullFailed } from './reply.js';
import { exportsOf, openRun, type Pulled, type PullOptions, refuseMixing, type Run } from './run.js';
import { DAY, patiently, retryAfterOf, SECOND } from './wait.js';

/** What a status request may be answered while the job goes on. */
const GOES_ON = new Set([202, 408, 429, 503]);
/** The longest pause between two status requests where the server does not ask for one, in milliseconds. */
const LONGEST_PAUSE = 30 * SECOND;
/** How many status requests in a row may have no reply. */
const LOST = 8;

/**
 * Pulls what a server exports into a folder, by the four steps of the guides.
 * Throws PullFailed where the server does not deliver, CannotJudge where it cannot be reached or an option is wrong,
 * the file system's errors, and the signal's reason.
 */
export const pull = (options: PullOptions): Promise<Pulled> =>
  takeSteps(options).catch((error: unknown) => {
    // An exchange that was broken off by the user broke for no other reason.
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
    const job = options.job ?? (await startExport(run, url));
    pulled.jobs.push(job);
    const rest = exports.slice(index + 1).flatMap(({ types }) => types);
    run.tell({ kind: 'job', url: run.session.discreet(job), rest });

    // 3. Check the status of the export job
    const manifest = await watch(run, job);

    // 4. Retrieve the NDJSON files, those of the errors too
    const came = await fetchFiles(run, folder, manifest, options.job !== undefined);
    pulled.files += came.files;
    pulled.errors += came.errors;
    pulled.kept += came.kept;
    pulled.bytes += came.bytes;
  }
  return pulled;
};

/** Kick-off: the URL of the job (guide: Initiate an export job). Sent once; again only where the server was too busy. */
const startExport = async (run: Run, url: string): Promise<string> => {
  const kickOff = (): Promise<ClientReply> =>
    run.session.get(url, [
      ['Accept', 'application/fhir+json'],
      ['Prefer', 'respond-async'],
    ]);
  const reply = await orBroken(() => patiently(kickOff, 'the export request', run));
  if (reply instanceof BrokenExchange)
    throw new PullFailed(
      `The export request had no reply: ${reply.message}. Whether a job was started is not known, so it was not sent again.`,
    );
  const answer = await orBroken(() => answerOf(reply));
  if (reply.status !== 202)
    throw failureOf('The export request', answer instanceof BrokenExchange ? { ...reply, text: '' } : answer);
  const location = headerOf(reply.headers, 'Content-Location');
  const job = location === undefined ? undefined : absolute(location, url);
  if (job === undefined) throw new PullFailed('The reply to the export request has no Content-Location with a URL.');
  if (!sameOrigin(job, run.base))
    throw new PullFailed('The job is on another origin than the server, where the token is not sent.');
  return job;
};

/** Asks for the status until the job is done (guide: Check the status of the export job); its manifest. */
const watch = async ({ session, clock, wait, tell }: Run, job: string): Promise<Manifest> => {
  const deadline = clock.now() + DAY;
  for (let pause = SECOND, lost = 0; clock.now() < deadline; pause = Math.min(pause * 1.2, LONGEST_PAUSE)) {
    const answer = await orBroken(async () => answerOf(await session.get(job)));
    if (answer instanceof BrokenExchange) {
      lost += 1;
      if (lost === LOST) throw new PullFailed(`The server no longer tells of the job: ${answer.message}.`, true);
      await wait(pause, `the status request had no whole reply: ${answer.message}`);
      continue;
    }
    lost = 0;
    if (answer.status === 200) return manifestOf(answer.text, job);
    if (!GOES_ON.has(answer.status)) throw failureOf('The status request', answer);
    const progress = session.discreet(headerOf(answer.headers, 'X-Progress') ?? '');
    tell({ kind: 'poll', status: answer.status, progress });
    await wait(retryAfterOf(answer.headers, clock.now()) ?? pause, 'the job is not done');
  }
  throw new PullFailed('The job was not done within a day.', true);
};
