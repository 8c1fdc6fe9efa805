import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import type { Alter, ServerReply } from '../../../src/model/index.js';
import { userAgent } from '../../../src/package.js';
import { answering, bytesOf, json, openClientHttp, when } from '../../../src/reference/index.js';
import { profile201909 } from '../../../suites/profiles/2019-09.js';
import { emptyFolder } from '../../support/cli-run.js';
import { filesIn, type PullScene, scene } from '../../support/pulling.js';
import { answer, startScripted } from '../../support/server.js';

type Listed = { output: { type: string; url: string }[]; error: { url: string }[]; requiresAccessToken?: boolean };

/** Rewrites the URLs of a manifest. */
const listing = (change: (url: string, index: number) => string): Alter =>
  json<Listed>((it) => {
    it.output = it.output.map((file, index) => ({ ...file, url: change(file.url, index) }));
  });

const halved: Alter = async (request, next) => {
  const whole = await next(request);
  const bytes = await bytesOf(whole.body);
  return { ...whole, body: bytes.subarray(0, bytes.length / 2), cut: Math.ceil(bytes.length / 2) };
};
const times = (most: number, alter: Alter): Alter => when((_, { count }) => count('file') <= most, alter);
const PATIENT = { types: ['Patient'] };
const contentOf = (it: PullScene): string[] => Object.values(filesIn(it.out)).map(String);
const serving = (body: ServerReply['body'], headers: ServerReply['headers'] = []): Alter =>
  answering({ status: 200, headers, body });

describe('a data file', () => {
  it.each([1, 2])('that is cut %d times is asked for again, and comes whole', async (cuts) => {
    const it = await scene([['data', times(cuts, halved)]]);
    expect(await it.pull(PATIENT)).toMatchObject({ files: 1 });
    expect(contentOf(it)).toEqual([...it.served.values()].map(String));
    expect(it.to('/data/')).toHaveLength(cuts + 1);
    expect(it.to('export')).toHaveLength(1);
  });

  it('that never comes whole is reported, and nothing of it is left', async () => {
    const it = await scene([['data', halved]]);
    const failure = it.pull(PATIENT);
    await expect(failure).rejects.toMatchObject({ name: 'PullFailed', resumable: true });
    await expect(failure).rejects.toThrow(
      /^Patient-[0-9a-f-]{36}\.ndjson could not be downloaded completely in 3 attempts: .*closed before/,
    );
    expect(it.to('/data/')).toHaveLength(3);
    expect(filesIn(it.out)).toEqual({});
  });

  it('that is refused is reported with its status', async () => {
    const it = await scene([['data', answering({ status: 404, headers: [], body: '' })]]);
    await expect(it.pull(PATIENT)).rejects.toThrow(
      /^The request for Patient-[0-9a-f-]+\.ndjson returned status 404\.$/,
    );
    expect(it.to('/data/')).toHaveLength(1);
  });

  it('that the server is too busy for is asked for later', async () => {
    const busy = answering({ status: 503, headers: [['Retry-After', '30']], body: '' });
    const it = await scene([['data', times(1, busy)]]);
    expect(await it.pull(PATIENT)).toMatchObject({ files: 1 });
    const [refused, came] = it.to('/data/');
    expect((came?.at ?? 0) - (refused?.at ?? 0)).toBe(30_000);
  });

  it('is stored as it was before gzip', async () => {
    const it = await scene([], { beneficiaries: 120 });
    await it.pull({ types: ['Coverage'] });
    expect(it.to('/data/')[0]?.headers['accept-encoding']).toBe('gzip');
    expect(contentOf(it)).toEqual([...it.served.values()].map(String));
  });

  it('in gzip without its end is not whole', async () => {
    const whole = gzipSync('{"resourceType":"Patient"}\n');
    const it = await scene([['data', times(1, serving(whole.subarray(0, -9), [['Content-Encoding', 'gzip']]))]]);
    await it.pull(PATIENT);
    expect(it.to('/data/')).toHaveLength(2);
    expect(contentOf(it)).toEqual([...it.served.values()].map(String).slice(-1));
  });

  it('in a coding that was not asked for is refused', async () => {
    const it = await scene([['data', serving('x', [['Content-Encoding', 'br']])]]);
    await expect(it.pull(PATIENT)).rejects.toThrow('a content coding that was not requested');
  });

  it('may be empty', async () => {
    const it = await scene([['data', serving('')]]);
    expect(await it.pull(PATIENT)).toMatchObject({ files: 1, bytes: 0 });
    expect(contentOf(it)).toEqual(['']);
  });

  it('may come in pieces that part characters, and in a line of 5 MB', async () => {
    const bytes = Buffer.from(`{"a":"${'é€😀'.repeat(7)}"}\n{"b":"${'ü'.repeat(2_600_000)}"}`);
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < 90; at += 1) yield bytes.subarray(at, at + 1);
      yield* await Promise.resolve([bytes.subarray(90, 1_000_001), bytes.subarray(1_000_001)]);
    }
    const it = await scene([['data', async () => Promise.resolve({ status: 200, headers: [], body: pieces() })]]);
    expect(await it.pull(PATIENT)).toMatchObject({ bytes: bytes.length });
    expect(Object.values(filesIn(it.out))[0]?.equals(bytes)).toBe(true);
  });

  it('may have a URL of any shape, which is asked for as it is', async () => {
    const path = (index: number): string => `/files/x%2Fy/${index}/part;v=1/?file=${index}&sig='a|b'`;
    const it = await scene(
      [
        ['status', listing((url, index) => new URL(url).origin + path(index))],
        ['other', serving('{}\n')],
      ],
      { beneficiariesPerFile: 1 },
    );
    await it.pull(PATIENT);
    expect(it.to('/files/').map(({ target }) => target)).toEqual([0, 1, 2].map(path));
    expect(Object.keys(filesIn(it.out))).toEqual([
      'Patient-file-2.ndjson',
      'Patient-file-3.ndjson',
      'Patient-file.ndjson',
    ]);
  });
});

describe('names of files', () => {
  it('lead nowhere else, and differ', async () => {
    const hostile = json<Listed>((it) => {
      const { origin } = new URL(it.output[0]?.url ?? '');
      it.error = [];
      it.output = ['/x/..%2f..%2fA.ndjson', '/y/..%2f..%2fa.ndjson', '/z/.ndjson', `/z/${'l'.repeat(300)}`].map(
        (path) => ({
          type: '../../etc/\u0000pass',
          url: origin + path,
        }),
      );
    });
    const it = await scene([
      ['status', hostile],
      ['other', serving('{}\n')],
    ]);
    await it.pull();
    expect(Object.keys(filesIn(it.out)).toSorted()).toEqual(
      [
        'Other-___2f___2fA.ndjson',
        'Other-___2f___2fa-2.ndjson',
        'Other-file.ndjson',
        `Other-${'l'.repeat(80)}.ndjson`,
      ].toSorted(),
    );
    expect(readdirSync(join(it.out, '..'))).toEqual(['pulled']);
  });

  it('are not followed where somebody left a link', async () => {
    const it = await scene([
      ['status', listing((url) => url.replace(/[^/]+$/, 'a.ndjson'))],
      ['data', serving('{}\n')],
    ]);
    const victim = join(emptyFolder(), 'victim');
    writeFileSync(victim, 'untouched');
    mkdirSync(it.out, { recursive: true });
    symlinkSync(victim, join(it.out, 'Patient-a.ndjson.part'));
    await it.pull(PATIENT);
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
    expect(statSync(join(it.out, 'Patient-a.ndjson')).mode & 0o777).toBe(0o600);
  });
});

describe('another origin', () => {
  const ok = '{"resourceType":"Patient"}\n';

  it.each([301, 302, 303, 307, 308])('gets no token by a redirect with %d', async (status) => {
    const stranger = await startScripted((_, response) => answer(response, 200, {}, ok));
    const away = answering({ status, headers: [['Location', `${stranger.url}/signed?key=1`]], body: 'moved' });
    const it = await scene([['data', away]]);
    expect(await it.pull(PATIENT)).toMatchObject({ files: 1, bytes: ok.length });
    expect(stranger.saw.map(({ method, target }) => `${method} ${target}`)).toEqual(['GET /signed?key=1']);
    expect(stranger.saw[0]?.headers).toEqual({
      'accept-encoding': 'gzip',
      'user-agent': userAgent,
      host: new URL(stranger.url).host,
      connection: 'close',
    });
  });

  it('may send back to the server, which gets the token again', async () => {
    let home = '';
    const stranger = await startScripted((_, response) => answer(response, 302, { Location: `${home}/back` }));
    const it = await scene([
      ['data', answering({ status: 302, headers: [['Location', stranger.url]], body: '' })],
      ['other', serving(ok)],
    ]);
    home = it.server.url;
    await it.pull(PATIENT);
    expect(stranger.saw.map(({ headers }) => headers['authorization'])).toEqual([undefined]);
    expect(it.to('/back')[0]?.headers['authorization']).toMatch(/^Bearer /);
    expect(contentOf(it)).toEqual([ok]);
  });

  it.each([
    ['for ever', '?', /more than 5 times/, 6],
    ['to another kind of URL', 'file:///etc/passwd', /not http or https/, 1],
  ])('is not followed %s', async (_, location, says, requests) => {
    const it = await scene([['data', answering({ status: 302, headers: [['Location', location]], body: '' })]]);
    await expect(it.pull(PATIENT)).rejects.toThrow(says);
    expect(it.to('/data/')).toHaveLength(requests);
  });

  it('in the manifest is refused where it needs the token, and asked without where it does not', async () => {
    const stranger = await startScripted((_, response) => answer(response, 200, {}, ok));
    const elsewhere = (requiresAccessToken: boolean): Alter =>
      json<Listed>((it) => ({
        ...it,
        requiresAccessToken,
        output: it.output.map((file) => ({ ...file, url: `${stranger.url}/a.ndjson` })),
      }));
    const needing = await scene([['status', elsewhere(true)]]);
    await expect(needing.pull(PATIENT)).rejects.toThrow(/^File 1 of the manifest is not on the origin of the server/);
    expect(stranger.saw).toEqual([]);
    const open = await scene([['status', elsewhere(false)]]);
    expect(await open.pull(PATIENT)).toMatchObject({ files: 1 });
    expect(stranger.saw.map(({ headers }) => headers['authorization'])).toEqual([undefined]);
  });
});

describe('a job that was started before', () => {
  it('is watched and fetched, and what came already is kept', async () => {
    const it = await scene([['data', when((_, { count }) => [2, 3, 4].includes(count('file')), halved)]]);
    await expect(it.pull()).rejects.toMatchObject({ resumable: true });
    const [before = ''] = Object.keys(filesIn(it.out));
    expect(before).toMatch(/^ExplanationOfBenefit-/);
    const job = it.progress.find(({ kind }) => kind === 'job') as { url: string };
    const asked = it.arrived.length;
    expect(await it.pull({ job: job.url })).toMatchObject({ files: 3, errors: 1, kept: 1, jobs: [job.url] });
    const later = it.arrived.slice(asked).map(({ path }) => path.split('/')[1]);
    expect(later).toEqual(['auth', 'api', 'data', 'data', 'data']);
    expect(it.progress).toContainEqual({ kind: 'kept', name: before });
    expect(Object.keys(filesIn(it.out))).toHaveLength(4);
  });

  it('must be on the server', async () => {
    const it = await scene();
    for (const job of ['http://127.0.0.1:9/api/v1/jobs/42', '/api/v1/jobs/42', 'nonsense'])
      await expect(it.pull({ job })).rejects.toMatchObject({ name: 'CannotJudge' });
    expect(it.arrived).toEqual([]);
  });

  it('is told with the types that would come in further jobs', async () => {
    const it = await scene([], { profile: profile201909 });
    await it.pull();
    expect(it.progress.flatMap((one) => (one.kind === 'job' ? [one.rest] : []))).toEqual([
      ['Patient', 'Coverage'],
      ['Coverage'],
      [],
    ]);
  });
});

describe('the folder', () => {
  it('is not to mix two exports of a type', async () => {
    const it = await scene();
    await it.pull(PATIENT);
    const asked = it.arrived.length;
    await expect(it.pull()).rejects.toThrow('contains files of an earlier pull of Patient');
    expect(it.arrived).toHaveLength(asked);
    expect(await it.pull({ types: ['Coverage'] })).toMatchObject({ files: 1 });
  });

  it('keeps nothing for whole but where a job is resumed', async () => {
    const named = json<Listed>((it) => {
      it.output = [];
      it.error = it.error.map((file) => ({ ...file, url: new URL('/e/a.ndjson', file.url).href }));
    });
    const it = await scene([
      ['status', named],
      ['other', serving('{"new":1}')],
    ]);
    mkdirSync(it.out);
    writeFileSync(join(it.out, 'OperationOutcome-a.ndjson'), 'old');
    expect(await it.pull()).toMatchObject({ kept: 0, errors: 1 });
    expect(contentOf(it)).toEqual(['{"new":1}']);
  });

  it('is tried before anything is asked', async () => {
    const it = await scene();
    const out = join(emptyFolder(), 'file');
    writeFileSync(out, '');
    await expect(it.pull({ out })).rejects.toMatchObject({ code: 'EEXIST', syscall: 'mkdir' });
    expect(it.arrived).toEqual([]);
  });
});

test('a pull that is ended within a file leaves nothing of it, and says why', async () => {
  const ending = new AbortController();
  async function* endless(): AsyncGenerator<string> {
    for (;;) yield await Promise.resolve('{}\n'.repeat(10_000));
  }
  const it = await scene([['data', async () => Promise.resolve({ status: 200, headers: [], body: endless() })]]);
  const onProgress = ({ kind }: { kind: string }): void =>
    kind === 'bytes' ? ending.abort(new Error('enough')) : undefined;
  await expect(it.pull({ ...PATIENT, signal: ending.signal, onProgress })).rejects.toThrow('enough');
  expect(filesIn(it.out)).toEqual({});
});

test('every exchange goes through the given http', async () => {
  const it = await scene();
  const send = openClientHttp();
  const urls: string[] = [];
  await it.pull({ http: (request) => (urls.push(request.url), send(request)) });
  expect(urls.map((url) => url.replace(it.server.url, ''))).toEqual(it.arrived.map(({ target }) => target));
});
