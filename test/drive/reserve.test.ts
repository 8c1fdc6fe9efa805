import { expect, test } from 'vitest';
import { checkServer, startEmbedded } from '../../src/assess/index.js';
import type { Fault, Report } from '../../src/model/index.js';
import { onReply, withStatus } from '../../src/reference/index.js';
import { catalogue } from '../../suites/index.js';
import { profile201912 as profile } from '../../suites/profiles/2019-12.js';

const NEVER_READY: Fault = {
  id: 'never-ready',
  title: 'no job is ever finished',
  at: 'status',
  fails: [],
  alter: onReply(({ status }) => status === 200, withStatus(202)),
};

/** A whole run of so many seconds against a server whose jobs never end. */
const runFor = async (deadline: number): Promise<Report> => {
  const { run, server } = await startEmbedded(profile, { beneficiaries: 2, faults: [NEVER_READY] });
  try {
    return (await checkServer({ ...run, catalogue, deadline, waitForExpiry: false })).report;
  } finally {
    await server.close();
  }
};

test.each([
  ['the last ten minutes', 3600, 3000],
  ['the last third', 300, 200],
])('of a run, %s are left for what needs no export, where no job ever ends', async (_, deadline, reserved) => {
  const { exchanges, verdicts } = await runFor(deadline);
  const polls = exchanges.filter(({ label }) => label === 'status').map(({ at }) => at / 1000);
  expect(Math.max(...polls)).toBeLessThanOrEqual(reserved);
  expect(Math.max(...polls)).toBeGreaterThan(reserved / 2);
  // All that comes after the exports is asked, before the end.
  expect(exchanges.filter(({ at }) => at / 1000 > deadline)).toEqual([]);
  expect(verdicts.filter(({ because }) => /the deadline of the run passed$/.test(because ?? ''))).toEqual([]);
  const needingNone = verdicts.filter(({ id }) => /^(metadata|token|kickoff|contract)\./.test(id));
  expect(needingNone.filter(({ outcome }) => outcome === 'pass').length).toBeGreaterThan(40);
});
