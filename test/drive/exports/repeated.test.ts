import { describe, expect, test } from 'vitest';
import { drive, type Driven } from '../../../src/drive/drive.js';
import type { TitledScenario } from '../../../src/drive/plan.js';
import { type Progress, type RunOptions, skippingClock } from '../../../src/model/index.js';
import { ask, obtainToken, runExports } from '../../../src/model/steps.js';
import { bcda, type Replace } from '../../support/bcda.js';
import { answer, type Scripted, startScripted } from '../../support/server.js';
import { profile201912 } from '../../support/views.js';

const credentials = { clientId: 'client-one', clientSecret: 'a-secret-of-the-client' };
const scenario: TitledScenario = {
  suite: 'Suite',
  title: 'scenario',
  steps: [
    obtainToken(),
    runExports('endpoints', 'manifest'),
    ask('repeated-while-running', 'export-while-running', 'token'),
    ask('cancel-kickoff', 'endpoint', 'token', { query: '_type=Patient', starts: true }),
    ask('token-again', 'token', 'client'),
    runExports('again', 'manifest'),
  ],
};

const run = async (
  replaced: Parameters<typeof bcda>[0],
  more: Partial<RunOptions> = {},
  steps = scenario.steps,
): Promise<Driven & { readonly server: Scripted }> => {
  const server = await startScripted(bcda(replaced));
  const clock = skippingClock();
  const options = { profile: profile201912, base: server.url, credentials, clock, ...more };
  return { ...(await drive(options, [{ ...scenario, steps }])), server };
};

const kickoffs = ({ exchanges }: Driven): unknown[] =>
  exchanges
    .filter(({ request }) => request.url.includes('$export'))
    .map(({ label, of, as, reply }) => [label, of, as, reply?.status]);

/** Refuses the second export request of all, which repeats the first one. */
const refused: Replace = (_, response, nth) => (nth === 2 ? answer(response, 429, { 'Retry-After': '7' }) : false);

describe('an export request that repeats one whose job runs', () => {
  test('is made once, is not sent again after a 429, and is waited out', async () => {
    const waits: number[] = [];
    const onProgress = (one: Progress): void => void (one.kind === 'wait' && waits.push(one.ms));
    const driven = await run({ kickoff: refused }, { onProgress });
    expect(kickoffs(driven)).toEqual([
      ['kickoff', 'Patient', 'token', 202],
      ['repeated-while-running', 'Patient', 'token', 429],
      ['cancel-kickoff', 'Patient', 'token', 202],
      ['kickoff', 'Patient (again)', 'renewed-token', 202],
    ]);
    expect(waits[0]).toBe(7000);
    expect(driven.exchanges.some(({ superseded }) => superseded !== undefined)).toBe(false);
  });

  test('is asked again after a gateway error', async () => {
    const driven = await run({
      kickoff: (request, response, nth, base) =>
        nth === 2 ? answer(response, 502) : nth === 3 ? refused(request, response, 2, base) : false,
    });
    expect(kickoffs(driven).slice(1, 3)).toEqual([
      ['repeated-while-running', 'Patient', 'token', 502],
      ['repeated-while-running', 'Patient', 'token', 429],
    ]);
  });

  test('is the export that the run makes once more, if the server starts a job for it', async () => {
    const driven = await run({});
    expect(kickoffs(driven)).toEqual([
      ['kickoff', 'Patient', 'token', 202],
      ['kickoff', 'Patient (again)', 'token', 202],
      // The second token is tried at another request then.
      ['cancel-kickoff', 'Patient', 'renewed-token', 202],
    ]);
    const again = driven.exchanges.filter(({ of }) => of === 'Patient (again)');
    expect(new Set(again.map(({ step }) => step))).toEqual(new Set(['exports again']));
    expect(again.at(-1)).toMatchObject({ label: 'manifest', as: 'renewed-token' });
    expect(driven.server.saw.filter(({ target }) => target === '/auth/token')).toHaveLength(2);
  });

  test('leaves the second token to another request, whose refusal the label says', async () => {
    const driven = await run({
      kickoff: ({ headers }, response) =>
        headers['authorization'] === 'Bearer token-number-2' ? answer(response, 401) : false,
    });
    expect(kickoffs(driven).slice(2)).toEqual([
      ['kickoff-renewed-token', 'Patient (again)', 'renewed-token', 401],
      ['cancel-kickoff', 'Patient', 'token', 202],
    ]);
  });

  test('is not made without budget for another export', async () => {
    const driven = await run({}, { exportBudget: 1 });
    expect(kickoffs(driven)).toEqual([['kickoff', 'Patient', 'token', 202]]);
    expect(driven.facts).toContainEqual(
      expect.objectContaining({ kind: 'stop', labels: ['repeated-while-running'], cause: 'budget' }),
    );
  });

  test('counts against the budget', async () => {
    const driven = await run({}, { exportBudget: 2 });
    expect(kickoffs(driven)).toHaveLength(2);
    expect(driven.exchanges.at(-1)).toMatchObject({ label: 'manifest', of: 'Patient (again)' });
  });

  test('lets no other export go beyond the budget once a job was started for it', async () => {
    const [token, first, repeated, , , again] = scenario.steps;
    const steps = [token!, first!, repeated!, runExports('each-type', 'manifest'), again!];
    const driven = await run({}, { exportBudget: 2 }, steps);
    expect(kickoffs(driven)).toHaveLength(2);
    expect(driven.exchanges.at(-1)).toMatchObject({ label: 'manifest', of: 'Patient (again)' });
  });
});
