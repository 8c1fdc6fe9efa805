import { afterEach, describe, expect, test } from 'vitest';
import { type Fault, FAULT_PLACES, type FaultPlace, ROUTES } from '../../../src/model/index.js';
import {
  faultAt,
  headerOf,
  type ReferenceServer,
  sandboxClients,
  startReferenceServer,
  withHeader,
} from '../../../src/reference/index.js';
import { profile201912 as profile } from '../../../suites/profiles/2019-12.js';

const [first, second] = sandboxClients;
const { paths } = profile;
const marking: Fault = {
  id: 'marks',
  title: 'marks its replies',
  at: ROUTES,
  fails: [],
  alter: withHeader('X-Fault', 'yes'),
};

let server: ReferenceServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly json: Record<string, unknown>;
  /** Whether the fault sat there. */
  readonly marked: boolean;
}

interface Talk {
  readonly ask: (path: string, headers?: Record<string, string>, method?: string) => Promise<Answer>;
  readonly token: (client?: typeof first) => Promise<Answer & { readonly bearer: Record<string, string> }>;
  readonly start: (bearer: Record<string, string>, query?: string) => Promise<Answer & { readonly job: string }>;
  /** Polls to the manifest; whether each of the replies was marked, and the files. */
  readonly poll: (bearer: Record<string, string>, job: string) => Promise<{ marked: boolean[]; files: string[] }>;
}

/** Speaks to a server whose every reply at the place is marked. */
const talkAt = async (
  place: FaultPlace,
  more: Partial<Parameters<typeof startReferenceServer>[0]> = {},
): Promise<Talk> => {
  const faults = [faultAt(marking, place, { jobs: 3, secondClient: second.clientId })];
  const running = (server = await startReferenceServer({ profile, beneficiaries: 2, faults, ...more }));
  const pathOf = (url: unknown): string => String(url).slice(running.url.length);
  const ask: Talk['ask'] = async (path, headers = {}, method = 'GET') => {
    const reply = await fetch(running.url + path, { method, headers });
    const own = [...reply.headers];
    const text = await reply.text();
    const json = text.startsWith('{') && !text.includes('\n') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: reply.status, headers: own, json, marked: headerOf(own, 'X-Fault') !== undefined };
  };
  return {
    ask,
    token: async ({ clientId, clientSecret } = first) => {
      const Authorization = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
      const answer = await ask(paths.token, { Authorization }, 'POST');
      return { ...answer, bearer: { Authorization: `Bearer ${String(answer.json['access_token'])}` } };
    },
    start: async (bearer, query = '') => {
      const headers = { ...bearer, Accept: 'application/fhir+json', Prefer: 'respond-async' };
      const answer = await ask(`${paths.api}/Patient/$export${query}`, headers);
      return { ...answer, job: pathOf(headerOf(answer.headers, 'Content-Location')) };
    },
    poll: async (bearer, job) => {
      const marked: boolean[] = [];
      for (;;) {
        const answer = await ask(job, bearer);
        marked.push(answer.marked);
        if (answer.status !== 202)
          return { marked, files: (answer.json['output'] as { url: string }[]).map(({ url }) => pathOf(url)) };
      }
    },
  };
};

describe('a fault sits', () => {
  test('everywhere', async () => {
    const { ask, token, start, poll } = await talkAt('everywhere');
    const { marked, bearer } = await token();
    expect([marked, (await ask(paths.metadata)).marked, (await ask('/elsewhere')).marked]).toEqual([true, true, true]);
    const { job } = await start(bearer);
    expect((await poll(bearer, job)).marked).toEqual([true, true, true, true]);
  });

  test('at typed requests: kick-off, status and files of jobs with _type', async () => {
    const { ask, token, start, poll } = await talkAt('typed-requests');
    const { marked, bearer } = await token();
    const plain = await start(bearer);
    const typed = await start(bearer, '?_type=Coverage');
    expect([marked, plain.marked, typed.marked]).toEqual([false, false, true]);
    const ofPlain = await poll(bearer, plain.job);
    const ofTyped = await poll(bearer, typed.job);
    expect(ofPlain.marked).toEqual([false, false, false, false]);
    expect(ofTyped.marked).toEqual([true, true, true, true]);
    expect((await ask(ofPlain.files[0]!, bearer)).marked).toBe(false);
    expect((await ask(ofTyped.files[0]!, bearer)).marked).toBe(true);
    expect((await ask(ofTyped.files[0]!)).marked).toBe(true);
  });

  test('at the last job, its kick-off and its files', async () => {
    const { ask, token, start, poll } = await talkAt('last-job');
    const { bearer } = await token();
    const jobs = [await start(bearer), await start(bearer), await start(bearer)];
    expect(jobs.map(({ marked }) => marked)).toEqual([false, false, true]);
    const polled = await Promise.all(jobs.map(({ job }) => poll(bearer, job)));
    expect(polled.map(({ marked }) => marked[0])).toEqual([false, false, true]);
    const files = await Promise.all(polled.map((one) => ask(one.files[0]!, bearer)));
    expect(files.map(({ marked }) => marked)).toEqual([false, false, true]);
    expect((await ask(`${paths.jobs}/999`, bearer)).marked).toBe(false);
  });

  test.each([
    ['second-file', [false, true, false]],
    ['last-file', [false, false, true]],
  ] as const)('at the %s of a type', async (place, wanted) => {
    const { ask, token, start, poll } = await talkAt(place, { beneficiaries: 3, beneficiariesPerFile: 1 });
    const { bearer } = await token();
    const { job } = await start(bearer, '?_type=Patient');
    const { files, marked } = await poll(bearer, job);
    expect(marked).toEqual([false, false, false, false]);
    expect((await Promise.all(files.map((file) => ask(file, bearer)))).map((one) => one.marked)).toEqual(wanted);
  });

  test('not at the last file where there is but one', async () => {
    const { ask, token, start, poll } = await talkAt('last-file');
    const { bearer } = await token();
    const { files } = await poll(bearer, (await start(bearer, '?_type=Patient')).job);
    expect((await ask(files[0]!, bearer)).marked).toBe(false);
  });

  test('at later polls of each job, which other clients and nobody do not count as', async () => {
    const { ask, token, start, poll } = await talkAt('later-polls');
    const { bearer } = await token();
    const other = await token(second);
    const { job } = await start(bearer);
    expect((await ask(job)).marked).toBe(false);
    expect((await ask(job, other.bearer)).marked).toBe(false);
    expect((await poll(bearer, job)).marked).toEqual([false, true, true, true]);
    expect((await poll(bearer, (await start(bearer)).job)).marked).toEqual([false, true, true, true]);
  });

  test('at the second of several requests that are alike', async () => {
    const { ask, token } = await talkAt('second-time');
    const marks = [];
    for (let time = 0; time < 3; time += 1) marks.push((await ask(paths.version ?? '')).marked);
    expect(marks).toEqual([false, true, false]);
    expect((await ask(paths.version ?? '', { Accept: 'application/json' })).marked).toBe(false);
    const { bearer } = await token();
    const { bearer: renewed, marked } = await token();
    expect(marked).toBe(true);
    // Another token of the same client makes no other request.
    expect((await ask(`${paths.jobs}/1`, bearer)).marked).toBe(false);
    expect((await ask(`${paths.jobs}/1`)).marked).toBe(false);
    expect((await ask(`${paths.jobs}/1`, renewed)).marked).toBe(true);
  });

  test("at a client's later tokens, from the request for them on", async () => {
    const { ask, token } = await talkAt('later-tokens');
    const one = await token();
    const two = await token();
    const other = await token(second);
    expect([one.marked, two.marked, other.marked]).toEqual([false, true, false]);
    const uses = [one, two, other].map(async ({ bearer }) => (await ask(`${paths.jobs}/1`, bearer)).marked);
    expect(await Promise.all(uses)).toEqual([false, true, false]);
    const expired = { Authorization: `Bearer ${await server!.expiredToken()}` };
    expect((await ask(`${paths.jobs}/1`, expired)).marked).toBe(false);
    expect((await ask(`${paths.jobs}/1`)).marked).toBe(false);
  });

  test('at tokens that were used twelve times', async () => {
    const { ask, token } = await talkAt('after-uses');
    const { bearer } = await token();
    const marks = [];
    for (let use = 0; use < 14; use += 1) marks.push((await ask(`${paths.jobs}/${use}`, bearer)).marked);
    expect(marks.indexOf(true)).toBe(12);
    expect(marks[13]).toBe(true);
    expect((await ask(`${paths.jobs}/1`, (await token()).bearer)).marked).toBe(false);
  });

  test('at the second client, whatever it carries', async () => {
    const { ask, token } = await talkAt('second-client');
    const one = await token();
    const two = await token(second);
    const wrong = await token({ ...second, clientSecret: 'guessed' });
    expect([one.marked, two.marked, wrong.marked, wrong.status]).toEqual([false, true, true, 401]);
    expect((await ask(`${paths.jobs}/1`, one.bearer)).marked).toBe(false);
    expect((await ask(`${paths.jobs}/1`, two.bearer)).marked).toBe(true);
    expect((await ask(paths.metadata)).marked).toBe(false);
  });

  test('at expired tokens', async () => {
    const { ask, token } = await talkAt('expired-tokens');
    const { bearer } = await token();
    const expired = { Authorization: `Bearer ${await server!.expiredToken()}` };
    const answers = [await ask(`${paths.jobs}/1`, bearer), await ask(`${paths.jobs}/1`, expired)];
    expect(answers.map(({ marked }) => marked)).toEqual([false, true]);
    expect((await ask(`${paths.jobs}/1`)).marked).toBe(false);
  });
});

test('a fault that sits everywhere is left as it is', () => {
  expect(faultAt(marking, 'everywhere', { jobs: 3, secondClient: '' })).toBe(marking);
});

test.each(Object.keys(FAULT_PLACES) as FaultPlace[])('at %s, a request of no kind harms nothing', async (place) => {
  const { ask } = await talkAt(place);
  for (const path of ['/', `${paths.data}/1/x.ndjson`, `${paths.jobs}/`, `${paths.api}/x/$export?_type`])
    await ask(path, { Authorization: 'Bearer' });
  expect(server?.errors).toEqual([]);
});
