import { repeatedIsRefusedAsBusy } from '../../../src/expect/index.js';
import type { Exchange, Fact, View } from '../../../src/model/index.js';
import { profileV1 } from '../../../suites/profiles/v1.js';
import { expectationTable } from '../../support/tables.js';
import { exchange, stop, view } from '../../support/views.js';

const FIRST = 'Group/all';
const kickoff = exchange(202, { id: 1, label: 'kickoff', of: FIRST });
const repeated = (status: number | undefined): Exchange =>
  exchange(status, { id: 2, label: 'repeated-while-running', of: FIRST });
const manifest = exchange(200, { id: 3, label: 'manifest', of: FIRST });
const again = (id: number): Exchange => exchange(202, { id, label: 'kickoff', of: `${FIRST} (again)` });
const run = (own: readonly Exchange[], facts: readonly Fact[] = []): View =>
  view([kickoff, ...own], facts, { profile: profileV1 });

expectationTable('repeatedIsRefusedAsBusy', repeatedIsRefusedAsBusy, [
  { title: 'a 429', in: run([repeated(429), manifest]), is: 'pass' },
  { title: 'a 429, and the export once more later', in: run([repeated(429), manifest, again(4)]), is: 'pass' },
  { title: 'a 400', in: run([repeated(400), manifest]), is: 'fail', says: 'status 400' },
  { title: 'a 409', in: run([repeated(409), manifest]), is: 'fail', says: 'status 409' },
  {
    title: 'a second job',
    in: run([again(2), manifest]),
    ...{ is: 'inapplicable', says: 'started a second job for the same request' },
  },
  { title: 'the export once more alone', in: run([manifest, again(4)]), is: 'inapplicable' },
  { title: 'a job that was never seen running', in: run([manifest]), is: 'inapplicable' },
  { title: 'an error', in: run([repeated(500), manifest]), ...{ is: 'blocked', cause: 'earlier', says: 'status 500' } },
  { title: 'no response', in: run([repeated(undefined), manifest]), ...{ is: 'blocked', cause: 'earlier' } },
  {
    title: 'a token that was refused',
    in: run([repeated(401), manifest]),
    ...{ is: 'blocked', cause: 'earlier', says: 'the server refused the token' },
  },
  {
    title: 'no first job',
    in: view([exchange(500, { label: 'kickoff', of: FIRST }), repeated(400)], [], { profile: profileV1 }),
    ...{ is: 'blocked', cause: 'earlier', says: 'not accepted either' },
  },
  {
    title: 'a first job that failed at once',
    in: run([], [stop(['manifest', 'data'], { of: FIRST, because: 'the job ended with status 500' })]),
    ...{ is: 'blocked', cause: 'earlier', says: 'the job ended with status 500' },
  },
  {
    title: 'another job that failed',
    in: run([manifest], [stop(['manifest', 'data'], { of: 'Patient', because: 'the job ended with status 500' })]),
    is: 'inapplicable',
  },
  {
    title: 'no budget',
    in: run([manifest], [stop(['repeated-while-running'], { of: FIRST, cause: 'budget', because: 'used up' })]),
    ...{ is: 'blocked', cause: 'budget' },
  },
]);
