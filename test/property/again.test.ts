import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { transcriptIn } from '../../cli/input/transcript.js';
import { type Checked, judgeTranscript } from '../../src/assess/index.js';
import { belongsTo, type Fault, type Header, type Profile, type Route } from '../../src/model/index.js';
import { bytesOf } from '../../src/reference/index.js';
import { faults } from '../../suites/server/faults.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { rogues } from '../../suites/client/rogues.js';
import { checkUnder } from '../matrix/matrix.js';
import { certifiedRogue } from '../matrix/rogues.js';
import { holds, json, number, text } from '../support/arbitrary/index.js';
import { withMember } from '../support/arbitrary/changes.js';

/** A saved transcript is judged as the run itself did, word by word. */
const saysTheSame = ({ report, transcript }: Checked, profile: Profile): void => {
  const saved = transcriptIn(JSON.stringify(transcript), 'saved.json');
  const again = judgeTranscript(saved, profile, { catalogue });
  expect(again.verdicts).toEqual(report.verdicts);
  expect({ ...again, timings: 0 }).toEqual({ ...report, timings: 0 });
};

/** Something that a server answers at one place in place of what it should. */
interface Oddity {
  readonly at: Route;
  /** In place of one member of a JSON body, or behind a body that is no JSON. */
  readonly put?: { readonly node: number; readonly value: unknown };
  readonly header?: Header;
  readonly status?: number;
}

const HEADERS = `Content-Location Content-Type Content-Encoding Retry-After X-Progress Expires Date Location
   WWW-Authenticate Cache-Control Content-Length`.split(/\s+/);
const sendable = text.filter((value) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value));
const oddities: fc.Arbitrary<readonly Oddity[]> = fc.array(
  fc.record(
    {
      at: fc.constantFrom('token', 'metadata', 'version', 'swagger', 'kickoff', 'status', 'data', 'error-file'),
      put: fc.record({
        node: fc.nat(10_000),
        value: fc.oneof(json, fc.constantFrom<unknown>(null, [null], { toString: null }, 1e308, '')),
      }),
      header: fc.tuple(fc.constantFrom(...HEADERS), fc.oneof(sendable, number.map(String))),
      status: fc.constantFrom(200, 202, 204, 301, 400, 401, 404, 429, 500, 503),
    },
    { requiredKeys: ['at'], noNullPrototype: true },
  ),
  { minLength: 1, maxLength: 4 },
);

const oddFault = ({ at, put, header, status }: Oddity): Fault => ({
  ...{ id: 'odd', title: 'odd', at, fails: [], blocks: [] },
  alter: async (request, next) => {
    const reply = await next(request);
    const body = await bytesOf(reply.body);
    const others = reply.headers.filter(([name]) => name.toLowerCase() !== header?.[0].toLowerCase());
    return {
      ...reply,
      status: status ?? reply.status,
      headers: header === undefined ? reply.headers : [...others, header],
      body: put === undefined ? body : spoilt(body, put),
    };
  },
});

const spoilt = (body: Buffer, { node, value }: NonNullable<Oddity['put']>): string => {
  try {
    return JSON.stringify(withMember(JSON.parse(body.toString()), node, value));
  } catch (error) {
    if (error instanceof SyntaxError) return `${body.toString()}${JSON.stringify(value)}`;
    throw error;
  }
};

const named = <T extends { readonly id: string }>(all: readonly T[], id: string): T[] =>
  all.filter((one) => one.id === id);

describe('a saved transcript is judged as the run itself was', () => {
  const servers = fc.constantFrom(...profiles).chain((profile) =>
    fc.tuple(
      fc.constant(profile.id),
      fc.shuffledSubarray(
        faults.filter((fault) => belongsTo(fault, profile)).map(({ id }) => id),
        { maxLength: 5 },
      ),
    ),
  );
  holds('of a server with any faults', 14, servers, async ([id, ids]) => {
    const [profile] = named(profiles, id);
    if (profile === undefined) throw new Error(`there is no profile ${id}`);
    const running = ids.flatMap((one) => named(faults, one));
    saysTheSame(await checkUnder(profile, running), profile);
  });

  const clients = fc
    .constantFrom(...profiles)
    .chain((profile) =>
      fc.tuple(
        fc.constant(profile.id),
        fc.constantFrom(...rogues.filter((rogue) => belongsTo(rogue, profile)).map(({ id }) => id)),
      ),
    );
  holds('of a client with any fault', 4, clients, async ([id, rogue]) => {
    const [profile] = named(profiles, id);
    if (profile === undefined) throw new Error(`there is no profile ${id}`);
    saysTheSame(await certifiedRogue(profile, named(rogues, rogue)[0]), profile);
  });

  holds('of a server that answers anything somewhere', 12, oddities, async (all) => {
    const [, profile] = profiles;
    // Some promise more bytes than they send: that takes as long as a reply may take.
    const limits = { 'reply-seconds': 1, 'small-reply-seconds': 1, 'idle-seconds': 1 };
    saysTheSame(await checkUnder(profile, all.map(oddFault), undefined, limits), profile);
  });
});
