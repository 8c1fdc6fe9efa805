import { expect, test } from 'vitest';
import { judgeTranscript, startEmbedded } from '../../src/assess/index.js';
import { checkServer } from '../../src/assess/index.js';
import type { Report } from '../../src/model/index.js';
import { faults } from '../../suites/server/faults.js';
import { catalogue } from '../../suites/index.js';
import { profile201912 as profile } from '../support/views.js';

/** A run under a fault that makes answers depart from the document, and what is made of it when less is asked. */
const under = async (id: string): Promise<(selection: readonly string[]) => Report> => {
  const fault = faults.find((one) => one.id === id);
  if (fault === undefined) throw new Error(`no fault ${id}`);
  const { run, server } = await startEmbedded(profile, { beneficiaries: 2, faults: [fault] });
  try {
    const { transcript } = await checkServer({ ...run, catalogue });
    return (selection) => judgeTranscript(transcript, profile, { catalogue, selection });
  } finally {
    await server.close();
  }
};
const agrees = ({ verdicts }: Report) => verdicts.find(({ id }) => id === 'contract.agrees');

test('a departure that another failed requirement cites is told and not counted', async () => {
  const judged = await under('status-pending-203');
  const all = judged([]);
  expect(all.verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id)).toEqual(['status.processing']);
  expect(agrees(all)).toMatchObject({
    outcome: 'pass',
    seen: expect.stringMatching(
      /^also, not counted: GET \/api\/v1\/jobs\/\{jobId\} → 203: status 203 is not documented \(documented: 200, 202, 401, 404\) .*\(status\.processing\)$/,
    ) as string,
  });
  // The verdicts stand in reading order, however late one was judged.
  const order = all.verdicts.map(({ id }) => id);
  expect(order.indexOf('contract.agrees')).toBe(order.indexOf('contract.server') + 1);
  expect(order.at(-1)).toBe('hygiene.no-token-echo');
});

test.each(['status-pending-203', 'manifest-job-id-as-text', 'kickoff-answers-200'])(
  'under %s, the verdict is the same alone, with its chapter and in a full run',
  async (id) => {
    const judged = await under(id);
    const [all, chapter, alone] = [[], ['contract'], ['contract.agrees']].map((selection) => agrees(judged(selection)));
    expect(all?.seen).toMatch(/^also, not counted: /);
    expect([chapter, alone]).toEqual([all, all]);
  },
);

test('a departure in a body is told by the rule that it breaks, without a value', async () => {
  const judged = await under('manifest-job-id-as-text');
  const { seen = '' } = agrees(judged(['contract.agrees'])) ?? {};
  expect(seen).toMatch(
    /^also, not counted: GET \/api\/v1\/jobs\/\{jobId\} → 200: a value in the body has another type \[\/definitions\/Manifest\/properties\/JobID\/type\]/,
  );
  expect(agrees(judged([]))?.outcome).toBe('pass');
});

test('a run of that requirement alone gives the verdict of a full run', async () => {
  const outcomeOf = async (selection: readonly string[]) => {
    const own = faults.filter(({ id }) => id === 'manifest-job-id-as-text');
    const { run, server } = await startEmbedded(profile, { beneficiaries: 2, faults: own });
    try {
      return agrees((await checkServer({ ...run, catalogue, selection })).report)?.outcome;
    } finally {
      await server.close();
    }
  };
  expect([await outcomeOf([]), await outcomeOf(['contract.agrees'])]).toEqual(['pass', 'pass']);
});
