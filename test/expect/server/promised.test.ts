import { downloaded, every, promised, replies, validResources } from '../../../src/expect/index.js';
import { expectationTable } from '../../support/tables.js';
import { exchange, fileFact, stop, view } from '../../support/views.js';

const data = exchange(200, { id: 1, label: 'data' });
const empty = fileFact(1, { bytes: 0, resources: 0 });
const cause = 'data';

const coverage = promised(every(replies('data'), validResources('Coverage')), 'Coverage');
expectationTable('promised', coverage, [
  { title: 'a resource', in: view([data], [fileFact(1, { type: 'Coverage' })]), is: 'pass', evidence: [1] },
  {
    title: 'an empty file',
    in: view([data], [{ ...empty, type: 'Coverage' }]),
    is: 'blocked',
    says: 'no export contained a resource of type Coverage',
    ...{ cause, unblock: 'credentials of a client that has a resource of type Coverage' },
  },
  {
    title: 'no file of the type',
    in: view([data], [fileFact(1)]),
    is: 'blocked',
    says: 'no export contained a resource of type Coverage',
    ...{ cause, unblock: 'credentials of a client that has a resource of type Coverage' },
  },
  {
    title: 'a file of which no line came',
    in: view([data], [{ ...empty, type: 'Coverage', whole: false }]),
    ...{ is: 'blocked', cause: 'earlier' },
    says: 'listed files of type Coverage, but no resource of them could be read',
  },
  {
    title: 'a cut file of another type',
    in: view([data], [{ ...empty, type: 'Patient', whole: false }]),
    is: 'blocked',
    ...{ cause, unblock: 'credentials of a client that has a resource of type Coverage' },
  },
  { title: 'files that were not reached', in: view([], [stop(['data'])]), is: 'blocked' },
  {
    title: 'an error file with the type',
    in: view([data], [empty, fileFact(2, { type: 'Coverage', list: 'error' })]),
    is: 'blocked',
    ...{ cause, unblock: 'credentials of a client that has a resource of type Coverage' },
  },
]);

expectationTable('promised, of any type', promised(every(replies('file-again'), downloaded)), [
  {
    title: 'nothing at all',
    in: view([data], [empty]),
    is: 'blocked',
    says: 'no export contained a resource',
    ...{ cause, unblock: 'credentials of a client that has a resource' },
  },
  { title: 'a resource, and nothing to judge', in: view([data], [fileFact(1)]), is: 'inapplicable' },
]);
