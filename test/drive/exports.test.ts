import { describe, expect, test } from 'vitest';
import { drive, type Driven } from '../../src/drive/drive.js';
import { plannedExports, type TitledScenario } from '../../src/drive/plan.js';
import { ask, handshake, obtainToken, runExports } from '../../src/model/steps.js';
import {
  CannotJudge,
  type Depth,
  type Exchange,
  type ExportSet,
  type Progress,
  type RunOptions,
  skippingClock,
  type Step,
  type StopFact,
  type TokenFact,
} from '../../src/model/index.js';
import { bcda, manifestOf, PATIENT, type Replace } from '../support/bcda.js';
import { answer, type Scripted, startScripted } from '../support/server.js';
import { profile201909, profile201912 } from '../support/views.js';

const credentials = { clientId: 'client-one', clientSecret: 'a-secret-of-the-client' };
const scenario = (...steps: readonly Step[]): TitledScenario => ({ suite: 'Suite', title: 'scenario', steps });
const exports = (to: Depth = 'files', set: ExportSet = 'endpoints') => scenario(obtainToken(), runExports(set, to));

const runOn = (
  server: Scripted,
  scenarios: readonly TitledScenario[],
  more: Partial<RunOptions> = {},
): Promise<Driven> =>
  drive({ profile: profile201912, base: server.url, credentials, clock: skippingClock(), ...more }, scenarios);

const run = async (
  replaced: Parameters<typeof bcda>[0] = {},
  scenarios: readonly TitledScenario[] = [exports()],
  more: Partial<RunOptions> = {},
): Promise<Driven & { readonly server: Scripted }> => {
  const server = await startScripted(bcda(replaced));
  return { ...(await runOn(server, scenarios, more)), server };
};

const labels = ({ exchanges }: Driven): string[] => exchanges.map(({ label }) => label);
const stopsOf = ({ facts }: Driven): StopFact[] => facts.filter((fact) => fact.kind === 'stop');
const lastOf = ({ exchanges }: Driven, label: string): Exchange | undefined =>
  exchanges.findLast((one) => one.label === label);

describe('the export that a run makes once more', () => {
  const again = [
    scenario(...exports('manifest').steps, ask('token-again', 'token', 'client'), runExports('again', 'kickoff')),
  ];

  test('is started with the second token', async () => {
    const driven = await run({}, again);
    expect(lastOf(driven, 'kickoff')).toMatchObject({ as: 'renewed-token', of: 'Patient (again)' });
    expect(driven.server.saw.at(-1)?.headers['authorization']).toBe('Bearer token-number-2');
  });
  test('is watched and downloaded with it', async () => {
    const whole = scenario(
      ...exports('files').steps,
      ask('token-again', 'token', 'client'),
      runExports('again', 'files'),
    );
    const { exchanges } = await run({}, [whole]);
    const repeated = exchanges.filter(({ of }) => of === 'Patient (again)');
    expect(repeated.map(({ label }) => label)).toEqual(expect.arrayContaining(['kickoff', 'manifest', 'data']));
    expect(repeated.filter(({ as }) => as !== 'renewed-token')).toEqual([]);
  });
  test('is watched and downloaded with the first one where the second is refused there', async () => {
    const refuse: Replace = ({ headers }, response) =>
      headers['authorization'] === 'Bearer token-number-2' ? answer(response, 401) : false;
    const whole = scenario(
      ...exports('files').steps,
      ask('token-again', 'token', 'client'),
      runExports('again', 'files'),
    );
    const driven = await run({ status: refuse, data: refuse }, [whole]);
    const refused = driven.exchanges.filter(({ reply }) => reply?.status === 401).map(({ label, as }) => [label, as]);
    expect(refused).toEqual([
      ['status-renewed-token', 'renewed-token'],
      ['file-renewed-token', 'renewed-token'],
    ]);
    expect(lastOf(driven, 'manifest')).toMatchObject({ as: 'token', of: 'Patient (again)' });
    expect(lastOf(driven, 'data')).toMatchObject({ as: 'token', of: 'Patient (again)' });
  });
  test('is started with the first one where the second is refused, and the label says so', async () => {
    const driven = await run(
      {
        kickoff: ({ headers }, response) =>
          headers['authorization'] === 'Bearer token-number-2' ? answer(response, 401) : false,
      },
      again,
    );
    expect(labels(driven).slice(-3)).toEqual(['token-again', 'kickoff-renewed-token', 'kickoff']);
    expect(lastOf(driven, 'kickoff')).toMatchObject({ as: 'token', reply: { status: 202 } });
  });
});

describe('an export', () => {
  test('goes from the kick-off over polls and manifest to its files', async () => {
    const driven = await run();
    expect(labels(driven)).toEqual(['token', 'kickoff', 'status', 'status', 'manifest', 'data']);
    expect(stopsOf(driven)).toEqual([]);
    expect(driven).toMatchObject({ interrupted: false, steps: ['token', 'exports endpoints'] });
    expect(driven.exchanges.every(({ of, label }) => (label === 'token' ? of === undefined : of === 'Patient'))).toBe(
      true,
    );
    const [token, kickoff, status, , , data] = driven.server.saw;
    expect(token).toMatchObject({ method: 'POST', target: '/auth/token' });
    expect(token?.headers['authorization']).toMatch(/^Basic /);
    expect(kickoff).toMatchObject({ method: 'GET', target: '/api/v1/Patient/$export' });
    expect(kickoff?.headers).toMatchObject({
      accept: 'application/fhir+json',
      prefer: 'respond-async',
      authorization: 'Bearer token-number-1',
    });
    for (const bare of [status, data]) {
      expect(bare?.headers['authorization']).toBe('Bearer token-number-1');
      expect(Object.keys(bare?.headers ?? {})).not.toContain('prefer');
      expect(Object.keys(bare?.headers ?? {})).not.toContain('accept');
    }
  });

  test.each<[Depth, readonly string[]]>([
    ['kickoff', ['token', 'kickoff']],
    ['manifest', ['token', 'kickoff', 'status', 'status', 'manifest']],
  ])('to its %s goes no further', async (to, expected) => {
    expect(labels(await run({}, [exports(to)]))).toEqual(expected);
  });

  test('is made once for all scenarios, as deep as the deepest wants', async () => {
    const driven = await run({}, [exports('kickoff'), exports('files'), exports('manifest')]);
    expect(labels(driven)).toEqual(['token', 'kickoff', 'status', 'status', 'manifest', 'data']);
  });

  test('waits between polls as long as the server says, else ever longer', async () => {
    const waits: number[] = [];
    const onProgress = (one: Progress): void => void (one.kind === 'wait' && waits.push(one.ms));
    await run({}, [exports()], { onProgress });
    expect(waits).toEqual([1000, 1200]);
    waits.length = 0;
    const status: Replace = (_, response, nth) => (nth === 1 ? answer(response, 202, { 'Retry-After': '20' }) : false);
    await run({ status }, [exports()], { onProgress, pollInterval: 2 });
    expect(waits).toEqual([20_000, 2400, 2880]);
  });

  test('tells how it goes, without values', async () => {
    const told: Progress[] = [];
    await run({}, [exports()], { onProgress: (one) => told.push(one) });
    expect(told.map(({ kind }) => kind)).toContain('scenario');
    expect(told).toContainEqual({ kind: 'poll', of: 'Patient', polls: 2, progress: 'In Progress (50%)' });
    expect(JSON.stringify(told)).not.toMatch(/token-number|a-secret/);
  });

  test('of each endpoint under 2019-09, one after another', async () => {
    const driven = await run({}, [exports('kickoff')], { profile: profile201909 });
    expect(driven.exchanges.map(({ of }) => of)).toEqual([undefined, 'ExplanationOfBenefit', 'Patient', 'Coverage']);
  });

  test('a token is asked for as the profile shows: without body, or with an empty form', async () => {
    const types = await Promise.all(
      [profile201909, profile201912].map(async (profile) => {
        const { server } = await run({}, [scenario(obtainToken())], { profile });
        return server.saw[0]?.headers['content-type'];
      }),
    );
    expect(types).toEqual([undefined, 'application/x-www-form-urlencoded']);
  });

  test('a relative job URL and a relative file URL are followed', async () => {
    const driven = await run({
      kickoff: (_, response) => answer(response, 202, { 'Content-Location': '/api/v1/jobs/7' }),
      status: (_, response) => answer(response, 200, {}, manifestOf(7, ['/data/7/a.ndjson'])),
    });
    expect(labels(driven)).toEqual(['token', 'kickoff', 'manifest', 'data']);
  });

  test('a job URL keeps its query', async () => {
    const driven = await run({
      kickoff: (_, response, __, base) =>
        answer(response, 202, { 'Content-Location': `${base}/api/v1/jobs/7?a=b&c=%24` }),
      status: (_, response) => answer(response, 200, {}, manifestOf(7, [])),
    });
    expect(driven.server.saw.at(-1)?.target).toBe('/api/v1/jobs/7?a=b&c=%24');
  });

  test('the same file listed twice is fetched once; error files come as OperationOutcomes', async () => {
    const driven = await run({
      status: (_, response, __, base) => {
        const file = `${base}/data/1/a.ndjson`;
        answer(response, 200, {}, manifestOf(1, [file, file], [`${base}/data/1/e.ndjson`]));
      },
    });
    expect(labels(driven)).toEqual(['token', 'kickoff', 'manifest', 'data', 'error-data']);
    expect(driven.facts.filter((fact) => fact.kind === 'file')).toMatchObject([
      { type: 'Patient', list: 'output', resources: 1, findings: [] },
      { type: 'OperationOutcome', list: 'error', findings: [{ rule: 'other-type' }] },
    ]);
  });

  test('the smallest file that holds something is the one asked for again', async () => {
    const names = ['large', 'empty', 'small', 'middle'];
    const texts: Readonly<Record<string, string>> = {
      large: PATIENT.repeat(3),
      empty: '',
      small: PATIENT,
      middle: PATIENT.repeat(2),
    };
    const { server } = await run(
      {
        status: (_, response, __, base) =>
          answer(
            response,
            200,
            {},
            manifestOf(
              1,
              names.map((name) => `${base}/data/1/${name}`),
            ),
          ),
        data: ({ target }, response) => answer(response, 200, {}, texts[target.split('/').pop() ?? ''] ?? 'unknown'),
      },
      [scenario(...exports().steps, ask('file-again', 'file', 'token'), ask('unknown-file', 'unknown-file', 'token'))],
    );
    expect(server.saw.slice(-2).map(({ target }) => target)).toEqual([
      '/data/1/small',
      expect.stringMatching(/^\/data\/1\/[\w-]{36}\.ndjson$/),
    ]);
  });

  test('what the manifest says of the number of resources goes along with each file', async () => {
    const counts = [3, 0, '3', -1, 1.5, null, undefined];
    const { facts } = await run({
      status: (_, response, __, base) =>
        answer(
          response,
          200,
          {},
          JSON.stringify({
            ...(JSON.parse(manifestOf(1, [])) as object),
            output: counts.map((count, nth) => ({ type: 'Patient', url: `${base}/data/1/${nth}`, count })),
          }),
        ),
    });
    const announced = facts.flatMap((fact) => (fact.kind === 'file' ? [fact.announced] : []));
    expect(announced).toEqual([3, 0, -1, -1, -1, -1, undefined]);
  });

  test('status requests that demand more get more, and the label says so', async () => {
    const driven = await run({
      status: ({ headers }, response) => (headers['accept'] === undefined ? answer(response, 406) : false),
    });
    expect(labels(driven).slice(2, 5)).toEqual(['status-refused-bare', 'status', 'status']);
    expect(stopsOf(driven)).toEqual([]);
  });

  test('a status that is 400 for good is final', async () => {
    const driven = await run({ status: (_, response) => answer(response, 400) });
    expect(labels(driven)).toEqual(['token', 'kickoff', 'status', 'status']);
    expect(stopsOf(driven)).toMatchObject([
      { because: 'the job ended with status 400', cause: 'earlier', exchange: 4 },
    ]);
  });

  test('silence is borne twice, then it ends', async () => {
    const once = await run({ status: (_, response, nth) => (nth === 1 ? response.destroy() : false) });
    expect(once.exchanges[2]).toMatchObject({ label: 'status', superseded: 'no-reply' });
    expect(labels(once)).toContain('data');
    const ever = await run({ status: (_, response) => response.destroy() });
    expect(ever.exchanges.map(({ superseded }) => superseded)).toEqual([
      undefined,
      undefined,
      'no-reply',
      'no-reply',
      undefined,
    ]);
    expect(stopsOf(ever)).toMatchObject([
      { labels: ['manifest', 'data', 'error-data'], cause: 'earlier', exchange: 5 },
    ]);
  });
});

describe('what was never reached is told', () => {
  const rest = ['status', 'manifest', 'data', 'error-data'];
  test.each<[string, Parameters<typeof bcda>[0], Partial<StopFact>]>([
    [
      'no token',
      { token: (_, response) => answer(response, 401) },
      { because: 'no access token was issued', labels: ['kickoff', ...rest] },
    ],
    [
      'the kick-off was refused',
      { kickoff: (_, response) => answer(response, 400) },
      { because: 'the export request returned status 400', labels: rest, exchange: 2 },
    ],
    [
      'the export request had no response',
      { kickoff: (_, response) => response.destroy() },
      { labels: rest, exchange: 4 },
    ],
    [
      'no Content-Location',
      { kickoff: (_, response) => answer(response, 202) },
      { because: 'the response to the export request has no Content-Location', labels: rest },
    ],
    [
      'the job failed',
      { status: (_, response) => answer(response, 500) },
      { because: 'the job ended with status 500', labels: rest.slice(1), exchange: 3 },
    ],
    [
      'a manifest that is none',
      { status: (_, response) => answer(response, 200, {}, 'done') },
      { because: 'the manifest is not a single JSON object', labels: ['data', 'error-data'], exchange: 3 },
    ],
  ])('%s', async (_, replaced, stop) => {
    const driven = await run(replaced);
    expect(stopsOf(driven)).toEqual([
      expect.objectContaining({ step: 'exports endpoints', of: 'Patient', cause: 'earlier', ...stop }),
    ]);
  });

  test('lists that are none, and entries that are none', async () => {
    const driven = await run({
      status: (_, response) =>
        answer(response, 200, {}, JSON.stringify({ output: { url: 'x' }, error: [null, 'x', { url: 7 }] })),
    });
    expect(stopsOf(driven)).toMatchObject([{ labels: ['data'], because: "the manifest's output is not an array" }]);
  });

  test('the requests that need a job or a file', async () => {
    const steps = [
      ask('status-again', 'job', 'token'),
      ask('file-again', 'file', 'token'),
      ask('unknown-file', 'unknown-file', 'token'),
    ];
    const driven = await run({ kickoff: (_, response) => answer(response, 400) }, [
      scenario(obtainToken(), runExports('endpoints', 'files'), ...steps),
    ]);
    expect(
      stopsOf(driven)
        .slice(1)
        .map(({ step, because, labels: left }) => [step, because, left]),
    ).toEqual([
      ['status-again', 'no job finished', ['status-again']],
      ['file-again', 'no job finished', ['file-again']],
      ['unknown-file', 'no job finished', ['unknown-file']],
    ]);
  });
});

describe('the token goes only to the origin under test', () => {
  const stranger = () => startScripted((_, response) => answer(response, 200, {}, PATIENT));

  test('a job URL elsewhere is not followed', async () => {
    const elsewhere = await stranger();
    const driven = await run({
      kickoff: (_, response) => answer(response, 202, { 'Content-Location': `${elsewhere.url}/api/v1/jobs/1` }),
    });
    expect(elsewhere.saw).toEqual([]);
    expect(labels(driven)).toEqual(['token', 'kickoff']);
    expect(stopsOf(driven)).toMatchObject([
      {
        because: 'the job URL is not on the server under test (another port), so it was not requested',
        cause: 'earlier',
        exchange: 2,
      },
    ]);
  });

  test('a file elsewhere is not fetched; those on the server are', async () => {
    const elsewhere = await stranger();
    const driven = await run({
      status: (_, response, __, base) =>
        answer(
          response,
          200,
          {},
          manifestOf(1, [`${elsewhere.url}/data/1/a.ndjson`, `${base}/data/1/b.ndjson`], [`${elsewhere.url}/e.ndjson`]),
        ),
    });
    expect(elsewhere.saw).toEqual([]);
    expect(labels(driven)).toEqual(['token', 'kickoff', 'manifest', 'data']);
    expect(stopsOf(driven).map(({ labels: left, of }) => [left, of])).toEqual([
      [['data'], 'Patient'],
      [['error-data'], 'Patient'],
    ]);
  });

  test('a redirect is not followed, of a kick-off, a poll or a file', async () => {
    const elsewhere = await stranger();
    const redirect: Replace = (_, response) => answer(response, 307, { Location: `${elsewhere.url}/x` });
    for (const place of ['token', 'kickoff', 'status', 'data', 'metadata'] as const)
      await run({ [place]: redirect }, [scenario(ask('metadata', 'metadata', 'none')), exports()]);
    expect(elsewhere.saw).toEqual([]);
  });

  test('a version operation elsewhere is not asked', async () => {
    const elsewhere = await stranger();
    const operation = [{ name: 'version', definition: { reference: `${elsewhere.url}/_version` } }];
    const driven = await run(
      {
        metadata: (_, response) =>
          answer(response, 200, {}, JSON.stringify({ resourceType: 'CapabilityStatement', rest: [{ operation }] })),
      },
      [scenario(ask('metadata', 'metadata', 'none'), ask('version', 'version', 'none'))],
    );
    expect(elsewhere.saw).toEqual([]);
    expect(stopsOf(driven)).toMatchObject([{ labels: ['version'], cause: 'earlier' }]);
  });

  test('no token, and no secret, stands in what was recorded', async () => {
    const driven = await run({
      status: ({ headers }, response, nth) =>
        nth === 1
          ? answer(response, 202, {
              'X-Progress': `for ${headers['authorization']}`,
              'X-Echo': headers['authorization'] ?? '',
            })
          : false,
    });
    const text = JSON.stringify([driven.exchanges, driven.facts]);
    expect(text).not.toMatch(/token-number-\d|a-secret-of/);
    expect(driven.redactor.leaks(text)).toBe(false);
    expect(driven.exchanges[2]?.reply?.headers).toEqual(
      expect.arrayContaining([
        ['X-Progress', 'xxx xxxxxx «token 1»'],
        ['«name, 6 characters»', '«21 characters, repeats «token 1»»'],
      ]),
    );
  });
});

describe('a token that is refused', () => {
  test('after it worked is renewed, and the same request made again', async () => {
    const driven = await run({
      status: ({ headers }, response, nth) =>
        nth === 2 || (nth > 2 && headers['authorization'] === 'Bearer token-number-1') ? answer(response, 401) : false,
    });
    expect(driven.exchanges.map(({ label, superseded }) => [label, superseded])).toEqual([
      ['token', undefined],
      ['kickoff', undefined],
      ['status', undefined],
      ['status', 'token-expired'],
      ['token-renewal', undefined],
      ['status', undefined],
      ['manifest', undefined],
      ['data', undefined],
    ]);
    expect(driven.server.saw.filter(({ target }) => target.includes('$export'))).toHaveLength(1);
    expect(lastOf(driven, 'data')?.request.headers).toContainEqual(['Authorization', 'Bearer «token 2»']);
    expect(driven.facts.filter((fact): fact is TokenFact => fact.kind === 'token').map(({ mark }) => mark)).toEqual([
      '«token 1»',
      '«token 2»',
    ]);
    expect(stopsOf(driven)).toEqual([]);
  });

  test('before a file is renewed without another export', async () => {
    const driven = await run({
      data: ({ headers }, response) =>
        headers['authorization'] === 'Bearer token-number-1' ? answer(response, 401) : false,
    });
    expect(labels(driven).slice(-3)).toEqual(['data', 'token-renewal', 'data']);
    expect(driven.facts.filter(({ kind }) => kind === 'file')).toHaveLength(1);
  });

  test('and never worked is not renewed', async () => {
    const driven = await run({ kickoff: (_, response) => answer(response, 401) });
    expect(labels(driven)).toEqual(['token', 'kickoff']);
    expect(stopsOf(driven)).toMatchObject([{ because: 'the export request returned status 401' }]);
  });

  test('for good is not renewed for ever', async () => {
    const driven = await run({ status: (_, response) => answer(response, 401) });
    expect(labels(driven)).toEqual(['token', 'kickoff', 'status', 'token-renewal', 'status']);
    expect(stopsOf(driven)).toMatchObject([{ because: 'the job ended with status 401', exchange: 5 }]);
  });

  test('and cannot be renewed ends the job', async () => {
    const driven = await run({
      token: (_, response, nth) => (nth > 1 ? answer(response, 401) : false),
      status: (_, response) => answer(response, 401),
    });
    expect(labels(driven)).toEqual(['token', 'kickoff', 'status', 'token-renewal']);
    expect(driven.exchanges[2]?.superseded).toBeUndefined();
  });

  test('whose told life is over is renewed before it is used', async () => {
    const token: Replace = (_, response, nth) =>
      answer(response, 200, {}, JSON.stringify({ access_token: `token-number-${nth}`, expires_in: 2 }));
    const driven = await run({ token }, [exports()], { pollInterval: 5 });
    expect(labels(driven).filter((label) => label === 'token-renewal').length).toBeGreaterThan(0);
    expect(driven.exchanges.filter(({ reply }) => reply?.status === 401)).toEqual([]);
  });
});

describe('bounds that the user sets', () => {
  test('no more exports are started than the budget allows', async () => {
    const driven = await run({}, [exports('kickoff')], { profile: profile201909, exportBudget: 2 });
    expect(labels(driven)).toEqual(['token', 'kickoff', 'kickoff']);
    expect(stopsOf(driven)).toEqual([
      {
        kind: 'stop',
        step: 'exports endpoints',
        labels: ['kickoff', 'status', 'manifest', 'data', 'error-data'],
        of: 'Coverage',
        because: 'the export budget of 2 is used up',
        cause: 'budget',
        unblock: '--export-budget',
      },
    ]);
  });

  test('a budget of none starts none, and asks for no token to do so', async () => {
    const driven = await run({}, [scenario(runExports('endpoints', 'files'))], { exportBudget: 0 });
    expect(driven.server.saw).toEqual([]);
    expect(stopsOf(driven)).toHaveLength(1);
  });

  test('requests that were refused are not counted', async () => {
    const driven = await run(
      { kickoff: (_, response, nth) => (nth === 1 ? answer(response, 400) : false) },
      [exports('kickoff')],
      {
        profile: profile201909,
        exportBudget: 2,
      },
    );
    expect(labels(driven)).toEqual(['token', 'kickoff', 'kickoff', 'kickoff']);
    expect(stopsOf(driven).map(({ cause }) => cause)).toEqual(['earlier']);
  });

  test('requests that must be refused and are not, are counted', async () => {
    const refusal = ask('no-accept', 'endpoint', 'token', { accept: null });
    const driven = await run({}, [scenario(obtainToken(), refusal, runExports('endpoints', 'kickoff'))], {
      exportBudget: 1,
    });
    expect(labels(driven)).toEqual(['token', 'no-accept']);
    expect(stopsOf(driven)).toMatchObject([{ cause: 'budget' }]);
  });

  test.each(['none', 'garbage-token', 'token'] as const)(
    'none that must be refused is made beyond the budget: %s',
    async (as) => {
      const refusals = ask('refusal', 'export-kinds', as, { accept: null });
      const driven = await run({}, [scenario(obtainToken(), refusals)], {
        profile: profile201909,
        exportBudget: 2,
      });
      expect(labels(driven)).toEqual(['token', 'refusal', 'refusal']);
      expect(stopsOf(driven)).toMatchObject([
        { labels: ['refusal'], of: 'Coverage', cause: 'budget', unblock: '--export-budget' },
      ]);
    },
  );

  test('a list of operations that holds none is no list of operations', async () => {
    const json = JSON.stringify({ resourceType: 'CapabilityStatement', rest: [{ operation: [null] }] });
    const metadata: Replace = (_, response) => answer(response, 200, {}, json);
    const [metadataStep, versionStep] = [ask('metadata', 'metadata', 'none'), ask('version', 'version', 'none')];
    const driven = await run({ metadata }, [scenario(metadataStep, versionStep)]);
    expect(stopsOf(driven)).toMatchObject([{ because: 'the metadata lists no version operation' }]);
  });

  test('a job that never ends is left at the deadline', async () => {
    const driven = await run({ status: (_, response) => answer(response, 202) }, [exports()], { deadline: 600 });
    expect(driven.exchanges.length).toBeLessThan(60);
    expect(stopsOf(driven)).toEqual([
      {
        kind: 'stop',
        step: 'exports endpoints',
        labels: ['manifest', 'data', 'error-data'],
        of: 'Patient',
        because: 'the job was still running at the deadline of the run',
        cause: 'deadline',
        exchange: driven.exchanges.at(-1)?.id,
        unblock: expect.stringMatching(/^--deadline, or later --job http:.*jobs.1$/) as string,
      },
    ]);
    expect(lastOf(driven, 'status')?.at).toBeLessThanOrEqual(600_000);
  });

  test.each<[string, number, Record<string, string>, string]>([
    [
      '7200 s',
      202,
      { 'Retry-After': '7200' },
      'the job was not finished, and Retry-After asked for a wait (7200 s) beyond',
    ],
    [
      'a busy one, 7200 s',
      429,
      { 'Retry-After': '7200' },
      'the server was busy, and Retry-After asked for a wait (7200 s)',
    ],
    ['a busy one, nothing', 503, {}, 'the server was still busy at the deadline of the run'],
  ])('a poll that is told to wait for %s beyond the deadline', async (_, status, headers, because) => {
    const driven = await run({ status: (_, response) => answer(response, status, headers) }, [exports()], {
      deadline: 600,
    });
    expect(stopsOf(driven)).toMatchObject([{ because: expect.stringContaining(because) as string, cause: 'deadline' }]);
  });

  test('a server that is busy with another job is asked until the deadline', async () => {
    const busy: Replace = (_, response) => answer(response, 429, { 'Retry-After': '60' });
    const ever = await run({ kickoff: busy }, [exports()], { deadline: 600 });
    expect(ever.exchanges.filter(({ superseded }) => superseded === 'busy').length).toBeGreaterThan(5);
    expect(ever.exchanges.length).toBeLessThan(20);
    expect(stopsOf(ever)).toMatchObject([{ because: 'the export request returned status 429' }]);
    const once = await run({
      kickoff: (request, response, nth, base) => (nth <= 6 ? busy(request, response, nth, base) : false),
    });
    expect(labels(once)).toContain('data');
  });

  test('exports are counted beforehand', () => {
    expect(plannedExports(profile201912, [exports(), exports('kickoff', 'again')])).toBe(2);
    expect(plannedExports(profile201909, [exports(), exports('kickoff', 'each-type')])).toBe(3);
    expect(
      plannedExports(profile201912, [
        exports('files', 'each-type'),
        exports('files', 'type-pairs'),
        exports('files', 'empty-type'),
      ]),
    ).toBe(6);
    expect(plannedExports(profile201912, [scenario(obtainToken())])).toBe(0);
  });
});

describe('an interruption', () => {
  test('ends the export where it is, and tells what is missing', async () => {
    const ending = new AbortController();
    const later = scenario(ask('status-again', 'job', 'token'), handshake());
    const driven = await run(
      { status: (_, response) => answer(response, 202, { 'X-Progress': 'Pending' }) },
      [exports(), later],
      {
        signal: ending.signal,
        onProgress: (one) => void (one.kind === 'poll' && one.polls === 3 && ending.abort(new Error('stop'))),
      },
    );
    expect(driven.interrupted).toBe(true);
    expect(labels(driven)).toEqual(['token', 'kickoff', 'status', 'status', 'status']);
    expect(stopsOf(driven).map(({ step, cause }) => [step, cause])).toEqual([
      ['exports endpoints', 'interrupted'],
      ['status-again', 'interrupted'],
      ['handshake', 'interrupted'],
    ]);
    expect(driven.steps).toEqual(['token', 'exports endpoints', 'status-again', 'handshake']);
  });

  test('while a request is on its way', async () => {
    const ending = new AbortController();
    const driven = await run({ kickoff: () => ending.abort(new Error('stop')) }, [exports()], {
      signal: ending.signal,
    });
    expect(driven.interrupted).toBe(true);
    expect(stopsOf(driven)).toMatchObject([{ cause: 'interrupted' }]);
  });

  test('before anything: nothing is sent', async () => {
    const driven = await run({}, [exports()], { signal: AbortSignal.abort(new Error('stop')) });
    expect(driven.server.saw).toEqual([]);
    expect(driven).toMatchObject({ interrupted: true, exchanges: [] });
  });
});

describe('a server that cannot be reached', () => {
  const nowhere = { base: 'http://127.0.0.1:1' };
  test('is not judged', async () => {
    const server = await startScripted(bcda());
    const driving = runOn(server, [exports()], nowhere);
    await expect(driving).rejects.toBeInstanceOf(CannotJudge);
    await expect(driving).rejects.toThrow('Cannot reach http://127.0.0.1:1: the connection was refused.');
  });
  test('at all, since it drops every connection, is not judged', async () => {
    const drop: Replace = (_, response) => response.destroy();
    const all = { token: drop, kickoff: drop, status: drop, data: drop, metadata: drop };
    await expect(run(all)).rejects.toThrow('Cannot reach');
  });
  test('for one request only is', async () => {
    const driven = await run({ token: (_, response) => response.destroy() }, [
      scenario(obtainToken(), ask('metadata', 'metadata', 'none')),
    ]);
    expect(driven.exchanges.map(({ failure }) => failure === undefined)).toEqual([false, false, false, true]);
  });
});

describe('credentials of other kinds', () => {
  const job = exports('manifest');
  const asking = (label: string, as: Parameters<typeof ask>[2]) => scenario(...job.steps, ask(label, 'job', as));
  const authorizationOf = ({ server }: { server: Scripted }): string | undefined =>
    server.saw.at(-1)?.headers['authorization'];

  test('an altered token differs from the real one and is marked', async () => {
    const driven = await run({}, [asking('altered', 'altered-token')]);
    expect(authorizationOf(driven)).toMatch(/^Bearer token-.*1$/);
    expect(authorizationOf(driven)).not.toBe('Bearer token-number-1');
    expect(lastOf(driven, 'altered')?.request.headers).toEqual([['Authorization', 'Bearer «altered token»']]);
  });

  test('a token in the URL is sent there and nowhere else', async () => {
    const driven = await run({}, [asking('in-url', 'token-in-url')]);
    expect(driven.server.saw.at(-1)).toMatchObject({ target: '/api/v1/jobs/1?access_token=token-number-2' });
    expect(authorizationOf(driven)).toBeUndefined();
    expect(lastOf(driven, 'in-url')?.request.url).toBe(`${driven.server.url}/api/v1/jobs/1?access_token=«token 2»`);
  });

  test.each<[Parameters<typeof ask>[2], string]>([
    ['expired-token', '--expired-token-file or --wait-for-expiry'],
    ['late-token', '--wait-for-expiry'],
    ['other-client', '--other-client-id and --other-client-secret-file'],
  ])('%s: where it is missing the option is named', async (as, unblock) => {
    const driven = await run({}, [asking('asked', as)]);
    expect(labels(driven)).not.toContain('asked');
    expect(stopsOf(driven)).toMatchObject([
      { step: 'asked', labels: ['asked'], of: 'Patient', cause: 'input', unblock },
    ]);
  });

  test('a second client gets a token of its own', async () => {
    const other = { clientId: 'client-two', clientSecret: 'a-secret-of-the-other' };
    const driven = await run({}, [asking('asked', 'other-client')], { other });
    expect(authorizationOf(driven)).toBe('Bearer token-number-2');
    expect(JSON.stringify(driven.exchanges)).not.toContain('a-secret-of-the-other');
  });

  test("an expired token is the one given, or the run's own after its life", async () => {
    const given = await run({}, [asking('asked', 'expired-token')], { expiredToken: 'an-old-token-value' });
    expect(authorizationOf(given)).toBe('Bearer an-old-token-value');
    expect(lastOf(given, 'asked')?.request.headers).toContainEqual(['Authorization', 'Bearer «expired token»']);
    const waited = await run({}, [asking('asked', 'expired-token')], { waitForExpiry: true });
    expect(authorizationOf(waited)).toBe('Bearer token-number-1');
    expect(lastOf(waited, 'asked')?.at).toBeGreaterThan(1_200_000);
  });

  test('scenarios that wait for expiry come last', async () => {
    const driven = await run(
      {},
      [asking('expired', 'expired-token'), asking('late', 'late-token'), scenario(ask('metadata', 'metadata', 'none'))],
      {
        waitForExpiry: true,
      },
    );
    expect(labels(driven)[0]).toBe('metadata');
    expect(labels(driven).slice(-3)).toEqual(['manifest', 'late', 'expired']);
  });
});
