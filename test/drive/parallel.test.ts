import { describe, expect, test } from 'vitest';
import { drive, type Driven } from '../../src/drive/drive.js';
import { obtainToken, runExports } from '../../src/model/steps.js';
import { type RunOptions, skippingClock, type StopFact } from '../../src/model/index.js';
import { bcda, manifestOf, PATIENT, type Replace } from '../support/bcda.js';
import { answer, startScripted } from '../support/server.js';
import { profile201912 } from '../support/views.js';

const FILES = 8;
const IN_ORDER = Array.from({ length: FILES }, (_, nth) => String(nth));
const scenario = { suite: 'Suite', title: 'scenario', steps: [obtainToken(), runExports('endpoints', 'files')] };

/** A job of eight files, each of which `data` answers. */
const run = async (
  data: Replace,
  more: Partial<RunOptions> = {},
): Promise<Driven & { tokens: number; most: number }> => {
  let [open, most, tokens] = [0, 0, 0];
  const server = await startScripted(
    bcda({
      token: (_, __, nth) => {
        tokens = nth;
        return false;
      },
      status: (_, response, __, base) =>
        answer(
          response,
          200,
          {},
          manifestOf(
            1,
            Array.from({ length: FILES }, (___, nth) => `${base}/data/1/${nth}.ndjson`),
          ),
        ),
      data: (request, response, nth, base) => {
        open += 1;
        most = Math.max(most, open);
        response.once('close', () => (open -= 1));
        return data(request, response, nth, base);
      },
    }),
  );
  const credentials = { clientId: 'client-one', clientSecret: 'a-secret-of-the-client' };
  const options = { profile: profile201912, base: server.url, credentials, clock: skippingClock() };
  return { ...(await drive({ ...options, parallel: 4, ...more }, [scenario])), tokens, most };
};

const data = ({ exchanges }: Driven) => exchanges.filter(({ label }) => label === 'data');
const wholeFiles = ({ facts }: Driven): number => facts.filter((fact) => fact.kind === 'file' && fact.whole).length;

/** Answers once so many requests are open, so that they are surely beside each other. */
const together = (count: number, act: Replace): Replace => {
  let waiting: (() => void)[] = [];
  return (...asked) => {
    waiting.push(() => void act(...asked));
    if (waiting.length < count) return true;
    const all = waiting;
    waiting = [];
    for (const go of all) go();
    return true;
  };
};

describe('files beside each other', () => {
  test('are as many as was said, and each is recorded in the order asked', async () => {
    const driven = await run(together(4, (_, response) => answer(response, 200, {}, PATIENT)));
    expect(driven.most).toBe(4);
    expect(wholeFiles(driven)).toBe(FILES);
    expect(driven.exchanges.map(({ id }) => id)).toEqual(driven.exchanges.map((_, nth) => nth + 1));
    expect(data(driven).map(({ request }) => request.url.at(-8))).toEqual(IN_ORDER);
  });

  test('that end in another order stand in the order asked', async () => {
    const held: (() => void)[] = [];
    const driven = await run((_, response, nth) => {
      held.push(() => answer(response, 200, {}, PATIENT));
      if (nth % 4 === 0) for (const go of held.splice(0).reverse()) go();
      return true;
    });
    expect(data(driven).map(({ request }) => request.url.at(-8))).toEqual(IN_ORDER);
  });

  test('whose token expires in the middle are asked again with one new token for all', async () => {
    let opened = 0;
    const driven = await run(
      together(4, ({ headers }, response) => {
        const old = headers['authorization'] === 'Bearer token-number-1';
        if (old && opened >= 4) answer(response, 401);
        else answer(response, 200, {}, PATIENT);
        opened += old ? 1 : 0;
      }),
    );
    expect(driven.tokens).toBe(2);
    expect(wholeFiles(driven)).toBe(FILES);
    expect(data(driven).filter(({ superseded }) => superseded === 'token-expired')).toHaveLength(4);
    expect(driven.facts.filter((fact): fact is StopFact => fact.kind === 'stop')).toEqual([]);
  });

  test('of which every one is refused leave it at one new token', async () => {
    const driven = await run(together(4, (_, response) => answer(response, 401)));
    // The first token opened the kick-off, so that it may have expired.
    expect(driven.tokens).toBe(2);
    expect(wholeFiles(driven)).toBe(0);
    expect(data(driven).filter(({ superseded }) => superseded === undefined)).toHaveLength(FILES);
  });

  test('that a server gives one at a time come one after another in the end', async () => {
    let open = 0;
    const driven = await run((_, response) => {
      if (open > 0) return answer(response, 429, { 'Retry-After': '1' });
      open += 1;
      // It is held until all tries of the others are refused.
      setImmediate(function hold(left = 400) {
        if (left > 0) return void setImmediate(hold, left - 1);
        open -= 1;
        answer(response, 200, {}, PATIENT);
      });
      return true;
    });
    expect(wholeFiles(driven)).toBe(FILES);
    const judged = data(driven).filter(({ superseded }) => superseded === undefined);
    expect(judged.map(({ reply }) => reply?.status)).toEqual(Array.from({ length: FILES }, () => 200));
  });

  test('that a server is too busy for even alone are judged by that', async () => {
    const driven = await run((request, response) =>
      request.target.endsWith('/0.ndjson') ? answer(response, 200, {}, PATIENT) : answer(response, 503),
    );
    expect(wholeFiles(driven)).toBe(1);
    const judged = data(driven).filter(({ superseded }) => superseded === undefined);
    expect(judged.map(({ reply }) => reply?.status).toSorted()).toEqual([200, ...Array.from({ length: 7 }, () => 503)]);
    // Five tries each beside each other, and five more of the first alone.
    expect(data(driven)).toHaveLength(1 + 7 * 5 + 5);
  });

  test('that are interrupted are all told of, and count for nothing', async () => {
    const ending = new AbortController();
    const driven = await run(
      together(4, () => ending.abort(new Error('interrupted'))),
      { signal: ending.signal },
    );
    expect(driven.interrupted).toBe(true);
    expect(data(driven).map(({ superseded }) => superseded)).toEqual(Array.from({ length: 4 }, () => 'interrupted'));
    expect(driven.facts.filter((fact) => fact.kind === 'file')).toEqual([]);
  });
});
