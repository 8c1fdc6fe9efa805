import { existsSync, readdirSync, readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHELL_VARIABLES } from '../../reporters/text/curl.js';
import { lines } from '../../fixtures/index.js';
import { skippingClock } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { type ReferenceServer, startReferenceServer } from '../../src/reference/index.js';
import { filledPage, pages, PAGES_WITH_SPANS, spanTexts } from '../../scripts/docs/pages.js';
import { spansOf } from '../../scripts/docs/spans.js';
import { profiles } from '../../suites/profiles/index.js';
import { filesFor } from '../../cli/output/report-files.js';
import { captureOf } from '../support/capture.js';
import { emptyFolder, run } from '../support/cli-run.js';
import { harText } from '../support/har.js';

const text = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');
const page = (name: string): string => text(`docs/${name}`);

test.each(Object.entries(pages))('docs/%s is fresh (npm run docs)', (name, made) => {
  expect(page(name)).toBe(made());
});

describe('generated spans', () => {
  test.each(PAGES_WITH_SPANS)('those of %s are fresh (npm run docs)', async (path) => {
    expect(text(path)).toBe(await filledPage(path));
  });
  test('every generated text is in a page, and every span has a text', () => {
    const used = PAGES_WITH_SPANS.flatMap((path) => spansOf(text(path)));
    expect(used.toSorted()).toEqual(Object.keys(spanTexts).toSorted());
  });
});

/** The pages that people write. */
const WRITTEN = [
  ...['README.md', 'CONTRIBUTING.md', 'examples/README.md'],
  ...readdirSync(join(packageRoot, 'docs'))
    .filter((name) => name.endsWith('.md') && !(name in pages))
    .map((name) => `docs/${name}`),
];

describe.each(WRITTEN)('%s', (path) => {
  test('names only files and folders that are there', () => {
    // A name with a placeholder, such as suites/server/<chapter>.ts, stands for files whose folder must be there.
    const named = [
      ...text(path).matchAll(
        /`((?:\.ci|bin|cli|docs|fixtures|reporters|schemas|scripts|src|suites|test|vitest)\/[^`\s]*)`/g,
      ),
    ].map(([, name = '']) => name.replace(/[^/]*[<*].*$/, ''));
    expect(named.filter((name) => !existsSync(join(packageRoot, name)))).toEqual([]);
  });

  test('links only to files and headings that are there', () => {
    const links = [...text(path).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
    const broken = links.filter(([, to = '', heading]) => {
      const file = to === '' ? path : join(dirname(path), to);
      if (!existsSync(join(packageRoot, file))) return true;
      return heading !== undefined && !anchorsOf(text(file)).includes(heading);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  test('uses the words of the field, in American spelling', () => {
    expect(text(path).match(RETIRED) ?? []).toEqual([]);
  });
});

describe('the tree of docs/architecture.md', () => {
  const [, tree = ''] = /## The tree\n\n```\n([\s\S]*?)```/.exec(page('architecture.md')) ?? [];
  /** Each folder with a line, by its path. */
  const listed: string[] = [];
  const open: string[] = [];
  for (const [, indent = '', name = ''] of tree.matchAll(/^( *)(\S+)\/ /gm)) {
    open.splice(indent.length / 2);
    open.push(name);
    listed.push(open.join('/'));
  }

  test('has only folders that are there', () => {
    expect(listed.length).toBeGreaterThan(40);
    expect(listed.filter((folder) => !existsSync(join(packageRoot, folder)))).toEqual([]);
  });

  test('has a line for each folder of the code', () => {
    const folders = ['bin', 'cli', 'vitest', 'nock', 'suites', 'reporters', 'src', 'fixtures', 'scripts'].flatMap(
      (top) => [
        top,
        ...readdirSync(join(packageRoot, top), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map(({ parentPath, name }) => relative(packageRoot, join(parentPath, name))),
      ],
    );
    expect(folders.filter((folder) => !listed.includes(folder))).toEqual([]);
  });
});

/** The anchors that GitHub gives to the headings of a page. */
const anchorsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );

/** Words that docs/architecture.md or plain American English replaces with others, and British spellings. */
const RETIRED = new RegExp(
  `\\b(?:${[
    'weather|doorm[ae]n|doors?|crews?|byte pass|tellers?|hindrances?|mishaps?|strays?|besides?',
    '(?:is|are|was|be) told|looks? whether|held to|stands? in|is none|for want of|of ours|has its say',
    '\\w*colour\\w*|\\w*recognis\\w*|\\w*summaris\\w*|\\w*honour\\w*|licences?|judgements?|behaviours?',
  ].join('|')})\\b`,
  'gi',
);

describe('docs/limits.md', () => {
  test('uses the words of the field, in American spelling', () => {
    expect(page('limits.md').match(RETIRED) ?? []).toEqual([]);
  });
});

const shellBlocks = (markdown: string): string[] =>
  [...markdown.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== ''),
  );

const commands = WRITTEN.flatMap((path) => shellBlocks(text(path)).map((line) => ({ name: path, line })));

describe('the examples in the docs', () => {
  let server: ReferenceServer;
  let cwd: string;
  beforeAll(async () => {
    server = await startReferenceServer({ profile: profiles[1], beneficiaries: 2 });
    cwd = emptyFolder();
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page('running.md')) ?? [];
    writeFileSync(join(cwd, 'known-failures.yaml'), yaml);
    // Two reports for the examples of compare.
    for (const name of ['before.json', 'after.json'])
      await run(['check', 'metadata', '--quiet', '--report', `json=${name}`], { cwd });
    const range = { seed: 1, from: 0, to: 3 };
    writeFileSync(join(cwd, 'Patient.ndjson'), [...lines('Patient', range)].join(''));
    const claims = gzipSync([...lines('ExplanationOfBenefit', range)].join(''));
    writeFileSync(join(cwd, 'claims.ndjson.gz'), claims);
    writeFileSync(join(cwd, 'capture.har'), harText(await captureOf()));
    mkdirSync(join(cwd, 'pulled'), { recursive: true });
    writeFileSync(join(cwd, 'pulled/claims.ndjson.gz'), claims);
  });
  afterAll(() => server.close());

  test.each(commands.filter(({ line }) => /^(npx )?bcda-conformance /.test(line)))('$name: $line', async ({ line }) => {
    const [, ...argv] = line
      .replace(/^npx /, '')
      .replace(/https:\/\/sandbox\.example\.org|\bURL\b/g, server.url)
      .split(/\s+/)
      .map((word) => word.replace(/^"(.*)"$/, '$1'));
    const [{ clientId, clientSecret }] = server.clients;
    const env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
    // Selecting one chapter keeps real polls out of the test; the whole run is the matrix's and CI's.
    const quick =
      ['check', 'contract'].includes(argv[0] ?? '') && argv[1]?.startsWith('http') ? ['--poll-interval', '0.01'] : [];
    // The files of one example must not get in the way of the next.
    const away = argv[0] === 'pull' ? ['--out', emptyFolder(), '--quiet'] : [];
    const { code, err } = await run([...argv, ...quick, ...away], { env, cwd, clock: skippingClock() });
    // The example lists a known failure that the sound server does not have, so the run asks to remove it.
    expect({ code, err: code === 2 ? err : '' }).toEqual({ code: line.includes('--known-failures') ? 1 : 0, err: '' });
  });

  test('npm scripts that the docs name exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    // The scripts that examples/README.md names are those of the examples.
    const named = WRITTEN.filter((path) => !path.startsWith('examples/')).flatMap((path) =>
      [...text(path).matchAll(/npm run ([\w:-]*\w)/g)].map(([, script]) => script ?? ''),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});

test('docs/running.md explains every variable of a curl line', () => {
  for (const name of SHELL_VARIABLES) expect(page('running.md')).toMatch(new RegExp(`^\\|[^|]*\\b${name}\\b`, 'm'));
});

test('docs/running.md lists every format, with the name of its file', () => {
  for (const [format, file] of Object.entries(filesFor('client')))
    expect(page('running.md')).toMatch(
      new RegExp(`^\\| \`${format}\` +\\|.*\\| ${file === undefined ? '\\(stdout\\)' : `\`${file}\``} *\\|$`, 'm'),
    );
});
