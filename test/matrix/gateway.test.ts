import { expect, test } from 'vitest';
import { type Alter, type Fault, type Profile, type Route, ROUTES } from '../../src/model/index.js';
import { answering } from '../../src/reference/index.js';
import { newest, profiles } from '../../suites/profiles/index.js';
import { isWanted, runUnder, soundVector, type Vector, vectorOf } from './matrix.js';

/** What a gateway says in place of the server, which has heard of the request. */
const BAD_GATEWAY = answering({ status: 502, headers: [['Content-Type', 'text/html']], body: '<h1>Bad Gateway</h1>' });
/** What a run says of it. */
const WARNING = 'hygiene.no-gateway-errors';
/** What cannot be judged any more if that one response is lost: a job that is canceled twice is gone the second time. */
const LOST: Readonly<Record<string, readonly string[]>> = {
  'status DELETE 202': ['jobs.cancel', 'jobs.canceled-gone', 'jobs.canceled-listed'],
};

const atAllRoutes = (alterAt: (route: Route) => Alter): Fault[] =>
  ROUTES.map((at) => ({ id: `gateway-${at}`, title: 'a gateway', at, fails: [], alter: alterAt(at) }));

/** A reply's kind: the route that has it, the method, and the status of the sound server. */
const kindOf = (route: Route, method: string, status: number): string => `${route} ${method} ${status}`;

/** The kinds of replies of a sound run. */
const kindsOf = async (profile: Profile): Promise<string[]> => {
  const kinds = new Set<string>();
  const noting = atAllRoutes((route) => async (request, next) => {
    const reply = await next(request);
    kinds.add(kindOf(route, request.method, reply.status));
    return reply;
  });
  expect(vectorOf(await runUnder(profile, noting))).toEqual(soundVector(profile));
  return [...kinds].sort();
};

/** A gateway that loses one reply of a kind, the first. */
const losing = (kind: string): Fault[] => {
  let seen = 0;
  return atAllRoutes((route) => async (request, next, context) => {
    const reply = await next(request);
    if (kindOf(route, request.method, reply.status) !== kind || (seen += 1) > 1) return reply;
    return BAD_GATEWAY(request, next, context);
  });
};

const expected = (profile: Profile, kind: string): Vector => {
  const vector: Vector = { ...soundVector(profile), [WARNING]: 'fail' };
  for (const id of LOST[kind] ?? []) vector[id] = 'blocked';
  return vector;
};

// The fault hygiene-gateway-error loses the first of all requests that are alike, in one run, before the server hears of them.
const tried = profiles.filter((profile) => profile === newest || isWanted(profile));
test.each(tried)('one reply of each kind is lost at a gateway once, under $id: one warning', async (profile) => {
  const kinds = await kindsOf(profile);
  expect(kinds.length).toBeGreaterThan(15);
  for (const kind of kinds)
    expect([kind, vectorOf(await runUnder(profile, losing(kind)))]).toEqual([kind, expected(profile, kind)]);
});
