import { describe, expect, test } from 'vitest';
import { all, every, replies, repliesIfAsked, status, validBody, validResources } from '../../src/expect/index.js';
import { worst } from '../../src/expect/assertion.js';
import type {
  Fact,
  FileFact,
  FindingCount,
  FindingSummary,
  ResourceFact,
  ValidityGroup,
} from '../../src/model/index.js';
import { exchange, fileFact, NO_FINDING, stop, view } from '../support/views.js';

const group = (path: string, count = 1, more: Partial<ValidityGroup> = {}): ValidityGroup => ({
  rule: 'fhir.stu3.cardinality.min',
  severity: 'error',
  path,
  count,
  lines: [1],
  expected: 'a required element',
  spec: 'https://hl7.org/fhir/STU3/conformance-rules.html#cardinality',
  ...more,
});
const counted = (path: string, count = 1): FindingCount => ({
  rule: 'fhir.stu3.cardinality.min',
  severity: 'error',
  path,
  count,
});
const download = (id: number, code = 200) => exchange(code, { id, label: 'data' });
const file = (id: number, groups: readonly ValidityGroup[], more: Partial<FileFact> = {}, over = false): FileFact =>
  fileFact(id, { validity: { ...NO_FINDING, groups, more: over }, ...more });

const patients = every(replies('data'), validResources('Patient'));
const judge = (exchanges: readonly ReturnType<typeof exchange>[], facts: readonly Fact[]) =>
  patients.judge(view(exchanges, facts));
const two = [download(1), download(2)];
const warning = group('Patient.maritalStatus', 1, { severity: 'warning', rule: 'fhir.stu3.binding.extensible' });

describe('the findings of a verdict', () => {
  const ROWS: readonly [string, readonly Fact[], FindingSummary][] = [
    ['none where it passes', [file(1, []), file(2, [warning])], { groups: [] }],
    [
      'of several files, counted together',
      [file(1, [group('a', 2), group('b')]), file(2, [group('a', 3), group('c'), warning])],
      { groups: [counted('a', 5), counted('b'), counted('c')] },
    ],
    [
      'none of a file of another type',
      [file(1, [group('a')]), file(2, [group('z')], { type: 'Coverage' })],
      { groups: [counted('a')] },
    ],
    [
      'not all, where a file had more kinds than are kept',
      [file(1, [group('a')]), file(2, [], {}, true)],
      { groups: [counted('a')], incomplete: 'there are more kinds of findings than are kept for one file' },
    ],
    [
      'not all, where a file was cut',
      [file(1, [group('a')]), file(2, [], { whole: false })],
      { groups: [counted('a')], incomplete: 'a Patient file was not downloaded completely' },
    ],
    [
      'not all, where a file did not come',
      [file(1, [group('a')])],
      {
        groups: [counted('a')],
        incomplete: 'the file was not downloaded: status 200',
      },
    ],
    [
      'not all, where an export stopped',
      [file(1, [group('a')]), file(2, []), stop(['data'], { because: 'the job failed' })],
      { groups: [counted('a')], incomplete: 'the job failed' },
    ],
    [
      'all that the budget allows',
      [file(1, [group('a')]), file(2, []), stop(['data'], { cause: 'budget' })],
      { groups: [counted('a')] },
    ],
  ];
  test.each(ROWS)('%s', (_, facts, findings) => {
    const finding = judge(two, facts);
    expect(finding.findings).toEqual(findings);
    expect(finding.outcome).toBe(findings.groups.length === 0 ? 'pass' : 'fail');
  });

  test('are none where nothing was judged', () => {
    expect(judge([download(1, 500)], [])).not.toHaveProperty('findings');
    expect(judge([], [])).not.toHaveProperty('findings');
    expect(judge([], [stop(['data'])])).not.toHaveProperty('findings');
    expect(every(replies('data'), status(200)).judge(view(two))).not.toHaveProperty('findings');
  });

  test('are bounded, and say so', () => {
    const many = (letter: string) => Array.from({ length: 300 }, (_, n) => group(`${letter}${n}`));
    const { findings } = judge(two, [file(1, many('a')), file(2, many('b'))]);
    expect(findings?.groups).toHaveLength(500);
    expect(findings?.incomplete).toBe('there are more than 500 kinds of findings');
  });

  test('leave aside what is tolerated', () => {
    const fact: ResourceFact = {
      kind: 'resource',
      exchange: 1,
      type: 'OperationOutcome',
      validity: { ...NO_FINDING, groups: [group('a'), group('b')] },
    };
    const body = every(
      replies('data'),
      validBody('OperationOutcome', ({ path }) => path === 'b'),
    );
    expect(body.judge(view([download(1)], [fact])).findings).toEqual({ groups: [counted('a')] });
  });

  test('are not all where something without a rule fails beside them', () => {
    const mixed = every(replies('data'), status(200), validResources('Patient'));
    const around = view([download(1), download(2, 500)], [file(1, [group('a')])]);
    const incomplete = 'the requirement also fails for a reason that has no rule';
    expect(mixed.judge(around).findings).toEqual({ groups: [counted('a')], incomplete });
    const both = all(patients, every(replies('data'), status(201)));
    expect(both.finds).toBe(true);
    expect(both.judge(view([download(1)], [file(1, [group('a')])])).findings).toEqual({
      groups: [counted('a')],
      incomplete,
    });
  });

  test('of several cases are those of all, where the worst was judged', () => {
    const one = judge([download(1)], [file(1, [group('a', 2)])]);
    const other = judge([download(1)], [file(1, [group('a'), group('b')])]);
    const blocked = judge([download(1, 500)], []);
    const passed = judge([download(1)], [file(1, [])]);
    expect(worst([one, other, passed]).findings).toEqual({ groups: [counted('a', 3), counted('b')] });
    expect(worst([one, blocked]).findings).toEqual({
      groups: [counted('a', 2)],
      incomplete: 'the file was not downloaded: status 500',
    });
    expect(worst([blocked, passed])).not.toHaveProperty('findings');
  });

  test('are told of by the expectation beforehand', () => {
    expect([patients.finds, every(replies('data'), status(200)).finds]).toEqual([true, undefined]);
  });
});

test('requests that the run did not get to show nothing if they need not be there', () => {
  const missing = view([], [stop(['data'])]);
  const judged = every(repliesIfAsked('data'), status(200)).judge(missing);
  expect([judged.outcome, every(replies('data'), status(200)).judge(missing).outcome]).toEqual([
    'inapplicable',
    'blocked',
  ]);
  expect(every(repliesIfAsked('data'), status(200)).judge(view([download(1, 500)])).outcome).toBe('fail');
});
