import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { departures } from '../../schemas/violations.js';
import {
  certifyClient,
  type CertifyOptions,
  type Checked,
  exitCode,
  judgeTranscript,
  plannedConditions,
  waitForClient,
} from '../../src/assess/index.js';
import { linesKept } from '../../src/certify/lines.js';
import type { ClientRunOptions } from '../../src/certify/client-run.js';
import { deviatingClient, referenceClient } from '../../src/certify/own.js';
import type { OpenScenario } from '../../src/certify/scenario.js';
import { createRedactor } from '../../src/record/redact.js';
import {
  CannotJudge,
  type ExitFact,
  type Outcome,
  type RunClient,
  skippingClock,
  type StopFact,
  type Task,
  typeIn,
  type Transcript,
  type Verdict,
  type Condition,
} from '../../src/model/index.js';
import { conditions } from '../../suites/client/conditions.js';
import { catalogue } from '../../suites/index.js';
import { profile201912 as profile } from '../support/views.js';

const root = mkdtempSync(join(tmpdir(), 'bcda-meet-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
afterEach(() => void vi.restoreAllMocks());
let runs = 0;
/** Folders of one run, an empty one for each condition. */
const folders = (): ((condition: Condition) => string) => {
  const run = join(root, String((runs += 1)));
  return ({ id }) => {
    const folder = join(run, id);
    mkdirSync(folder, { recursive: true });
    return folder;
  };
};

type More = Partial<CertifyOptions & Omit<ClientRunOptions, 'condition' | 'runClient'>>;
/** The options of a run by a clock that takes no time. */
const told = (more: More = {}): CertifyOptions & Omit<ClientRunOptions, 'condition' | 'runClient'> => ({
  ...{ profile, catalogue, conditions, target: 'a client', clock: skippingClock(), resume: true, outOf: folders() },
  ...more,
});
const certify = (runClient: RunClient, more: More = {}): Promise<Checked> =>
  certifyClient({ ...told(more), runClient });
const reference = (clock = skippingClock()): { clock: typeof clock; runClient: RunClient } => ({
  clock,
  runClient: referenceClient(profile, clock),
});

const outcomes = ({ verdicts }: Checked['report']): Readonly<Record<string, Outcome>> =>
  Object.fromEntries(verdicts.map(({ id, outcome }) => [id, outcome]));
const verdict = ({ report }: Checked, id: string): Verdict => report.verdicts.find((one) => one.id === id)!;
const stops = ({ facts }: Transcript): StopFact[] => facts.filter((fact) => fact.kind === 'stop');
const exits = ({ facts }: Transcript): ExitFact[] => facts.filter((fact) => fact.kind === 'exit');
const wire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What holds for every run, however the client fared. */
const expectSound = ({ report, transcript, leaks }: Checked): void => {
  expect(departures('report', wire(report))).toEqual([]);
  expect(departures('transcript', wire(transcript))).toEqual([]);
  expect(leaks(JSON.stringify(transcript))).toBe(false);
  const again = judgeTranscript(wire(transcript) as Transcript, profile, { catalogue, selection: report.selection });
  expect(wire(again.verdicts)).toEqual(wire(report.verdicts));
};

/** Resolves when the task's signal is over, however long that takes. */
const untilEnded = ({ signal }: Task): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
const askToken = async ({ url, credentials: { clientId, clientSecret } }: Task): Promise<string | undefined> => {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const reply = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: { accept: 'application/json', authorization: `Basic ${basic}` },
  });
  const text = await reply.text();
  return reply.ok ? (JSON.parse(text) as { access_token: string }).access_token : undefined;
};
/** Asks for an export, with `bearer` in lower case. */
const kickOff = async ({ url }: Task, token: string): Promise<void> => {
  const headers = { accept: 'application/fhir+json', prefer: 'respond-async', authorization: `bearer ${token}` };
  await (await fetch(`${url}/api/v1/Patient/$export`, { headers })).text();
};

describe('the reference client', () => {
  test('meets everything, and four scenarios beside each other show what one after another do', async () => {
    const single = reference();
    const one = await certify(single.runClient, { clock: single.clock, parallel: 1 });
    const shared = reference();
    const four = await certify(shared.runClient, { clock: shared.clock, parallel: 4 });
    expect(new Set(Object.values(outcomes(one.report)))).toEqual(new Set(['pass']));
    expect(outcomes(four.report)).toEqual(outcomes(one.report));
    expect(four.report.conforms).toBe('yes');
    expect(four.report.catalogue).toBe(one.report.catalogue);
    expect(four.transcript.steps).toEqual(conditions.map(({ id }) => id));
    for (const run of [one, four]) expectSound(run);
  });

  test.each(['OPTIONS', 'HEAD'])('meets everything with an %s before each request', async (method) => {
    const clock = skippingClock();
    const runClient = deviatingClient(profile, clock, {
      around: (http) => async (request) => {
        await fetch(request.url, { method }).catch(() => undefined);
        return http(request);
      },
    });
    const { report } = await certify(runClient, { clock });
    const missed = report.verdicts.filter(({ outcome }) => outcome !== 'pass');
    expect(missed).toEqual([]);
  });

  test('meets only the conditions that the selection needs', async () => {
    const { clock, runClient } = reference();
    const met: string[] = [];
    const checked = await certify(runClient, {
      clock,
      selection: ['client.download.whole', 'client.token.renewed'],
      onProgress: (progress) => void (progress.kind === 'scenario' && met.push(progress.suite)),
    });
    expect(met).toEqual(['token-expires-polling', 'cut-transfer', 'cut-chunked', 'cut-gzip', 'cut-between-lines']);
    expect(checked.transcript.steps).toEqual(met);
    expect(outcomes(checked.report)).toEqual({ 'client.download.whole': 'pass', 'client.token.renewed': 'pass' });
    expect(checked.report.conforms).toBe('incomplete');
    expectSound(checked);
  });
});

describe('a client that', () => {
  test('does nothing is run once, and blocks everything', async () => {
    let times = 0;
    const checked = await certify(() => {
      times += 1;
      return Promise.resolve({ code: 0, lines: ['nothing to do'] });
    });
    expect(times).toBe(1);
    expect(new Set(Object.values(outcomes(checked.report)))).toEqual(new Set(['blocked']));
    expect(checked.report.conforms).toBe('incomplete');
    expect(exitCode(checked.report)).toBe(2);
    expect(verdict(checked, 'client.token.basic').because).toBe('in sunny the client sent no request');
    expect(verdict(checked, 'client.token.no-storm').because).toBe(
      'the client sent no request in sunny, so it was not run again',
    );
    expect(exits(checked.transcript)).toEqual([{ kind: 'exit', step: 'sunny', code: 0, lines: ['nothing to do'] }]);
    expectSound(checked);
  });

  test('asks for a token and nothing else is run everywhere, and blocks what comes after', async () => {
    const checked = await certify(async (task) => {
      await askToken(task);
      return { code: 1, lines: [] };
    });
    // Both judge what it sent: token requests, some of which were answered with 429 or 503.
    const passing = [
      'token.basic',
      'token.accept-json',
      'token.no-storm',
      'token.stored-safely',
      'token.reused',
      'failure.no-storm',
      'failure.waits',
    ].map((id) => `client.${id}`);
    expect(checked.report.verdicts.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id)).toEqual(passing);
    expect(checked.report.verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(verdict(checked, 'client.token.bearer').because).toBe('in sunny the client requested a token but no export');
    expect(exits(checked.transcript)).toHaveLength(conditions.length);
    expectSound(checked);
  });

  test('cannot be started is no verdict', async () => {
    const run = certify(() => Promise.resolve({ failedToStart: 'there is no such command', lines: [] }));
    await expect(run).rejects.toThrow(CannotJudge);
    await expect(run).rejects.toThrow('The client could not be started: there is no such command.');
  });

  test('cannot be started later ends those that run beside it first', async () => {
    let running = 0;
    let started = 0;
    const run = certify(
      async (task) => {
        started += 1;
        if (started === 1) {
          await askToken(task);
          return { code: 0, lines: [] };
        }
        if (started === 5) return { failedToStart: 'too many processes are running', lines: [] };
        running += 1;
        await untilEnded(task);
        // The end takes its time, as that of a process does.
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return { killed: 'SIGTERM', lines: [] };
      },
      { parallel: 4 },
    );
    await expect(run).rejects.toThrow('too many processes');
    expect(started).toBe(5);
    expect(running).toBe(0);
  });

  // Not a whole number of milliseconds.
  test('never ends is ended at its deadline; what it sent is judged, what it had no time for is blocked', async () => {
    // The deadline comes when the client has sent what it sends, however slow the machine is.
    const deadlines: AbortController[] = [];
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const deadline = new AbortController();
      deadlines.push(deadline);
      return deadline.signal;
    });
    const checked = await certify(
      async (task) => {
        const own = deadlines.at(-1);
        const token = await askToken(task);
        if (token !== undefined) await kickOff(task, token);
        own?.abort();
        await untilEnded(task);
        return { killed: 'SIGTERM', lines: ['waiting'] };
      },
      { deadline: 0.0705, parallel: 4 },
    );
    expect(new Set(timeout.mock.calls.map(([ms]) => ms))).toEqual(new Set([71]));
    expect(exits(checked.transcript)).toHaveLength(conditions.length);
    for (const fact of exits(checked.transcript))
      expect(fact).toMatchObject({ killed: 'SIGTERM', ended: 'deadline', lines: ['waiting'] });
    const [stop] = stops(checked.transcript);
    expect(stop).toEqual({
      kind: 'stop',
      step: 'sunny',
      labels: ['exit', 'output'],
      because: 'in sunny the client was still running 0.0705 s after its start, and was ended',
      cause: 'deadline',
      unblock: '--deadline',
    });
    expect(outcomes(checked.report)).toMatchObject({
      'client.token.basic': 'pass',
      'client.token.bearer': 'fail',
      'client.token.not-in-url': 'pass',
      'client.kickoff.once': 'pass',
    });
    expect(checked.report.verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id)).toEqual([
      'client.token.bearer',
    ]);
    const late = ['kickoff.backs-off', 'polling.until-done', 'download.all', 'download.faithful', 'failure.reported'];
    for (const id of late)
      expect(verdict(checked, `client.${id}`)).toMatchObject({
        outcome: 'blocked',
        cause: 'deadline',
        unblock: '--deadline',
      });
    expect(exitCode(checked.report)).toBe(1);
    expectSound(checked);
  });

  test('waits an hour, as it was told to, is ended when it has been quiet for long enough', async () => {
    const { clock, runClient } = reference();
    const hasty = conditions.map((one) => (one.id === 'busy-an-hour' ? { ...one, quietSeconds: 0.02 } : one));
    const checked = await certify(
      async (task) => {
        if (!task.out.endsWith('busy-an-hour')) return runClient(task);
        const token = await askToken(task);
        if (token !== undefined) await kickOff(task, token);
        await untilEnded(task);
        return { killed: 'SIGTERM', lines: [] };
      },
      { clock, conditions: hasty },
    );
    expect(stops(checked.transcript)).toEqual([
      {
        kind: 'stop',
        step: 'busy-an-hour',
        labels: ['exit', 'output'],
        because: 'in busy-an-hour the client sent nothing for 0.02 s, and was ended',
        cause: 'deadline',
      },
    ]);
    expect(verdict(checked, 'client.kickoff.backs-off')).toMatchObject({ outcome: 'pass' });
    expectSound(checked);
  });

  test('is waited for as long as the selected requirements need', () => {
    const quiet = (...selection: string[]): (number | undefined)[] =>
      plannedConditions({ profile, catalogue, conditions, selection, target: 'it' })
        .filter(({ id }) => id === 'busy-an-hour')
        .map(({ quietSeconds }) => quietSeconds);
    expect(quiet()).toEqual([35]);
    expect(quiet('client.kickoff.backs-off')).toEqual([35]);
    expect(quiet('client.kickoff')).toEqual([35]);
    expect(quiet('client.failure.no-storm')).toEqual([10]);
    expect(quiet('client.token', 'client.download')).toEqual([10]);
  });

  test('loops without end is stopped after its last request too many, and fails', async () => {
    const { clock, runClient } = reference();
    let tokens = 0;
    const checked = await certify(
      async (task) => {
        if (tokens > 0) return runClient(task);
        const url = `${task.url}/metadata`;
        while (!task.signal.aborted) {
          tokens += 1;
          await fetch(url).then((reply) => reply.text());
        }
        return { killed: 'SIGTERM', lines: [] };
      },
      { clock, selection: ['client.failure.no-storm'], mostRequests: 40 },
    );
    expect(tokens).toBe(41);
    expect(exits(checked.transcript)[0]).toMatchObject({ ended: 'limit' });
    expect(stops(checked.transcript)[0]).toMatchObject({
      because: 'in sunny the client sent more than 40 requests, and was ended',
      cause: 'limit',
    });
    expect(verdict(checked, 'client.failure.no-storm')).toMatchObject({
      outcome: 'fail',
      seen: 'in sunny GET /metadata was sent 41 times within 10 s',
    });
    expectSound(checked);
  });

  test('never ends and sends nothing is blocked by its deadline', async () => {
    const checked = await certify(
      async (task) => {
        await untilEnded(task);
        return { killed: 'SIGKILL', lines: [] };
      },
      { deadline: 0.05 },
    );
    expect(verdict(checked, 'client.token.basic')).toMatchObject({ outcome: 'blocked', cause: 'deadline' });
    expect(exits(checked.transcript)).toHaveLength(1);
    expect(exitCode(checked.report)).toBe(2);
    expectSound(checked);
  });

  test('prints its secrets leaves none in the record', async () => {
    const { clock, runClient } = reference();
    let secret = '';
    const checked = await certify(
      async (task) => {
        const { clientId, clientSecret } = task.credentials;
        secret = clientSecret;
        const both = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
        const ending = await runClient(task);
        return {
          ...ending,
          lines: [`id ${clientId}`, `Basic ${both}`, `secret=${clientSecret}`, `secret=${clientSecret.slice(0, 70)}…`],
        };
      },
      { clock, selection: ['client.token.renewed'] },
    );
    const [exit] = exits(checked.transcript);
    expect(exit?.lines).toHaveLength(4);
    expect(exit?.lines[0]).toBe('id «client id»');
    expect(exit?.lines.slice(2)).toEqual(['secret=«client secret»', '…']);
    const text = JSON.stringify([checked.report, checked.transcript]);
    expect(secret).toHaveLength(80);
    expect(text).not.toContain(secret.slice(0, 30));
    expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(8, 40));
    expectSound(checked);
  });

  test('ends by an error of ours ends the run, and leaves no server', async () => {
    let url = '';
    const run = certify((task) => {
      url = task.url;
      return Promise.reject(new TypeError('a mistake of ours'));
    });
    await expect(run).rejects.toThrow('a mistake of ours');
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});

test('a folder that cannot be made ends the run before a server is started', async () => {
  let opened = 0;
  const counted = conditions.map((condition) => ({
    ...condition,
    behavior: (stranger: string) => {
      opened += 1;
      return condition.behavior(stranger);
    },
  }));
  const outOf = (): string => {
    throw new Error('no space left');
  };
  await expect(certify(reference().runClient, { conditions: counted, outOf })).rejects.toThrow('no space left');
  expect(opened).toBe(0);
});

test('a server of ours that fails is told of, and nothing is certified', async () => {
  const failing = conditions.map((condition) => ({
    ...condition,
    behavior: () => ({ faults: [{ at: 'status', alter: () => Promise.reject(new Error('out of order')) } as const] }),
  }));
  const { clock, runClient } = reference();
  const checked = await certify(runClient, { conditions: failing, clock, selection: ['client.download.whole'] });
  expect(checked.report.errors.length).toBeGreaterThan(0);
  const said = new Set(checked.report.errors);
  expect(said.size).toBe(1);
  expect([...said][0]).toMatch(/^The reference server failed: Error in test\/certify\/client-run\.test\.ts:\d+:\d+\.$/);
  expect(exitCode(checked.report)).toBe(2);
  expect(checked.report.conforms).not.toBe('yes');
  expect(checked.transcript.exchanges.find(({ label }) => label === 'status')?.failure?.code).toBe('server');
  expectSound(checked);
});

describe('an interruption', () => {
  test('before the run starts no client', async () => {
    const checked = await certify(() => Promise.reject(new Error('it was started')), { signal: AbortSignal.abort() });
    expect(new Set(checked.report.verdicts.map(({ cause }) => cause))).toEqual(new Set(['interrupted']));
    expect(checked.transcript).toMatchObject({ interrupted: true, exchanges: [] });
    expect(checked.report).toMatchObject({ interrupted: true, conforms: 'incomplete' });
    expect(exitCode(checked.report)).toBe(2);
    expectSound(checked);
  });

  test('while a client waits ends it, starts no other, and fails nothing', async () => {
    const user = new AbortController();
    const { clock, runClient } = reference();
    let started = 0;
    const checked = await certify(
      async (task) => {
        started += 1;
        if (started < 3) return runClient(task);
        await askToken(task);
        user.abort();
        await untilEnded(task);
        return { killed: 'SIGTERM', lines: [] };
      },
      { clock, signal: user.signal },
    );
    expect(started).toBe(3);
    expect(exits(checked.transcript).map(({ ended }) => ended)).toEqual([undefined, undefined, 'interrupted']);
    expect(checked.report.verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(new Set(checked.report.verdicts.map(({ cause }) => cause))).toEqual(new Set(['interrupted']));
    expect(checked.report.interrupted).toBe(true);
    expectSound(checked);
  });
});

describe('a wait', () => {
  const waited = conditions.filter(({ killedAfter }) => killedAfter === undefined);
  const wait = (
    announce: (scenarios: readonly OpenScenario[]) => void,
    more: More & { quiet?: number } = {},
  ): Promise<Checked> => waitForClient({ ...told({ target: 'a client by hand' }), announce, ...more });
  /** The reference client, started by hand in one scenario after another. */
  const visit = async (scenarios: readonly OpenScenario[], runClient: RunClient): Promise<void> => {
    const outOf = folders();
    for (const { url, credentials, condition } of scenarios)
      await runClient({
        url,
        credentials,
        profile: '2019-12',
        type: typeIn(condition, profile),
        out: outOf(condition),
        signal: new AbortController().signal,
      });
  };

  test('ends by itself once all was visited; what nobody sees is blocked', async () => {
    const { clock, runClient } = reference();
    let visited: Promise<void> | undefined;
    const checked = await wait((scenarios) => void (visited = visit(scenarios, runClient)), { clock, quiet: 20 });
    await visited;
    const unseen = [
      'token.stored-safely',
      'download.completes',
      'download.distinct',
      'download.faithful',
      'failure.reported',
      'failure.passing',
    ].map((id) => `client.${id}`);
    for (const one of checked.report.verdicts)
      expect(one).toMatchObject(
        unseen.includes(one.id)
          ? { outcome: 'blocked', cause: 'input', unblock: '-- COMMAND' }
          : { id: one.id, outcome: one.id === 'client.kickoff.resumes' ? 'inapplicable' : 'pass' },
      );
    expect(checked.report).toMatchObject({ conforms: 'incomplete', interrupted: false });
    expect(checked.report.incomplete).toEqual(['not tested: needs -- COMMAND']);
    expect(exitCode(checked.report)).toBe(0);
    expectSound(checked);
  });

  test('each scenario has a URL and credentials of its own', async () => {
    const user = new AbortController();
    let seen: readonly OpenScenario[] = [];
    await wait(
      (scenarios) => {
        seen = scenarios;
        user.abort();
      },
      { signal: user.signal },
    );
    expect(seen.map(({ condition }) => condition.id)).toEqual(waited.map(({ id }) => id));
    expect(new Set(seen.map(({ url }) => url)).size).toBe(waited.length);
    expect(new Set(seen.map(({ credentials }) => credentials.clientSecret)).size).toBe(waited.length);
  });

  test('ended by the user judges what was visited', async () => {
    const user = new AbortController();
    const { clock, runClient } = reference();
    const checked = await wait((scenarios) => void visit(scenarios.slice(0, 2), runClient).then(() => user.abort()), {
      clock,
      signal: user.signal,
    });
    expect(new Set(checked.transcript.exchanges.map(({ step }) => step))).toEqual(new Set(['sunny', 'slow-job']));
    expect(checked.report.verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(verdict(checked, 'client.token.basic')).toMatchObject({
      outcome: 'blocked',
      because: 'no request reached the server of long-job',
      unblock: '--deadline',
    });
    expect(checked.report.interrupted).toBe(false);
    expectSound(checked);
  });

  test('ends at its deadline, visited or not', async () => {
    const checked = await wait(() => undefined, { deadline: 0.05 });
    // That nobody asked it for several types or ran it again blocks nothing.
    const left = ['client.kickoff.every-type', 'client.kickoff.resumes'];
    for (const { id, outcome } of checked.report.verdicts)
      expect({ id, outcome }).toEqual({ id, outcome: left.includes(id) ? 'inapplicable' : 'blocked' });
    expect(verdict(checked, 'client.token.basic')).toMatchObject({ cause: 'deadline', unblock: '--deadline' });
    expectSound(checked);
  });

  test('that is interrupted before it began announces nothing', async () => {
    let announced = 0;
    const checked = await wait(() => void (announced += 1), { signal: AbortSignal.abort() });
    expect(announced).toBe(0);
    expect(checked.transcript.exchanges).toEqual([]);
  });

  test('is over where a kick-off was refused for good', async () => {
    const checked = await wait(
      ([scenario]) =>
        void (async () => {
          const { url, credentials, condition } = scenario!;
          const task = {
            url,
            credentials,
            profile: '2019-12',
            type: typeIn(condition, profile),
            out: '',
            signal: new AbortController().signal,
          };
          await kickOff(task, (await askToken(task)) ?? '');
        })(),
      {
        selection: ['client.kickoff.request'],
        conditions: conditions.filter(({ id }) => id === 'strict-spelling'),
        quiet: 20,
      },
    );
    expect(checked.transcript.exchanges.map(({ label, reply }) => [label, reply?.status])).toEqual([
      ['token', 200],
      ['kickoff', 401],
    ]);
  });
});

describe('linesKept', () => {
  const redactor = createRedactor();
  redactor.add('0123456789abcdef', '«client secret»');
  const kept = (line: string): string | undefined => linesKept([line], redactor)[0];

  test('the end of a secret whose beginning is on a line before the last 20 is not shown', () => {
    const redactor = createRedactor();
    redactor.add('OnlyLettersOnTheFirstOfTwoLinesAndOnTheSecondLineToo', '«token 1»');
    const shown = ['AndOnTheSecondLineToo', ...Array.from({ length: 19 }, (_, n) => `line ${n}`)];
    const lines = linesKept(['OnlyLettersOnTheFirstOfTwoLines', ...shown], redactor);
    expect(lines).toHaveLength(20);
    expect(lines[0]).toBe('«21 characters, repeats «token 1»»');
    expect(lines.join('')).not.toContain('AndOnTheSecond');
  });
  test.each([
    ['12 files', '12 files'],
    ['', ''],
    ['secret 0123456789abcdef.', 'secret «client secret».'],
    ['secret 0123456789abcdef…', 'secret …'],
    ['a long line, secret=0123456…', 'a long line, …'],
    ['an ellipsis … within', 'an ellipsis … within'],
    ['{"resourceType":"Patient"}', '«JSON, 26 characters»'],
    ['got {"id":1,"resourceType":"Patient"}', '«JSON, 37 characters»'],
    ["got {'resourceType': 'Patient'}", '«JSON, 31 characters»'],
    ['  "family": "Doe",', '«JSON, 18 characters»'],
    [
      '{"level":"error","ts":1790000000,"msg":"no such job","patient":"Doe","err":{"status":404,"body":"x","dob":19500101}}',
      '{"level":"error","ts":1790000000,"msg":"no such job","member 4":"«value»","err":{"status":404,"member 2":"«value»","member 3":"«value»"}}',
    ],
    ['{"msg":"got {\\"resourceType\\":1}"}', '«JSON, 34 characters»'],
    ['{"msg":', '«JSON, 7 characters»'],
    ['[1]', '«JSON, 3 characters»'],
    ['x'.repeat(300), 'x'.repeat(300)],
    ['x'.repeat(301), `${'x'.repeat(300)}…`],
  ])('%s', (line, shown) => {
    expect(kept(line)).toBe(shown);
  });
});
