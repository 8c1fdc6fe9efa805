import { describe, expect, it } from 'vitest';
import { createRunProgress } from '../../cli/progress/run.js';
import { chooseProfile } from '../../src/assess/index.js';
import type { Exchange, Progress } from '../../src/model/index.js';
import { profile201909 } from '../../suites/profiles/2019-09.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';

const profiles = [profile201909, profile201912] as const;

const kickoff = (status: number): Exchange => ({
  id: 1,
  step: 'exports endpoints',
  label: 'kickoff',
  of: 'Patient',
  as: 'token',
  at: 0,
  ms: 1,
  request: { method: 'GET', url: 'http://h/api/v1/Patient/$export', headers: [] },
  reply: {
    status,
    reason: '',
    headers: [],
    body: { bytes: 0, form: 'empty', documents: 0, shows: [], repeats: [] },
  },
});

const events: readonly Progress[] = [
  { kind: 'plan', profile: '2019-12', requirements: 3, exports: 2 },
  { kind: 'scenario', suite: 'Watching a job', title: 'every job' },
  { kind: 'exchange', exchange: kickoff(503) },
  { kind: 'exchange', exchange: kickoff(202) },
  { kind: 'wait', why: 'job of Patient', ms: 1000 },
  { kind: 'poll', of: 'Patient', polls: 7, progress: `In Progress (25%)\u001b[2J\r\n${'x'.repeat(500)}` },
  { kind: 'bytes', of: 'Patient', nth: 1, bytes: 1_500_000 },
  { kind: 'wait', why: 'the server is busy (429)', ms: 1500 },
  { kind: 'wait', why: 'the server is busy (429)', ms: 1500 },
];

const told = (isTTY: boolean, quiet = false): string => {
  let text = '';
  const progress = createRunProgress({ isTTY, columns: 100, write: (more) => (text += more) }, quiet);
  events.forEach(progress.show);
  progress.done();
  return text;
};

describe('a wait for a client', () => {
  const standing = (done: number, underWay: readonly string[]): Progress => ({
    kind: 'conditions',
    done: Array.from({ length: done }, (_, nth) => `d${nth}`),
    underWay,
    left: ['gzip', 'sunny', 'slow-job', 'slow-drip'],
  });
  const shown = (isTTY: boolean): string => {
    let text = '';
    const progress = createRunProgress({ isTTY, columns: 200, write: (more) => (text += more) }, false);
    progress.show(standing(0, []));
    progress.show({ kind: 'exchange', exchange: kickoff(202) });
    progress.show(standing(0, ['empty-file']));
    progress.show({ kind: 'exchange', exchange: kickoff(202) });
    progress.show(standing(0, ['empty-file']));
    progress.show(standing(1, []));
    progress.done();
    return text;
  };

  it('is told in a log by a line for each change', () => {
    const lines = shown(false)
      .split('\n')
      .filter((line) => line.includes('done'));
    expect(lines).toEqual([
      '0 of 4 scenarios done, 0 under way, 4 left: gzip, sunny, slow-job, …',
      '0 of 5 scenarios done, 1 under way: empty-file, 4 left: gzip, sunny, slow-job, …',
      '1 of 5 scenarios done, 0 under way, 4 left: gzip, sunny, slow-job, …',
    ]);
  });

  it('is one line on a terminal, which no request replaces', () => {
    const lines = shown(true)
      .split('\r\u001b[K')
      .filter((line) => line !== '');
    expect(lines.every((line) => line.includes('scenarios done'))).toBe(true);
    expect(lines.at(-1)).toBe('1 of 5 scenarios done, 0 under way, 4 left: gzip, sunny, slow-job, …');
  });
});

describe('progress', () => {
  it('is one rewritten line on a terminal, after the plan', () => {
    const [plan, ...lines] = told(true).split('\r\u001b[K');
    expect(plan).toBe(
      'Profile 2019-12: 3 requirements to judge; at most 2 exports will be started, one after another.\n',
    );
    expect(lines).toContain('Watching a job: waiting 2 s: the server is busy (429)');
    expect(lines.some((line) => line.includes('export 1 of 2, Patient: poll 7, In Progress (25%)'))).toBe(true);
    expect(lines.every((line) => line.length < 100 && !/[\n\r\u001b]/.test(line))).toBe(true);
    expect(lines.at(-1)).toBe('');
  });

  it('is a few plain lines in a log', () => {
    expect(told(false).split('\n')).toEqual([
      'Profile 2019-12: 3 requirements to judge; at most 2 exports will be started, one after another.',
      'Watching a job: every job',
      '  export 1 of 2, Patient: started',
      '  waiting 2 s: the server is busy (429)',
      '',
    ]);
  });

  it('does not say more exports than were planned', () => {
    let text = '';
    const progress = createRunProgress({ write: (more) => (text += more) }, false);
    progress.show({ kind: 'plan', profile: '2019-12', requirements: 3, exports: 1 });
    for (const id of [1, 2]) progress.show({ kind: 'exchange', exchange: { ...kickoff(202), id } });
    expect(text).toContain('export 1 of 1, Patient: started');
    expect(text).toContain('export 2, Patient: started');
  });

  it('is nothing when quiet', () => {
    expect(told(true, true) + told(false, true)).toBe('');
  });
});

describe('the choice of a profile', () => {
  it.each([
    [['Patient'], '2019-12'],
    [['Patient', 'Group/[id]'], '2019-12'],
    [['ExplanationOfBenefit', 'Patient', 'Coverage'], '2019-09'],
    [['Coverage', 'Patient'], '2019-09'],
    [['ExplanationOfBenefit'], '2019-09'],
  ])('for the exports %j is %s', (listed, id) => {
    const { profile, why } = chooseProfile(profiles, () => listed);
    expect(profile.id).toBe(id);
    expect(why).toContain(listed.join(', '));
  });

  it.each([
    [[], /list no export operation/],
    [['Group/[id]'], /exports of Group\/\[id\], which are in no guide/],
  ])('for the exports %j is refused', (listed, says) => {
    expect(() => chooseProfile(profiles, () => listed)).toThrow(says);
  });

  it('is refused where two fit equally well', () => {
    const [first, second] = profiles;
    const twin = { ...first, id: 'twin' };
    expect(() => chooseProfile([first, twin, second], () => ['ExplanationOfBenefit'])).toThrow(
      /2019-09 and twin fit .* equally well/,
    );
  });
});
