import { noLoss, noSmallLoss, sameContent } from '../../../../src/expect/index.js';
import type { Exchange, Fact, FileFact, HistoryFact, View } from '../../../../src/model/index.js';
import { expectationTable } from '../../../support/tables.js';
import { exchange, fileFact, lineFinding, manifest, stop, view } from '../../../support/views.js';

const [FIRST, SECOND] = ['Patient', 'Patient?_type=Coverage'] as const;
const TYPE = 'Coverage';

const history = (of: string, exchangeId: number, more: Partial<HistoryFact> = {}): HistoryFact => ({
  ...{ kind: 'history', exchange: exchangeId, of, type: TYPE, resources: 100 },
  ...{ before: 0, missing: 0, returned: 0, compared: 0, changed: 0 },
  ...more,
});
const data = (of: string, id: number): Exchange => exchange(200, { id, label: 'data', of });
const file = (id: number, more: Partial<FileFact> = {}): FileFact => fileFact(id, { type: TYPE, ...more });

/** A run with two exports of one type, of which the second compares with the first in this way. */
const compared = (
  second: Partial<HistoryFact>,
  { exchanges = [], facts = [], own = {} }: { exchanges?: Exchange[]; facts?: Fact[]; own?: Partial<FileFact> } = {},
): View =>
  view(
    [data(FIRST, 1), data(SECOND, 2), ...exchanges],
    [
      ...[file(1), file(2, own)],
      ...[history(FIRST, 1), history(SECOND, 2, { before: 100, compared: 100, ...second })],
      ...facts,
    ],
  );
const errors = (count: number, facts: FileFact[]): { exchanges: Exchange[]; facts: Fact[] } => ({
  exchanges: [
    manifest(
      SECOND,
      { error: Array.from({ length: count }, () => ({ type: 'OperationOutcome', url: 'x' })) },
      { id: 3 },
    ),
    ...facts.map((fact) => exchange(200, { id: fact.exchange, label: 'error-data', of: SECOND })),
  ],
  facts,
});
const errorFile = (more: Partial<FileFact> = {}): FileFact =>
  fileFact(4, { type: 'OperationOutcome', list: 'error', names: [TYPE], ...more });
/** Both exports have an error file: that of the first one, which has everything, and that of the second one. */
const both = (first: FileFact, second: FileFact = errorFile()): { exchanges: Exchange[]; facts: Fact[] } => {
  const { exchanges, facts } = errors(1, [second]);
  const before = exchange(200, { id: 5, label: 'error-data', of: FIRST });
  return { exchanges: [...exchanges, before], facts: [...facts, { ...first, exchange: 5 }] };
};
const half = { missing: 50 };
/** A file of which one person has so many resources. */
const most = (count: number): Partial<FileFact> => ({
  identities: { repeated: 0, lines: [], over: false, most: count },
});
const sampled = { own: { sampled: 10 } };
const unblock = 'all lines (no --sample)';
/** What shows nothing about what is missing. */
const unknown = [
  {
    title: 'more than can be remembered',
    in: compared({ ...half, over: true }),
    is: 'blocked',
    says: 'more resources',
  },
  { title: 'a sample', in: compared(half, sampled), is: 'blocked', cause: 'choice', unblock, says: 'sample' },
  { title: 'a cut file', in: compared(half, { own: { whole: false } }), is: 'blocked', says: 'not every file' },
  {
    title: 'a line that cannot be read',
    in: compared(half, { own: { findings: [lineFinding('not-an-object')] } }),
    is: 'blocked',
    says: 'not every line',
  },
  {
    title: 'files that were not downloaded',
    in: compared(half, { facts: [stop(['data'], { of: SECOND })] }),
    is: 'blocked',
  },
  { title: 'no comparison', in: view([data(FIRST, 1)], [file(1)]), is: 'blocked', says: 'without a comparison' },
  { title: 'one export', in: view([data(FIRST, 1)], [file(1), history(FIRST, 1)]), is: 'inapplicable' },
  { title: 'no export', in: view([], [stop(['manifest', 'data'])]), is: 'blocked' },
] as const;

expectationTable('noLoss', noLoss, [
  { title: 'nothing is missing', in: compared({}), is: 'pass', evidence: [2] },
  {
    title: 'half is missing',
    in: compared(half),
    is: 'fail',
    says: '50 of 100 resources of type Coverage',
    evidence: [2],
  },
  { title: 'one is missing', in: compared({ missing: 1 }), is: 'pass' },
  { title: 'one of two', in: compared({ before: 2, missing: 1 }), is: 'pass' },
  { title: 'one, and it comes again', in: compared({ missing: 1, returned: 1 }), is: 'fail', says: '1 of them again' },
  { title: 'two of 200', in: compared({ before: 200, missing: 2 }), is: 'pass' },
  { title: 'two of 199', in: compared({ before: 199, missing: 2 }), is: 'fail' },
  {
    title: 'errors about the type',
    in: compared(half, errors(1, [errorFile()])),
    is: 'inapplicable',
    says: 'errors about Coverage',
  },
  {
    title: 'errors about as many people as can have so much',
    in: compared(half, { ...errors(1, [errorFile({ people: 5 })]), own: most(10) }),
    is: 'inapplicable',
  },
  {
    title: 'errors about fewer people than can have so much',
    in: compared({ missing: 51 }, { ...errors(1, [errorFile({ people: 5 })]), own: most(10) }),
    is: 'fail',
    says: '51 of 100',
  },
  {
    title: 'errors about people, of a type of which nobody was counted',
    in: compared(half, errors(1, [errorFile({ people: 1 })])),
    is: 'inapplicable',
  },
  {
    title: 'errors about nobody in particular',
    in: compared(half, { ...errors(1, [errorFile()]), own: most(1) }),
    is: 'inapplicable',
  },
  {
    title: 'errors about one person, and a warning',
    in: compared(half, {
      ...errors(2, [errorFile({ people: 1 }), errorFile({ exchange: 5, people: 0, onlyWarns: true })]),
      own: most(10),
    }),
    is: 'fail',
  },
  {
    title: 'errors about one person in each of two files',
    in: compared(half, {
      ...errors(2, [errorFile({ people: 1 }), errorFile({ exchange: 5, people: 1 })]),
      own: most(25),
    }),
    is: 'inapplicable',
  },
  {
    title: 'a warning about no type',
    in: compared(half, errors(1, [errorFile({ names: [], onlyWarns: true })])),
    is: 'fail',
  },
  { title: 'errors about no type', in: compared(half, errors(1, [errorFile({ names: [] })])), is: 'inapplicable' },
  {
    title: 'errors about another type',
    in: compared(half, errors(1, [errorFile({ names: ['Patient'] })])),
    is: 'fail',
  },
  {
    title: 'errors that the export before has too, in the same words',
    in: compared(half, both(errorFile())),
    ...{ is: 'fail', says: '50 of 100' },
  },
  {
    title: 'errors in other words',
    in: compared(half, both(errorFile({ exchange: 5, sha256: 'b'.repeat(64) }))),
    is: 'inapplicable',
  },
  {
    title: 'errors in other words, about as many people as an export names that has everything',
    in: compared(half, both(errorFile({ sha256: 'b'.repeat(64), people: 2 }), errorFile({ people: 2 }))),
    ...{ is: 'fail', says: '50 of 100' },
  },
  {
    title: 'errors about one person more than an export names that has everything',
    in: compared(half, {
      ...both(errorFile({ sha256: 'b'.repeat(64), people: 2 }), errorFile({ people: 3 })),
      own: most(50),
    }),
    is: 'inapplicable',
  },
  {
    title: 'errors about one person more, who can have no more than half of what is missing',
    in: compared(half, {
      ...both(errorFile({ sha256: 'b'.repeat(64), people: 2 }), errorFile({ people: 3 })),
      own: most(25),
    }),
    is: 'fail',
  },
  { title: 'an empty error file', in: compared(half, errors(1, [errorFile({ resources: 0 })])), is: 'fail' },
  { title: 'an empty list of errors', in: compared(half, errors(0, [])), is: 'fail' },
  {
    title: 'errors that cannot be read',
    in: compared(half, errors(1, [])),
    is: 'blocked',
    says: 'errors that could not be read',
  },
  { title: 'a cut error file', in: compared(half, errors(1, [errorFile({ whole: false })])), is: 'blocked' },
  ...unknown,
]);

expectationTable('noSmallLoss', noSmallLoss, [
  { title: 'nothing is missing', in: compared({}), is: 'pass' },
  { title: 'one is missing', in: compared({ missing: 1 }), is: 'fail', says: '1 of 100', evidence: [2] },
  { title: 'half is missing', in: compared(half), is: 'inapplicable', says: 'more is missing' },
  { title: 'errors about the type', in: compared({ missing: 1 }, errors(1, [errorFile()])), is: 'inapplicable' },
  ...unknown,
]);

expectationTable('sameContent', sameContent, [
  { title: 'the same', in: compared({}), is: 'pass', evidence: [2] },
  { title: 'changed', in: compared({ changed: 3 }), is: 'fail', says: '3 of 100', evidence: [2] },
  { title: 'changed, in a file that was cut', in: compared({ changed: 1 }, { own: { whole: false } }), is: 'fail' },
  ...unknown,
]);
