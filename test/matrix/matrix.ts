import { describe, expect, test } from 'vitest';
import { type Checked, checkServer, exitCode, selectRequirements, startEmbedded } from '../../src/assess/index.js';
import { type Fault, idsFor, type Outcome, type Profile, type Report } from '../../src/model/index.js';
import { faults } from '../../suites/server/faults.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';

/** What the sound server gives no occasion to judge. */
export const inapplicable: Readonly<Record<string, readonly string[]>> = {
  '2019-09': ['token.expires-in-number', 'status.progress-forward', 'status.retry-after', 'hygiene.tls'],
  '2019-12': ['token.expires-in-number', 'status.retry-after', 'hygiene.tls'],
};

export type Vector = Record<string, Outcome>;

export const vectorOf = ({ verdicts }: Report): Vector =>
  Object.fromEntries(verdicts.map(({ id, outcome }) => [id, outcome]));

/** The vector of the sound server. */
export const soundVector = (profile: Profile): Vector =>
  Object.fromEntries(
    selectRequirements(profile, { catalogue }).map(({ requirement: { id } }) => [
      id,
      inapplicable[profile.id]?.includes(id) === true ? 'inapplicable' : 'pass',
    ]),
  );

/** The vector under a fault: what it names, and for all else that of the sound server. */
export const expectedVector = (fault: Fault, profile: Profile): Vector => {
  const vector = soundVector(profile);
  const set = (ids: readonly string[], outcome: Outcome): void => {
    for (const id of ids) if (id in vector) vector[id] = outcome;
  };
  set(idsFor(fault.passes, profile.id), 'pass');
  set(idsFor(fault.empties, profile.id), 'inapplicable');
  set(idsFor(fault.blocks, profile.id), 'blocked');
  set(idsFor(fault.fails, profile.id), 'fail');
  return vector;
};

/** A whole run against the reference server with these faults and the smallest population that has everything. */
export const checkUnder = async (
  profile: Profile,
  running: readonly Fault[],
): Promise<Checked & { readonly crashes: readonly unknown[] }> => {
  const { run, server } = await startEmbedded(profile, { beneficiaries: 2, faults: running });
  try {
    const host = running.find((fault) => fault.host !== undefined)?.host;
    const checked = await checkServer({
      ...run,
      ...(host !== undefined && {
        base: run.base.replace('127.0.0.1', host),
        connection: { hosts: { [host]: '127.0.0.1' } },
      }),
      catalogue,
    });
    return { ...checked, crashes: server.errors };
  } finally {
    await server.close();
  }
};

/** The report of such a run. */
export const runUnder = async (profile: Profile, running: readonly Fault[]): Promise<Report> => {
  const { report, crashes } = await checkUnder(profile, running);
  // A fault that crashes is no deviation but a mistake in the fault.
  expect(crashes).toEqual([]);
  return report;
};

/** Every pair of a fault and a profile that it makes sense for. */
export const pairs = faults.flatMap((fault) =>
  profiles
    .filter(({ id }) => fault.profiles?.includes(id) ?? true)
    .map((profile) => ({ name: `${fault.id} under ${profile.id}`, fault, profile })),
);

/** The tests of one part of the matrix, so that parts can run beside each other. */
export const matrixPart = (part: number, of: number): void => {
  describe(`faults, part ${part} of ${of}`, () => {
    test.each(pairs.filter((_, index) => index % of === part - 1))('$name', async ({ fault, profile }) => {
      const report = await runUnder(profile, [fault]);
      expect(vectorOf(report)).toEqual(expectedVector(fault, profile));
      const gating = report.verdicts.some(({ outcome, gating: gates }) => outcome === 'fail' && gates);
      const open = report.verdicts.some(({ outcome }) => outcome === 'blocked');
      expect(exitCode(report)).toBe(gating ? 1 : open ? 2 : 0);
    });
  });
};
