import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIXED_BOUNDS } from '../../scripts/docs/fixed-bounds.js';
import { limitsPage } from '../../scripts/docs/limits-page.js';
import { limitsFrom } from '../../cli/options/limits.js';
import { defaultLimits, inForce, LIMIT_NAMES, LIMITS, limitsWith, skippingClock } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { run, withServer } from '../support/cli-run.js';
import { constantsIn } from '../support/constants.js';

test('docs/limits.md is fresh (npm run docs)', () => {
  expect(readFileSync(join(packageRoot, 'docs', 'limits.md'), 'utf8')).toBe(limitsPage());
});

test('a name is in kebab case, and its default is within its range', () => {
  for (const name of LIMIT_NAMES) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    const { least, most, unit, default: value } = LIMITS[name];
    expect([name, value >= least && value <= most && (unit === 'seconds' || Number.isInteger(value))]).toEqual([
      name,
      true,
    ]);
  }
});

describe('--limit', () => {
  test.each([
    ['reply-seconds=20', { 'reply-seconds': 20 }],
    ['reply-seconds=0.5', { 'reply-seconds': 0.5 }],
    ['small-body-bytes=65536', { 'small-body-bytes': 65_536 }],
    ['small-body-bytes=64KiB', { 'small-body-bytes': 65_536 }],
    ['file-bytes=1GiB', { 'file-bytes': 1024 ** 3 }],
    ['redirects=0', { redirects: 0 }],
  ])('%s', (text, limits) => expect(limitsFrom({ limit: [text] }, 'check')).toEqual(limits));

  test('several, and the last of one name counts', () => {
    const limit = ['redirects=1', 'busy-tries=2', 'redirects=3'];
    expect(limitsFrom({ limit }, 'check')).toEqual({ redirects: 3, 'busy-tries': 2 });
  });

  test.each(['', 'reply', 'reply-second=1', '=1', 'toString=1', 'Reply-Seconds=1'])(
    '%j is refused, and the message lists the names',
    (text) => {
      expect(() => limitsFrom({ limit: [text] }, 'check')).toThrow(/^--limit: there is no limit .*\bmanifest-files\b/);
    },
  );
  test('a limit of another command is refused, and the message lists those of the command', () => {
    expect(() => limitsFrom({ limit: ['reply-seconds=1'] }, 'validate')).toThrow(
      '--limit: reply-seconds does not apply to validate. The limits of validate are line-bytes (docs/limits.md).',
    );
  });
  test.each([
    'reply-seconds',
    'reply-seconds=',
    'reply-seconds=0',
    'reply-seconds=-1',
    'reply-seconds=1s',
    'reply-seconds=1KiB',
    'reply-seconds=3000000',
    'reply-seconds=1=2',
    'reply-seconds=Infinity',
    'small-body-bytes=1.5',
    'small-body-bytes=1GiB',
    'small-body-bytes=8mb',
    'busy-tries=0',
    'busy-tries=1e3',
  ])('%s is refused, and the message has the range', (text) => {
    expect(() => limitsFrom({ limit: [text] }, 'check')).toThrow(
      /^--limit [a-z-]+ must be a .*number.* from [\d.]+ to \d+, such as [a-z-]+=\d+\.$/,
    );
  });

  test.each(['check', 'contract', 'doctor', 'pull http://127.0.0.1:9 --out x', 'validate x.ndjson'])(
    '%s takes it, and refuses an unknown name in a sentence',
    async (command) => {
      const { code, err, out } = await run([...command.split(' '), '--limit', 'nothing=1'], {
        env: { BCDA_CLIENT_ID: 'a', BCDA_CLIENT_SECRET: 'some-secret' },
      });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      if (command.startsWith('validate')) expect(err).toMatch(/^error: .*x\.ndjson/);
      else
        expect(err).toMatch(
          /^error: --limit: there is no limit "nothing"\. The limits of \w+ are [a-z, -]+ \(docs\/limits\.md\)\.\n$/,
        );
    },
  );
});

describe('a limit that is set is in force', () => {
  const env = { BCDA_CLIENT_ID: 'a-client', BCDA_CLIENT_SECRET: 'some-secret-of-it' };
  /** A server that accepts requests and never answers. */
  const silent = <T>(use: (url: string) => Promise<T>): Promise<T> => withServer(() => undefined, use);

  test('in validate', async () => {
    const stdin = Buffer.from(`{"resourceType":"Patient","id":"${'x'.repeat(60)}"}\n`);
    const argv = ['validate', '-', '--quiet'];
    expect((await run(argv, { stdin })).out).not.toContain('ndjson.line-too-long');
    const { code, out } = await run([...argv, '--limit', 'line-bytes=64'], { stdin });
    expect(code).toBe(1);
    expect(out).toContain('ndjson.line-too-long');
  });
  test('in doctor', async () => {
    const { code, out } = await silent((url) => run(['doctor', url, '--limit', 'reply-seconds=0.2'], { env }));
    expect(code).not.toBe(0);
    expect(out).toContain('no response within 0.2 s (--limit reply-seconds)');
  });
  test('in pull', async () => {
    const { code, err } = await silent((url) =>
      run(['pull', url, '--out', 'pulled', '--quiet', '--limit', 'idle-seconds=0.2'], { env, clock: skippingClock() }),
    );
    expect(code).not.toBe(0);
    expect(err).toContain('the server sent nothing for 0.2 s');
  });
  test('in contract', async () => {
    const { code, err } = await silent((url) =>
      run(['contract', url, '--profile', '2019-12', '--quiet', '--limit', 'reply-seconds=0.2'], { env }),
    );
    expect(code).toBe(2);
    expect(err).toContain('no response within 0.2 s (--limit reply-seconds)');
  });
});

test('a given limit replaces the default, and the others stay', () => {
  expect(limitsWith({ redirects: 0 })).toEqual({ ...defaultLimits, redirects: 0 });
});

test.each([
  ['small-body-bytes', 8 * 1024 * 1024, '8 MiB (--limit small-body-bytes)'],
  ['small-body-bytes', 1000, '1000 bytes (--limit small-body-bytes)'],
  ['reply-seconds', 0.5, '0.5 s (--limit reply-seconds)'],
  ['unpacked-ratio', 3, '3 times (--limit unpacked-ratio)'],
  ['manifest-files', 5000, '5000 (--limit manifest-files)'],
] as const)('%s of %d is printed as %s', (name, value, text) =>
  expect(inForce(name, limitsWith({ [name]: value }))).toBe(text),
);

/** Constants that bound nothing that a server, a client or a user sends. */
const NO_BOUNDS = [
  // Bytes, bits and layout; what several threads share.
  /^src\/fhir\/(fast-path|workers|invariants|carin\/seen\/signatures\.ts)/,
  /^src\/fhir\/ndjson\/(gzip|source|lines)\.ts /,
  // Which resources are looked at for what they hold, and how many show that something is missing.
  /^src\/fhir\/elements\/|^src\/expect\/server\/data\/content\.ts FEW$/,
  /^src\/fhir\/validate\/(identity|last-updated|file|judge\/times)\.ts /,
  /^src\/fhir\/ndjson\/json-text\.ts (LONGEST_NAME|FEW)$/,
  /^src\/fhir\/validate\/judge\/primitives\.ts MOST$/,
  /^src\/certify\/listening\/(addresses\.ts LAST_PORT|certificates\.ts DAY)$/,
  /^src\/certify\/(last-lines\.ts (NEWLINE|BYTES)|stored\.ts BRACE|orphans\.ts PAUSE|requests\.ts ON_ITS_WAY|wait\.ts LONG|exposed\.ts (READABLE|WRITABLE))$/,
  /^src\/reference\/server\/(data|exports|job-list|jobs|places|state)\.ts /,
  /^src\/reference\/client\/(http\.ts CHUNK|wait\.ts SECOND)$/,
  /^src\/drive\/(conversation\.ts (EARLY_MS|DEADLINE_S)|session\/send\.ts LONGEST_TIMER_MS)$/,
  /^reporters\/(har|html\/sections\/timeline\/|text\/blocked|text\/timeline\.ts PAUSE)/,
  // What the examples of explain are made with.
  /^cli\/results\/example-runs\.ts (MOST_TRIED|BENEFICIARIES)$/,
  // How much a word may differ from the name that is meant.
  /^src\/model\/nearest\.ts LETTERS$/,
  // Layout.
  /^cli\/progress\/run\.ts SHOWN$/,
  /^reporters\/scoreboard\/badge\.ts LETTER$/,
  // Texts whose redacted form is kept, to save time.
  /^src\/record\/redact\.ts (LONGEST|MOST)_KEPT$/,
  // A seed bounds nothing.
  /^src\/model\/client\.ts CLIENT_DATA_SEED$/,
  // How much of a digest is kept.
  /^src\/assess\/report\.ts DIGITS$/,
  // Where a number is not written in digits.
  /^reporters\/junit\.ts LONGEST_MS$/,
  // What is conceded to clocks that differ, and what is warned of.
  /^src\/drive\/(tokens\/credentials\.ts (MARGIN_MS|LEEWAY_MS)|exports\/manifest\.ts SKEW_MS)$/,
  /^src\/fhir\/(hash-counts\.ts WORDS|repeated-ids\.ts NUMBERS)$/,
  /^src\/record\/(ordinary\.ts LONGEST|redact\.ts SHORTEST|secret-forms\.ts SHORTEST_IN_OTHER_CASE|search\.ts (GRAM|HASHES))$/,
  /^src\/expect\/(server\/times\.ts (SKEW_MS|EARLY_MS)|server\/managing\/(attribution\.ts SKEW_MS|list\.ts (SKEW_MS|HALF_DAY_MS|WHOLE_LIST))|server\/(data\/(history|people)|narrowing\/few)\.ts ONE_IN|server\/tokens\/token-life\.ts SLACK_SECONDS|client\/token\.ts ATTEMPTS|client\/polling\.ts (DEFAULT_INTERVAL|RETRIES)|client\/pace\.ts (MOST_ALIKE|WINDOW|RENEWALS|REPEATS))$/,
  /^src\/assess\/doctor\/server\.ts /,
  // How often progress is printed; the default of --second-opinion.
  /^cli\/.* (REPAINT_MS|NEWS_MS|LONG_WAIT_MS|SECOND|OPINIONS)$/,
  // The limits themselves.
  /^src\/model\/limits\.ts [KMG]IB$/,
  // Defaults of what --max-findings and idle-seconds change.
  /^src\/fhir\/validate\/validate\.ts MOST_FINDINGS$/,
  /^src\/reference\/client\/http\.ts SILENCE_MS$/,
];

const constants = constantsIn(['src', 'cli', 'reporters']);
const fixed = FIXED_BOUNDS.flatMap(({ rows }) => rows);

describe('fixed bounds', () => {
  test('the table lists each constant once, and no two rows say the same', () => {
    const once = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
    const places = fixed.map(({ at }) => at);
    expect(places).toEqual(once(places));
    for (const { rows } of FIXED_BOUNDS) {
      const bounds = rows.map((one) => one.bounds);
      expect(bounds).toEqual(once(bounds));
    }
  });
  test('every one in the table is in the code, with that value', () => {
    const inCode = new Map(constants.map(({ at, value }) => [at, value]));
    expect(fixed.map(({ at }) => [at, inCode.get(at)] as const)).toEqual(fixed.map(({ at, value }) => [at, value]));
  });
  test('every constant in the code that bounds something is in the table', () => {
    const listed = new Set<string>(fixed.map(({ at }) => at));
    const missing = constants.filter(({ at }) => !listed.has(at) && !NO_BOUNDS.some((pattern) => pattern.test(at)));
    expect(missing).toEqual([]);
  });
});
