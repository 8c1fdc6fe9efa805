import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../src/package.js';
import { profiles } from '../../suites/profiles/index.js';

const read = (name: string): string => readFileSync(join(packageRoot, name), 'utf8');

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
    const copied = of('COPY', last).flatMap((rest) => rest.replace('--from=build ', '').split(' ').slice(0, -1));
    const paths = copied.map((path) => path.replace('/build/', ''));
    expect(paths.filter((path) => path !== 'dist' && !existsSync(join(packageRoot, path)))).toEqual([]);
    expect(paths).toEqual(['package.json', 'LICENSE', 'node_modules', 'dist', 'schemas', 'reporters/html']);
    expect(read('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['.env', 'node_modules', 'dist']));
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
});
