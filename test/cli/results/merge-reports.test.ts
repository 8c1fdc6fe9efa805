import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { departures } from '../../../schemas/violations.js';
import type { Report } from '../../../src/model/index.js';
import { whyInconsistent } from '../../../src/assess/index.js';
import { startReferenceServer } from '../../../src/reference/index.js';
import { selectRequirements } from '../../../src/assess/select.js';
import { catalogue } from '../../../suites/index.js';
import { faults } from '../../../suites/server/faults.js';
import { profile201909 } from '../../../suites/profiles/2019-09.js';
import { emptyFolder, run } from '../../support/cli-run.js';

const cwd = emptyFolder();
const read = (name: string): Report => JSON.parse(readFileSync(join(cwd, name), 'utf8')) as Report;
const outcomes = ({ verdicts }: Report) => verdicts.map(({ id, outcome }) => [id, outcome]);
const merge = async (to: string, ...parts: readonly string[]) =>
  run(['merge', ...parts, '--report', `json=${to}`], { cwd });

/** Chapters by turns, so that none of the parts is a whole run. */
const CHAPTERS = [...new Set(selectRequirements(profile201909, { catalogue }).map(({ suite }) => suite.id))].filter(
  (id) => id !== 'contract',
);
const PARTS = [0, 1, 2].map((part) => CHAPTERS.filter((_, nth) => nth % 3 === part));

describe('checks of one server, put together', () => {
  let whole: Report;
  let code: number;
  beforeAll(async () => {
    const wrong = faults.filter(({ id }) => id === 'coverage-unknown-element');
    const server = await startReferenceServer({ profile: profile201909, beneficiaries: 3, faults: wrong });
    const [{ clientId, clientSecret }] = server.clients;
    const env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
    const check = async (name: string, selection: readonly string[]): Promise<number> =>
      (
        await run(
          [
            'check',
            server.url,
            ...selection,
            '--profile',
            '2019-09',
            '--poll-interval',
            '0.01',
            '--report',
            `json=${name}`,
          ],
          { cwd, env },
        )
      ).code;
    code = await check('whole.json', CHAPTERS);
    for (const [nth, chapters] of PARTS.entries()) await check(`part-${nth}.json`, chapters);
    await server.close();
    whole = read('whole.json');
    expect(whole.summary.pass).toBeGreaterThan(50);
    expect(whole.summary.fail).toBe(1);
  });

  it.each([
    ['in order', ['part-0.json', 'part-1.json', 'part-2.json']],
    ['in another order', ['part-2.json', 'part-0.json', 'part-1.json']],
    ['one of them twice', ['part-0.json', 'part-1.json', 'part-2.json', 'part-1.json']],
    ['with a run of all', ['part-1.json', 'whole.json']],
  ])('%s have the verdicts, the exit code and the conclusion of one run', async (_, parts) => {
    const ran = await merge('merged.json', ...parts);
    const merged = read('merged.json');
    expect(outcomes(merged)).toEqual(outcomes(whole));
    expect([ran.code, merged.conforms, merged.summary]).toEqual([code, whole.conforms, whole.summary]);
    expect(departures('report', merged)).toEqual([]);
    expect(whyInconsistent(merged)).toBeUndefined();
    const failed = merged.verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
    expect(merged.explanations?.map(({ id }) => id)).toEqual(failed);
    expect(merged.guide?.title).toContain('2019');
  });

  it('may be put together in groups', async () => {
    await merge('two.json', 'part-0.json', 'part-2.json');
    await merge('grouped.json', 'part-1.json', 'two.json');
    expect(outcomes(read('grouped.json'))).toEqual(outcomes(whole));
  });

  it('keep the evidence of every verdict', async () => {
    await merge('merged.json', 'part-0.json', 'part-1.json', 'part-2.json');
    const { verdicts, exchanges, facts } = read('merged.json');
    const ids = exchanges.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const shown = (id: string, { verdicts: all, exchanges: own }: Report) =>
      all.find((one) => one.id === id)?.evidence.map((at) => own.find((one) => one.id === at)?.label);
    for (const [nth] of PARTS.entries())
      for (const { id, evidence } of read(`part-${nth}.json`).verdicts)
        if (evidence.length > 0) expect(shown(id, read('merged.json'))).toEqual(shown(id, read(`part-${nth}.json`)));
    expect(verdicts.flatMap(({ evidence }) => evidence).every((id) => ids.includes(id))).toBe(true);
    expect(facts.every((fact) => !('exchange' in fact) || ids.includes(fact.exchange))).toBe(true);
  });

  it('show what one client had and another had not; what failed once has failed', async () => {
    const without = (name: string, cause: 'data' | 'earlier') => {
      const verdicts = whole.verdicts.map((one) =>
        one.id === 'resources.patient'
          ? { ...one, outcome: 'blocked' as const, cause, because: 'x', unblock: 'y' }
          : one,
      );
      const summary = { ...whole.summary, pass: whole.summary.pass - 1, blocked: whole.summary.blocked + 1 };
      writeFileSync(join(cwd, name), JSON.stringify({ ...whole, verdicts, summary }));
    };
    const outcomeIn = async (...parts: readonly string[]) => {
      expect(await merge('clients.json', ...parts)).toMatchObject({ err: '' });
      return read('clients.json').verdicts.find(({ id }) => id === 'resources.patient')?.outcome;
    };
    without('no-data.json', 'data');
    without('stopped.json', 'earlier');
    expect(await outcomeIn('no-data.json', 'whole.json')).toBe('pass');
    expect(await outcomeIn('whole.json', 'stopped.json')).toBe('blocked');
    expect(await outcomeIn('no-data.json', 'stopped.json')).toBe('blocked');
  });

  it('are refused where they are of other servers, or beside a validation', async () => {
    writeFileSync(join(cwd, 'other.json'), JSON.stringify({ ...whole, target: 'https://other.example' }));
    expect((await merge('x.json', 'whole.json', 'other.json')).err).toMatch(/about other servers or profiles/);
    writeFileSync(join(cwd, 'validation.json'), JSON.stringify({ schema: 'bcda-conformance/validation/1' }));
    expect(await merge('x.json', 'whole.json', 'validation.json')).toMatchObject({ code: 2 });
  });
});
