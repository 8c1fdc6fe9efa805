import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../src/package.js';
import { startReferenceServer } from '../../src/reference/index.js';
import { newest, profiles } from '../../suites/profiles/index.js';
import { run } from '../support/cli-run.js';

const read = (name: string): string => readFileSync(join(packageRoot, name), 'utf8');

const { bin, files } = JSON.parse(read('package.json')) as {
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
};

/** The instructions of the Dockerfile, with lines that go on joined, by stage. */
const instructions = read('Dockerfile')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return { name, rest };
  });
const last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
const of = (wanted: string, among = instructions): string[] =>
  among.flatMap(({ name, rest }) => (name === wanted ? [rest] : []));

describe('the Dockerfile', () => {
  test('has only instructions that are known, and begins with FROM', () => {
    const known = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'EXPOSE', 'ENTRYPOINT', 'CMD'];
    expect(instructions.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
    expect(instructions[0]?.name).toBe('FROM');
  });
  test('names its base by a version, and the slim one', () => {
    for (const base of of('FROM')) expect(base).toMatch(/^node:\d+-slim( AS \w+)?$/);
  });
  test('ends as another user than root, with commands that need no shell', () => {
    expect(of('USER', last)).toEqual(['node']);
    expect(of('RUN', last)).toEqual([]);
    for (const command of [...of('ENTRYPOINT', last), ...of('CMD', last)])
      expect(JSON.parse(command)).toBeInstanceOf(Array);
  });
  test('copies only what is there, and everything that is read at run time', () => {
    const fromBuild = of('COPY', last).map((rest) => rest.split(' ').filter((word) => !word.startsWith('--')));
    const paths = fromBuild.flatMap((words) => words.slice(0, -1)).filter((path) => path !== '/output');
    for (const path of paths) expect(path).toMatch(/^\/build\//);
    const copied = paths.map((path) => path.replace('/build/', ''));
    expect(
      copied.filter((path) => path !== 'dist' && !existsSync(join(packageRoot, path.replace(/\/\*.*/, '')))),
    ).toEqual([]);
    // What the package has beside its programs and its pages, an image needs too.
    const packed = files.filter((name) => !/^(!|docs\/|examples\/)/.test(name));
    const missing = packed.filter((name) => !copied.some((path) => name === path || name.startsWith(`${path}/`)));
    expect([packed.length > 4, missing]).toEqual([true, []]);
    expect(copied).toEqual(expect.arrayContaining(['package.json', 'LICENSE', 'node_modules']));
  });
  test('starts the command of the package, at the port that it names, in a folder that its user may write to', async () => {
    const [program = '', script = ''] = JSON.parse(of('ENTRYPOINT', last)[0] ?? '[]') as string[];
    expect([program, script]).toEqual(['node', `/app/${bin['bcda-conformance'] ?? ''}`]);
    const command = JSON.parse(of('CMD', last)[0] ?? '[]') as string[];
    expect(command[command.indexOf('--port') + 1]).toBe(of('EXPOSE', last)[0]);
    expect((await run([...command, '--list-faults'])).code).toBe(0);
    expect(of('COPY', last)).toContain('--from=build --chown=node:node /output /output');
    expect(of('WORKDIR', last).at(-1)).toBe('/output');
  });
  test('has the program where the Job of docs/scale.md starts it', () => {
    const [, path] = /\bnode (\S+) validate/.exec(read('docs/scale.md')) ?? [];
    expect(path).toBe(`/app/${bin['bcda-conformance'] ?? ''}`);
  });
  test('has a Node that the package is tried with', () => {
    const [, version = ''] = /^node:(\d+)-/.exec(of('FROM')[0] ?? '') ?? [];
    const [, majors = ''] = /MAJORS = \[([\d, ]+)\]/.exec(read('scripts/try-package/nodes.mjs')) ?? [];
    expect(majors.split(', ')).toContain(version);
  });
  test('is not made from what must stay here, or what a build makes', () => {
    expect(read('.dockerignore').split('\n')).toEqual(
      expect.arrayContaining(['.env', '.env.*', '**/node_modules', 'dist', 'reports']),
    );
  });
});

describe('the compose file of docs/container.md', () => {
  const [, text = ''] = /```yaml\n([^]*?)```/.exec(read('docs/container.md')) ?? [];
  const { services } = parse(text) as {
    services: Record<string, { healthcheck?: { test: string[] }; depends_on?: object; command?: string[] }>;
  };
  test('has a health check at the metadata, which the client waits for', () => {
    const script = services['bcda']?.healthcheck?.test.at(-1) ?? '';
    expect(services['bcda']?.healthcheck?.test.slice(0, 3)).toEqual(['CMD', 'node', '-e']);
    expect(profiles.some(({ paths }) => script.includes(`http://127.0.0.1:8080${paths.metadata}'`))).toBe(true);
    expect(services['client']?.depends_on).toEqual({ bcda: { condition: 'service_healthy' } });
    expect(services['bcda']?.command?.[0]).toBe('serve');
  });
  test('has a command whose options there are', async () => {
    expect((await run([...(services['bcda']?.command ?? []), '--list-faults'])).code).toBe(0);
  });
  test('has a health check that tells a server that answers from one that does not', async () => {
    const script = services['bcda']?.healthcheck?.test.at(-1) ?? '';
    const exitOf = (url: string): Promise<number> =>
      new Promise((resolve) => {
        const own = script.replace('http://127.0.0.1:8080', url);
        runInNewContext(own, { fetch, process: { exit: resolve } });
      });
    const server = await startReferenceServer({ profile: newest });
    expect(await exitOf(server.url)).toBe(0);
    expect(await exitOf(`${server.url}/nothing`)).toBe(1);
    await server.close();
    expect(await exitOf(server.url)).toBe(1);
  });
});
