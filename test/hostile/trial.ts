import { readdirSync, readFileSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { type Report, skippingClock, type Verdict } from '../../src/model/index.js';
import type { ReferenceServerOptions } from '../../src/reference/index.js';
import { emptyFolder, run } from '../support/cli-run.js';
import { type Front, startFront, type Takes } from './front.js';

/** One kind of hostile server, and what the run against it must come to. */
export interface Kind {
  readonly kind: string;
  readonly takes?: Takes;
  readonly reference?: Partial<ReferenceServerOptions>;
  /** By how many milliseconds its clock is ahead of the run's. */
  readonly ahead?: number;
  /** What is judged; default: the chapters up to the data files. */
  readonly ids?: readonly string[];
  /** Write every report, since hostile text may get into any; otherwise JSON alone. */
  readonly everyReport?: true;
  /** Further words of the command line. */
  readonly args?: readonly string[];
  /** `NAME=VALUE` of --limit. */
  readonly limits?: readonly string[];
  readonly exit: 0 | 1 | 2;
  /** The sentence that tells what is wrong: on the console or, where nothing was judged, on stderr. */
  readonly says: RegExp;
  /** What the HTML page must not hold. */
  readonly never?: RegExp;
  /** Length of the JSON report at most. */
  readonly mostReport?: number;
  /** Bytes by which the process may grow while the server pours. */
  readonly mostMemory?: number;
  /** Requirements that fail by it, thought out from their statements; others may fail besides. */
  readonly fails?: readonly string[];
  readonly blocks?: readonly string[];
  /** Requirements that are judged and met all the same: other scenarios go on. */
  readonly still?: readonly string[];
  /** Bytes that the server may get rid of at most. */
  readonly mostBytes?: number;
  /** Requests to a place at most. */
  readonly mostAsked?: Partial<Record<Takes['at'][number], number>>;
}

/** What a run left. */
export interface Tried {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly report?: Report;
  /** Everything that was written, by the name of its file. */
  readonly written: Readonly<Record<string, string>>;
  readonly front: Front;
  /** `host:port` of every connection that was begun, those of the front to its reference server aside. */
  readonly connected: readonly string[];
}

const FORMATS = ['json', 'html', 'junit', 'markdown', 'github', 'har', 'fhir', 'allure'];
const CHAPTERS = ['metadata', 'token', 'kickoff', 'status', 'manifest', 'output'];

/** Runs the real command against a hostile server, with every report. */
export const tried = async ({
  takes,
  reference,
  ahead = 0,
  ids = CHAPTERS,
  everyReport,
  args = [],
  limits = [],
}: Kind): Promise<Tried> => {
  const clock = skippingClock();
  const front = await startFront(takes, { clock: { ...clock, now: () => clock.now() + ahead }, ...reference });
  const cwd = emptyFolder();
  const connect = vi.spyOn(Socket.prototype, 'connect');
  try {
    const [first, other] = front.reference.clients;
    const { code, out, err } = await run(
      [
        ...[
          'check',
          front.url,
          ...ids,
          '--profile',
          '2019-12',
          '--wait-for-expiry',
          '--parallel',
          '2',
          '--report-dir',
          '.',
          '--report',
          'console',
        ],
        ...(everyReport ? FORMATS : ['json']).flatMap((format) => ['--report', format]),
        ...['--transcript', 'transcript.json', ...args],
        ...limits.flatMap((limit) => ['--limit', limit]),
      ],
      {
        cwd,
        clock,
        env: {
          BCDA_CLIENT_ID: first.clientId,
          BCDA_CLIENT_SECRET: first.clientSecret,
          BCDA_OTHER_CLIENT_ID: other.clientId,
          BCDA_OTHER_CLIENT_SECRET: other.clientSecret,
        },
      },
    );
    const written = filesIn(cwd);
    const json = written['report.json'];
    const own = new URL(front.reference.url).host;
    return {
      ...{ code, out, err, written, front },
      ...(json !== undefined && { report: JSON.parse(json) as Report }),
      connected: connect.mock.calls.map(placeOf).filter((place) => place !== own),
    };
  } finally {
    connect.mockRestore();
    await front.close();
  }
};

/** What a socket is told to connect to: node gives it its options, in an array of arguments or bare. */
const placeOf = ([given]: readonly unknown[]): string => {
  const options = (Array.isArray(given) ? given[0] : given) as { host?: string; port?: number | string; path?: string };
  return options.path ?? `${options.host}:${options.port}`;
};

const filesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );

/** C0 but tab and line feed, DEL, C1, and what turns the direction of text. */

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const STACK = /^\s+at .+:\d+:\d+\)?$|node_modules\/|internal error/m;

const told = (text: string, what: RegExp): readonly (string | undefined)[] => {
  const match = what.exec(text);
  return match === null ? [] : [text.slice(Math.max(0, match.index - 40), match.index + 40)];
};

/** Holds what a run left to what its kind says, and to what holds for every kind. */
export const hold = (kind: Kind, { code, out, err, report, written, front, connected }: Tried): void => {
  const texts = { ...written, stdout: out, stderr: err };
  const unclean = Object.entries(texts).flatMap(([name, text]) =>
    [CONTROL, STACK, ...(kind.never !== undefined && name === 'report.html' ? [kind.never] : [])].flatMap((what) =>
      told(text, what).map((where) => ({ name, where })),
    ),
  );
  expect(unclean).toEqual([]);
  expect(front.reference.errors).toEqual([]);
  expect([...new Set(connected)]).toEqual([new URL(front.url).host]);
  expect({ code, sentences: sentencesIn(kind.says, out, err) }).toEqual({
    code: kind.exit,
    sentences: [expect.any(String)],
  });
  const verdicts = report?.verdicts ?? [];
  const outcomes = (ids: readonly string[] = []) => ids.map((id) => [id, outcomeOf(verdicts, id)]);
  const wanted = (ids: readonly string[] = [], outcome: string) => ids.map((id) => [id, outcome]);
  // A server that cannot be reached has a report too, whose only error says so.
  const unreached = /^Cannot reach /;
  expect((report?.errors ?? []).filter((error) => kind.exit !== 2 || !unreached.test(error))).toEqual([]);
  expect(outcomes(kind.fails)).toEqual(wanted(kind.fails, 'fail'));
  expect(outcomes(kind.blocks)).toEqual(wanted(kind.blocks, 'blocked'));
  expect(outcomes(kind.still)).toEqual(wanted(kind.still, 'pass'));
  if (kind.mostBytes !== undefined) expect(front.poured()).toBeLessThanOrEqual(kind.mostBytes);
  if (kind.mostReport !== undefined) expect(written['report.json']?.length).toBeLessThanOrEqual(kind.mostReport);
  if (kind.mostMemory !== undefined) expect(front.grew()).toBeLessThanOrEqual(kind.mostMemory);
  for (const [place, most] of Object.entries(kind.mostAsked ?? {}))
    expect(front.asked.get(place as Takes['at'][number]) ?? 0).toBeLessThanOrEqual(most);
};

const outcomeOf = (verdicts: readonly Verdict[], id: string): string | undefined =>
  verdicts.find((verdict) => verdict.id === id)?.outcome;

/** The different sentences that tell it: one, however often it stands there. */
const sentencesIn = (says: RegExp, out: string, err: string): string[] => [
  ...new Set(
    [...`${out}\n${err}`.matchAll(new RegExp(says.source, `${says.flags.replace('g', '')}g`))].map(([text]) => text),
  ),
];
