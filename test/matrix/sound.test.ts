import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { exitCode, selectRequirements } from '../../src/assess/index.js';
import { scenariosOf } from '../../src/assess/select.js';
import { plannedExports } from '../../src/drive/plan.js';
import { effectsOf, type Exchange, isOneGuide, type Report } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { faults } from '../../suites/server/faults.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { pairsOf, runUnder, soundVector, vectorOf } from './matrix.js';

describe.each(profiles)('the sound reference server under $id', (profile) => {
  let report: Report;
  beforeAll(async () => {
    report = await runUnder(profile, []);
  });

  test('conforms, and only the named requirements find nothing to judge', () => {
    expect(vectorOf(report)).toEqual(soundVector(profile));
    const isComplete = !Object.values(soundVector(profile)).includes('blocked');
    expect(report.conforms).toBe(isComplete ? 'yes' : 'incomplete');
    expect(exitCode(report)).toBe(isComplete ? 0 : 2);
  });

  test('a run makes no more requests than docs/running.md says', () => {
    const running = readFileSync(join(packageRoot, 'docs', 'running.md'), 'utf8');
    const [, of2019, ofVersions] =
      /fewer than (\d+) requests under a guide of 2019, and fewer than (\d+) under/.exec(running) ?? [];
    const most = Number(isOneGuide(profile) ? of2019 : ofVersions);
    expect(most).toBeLessThanOrEqual(isOneGuide(profile) ? 300 : 900);
    expect(report.exchanges.length).toBeLessThan(most);
  });

  test('no more jobs are started than the run announces, one after another', () => {
    const isAccepted = ({ label, reply }: Exchange): boolean =>
      (label === 'kickoff' || label === 'cancel-kickoff') && reply?.status === 202;
    const accepted = report.exchanges.filter(isAccepted);
    const planned = plannedExports(profile, scenariosOf(selectRequirements(profile, { catalogue })));
    expect(planned).toBeLessThanOrEqual(MOST_EXPORTS[profile.id] ?? 0);
    expect(accepted.length).toBe(planned);
    // Every job comes to its manifest before the next is started, or is canceled.
    for (const [index, { id, of, label }] of accepted.entries()) {
      if (label === 'cancel-kickoff') continue;
      const done = report.exchanges.find((one) => one.label === 'manifest' && one.of === of);
      expect(done?.id).toBeGreaterThan(id);
      expect(done?.id).toBeLessThan(accepted[index + 1]?.id ?? Infinity);
    }
  });
});

/** What docs/running.md says. */
const MOST_EXPORTS: Readonly<Record<string, number>> = { '2019-09': 4, '2019-12': 9, v1: 14, v2: 14, v3: 22 };

describe.each(profiles)('the fault matrix under $id', (profile) => {
  const here = pairsOf(faults).filter((pair) => pair.profile.id === profile.id);
  const testable = selectRequirements(profile, { catalogue }).map(({ requirement }) => requirement.id);

  test('every requirement fails alone under at least one fault', () => {
    const alone = here.flatMap(({ fault, place }) => {
      const failing = effectsOf(fault, { profile, catalogue, place }).fails.filter((one) => testable.includes(one));
      return failing.length === 1 ? failing : [];
    });
    expect(testable.filter((id) => !alone.includes(id))).toEqual([]);
  });
});

test('fault ids are unique', () => {
  const ids = faults.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
