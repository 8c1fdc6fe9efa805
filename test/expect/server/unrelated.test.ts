import { describe, expect, test } from 'vitest';
import {
  type Assertion,
  asWithoutToken,
  canceled,
  clientError,
  complete,
  completes,
  doneOrRefused,
  emptyTypeMakesSense,
  goneAfterCancel,
  onlyWith,
  refused,
  repeatedIsRefusedAsBusy,
  sameManifest,
  status,
  unrelated,
  unrelatedOrToken,
} from '../../../src/expect/index.js';
import type { Exchange, Expectation, Judgment } from '../../../src/model/index.js';
import { exchange, kickoff, manifest, profile201912, stop, view } from '../../support/views.js';
import { profileV1 } from '../../../suites/profiles/v1.js';

/** How an exchange ends that says nothing of what was asked, and what a reader is told. */
const ENDINGS: readonly (readonly [status: number | undefined, says: RegExp])[] = [
  [undefined, /^(?:export of \S+: )?no response: the connection was reset/],
  [408, /the server kept returning 408/],
  [429, /the server kept returning 429/],
  [502, /a gateway had no response of the server \(status 502\)/],
  [503, /the server kept returning 503/],
  [504, /a gateway had no response of the server \(status 504\)/],
];
const TOKEN: (typeof ENDINGS)[number] = [401, /the server refused the token \(status 401\)/];
const OF = 'Patient';

/** Each assertion about the end of something, with what else its run has, and the endings that say something after all. */
const ASSERTIONS: readonly (readonly [
  name: string,
  assertion: Assertion,
  label: string,
  others: readonly Exchange[],
  telling: readonly (number | undefined)[],
])[] = [
  ['a refusal', refused, 'no-accept', [], [401]],
  ['a refusal with any 4xx', clientError, 'unknown-job', [], [401, 408, 429]],
  ['a 401', status(401), 'export-no-token', [], [401]],
  ['the end of a running job', canceled, 'cancel', [], []],
  ['the end of a job that is done', doneOrRefused, 'cancel-done', [], []],
  ['a canceled job', goneAfterCancel, 'canceled-status', [exchange(202, { id: 8, label: 'cancel' })], []],
  ['a list of jobs', onlyWith('completed'), 'jobs-completed', [], []],
  ['a manifest once more', sameManifest, 'status-again', [manifest(OF, {}, { id: 8 })], []],
  [
    'metadata with a token',
    asWithoutToken,
    'metadata-with-token',
    [exchange(200, { id: 8, label: 'metadata' })],
    [401],
  ],
  // That nothing at all comes for a file is what the requirement is about.
  ['a file', complete, 'data', [], [undefined]],
];

test('what the server itself answers is not unrelated', () => {
  for (const code of [200, 202, 204, 302, 400, 401, 403, 404, 410, 500])
    expect(unrelated(exchange(code))).toBeUndefined();
  for (const code of [200, 400, 403, 404, 500]) expect(unrelatedOrToken(exchange(code))).toBeUndefined();
});

describe.each(ASSERTIONS)('%s', (_, assertion, label, others, telling) => {
  test.each([...ENDINGS, TOKEN].filter(([code]) => !telling.includes(code)))('shows nothing after %s', (code, says) => {
    const last = exchange(code, { id: 9, label, of: OF });
    const result = assertion.at(last, view([...others, last]));
    expect(result).toMatchObject({ is: 'unreadable', because: expect.stringMatching(says) as string });
  });
});

const judged = (expectation: Expectation, ...args: Parameters<typeof view>): Judgment =>
  expectation.judge(view(...args));

describe.each([...ENDINGS, TOKEN])('after %s', (code, says) => {
  const blocked = { outcome: 'blocked', because: expect.stringMatching(says) as string, evidence: [9] };

  test('a job has not failed', () => {
    const last = exchange(code, { id: 9, label: 'status', of: OF });
    const because = `the job ended with status ${code}`;
    const facts = [stop(['manifest', 'data'], { of: OF, exchange: 9, because })];
    expect(judged(completes, [kickoff(OF, 1), last], facts)).toMatchObject(blocked);
  });

  test('an empty _type is not judged', () => {
    const last = exchange(code, { id: 9, label: 'kickoff', of: 'Patient?_type=' });
    const plain = exchange(202, { id: 1, label: 'kickoff', of: OF });
    expect(judged(emptyTypeMakesSense, [plain, last], [], { profile: profile201912 })).toMatchObject(blocked);
  });
});

test.each([...ENDINGS, TOKEN].filter(([code]) => code !== 429))('a repeated request is not judged after %s', (code) => {
  const last = exchange(code, { id: 9, label: 'repeated-while-running', of: 'Group/all' });
  const first = exchange(202, { id: 1, label: 'kickoff', of: 'Group/all' });
  const judgment = judged(repeatedIsRefusedAsBusy, [first, last], [], { profile: profileV1 });
  expect(judgment).toMatchObject({ outcome: 'blocked', evidence: [9] });
});
