import { otherPeople, samePeople } from '../../../../src/expect/index.js';
import type { Exchange, Fact, FileFact, PeopleFact, View } from '../../../../src/model/index.js';
import { profileV3 } from '../../../../suites/profiles/v3.js';
import { expectationTable } from '../../../support/tables.js';
import { exchange, fileFact, manifest, stop, view } from '../../../support/views.js';

const people = (
  of: string,
  patients: number,
  others: number,
  both: number,
  more: Partial<PeopleFact> = {},
): PeopleFact => ({
  ...{ kind: 'people', exchange: of === 'Patient' ? 2 : 3, of, other: 'Group/all', patients, others, both },
  ...more,
});
const today = (...counts: [number, number, number]): PeopleFact => people('Patient', ...counts);
const ofLastYear = (...counts: [number, number, number]): PeopleFact => people('Group/runout', ...counts);

/** Three exports with a file each, and how their Patients compare. */
const run = (
  facts: readonly Fact[],
  { own = {}, more = [], errors = [] }: { own?: Partial<FileFact>; more?: Exchange[]; errors?: string[] } = {},
): View => {
  const exports = ['Group/all', 'Patient', 'Group/runout'];
  const listed = { error: errors.map((url) => ({ type: 'OperationOutcome', url })) };
  return view(
    [
      ...exports.map((of, nth) => manifest(of, listed, { id: nth + 1 })),
      ...exports.map((of, nth) => exchange(200, { id: nth + 4, label: 'data', of })),
      ...more,
    ],
    [...exports.map((_, nth) => fileFact(nth + 4, own)), ...facts],
    { profile: profileV3 },
  );
};
const unblock = 'all lines (no --sample)';
const unknown = (fact: PeopleFact) =>
  [
    { title: 'more than can be remembered', in: run([{ ...fact, over: true }]), is: 'blocked', says: 'more resources' },
    { title: 'a sample', in: run([fact], { own: { sampled: 5 } }), is: 'blocked', cause: 'choice', unblock },
    { title: 'a cut file', in: run([fact], { own: { whole: false } }), is: 'blocked', says: 'not every Patient' },
    { title: 'no export', in: view([], [stop(['manifest', 'data'])], { profile: profileV3 }), is: 'blocked' },
    { title: 'nothing was compared', in: run([]), is: 'inapplicable' },
  ] as const;

expectationTable('samePeople', samePeople, [
  {
    title: 'errors that were not read',
    in: run([today(50, 40, 40)], { errors: ['x'] }),
    is: 'blocked',
    says: 'errors',
  },
  { title: 'the same', in: run([today(50, 50, 50)]), is: 'pass', evidence: [2] },
  { title: 'one more', in: run([today(51, 50, 50)]), is: 'pass' },
  { title: 'two more', in: run([today(52, 50, 50)]), is: 'fail', says: '2 of 52 Patients are in Patient alone' },
  { title: 'two less', in: run([today(48, 50, 48)]), is: 'fail', says: '2 of 50 in Group/all' },
  { title: 'two others', in: run([today(50, 50, 49)]), is: 'fail' },
  { title: 'two of two hundred', in: run([today(200, 198, 198)]), is: 'pass' },
  { title: 'nobody', in: run([today(0, 0, 0)]), is: 'inapplicable', says: 'no export has a Patient' },
  { title: 'only one has anybody', in: run([today(0, 5, 0)]), is: 'fail' },
  { title: 'of last year', in: run([ofLastYear(9, 50, 0)]), is: 'inapplicable' },
  ...unknown(today(52, 50, 50)),
]);

expectationTable('otherPeople', otherPeople, [
  { title: 'nobody in both', in: run([ofLastYear(9, 50, 0)]), is: 'pass', evidence: [3] },
  { title: 'one in both', in: run([ofLastYear(9, 50, 1)]), is: 'fail', says: '1 of 9 Patients are also in Group/all' },
  {
    title: 'one in both, next to errors, which explain nothing',
    in: run([ofLastYear(9, 50, 1)], { errors: ['x'] }),
    is: 'fail',
  },
  { title: 'nobody of last year', in: run([ofLastYear(0, 50, 0)]), is: 'inapplicable' },
  { title: 'of today', in: run([today(50, 50, 50)]), is: 'inapplicable' },
  ...unknown(ofLastYear(9, 50, 1)),
]);
