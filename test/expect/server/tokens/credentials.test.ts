import { issued, tokenReplies, tokenRequests } from '../../../../src/expect/index.js';
import { expect, test } from 'vitest';
import type { Exchange, View } from '../../../../src/model/index.js';
import { assertionTable } from '../../../support/tables.js';
import { exchange, view } from '../../../support/views.js';

const first = (code: number | undefined): Exchange => exchange(code, { id: 1, label: 'token', as: 'client' });
const beside = (of: Exchange, ...others: readonly Partial<Exchange>[]): View =>
  view([of, ...others.map((more, index) => ({ ...exchange(200), ...more, id: index + 2 }))]);
const again = (code: number): Partial<Exchange> => ({ ...exchange(code), label: 'token-other-body', as: 'client' });
const wrong = (code: number): Partial<Exchange> => ({ ...exchange(code), label: 'wrong-secret', as: 'wrong-secret' });
const [ok, bad, unauthorized, forbidden] = [first(200), first(400), first(401), first(403)];

assertionTable('issued', issued, [
  { title: 'a token', of: ok, is: 'ok' },
  {
    title: 'refused by 401',
    of: unauthorized,
    is: 'unreadable',
    says: /refused the client credentials \(status 401\)/,
  },
  { title: 'refused by 403', of: forbidden, is: 'unreadable' },
  {
    title: 'refused by 401, as wrong ones are',
    of: unauthorized,
    in: beside(unauthorized, wrong(401)),
    is: 'unreadable',
  },
  {
    title: 'refused by 403, and wrong ones by 401',
    of: forbidden,
    in: beside(forbidden, wrong(401)),
    is: 'unreadable',
  },
  { title: 'refused by 400 with nothing to compare', of: bad, is: 'unreadable' },
  { title: 'refused by 400, as wrong ones are', of: bad, in: beside(bad, wrong(400)), is: 'unreadable' },
  {
    title: 'refused by 400, and wrong ones by 401',
    of: bad,
    in: beside(bad, wrong(401)),
    is: 'not',
    says: 'status 400',
  },
  {
    title: 'refused once, accepted in the other form',
    of: unauthorized,
    in: beside(unauthorized, again(200)),
    is: 'not',
  },
  { title: 'refused in both forms', of: unauthorized, in: beside(unauthorized, again(401)), is: 'unreadable' },
  { title: 'no such place', of: first(404), is: 'not', says: 'status 404' },
  { title: 'a redirect', of: first(307), is: 'not' },
  { title: 'a failure', of: first(500), is: 'not' },
  { title: 'no response', of: first(undefined), is: 'not', says: 'no response' },
]);

test('tokenRequests: each further one counts only where the credentials are known to be right', () => {
  const further = [exchange(500, { label: 'token-again' }), exchange(500, { label: 'other-token' })];
  const left = [
    exchange(400, { label: 'token-other-body' }),
    exchange(401, { label: 'other-token', as: 'other-client' }),
    exchange(401, { label: 'wrong-secret' }),
  ];
  expect(tokenRequests.of(view([ok, ...further, ...left]))).toEqual([ok, ...further]);
  expect(tokenRequests.of(view([unauthorized, ...further]))).toEqual([unauthorized, further[1]]);
});

test('tokenReplies: the first, and each further one that succeeds', () => {
  const others = ['token-again', 'token-renewal', 'token-for-url', 'other-token'].map((label) =>
    exchange(200, { label }),
  );
  const left = [exchange(500, { label: 'token-again' }), exchange(undefined, { label: 'other-token' }), exchange(200)];
  const superseded = exchange(200, { label: 'token', superseded: 'busy' });
  expect(tokenReplies.of(view([unauthorized, ...others, ...left, superseded]))).toEqual([unauthorized, ...others]);
});
