import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { certifyClient, type Checked, exitCode, selectRequirements } from '../../src/assess/index.js';
import { deviatingClient } from '../../src/certify/own.js';
import { belongsTo, idsFor, type Profile, type Report, skippingClock } from '../../src/model/index.js';
import type { Rogue } from '../../suites/client/rogue.js';
import { conditions } from '../../suites/client/conditions.js';
import { rogues } from '../../suites/client/rogues.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { isItsTurn, isWanted, type Vector, vectorOf } from './matrix.js';

/** The vector of the reference client: every requirement is met. */
export const soundClientVector = (profile: Profile): Vector =>
  Object.fromEntries(
    selectRequirements(profile, { catalogue }, 'client').map(({ requirement: { id } }) => [id, 'pass']),
  );

/** The vector of a rogue: what it names, and for all else that of the reference client. */
export const expectedClientVector = (rogue: Rogue, profile: Profile): Vector => {
  const vector = soundClientVector(profile);
  for (const id of idsFor(rogue.blocks, profile)) vector[id] = 'blocked';
  for (const id of idsFor(rogue.fails, profile)) vector[id] = 'fail';
  return vector;
};

/** A whole certification of the reference client, or of a rogue, by a clock that takes no time. */
export const certifyRogue = async (profile: Profile, rogue?: Rogue): Promise<Report> =>
  (await certifiedRogue(profile, rogue)).report;

/** The same with the transcript. */
export const certifiedRogue = async (profile: Profile, rogue?: Rogue): Promise<Checked> => {
  const root = mkdtempSync(join(tmpdir(), 'bcda-rogue-'));
  const clock = skippingClock();
  try {
    const certified = await certifyClient({
      ...{ profile, catalogue, conditions, clock, resume: true, target: rogue?.id ?? 'the reference client' },
      outOf: ({ id }) => {
        const folder = join(root, id);
        mkdirSync(folder);
        return folder;
      },
      runClient: deviatingClient(profile, clock, rogue ?? {}),
    });
    expect(certified.report.errors).toEqual([]);
    return certified;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

/** Every pair of a rogue and a profile that is tried. */
const pairs = rogues.flatMap((rogue) => {
  const among = profiles.filter((profile) => belongsTo(rogue, profile));
  return among
    .filter((profile) => isWanted(profile) || isItsTurn(rogue.id, profile, among, true))
    .map((profile) => ({ name: `${rogue.id} under ${profile.id}: ${rogue.title}`, rogue, profile }));
});

/** The tests of one part of the rogues, so that parts can run in parallel. */
export const roguePart = (part: number, of: number): void => {
  describe(`rogues, part ${part} of ${of}`, () => {
    test.each(pairs.filter((_, index) => index % of === part - 1))('$name', async ({ rogue, profile }) => {
      const report = await certifyRogue(profile, rogue);
      expect(vectorOf(report)).toEqual(expectedClientVector(rogue, profile));
      const gating = report.verdicts.some(({ outcome, gating: gates }) => outcome === 'fail' && gates);
      expect(exitCode(report)).toBe(gating ? 1 : 0);
    });
  });
};
