import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHELL_VARIABLES } from '../../reporters/text/curl.js';
import { lines } from '../../fixtures/index.js';
import { selectRequirements } from '../../src/assess/index.js';
import { skippingClock } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { type ReferenceServer, startReferenceServer } from '../../src/reference/index.js';
import { catalogue } from '../../suites/index.js';
import { faults } from '../../suites/server/faults.js';
import { pages } from '../../scripts/docs/pages.js';
import { profiles } from '../../suites/profiles/index.js';
import { filesFor } from '../../cli/output/report-files.js';
import { emptyFolder, run } from '../support/cli-run.js';

const page = (name: string): string => readFileSync(join(packageRoot, 'docs', name), 'utf8');

test.each(Object.entries(pages))('docs/%s is fresh (npm run docs)', (name, made) => {
  expect(page(name)).toBe(made());
});

const shellBlocks = (text: string): string[] =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== ''),
  );

const texts = [
  ['README.md', readFileSync(join(packageRoot, 'README.md'), 'utf8')],
  ...['running.md', 'certify.md', 'pulling.md', 'validating.md', 'contract.md', 'privacy.md', 'vitest.md'].map(
    (name) => [name, page(name)],
  ),
] as const;
const commands = texts.flatMap(([name = '', text = '']) => shellBlocks(text).map((line) => ({ name, line })));

describe('the examples in the docs', () => {
  let server: ReferenceServer;
  let cwd: string;
  beforeAll(async () => {
    server = await startReferenceServer({ profile: profiles[1], beneficiaries: 2 });
    cwd = emptyFolder();
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page('running.md')) ?? [];
    writeFileSync(join(cwd, 'known-failures.yaml'), yaml);
    // A run that is to be compared with a later one.
    for (const name of ['before.json', 'after.json'])
      await run(['check', 'metadata', '--quiet', '--report', `json=${name}`], { cwd });
    const range = { seed: 1, from: 0, to: 3 };
    writeFileSync(join(cwd, 'Patient.ndjson'), [...lines('Patient', range)].join(''));
    writeFileSync(join(cwd, 'claims.ndjson.gz'), gzipSync([...lines('ExplanationOfBenefit', range)].join('')));
  });
  afterAll(() => server.close());

  test.each(commands.filter(({ line }) => /^(npx )?bcda-conformance /.test(line)))('$name: $line', async ({ line }) => {
    const [, ...argv] = line
      .replace(/^npx /, '')
      .replace(/https:\/\/sandbox\.example\.org|\bURL\b/g, server.url)
      .split(/\s+/);
    const [{ clientId, clientSecret }] = server.clients;
    const env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
    // Selecting one chapter keeps real polls out of the test; the whole run is the matrix's and CI's.
    const quick =
      ['check', 'contract'].includes(argv[0] ?? '') && argv[1]?.startsWith('http') ? ['--poll-interval', '0.01'] : [];
    // Files of one example must not be in the way of the next.
    const away = argv[0] === 'pull' ? ['--out', emptyFolder(), '--quiet'] : [];
    const { code, err } = await run([...argv, ...quick, ...away], { env, cwd, clock: skippingClock() });
    // The example of a known failure names one that the sound server does not have: the list must stay true.
    expect({ code, err: code === 2 ? err : '' }).toEqual({ code: line.includes('--known-failures') ? 1 : 0, err: '' });
  });

  test('npm scripts that the docs name exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = texts.flatMap(([, text = '']) =>
      [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script ?? ''),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});

test('docs/running.md explains every variable of a curl line', () => {
  for (const name of SHELL_VARIABLES) expect(page('running.md')).toMatch(new RegExp(`^\\|[^|]*\\b${name}\\b`, 'm'));
});

test('the README counts what there is', () => {
  const readme = texts[0][1];
  for (const profile of profiles) expect(readme).toContain(`${selectRequirements(profile, { catalogue }).length} `);
  expect(readme).toContain(`${faults.length} deliberate`);
});

test('docs/running.md tells of every format, with the name of its file', () => {
  for (const [format, file] of Object.entries(filesFor('client')))
    expect(page('running.md')).toMatch(
      new RegExp(`^\\| \`${format}\` +\\|.*\\| ${file === undefined ? '\\(stdout\\)' : `\`${file}\``} *\\|$`, 'm'),
    );
});
