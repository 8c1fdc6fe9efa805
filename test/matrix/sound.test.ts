import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCode, selectRequirements } from '../../src/assess/index.js';
import { effectsOf } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { faults } from '../../suites/server/faults.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { pairsOf, runUnder, soundVector, vectorOf } from './matrix.js';

describe.each(profiles)('the sound reference server under $id', (profile) => {
  test('conforms, and only the named requirements find nothing to judge', async () => {
    const report = await runUnder(profile, []);
    expect(vectorOf(report)).toEqual(soundVector(profile));
    expect(report.conforms).toBe('yes');
    expect(exitCode(report)).toBe(0);
  });

  test('a run makes no more requests than docs/running.md says', async () => {
    const running = readFileSync(join(packageRoot, 'docs', 'running.md'), 'utf8');
    const most = Number(/fewer than (\d+) requests/.exec(running)?.[1]);
    const { exchanges } = await runUnder(profile, []);
    expect(most).toBeLessThanOrEqual(300);
    expect(exchanges.length).toBeLessThan(most);
  });

  test('at most nine jobs are started, one after another', async () => {
    const report = await runUnder(profile, []);
    const started = report.exchanges.filter(({ label }) => label === 'kickoff');
    const accepted = started.filter(({ reply }) => reply?.status === 202);
    expect(accepted.length).toBeLessThanOrEqual(9);
    // Every job comes to its manifest before the next is started.
    for (const [index, { id, of }] of accepted.entries()) {
      const done = report.exchanges.find((one) => one.label === 'manifest' && one.of === of);
      expect(done?.id).toBeGreaterThan(id);
      expect(done?.id).toBeLessThan(accepted[index + 1]?.id ?? Infinity);
    }
  });
});

describe.each(profiles)('the fault matrix under $id', (profile) => {
  const here = pairsOf(faults).filter((pair) => pair.profile.id === profile.id);
  const testable = selectRequirements(profile, { catalogue }).map(({ requirement }) => requirement.id);

  test.each(testable)('%s fails alone under at least one fault', (id) => {
    const alone = here.filter(({ fault, place }) => {
      const failing = effectsOf(fault, { profile, catalogue, place }).fails.filter((one) => testable.includes(one));
      return failing.length === 1 && failing[0] === id;
    });
    expect(alone.map(({ fault }) => fault.id)).not.toEqual([]);
  });
});

test('fault ids are unique', () => {
  const ids = faults.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
