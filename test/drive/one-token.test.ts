import { describe, expect, test } from 'vitest';
import { checkServer, startEmbedded } from '../../src/assess/index.js';
import type { Fault } from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';

/** A server that ends a client's token when it issues another one to it. */
const oneAtATime = (): Fault => {
  const newest = new Map<string, string>();
  return {
    ...{ id: 'one-token', title: 'a new token ends the old one', fails: [], blocks: [] },
    at: ['token', 'kickoff', 'status', 'data', 'error-file', 'other'],
    alter: async (request, next) => {
      const [, given = ''] = /^Bearer (\S+\.\S+\.\S+)$/.exec(request.headers['authorization'] ?? '') ?? [];
      if (given !== '' && [...newest.values()].every((token) => token !== given))
        return { status: 401, headers: [['WWW-Authenticate', 'Bearer']], body: '' };
      const reply = await next(request);
      const text = typeof reply.body === 'string' ? reply.body : '';
      if (reply.status === 200 && text.includes('access_token')) {
        const basic = request.headers['authorization'] ?? '';
        newest.set(basic, (JSON.parse(text) as { access_token: string }).access_token);
      }
      return reply;
    },
  };
};

describe.each(profiles)('a server that ends a token when it issues another one, under $id', (profile) => {
  test('conforms, and the report says what it does', async () => {
    const { run, server } = await startEmbedded(profile, { beneficiaries: 2, faults: [oneAtATime()] });
    const { report } = await checkServer({ ...run, catalogue }).finally(server.close);
    const wrong = report.verdicts.filter(({ outcome }) => outcome === 'fail' || outcome === 'blocked');
    expect(wrong.map(({ id, because, seen }) => [id, because ?? seen])).toEqual([]);
    expect(report.conforms).toBe('yes');
    expect(report.notes.join()).toMatch(/ends a token when it issues another one to the same client: \d+ request/);
  });

  test('uses the token in the URL for nothing else', async () => {
    const { run, server } = await startEmbedded(profile, { beneficiaries: 2 });
    const { report } = await checkServer({ ...run, catalogue, selection: ['protection.no-token-in-url'] }).finally(
      server.close,
    );
    const own = report.exchanges.find(({ label }) => label === 'token-for-url');
    const mark = report.facts.flatMap((fact) =>
      fact.kind === 'token' && fact.exchange === own?.id ? [fact.mark] : [],
    )[0]!;
    expect(report.verdicts.map(({ outcome }) => outcome)).toEqual(['pass']);
    const using = report.exchanges.filter(({ request }) => JSON.stringify(request).includes(mark));
    expect(using.length).toBeGreaterThan(0);
    expect(new Set(using.map(({ as }) => as))).toEqual(new Set(['token-in-url']));
  });
});
