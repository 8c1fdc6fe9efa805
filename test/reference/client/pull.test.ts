import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { type Alter, type Profile, type ServerReply, takes } from '../../../src/model/index.js';
import {
  answering,
  bearerOf,
  changing,
  json,
  onReply,
  when,
  withHeader,
  without,
} from '../../../src/reference/index.js';
import { userAgent } from '../../../src/package.js';
import { profile201909 } from '../../../suites/profiles/2019-09.js';
import { profile201912 } from '../../../suites/profiles/2019-12.js';
import { filesIn, gaps, scene } from '../../support/pulling.js';

const profiles: readonly Profile[] = [profile201909, profile201912];
const TYPES = ['ExplanationOfBenefit', 'Patient', 'Coverage'];
const found = ({ status }: ServerReply): boolean => status === 200;
const first = (name: string, alter: Alter, times = 1): Alter =>
  when(({ target }, { count }) => count(`${name} ${target}`) <= times, alter);
const reply = (status: number, headers: ServerReply['headers'] = [], body = ''): ServerReply => ({
  status,
  headers,
  body,
});
const outcome = (code: string): string =>
  JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics: 'Jane Roe' }] });

describe.each(profiles)('a pull under $id', (profile) => {
  it('asks as the guide shows, and stores what was served', async () => {
    const it = await scene([], { profile });
    const { files, bytes, errors, kept, jobs } = await it.pull();
    const stored = filesIn(it.out);
    const basic = Buffer.from(`${it.server.clients[0].clientId}:${it.server.clients[0].clientSecret}`);
    const [asked, ...more] = it.to('/auth/token');
    expect(more).toEqual([]);
    expect([asked?.method, asked?.body]).toEqual(['POST', '']);
    expect(asked?.headers).toEqual({
      accept: 'application/json',
      authorization: `Basic ${basic.toString('base64')}`,
      'user-agent': userAgent,
      host: new URL(it.server.url).host,
      connection: 'close',
      'content-length': '0',
      ...(profile.tokenRequest === 'empty-form' && { 'content-type': 'application/x-www-form-urlencoded' }),
    });
    const kickoffs = it.to('export');
    expect(kickoffs.map(({ method, target }) => `${method} ${target}`)).toEqual(
      profile.endpoints.map(({ name }) => `GET /api/v1/${name}/$export`),
    );
    const bearer = kickoffs[0]?.headers['authorization'];
    expect(bearer).toMatch(/^Bearer \S+$/);
    for (const { headers } of kickoffs)
      expect(headers).toEqual({
        accept: 'application/fhir+json',
        prefer: 'respond-async',
        authorization: bearer,
        'user-agent': userAgent,
        host: headers['host'],
        connection: 'close',
      });
    for (const { headers } of it.to('/jobs/'))
      expect(headers).toEqual({
        authorization: bearer,
        'user-agent': userAgent,
        host: headers['host'],
        connection: 'close',
      });
    for (const { headers } of it.to('/data/'))
      expect([headers['authorization'], headers['accept-encoding'], headers['accept']]).toEqual([
        bearer,
        'gzip',
        undefined,
      ]);
    expect(jobs).toEqual(profile.endpoints.map((_, index) => `${it.server.url}/api/v1/jobs/${42 + index}`));
    expect(Object.keys(stored).map((name) => name.split('-')[0])).toEqual([...TYPES, 'OperationOutcome'].toSorted());
    expect([files, errors, kept]).toEqual([3, 1, 0]);
    const contents = Object.values(stored);
    expect(bytes).toBe(contents.reduce((sum, { length }) => sum + length, 0));
    expect(contents.map(String).toSorted()).toEqual([...it.served.values()].map(String).toSorted());
  });

  it('polls at once, then ever more slowly, and not after the end', async () => {
    const it = await scene([], { profile, jobDuration: 400 });
    await it.pull({ types: ['Patient'] });
    const [kickoff] = it.to('export');
    const polls = it.to('/jobs/');
    expect(polls.map(({ status }) => status)).toEqual([...polls.slice(1).map(() => 202), 200]);
    expect(gaps(polls).slice(0, 3)).toEqual([1000, 1200, 1440]);
    expect(polls[0]?.at).toBe(kickoff?.at);
    expect(gaps(polls).at(-1)).toBe(30_000);
    expect((polls.at(-1)?.at ?? 0) - (kickoff?.at ?? 0)).toBeGreaterThanOrEqual(400_000);
  });

  it('asks for the types alone that are wanted, once each', async () => {
    const it = await scene([], { profile });
    const { files } = await it.pull({ types: ['Patient', 'Coverage', 'Patient'] });
    expect(it.to('export').map(({ target }) => target)).toEqual(
      takes(profile, '_type')
        ? ['/api/v1/Patient/$export?_type=Patient,Coverage']
        : ['/api/v1/Patient/$export', '/api/v1/Coverage/$export'],
    );
    expect(files).toBe(2);
    expect(Object.keys(filesIn(it.out)).map((name) => name.split('-')[0])).toEqual(['Coverage', 'Patient']);
  });

  it('renews a token that expires while it polls, and asks the same again', async () => {
    const it = await scene([], { profile, tokenLife: 3, jobDuration: 8 });
    await it.pull({ types: ['Coverage'] });
    expect(it.to('export')).toHaveLength(1);
    expect(it.to('/auth/token').length).toBeGreaterThan(2);
    const refused = it.arrived.flatMap(({ status }, index) => (status === 401 ? [index] : []));
    expect(refused).toHaveLength(it.to('/auth/token').length - 1);
    for (const index of refused) {
      expect(it.arrived[index + 1]?.path).toBe('/auth/token');
      expect(it.arrived[index + 2]?.target).toBe(it.arrived[index]?.target);
    }
  });

  it('renews a token that expires between two files, without another export', async () => {
    const late: Alter = async (request, next, context) => {
      const answer = await next(request);
      if (context.count('file') === 1) await context.clock.sleep(profile.tokenLife * 1000 + 1000);
      return answer;
    };
    const it = await scene([['data', late]], { profile, beneficiariesPerFile: 1 });
    const { files } = await it.pull({ types: ['Patient'] });
    expect([files, it.to('export').length, it.to('/auth/token').length]).toEqual([3, 1, 2]);
    const data = it.to('/data/');
    expect(data.map(({ status }) => status)).toEqual([200, 401, 200, 200]);
    expect(data[2]?.target).toBe(data[1]?.target);
    expect(bearerOf(data[2] ?? ({ headers: {} } as never))).not.toBe(bearerOf(data[1] ?? ({ headers: {} } as never)));
  });
});

describe('credentials and tokens', () => {
  it('does not try refused credentials again', async () => {
    const it = await scene();
    const credentials = { clientId: it.server.clients[0].clientId, clientSecret: 'not-the-secret-of-anyone' };
    const refusal = it.pull({ credentials });
    await expect(refusal).rejects.toThrow(/^The server refuses the client credentials \(status 401\)/);
    await expect(refusal).rejects.not.toThrow(/not-the-secret/);
    expect(it.arrived).toHaveLength(1);
  });

  it('gives up when a fresh token is refused: at first, and after a renewal', async () => {
    const atOnce = await scene([['kickoff', answering(reply(401))]]);
    await expect(atOnce.pull()).rejects.toThrow('status 401, a token that it has just issued');
    expect([atOnce.to('/auth/token').length, atOnce.to('export').length]).toEqual([2, 2]);
    const later = await scene([['status', answering(reply(401))]]);
    await expect(later.pull()).rejects.toThrow('status 401, a token that it has just issued');
    expect([later.to('/auth/token').length, later.to('/jobs/').length]).toEqual([2, 2]);
  });

  it.each([
    ['no JSON', 'nope'],
    ['no access_token', '{"token_type":"bearer"}'],
    ['one that a header cannot carry', '{"access_token":"a\\nb"}'],
  ])('refuses a token answer with %s', async (_, body) => {
    const it = await scene([['token', answering(reply(200, [], body))]]);
    await expect(it.pull()).rejects.toThrow('not JSON with an access_token that can be sent in a header');
    expect(it.to('export')).toEqual([]);
  });

  it('is patient with a busy token endpoint', async () => {
    const it = await scene([['token', first('busy', answering(reply(503, [['Retry-After', '5']])))]]);
    await it.pull({ types: ['Patient'] });
    expect(gaps(it.to('/auth/token'))).toEqual([5000]);
  });

  it('keeps what the server repeats of secret and token out of progress and file names', async () => {
    const echo: Alter = async (request, next) => {
      const answer = await next(request);
      const token = bearerOf(request) ?? '';
      if (answer.status === 202)
        return {
          ...answer,
          headers: [...answer.headers.filter(([name]) => name !== 'X-Progress'), ['X-Progress', `for ${token}`]],
        };
      return json<{ output: { url: string }[] }>((it) => {
        it.output = it.output.map((file) => ({ ...file, url: `${file.url}/${token}` }));
      })(request, () => Promise.resolve(answer), undefined as never);
    };
    const back: Alter = (request, next) => next({ ...request, path: request.path.replace(/\.ndjson\/.*/, '.ndjson') });
    const it = await scene([
      ['status', echo],
      ['data', back],
    ]);
    await it.pull();
    const token = bearerOf(it.to('export')[0] ?? ({ headers: {} } as never)) ?? '';
    expect(token.length).toBeGreaterThan(100);
    expect(JSON.stringify(it.progress)).not.toContain(token);
    expect(JSON.stringify(it.progress)).toContain('for «secret»');
    expect(Object.keys(filesIn(it.out)).join()).not.toContain(token.slice(0, 60));
    expect(JSON.stringify(it.progress)).not.toContain(it.server.clients[0].clientSecret);
  });
});

describe('the kick-off', () => {
  test.each([
    ['seconds', () => '7'],
    ['an HTTP-date', (now: number) => new Date(now + 7000).toUTCString()],
  ])('waits as long as 429 says in %s, and starts one job', async (_, says) => {
    const busy = answering((_request, { clock }) => reply(429, [['Retry-After', says(clock.now())]]));
    const it = await scene([['kickoff', first('busy', busy)]]);
    const { jobs } = await it.pull();
    expect(jobs).toEqual([`${it.server.url}/api/v1/jobs/42`]);
    expect(gaps(it.to('export'))).toEqual([7000]);
  });

  it('waits ever longer where 503 says nothing, and gives up after eight tries', async () => {
    const it = await scene([['kickoff', answering(reply(503))]]);
    await expect(it.pull()).rejects.toThrow('The export request returned status 503.');
    expect(gaps(it.to('export'))).toEqual([1, 2, 4, 8, 16, 32, 60].map((seconds) => seconds * 1000));
  });

  it('never waits less than a second, and not for more than a day', async () => {
    const hasty = await scene([['kickoff', first('busy', answering(reply(429, [['Retry-After', '0']])))]]);
    await hasty.pull({ types: ['Patient'] });
    expect(gaps(hasty.to('export'))).toEqual([1000]);
    const never = await scene([['kickoff', answering(reply(429, [['Retry-After', '9999999']]))]]);
    await expect(never.pull()).rejects.toThrow('asks to wait 116 days');
  });

  it('is not sent again when its reply is lost', async () => {
    const it = await scene([['kickoff', changing((answer) => ({ ...answer, status: 202, headers: [], cut: 5 }))]]);
    await expect(it.pull()).rejects.toThrow(/no Content-Location/);
    expect(it.to('export')).toHaveLength(1);
  });

  it.each([
    ['a status', answering(reply(400, [], outcome('required'))), /status 400 \(OperationOutcome: required\)\.$/],
    ['a 200', answering(reply(200)), /status 200\.$/],
    ['a code that is none', answering(reply(400, [], outcome('Jane Roe'))), /status 400\.$/],
    ['no Content-Location', without('Content-Location'), /no Content-Location/],
    [
      'one on another origin',
      withHeader('Content-Location', 'http://127.0.0.1:9/api/v1/jobs/42'),
      /not on the origin of the server/,
    ],
    ['one that is no http', withHeader('Content-Location', 'ftp://127.0.0.1/42'), /no Content-Location with a URL/],
  ])('answered with %s ends the pull', async (_, alter, says) => {
    const it = await scene([['kickoff', alter]]);
    const failure = it.pull();
    await expect(failure).rejects.toThrow(says);
    await expect(failure).rejects.toMatchObject({
      name: 'PullFailed',
      message: expect.not.stringContaining('Jane') as string,
    });
    expect([it.to('export').length, it.to('/jobs/').length]).toEqual([1, 0]);
  });

  it('refuses a type that the profile does not export, before it asks anything', async () => {
    const it = await scene();
    await expect(it.pull({ types: ['Practitioner'] })).rejects.toMatchObject({ name: 'CannotJudge' });
    expect(it.arrived).toEqual([]);
  });
});

describe('polling', () => {
  it('goes to the Content-Location as given, query and all', async () => {
    const query = "?a=%2f&b='x'|{y}";
    const it = await scene([
      [
        'kickoff',
        changing((answer) => ({ ...answer, headers: answer.headers.map(([name, value]) => [name, value + query]) })),
      ],
    ]);
    const { jobs } = await it.pull();
    expect(jobs).toEqual([`${it.server.url}/api/v1/jobs/42${query}`]);
    for (const { target } of it.to('/jobs/')) expect(target).toBe(`/api/v1/jobs/42${query}`);
  });

  it('resolves one that is relative', async () => {
    const relative = changing((answer) => ({ ...answer, headers: [['Content-Location', '/api/v1/jobs/42']] }));
    const it = await scene([['kickoff', relative]]);
    expect((await it.pull()).jobs).toEqual([`${it.server.url}/api/v1/jobs/42`]);
  });

  it.each([
    ['503', reply(503, [['Retry-After', '7']]), 7000],
    ['429', reply(429, [['Retry-After', '40']]), 40_000],
    ['408', reply(408), 1000],
    ['202 with Retry-After', reply(202, [['Retry-After', '12']]), 12_000],
  ])('goes on after %s, when it is time', async (_, answer, pause) => {
    const it = await scene([['status', first('once', answering(answer))]]);
    const { jobs } = await it.pull({ types: ['Patient'] });
    expect(jobs).toHaveLength(1);
    expect(gaps(it.to('/jobs/'))[0]).toBe(pause);
  });

  it.each([500, 410, 404, 400, 403, 302, 204])('stops at %d', async (status) => {
    const gone = answering(reply(status, [['Location', '/elsewhere']], status === 204 ? '' : outcome('exception')));
    const it = await scene([['status', when((_, { count }) => count('poll') === 2, gone)]]);
    const failure = it.pull();
    await expect(failure).rejects.toMatchObject({ name: 'PullFailed', resumable: false });
    await expect(failure).rejects.toThrow(
      `The status request returned status ${status}${status === 204 ? '' : ' (OperationOutcome: exception)'}.`,
    );
    expect([it.to('/jobs/').length, it.to('/data/').length, it.to('export').length]).toEqual([2, 0, 1]);
  });

  const lost = answering({ ...reply(202), cut: 9 });
  it('outlives lost replies, but not eight in a row', async () => {
    const seven = await scene([['status', first('lost', lost, 7)]]);
    await seven.pull({ types: ['Patient'] });
    expect(seven.to('/jobs/')).toHaveLength(7 + 4);
    const twice = when((_, { count }) => count('poll') % 8 !== 0, lost);
    const again = await scene([['status', when((_, { count }) => count('any') <= 16, twice)]]);
    await again.pull({ types: ['Patient'] });
    expect(again.to('/jobs/').filter(({ status }) => status === 200)).toHaveLength(1);
    const eight = await scene([['status', lost]]);
    await expect(eight.pull()).rejects.toMatchObject({ name: 'PullFailed', resumable: true });
    expect([eight.to('/jobs/').length, eight.to('export').length]).toEqual([8, 1]);
  });

  it('watches a job for a day and no longer', async () => {
    const it = await scene([['status', answering(reply(202, [['Retry-After', '7200']]))]]);
    await expect(it.pull()).rejects.toThrow('not finished within a day');
    expect(it.to('/jobs/')).toHaveLength(12);
  });

  it('ends when it is told to, and says why', async () => {
    const ending = new AbortController();
    const it = await scene([['status', answering(reply(202))]]);
    const onProgress = (): void => (it.to('/jobs/').length === 3 ? ending.abort(new Error('enough')) : undefined);
    await expect(it.pull({ signal: ending.signal, onProgress })).rejects.toThrow('enough');
    expect(it.to('/jobs/')).toHaveLength(3);
    // The exchange that it breaks off must not pass for a server that cannot be reached.
    await expect(it.pull({ signal: ending.signal })).rejects.toThrow('enough');
  });
});

describe('the manifest', () => {
  it.each([
    ['no JSON', () => 'nothing', /not JSON/],
    ['no output', () => ({ error: [] }), /no output array/],
    ['an output that is no list', () => ({ output: {} }), /no output array/],
    ['an error that is no list', () => ({ output: [], error: {} }), /no error array/],
    ['a file without URL', () => ({ output: [{ type: 'Patient' }] }), /output\[0\]/],
    ['a file without type', () => ({ output: [{ url: 'http://x/' }] }), /output\[0\]/],
    ['a URL of another kind', () => ({ output: [{ type: 'Patient', url: 'file:///etc/passwd' }] }), /output\[0\]/],
    ['a file that is none', () => ({ output: [null] }), /output\[0\]/],
  ])('with %s ends the pull', async (_, manifest, says) => {
    const body = manifest();
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const it = await scene([
      [
        'status',
        onReply(
          found,
          changing((answer) => ({ ...answer, body: text })),
        ),
      ],
    ]);
    await expect(it.pull()).rejects.toThrow(says);
    expect(it.to('/data/')).toEqual([]);
  });

  it.each([[], null, undefined])('may list nothing, with %j as its errors', async (error) => {
    const it = await scene([['status', json(() => ({ output: [], error }))]]);
    expect(await it.pull()).toMatchObject({ files: 0, errors: 0, bytes: 0 });
    expect(filesIn(it.out)).toEqual({});
  });

  it('may list files under relative URLs', async () => {
    const relative = json<{ output: { url: string }[] }>((it) => {
      it.output = it.output.map((file) => ({ ...file, url: new URL(file.url).pathname }));
    });
    const it = await scene([['status', relative]]);
    expect(await it.pull()).toMatchObject({ files: 3 });
  });
});

test('the folder and its files are for their owner alone', async () => {
  const it = await scene();
  await it.pull({ types: ['Patient'] });
  expect(statSync(it.out).mode & 0o777).toBe(0o700);
  for (const name of Object.keys(filesIn(it.out))) expect(statSync(join(it.out, name)).mode & 0o777).toBe(0o600);
});
