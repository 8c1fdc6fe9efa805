import { keepsItsLife } from '../../../../src/expect/index.js';
import type { Exchange, View } from '../../../../src/model/index.js';
import { expectationTable } from '../../../support/tables.js';
import { BASE, exchange, numbered, tokenFact, view } from '../../../support/views.js';

const issued = (second: number, more: Partial<Exchange> = {}): Exchange =>
  exchange(200, { label: 'token', as: 'client', at: second * 1000, ...more });
/** A request with the n-th token. */
const use = (status: number | undefined, second: number, nth = 1, more: Partial<Exchange> = {}): Exchange =>
  exchange(status, {
    label: 'status',
    at: second * 1000,
    request: { method: 'GET', url: `${BASE}/x`, headers: [['Authorization', `Bearer «token ${nth}»`]] },
    ...more,
  });
/** A run of 2019-12, whose tokens live 1200 s. */
const run = (...given: readonly Exchange[]): View => {
  const exchanges = numbered(...given);
  const tokens = exchanges.filter(({ label }) => label.startsWith('token'));
  return view(
    exchanges,
    tokens.map(({ id }, nth) => tokenFact(id, { mark: `«token ${nth + 1}»` })),
  );
};
const lives = keepsItsLife('status', 'data');

expectationTable('keepsItsLife', lives, [
  { title: 'it works to the end', in: run(issued(0), use(202, 1), use(200, 1100)), is: 'pass', evidence: [1] },
  {
    title: 'refused early',
    in: run(issued(5), use(202, 6), use(401, 66)),
    is: 'fail',
    says: '61 s old',
    evidence: [3],
  },
  {
    title: 'refused early, and asked again',
    in: run(issued(0), use(202, 1), use(401, 9, 1, { superseded: 'token-expired' })),
    is: 'fail',
  },
  {
    title: 'refused for one kind of request',
    in: run(issued(0), use(202, 1), use(401, 9, 1, { label: 'data' })),
    is: 'fail',
  },
  { title: 'refused 61 s before the end', in: run(issued(0), use(202, 1), use(401, 1139)), is: 'fail' },
  { title: 'refused 60 s before the end', in: run(issued(0), use(202, 1), use(401, 1140)), is: 'pass' },
  { title: 'it never worked', in: run(issued(0), use(401, 1)), is: 'inapplicable' },
  { title: 'it worked later only', in: run(issued(0), use(401, 1), use(202, 2)), is: 'pass' },
  { title: 'a newer one was there', in: run(issued(0), use(202, 1), issued(2), use(401, 3)), is: 'pass' },
  {
    title: 'the newer one is refused',
    in: run(issued(0), issued(2), use(202, 3, 2), use(401, 4, 2)),
    is: 'fail',
    evidence: [4],
  },
  {
    title: 'a newer one of another client',
    in: run(issued(0), use(202, 1), issued(2, { as: 'other-client' }), use(401, 3)),
    is: 'fail',
  },
  {
    title: 'the token of another client',
    in: run(issued(0), issued(1, { as: 'other-client' }), use(202, 2, 2), use(401, 3, 2)),
    is: 'inapplicable',
  },
  {
    title: 'a capture without the tokens of its requests',
    in: run(issued(0), use(202, 1, 1, { as: 'unknown' })),
    is: 'blocked',
    cause: 'choice',
    unblock: 'a capture with the Authorization headers',
    says: 'which credential',
  },
  { title: 'another status', in: run(issued(0), use(202, 1), use(403, 9), use(undefined, 10)), is: 'pass' },
  {
    title: 'a request that is not well-formed',
    in: run(issued(0), use(202, 1), use(401, 9, 1, { label: 'no-accept' })),
    is: 'pass',
  },
  { title: 'no token', in: view([use(200, 1)], []), is: 'inapplicable' },
]);
