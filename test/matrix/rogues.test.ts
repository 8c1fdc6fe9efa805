import { describe, expect, test } from 'vitest';
import { exitCode, selectRequirements } from '../../src/assess/index.js';
import { belongsTo, idsFor } from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { rogues } from '../../suites/client/rogues.js';
import { vectorOf } from './matrix.js';
import { certifyRogue, soundClientVector } from './rogues.js';

describe.each(profiles)('clients under $id', (profile) => {
  const here = rogues.filter((rogue) => belongsTo(rogue, profile));
  const testable = selectRequirements(profile, { catalogue }, 'client').map(({ requirement }) => requirement.id);

  test('the reference client meets every requirement', async () => {
    const report = await certifyRogue(profile);
    expect(vectorOf(report)).toEqual(soundClientVector(profile));
    expect(report.conforms).toBe('yes');
    expect(exitCode(report)).toBe(0);
  });

  test.each(testable)('%s fails alone with at least one rogue', (id) => {
    const alone = here.filter(({ fails }) => {
      const failing = idsFor(fails, profile);
      return failing.length === 1 && failing[0] === id;
    });
    expect(alone.map((rogue) => rogue.id)).not.toEqual([]);
  });
});

test('rogue ids are unique', () => {
  const ids = rogues.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
