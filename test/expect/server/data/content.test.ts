import { contains } from '../../../../src/expect/index.js';
import type { ElementCounts, FileFact, View } from '../../../../src/model/index.js';
import { watchesOfItem } from '../../../../src/model/index.js';
import { stu3Content } from '../../../../suites/content/stu3.js';
import { expectationTable } from '../../../support/tables.js';
import { exchange, fileFact, stop, view } from '../../../support/views.js';

const [A = '', OTHER = ''] = watchesOfItem(stu3Content, 'coverage.esrd');
const [OASI = ''] = watchesOfItem(stu3Content, 'coverage.oasi');
const WANTED = [
  { says: 'a marker of ESRD', items: ['coverage.esrd'] },
  { says: 'a marker of OASI', items: ['coverage.oasi'] },
];
type More = Partial<FileFact> & { readonly of?: string };
const unblock = 'credentials of a client that has at least 10 resources of type Coverage';
const nothing = 'credentials of a client that has a resource of type Coverage';
const NONE: ElementCounts = { looked: 12, bare: 0, seen: {} };

/** A run with these files of Coverages. */
const files = (...all: readonly More[]): View =>
  view(
    all.map(({ of = 'Coverage' }, nth) => exchange(200, { id: nth + 1, label: 'data', of })),
    all.map((more, nth) => fileFact(nth + 1, { type: 'Coverage', resources: 12, elements: NONE, ...more })),
  );
const seen = (...ids: readonly string[]): ElementCounts => ({
  ...NONE,
  seen: Object.fromEntries(ids.map((id) => [id, 1])),
});

expectationTable('contains', contains('Coverage', WANTED), [
  { title: 'each item in one resource', in: files({ elements: seen(A, OASI) }), is: 'pass' },
  { title: 'another element of an item', in: files({ elements: seen(OTHER, OASI) }), is: 'pass' },
  { title: 'items in different files', in: files({ elements: seen(A) }, { elements: seen(OASI) }), is: 'pass' },
  { title: 'each item, of few resources', in: files({ resources: 1, elements: seen(A, OASI) }), is: 'pass' },
  { title: 'no item', in: files({}), is: 'fail', says: 'no Coverage has this: a marker of ESRD, a marker of OASI' },
  {
    title: 'one item of two',
    in: files({ elements: seen(A) }),
    is: 'fail',
    says: 'no Coverage has this: a marker of OASI',
  },
  {
    title: 'few resources without an item',
    in: files({ resources: 9, elements: { ...NONE, looked: 9 } }),
    is: 'blocked',
    cause: 'data',
    unblock,
    says: 'too few to tell',
  },
  {
    title: 'few resources, which several exports repeat',
    in: files({ resources: 6 }, { resources: 6, of: 'Coverage again' }),
    is: 'blocked',
    cause: 'data',
    unblock,
    says: 'too few to tell',
  },
  { title: 'few resources in each file of one export', in: files({ resources: 6 }, { resources: 6 }), is: 'fail' },
  {
    title: 'few resources with nothing but an id',
    in: files({ resources: 1, elements: { looked: 1, bare: 1, seen: {} } }),
    is: 'fail',
  },
  {
    title: 'a sample without an item',
    in: files({ sampled: 12 }),
    is: 'blocked',
    cause: 'choice',
    unblock: 'all lines (no --sample)',
    says: 'none of the drawn',
  },
  {
    title: 'no resource',
    in: files({ resources: 0 }),
    is: 'blocked',
    cause: 'data',
    unblock: nothing,
    says: 'no export contained',
  },
  {
    title: 'other types only',
    in: files({ type: 'Patient' }),
    is: 'blocked',
    cause: 'data',
    unblock: nothing,
    says: 'no export contained',
  },
  {
    title: 'a transcript of an older program',
    in: view(
      [exchange(200, { id: 1, label: 'data', of: 'Coverage' })],
      [fileFact(1, { type: 'Coverage', resources: 12 })],
    ),
    is: 'blocked',
    says: 'without counts',
  },
  { title: 'no export', in: view([], [stop(['data'])]), is: 'blocked', says: /./ },
]);

expectationTable('contains', contains('Coverage', WANTED, 100), [
  {
    title: 'few resources without an item, where more are few',
    in: files({ resources: 99 }),
    ...{ is: 'blocked', cause: 'data', unblock: unblock.replace('10', '100'), says: 'too few to tell' },
  },
  { title: 'enough resources without an item, where more are few', in: files({ resources: 100 }), is: 'fail' },
]);
