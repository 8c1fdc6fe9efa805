import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/index.js';
import { type ReferenceServer, startReferenceServer } from '../../src/reference/index.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { builtCommand } from '../support/process/built.js';
import { start, type Started } from '../support/process/children.js';
import { emptyFolder } from '../support/cli-run.js';

const posix = process.platform !== 'win32';
let server: ReferenceServer;
beforeAll(async () => {
  server = await startReferenceServer({ profile: profile201912, jobDuration: 3600 });
});
afterAll(async () => {
  await server.close();
});

const program = (argv: readonly string[], cwd: string, { preload, temp }: { preload?: string; temp?: string } = {}) => {
  const [{ clientId, clientSecret }] = server.clients;
  const before = preload === undefined ? [] : ['--import', preload];
  return start(process.execPath, [...before, builtCommand, ...argv], {
    cwd,
    env: { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret, ...(temp !== undefined && { TMPDIR: temp }) },
  });
};
const reportIn = (cwd: string, name = 'r.json'): Report => JSON.parse(readFileSync(join(cwd, name), 'utf8')) as Report;
const quick = (...reports: string[]): string[] => ['check', 'metadata', '--quiet', ...reports];
/** A folder with the report of an earlier run, and other text as a report. */
const withOld = (...names: string[]): string => {
  const cwd = emptyFolder();
  for (const name of names) writeFileSync(join(cwd, name), 'of an earlier run');
  return cwd;
};
const textIn = (cwd: string, name: string): string => readFileSync(join(cwd, name), 'utf8');

/** A file of code that is loaded before the program. */
const preload = (code: string): string => {
  const file = join(emptyFolder(), 'preload.mjs');
  writeFileSync(file, `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';\n${code}`);
  return file;
};
/** Code that kills the process outright when it has moved something to a name that ends so. */
const killedAfterMoveTo = (end: string): string =>
  preload(`
    const original = fs.renameSync;
    fs.renameSync = (from, to) => {
      original(from, to);
      if (to.endsWith('${end}')) process.kill(process.pid, 'SIGKILL');
    };
    syncBuiltinESMExports();`);
/** Code that kills the process outright when it calls a function of the file system for the nth time. */
const killedAt = (name: string, nth: number, when: 'before' | 'after' = 'before'): string =>
  preload(`
    const original = fs.${name};
    let calls = 0;
    fs.${name} = (...args) => {
      calls += 1;
      if (calls === ${nth} && ${when === 'before'}) process.kill(process.pid, 'SIGKILL');
      const result = original(...args);
      if (calls === ${nth}) process.kill(process.pid, 'SIGKILL');
      return result;
    };
    syncBuiltinESMExports();`);

describe.runIf(posix)('Ctrl-C', () => {
  test.concurrent.each(['SIGINT', 'SIGTERM'] as const)('%s once: the report of what was done', async (signal) => {
    const cwd = emptyFolder();
    const it = program(['check', server.url, '--report', 'json=r.json', '--transcript', 't.json'], cwd);
    await it.until(/: started/);
    it.child.kill(signal);
    expect(await it.ended).toBe(2);
    expect(it.err()).toContain('Interrupted. The report of what was done so far follows.');
    expect(reportIn(cwd)).toMatchObject({ interrupted: true, conforms: 'incomplete' });
    expect(readdirSync(cwd).toSorted()).toEqual(['r.json', 't.json']);
  });

  test.concurrent('twice: it ends at once, and leaves nothing but what was there', async () => {
    const cwd = withOld('r.json');
    const temp = emptyFolder();
    // A client that does not let itself be ended kindly.
    const client = ['-e', "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)"];
    const argv = ['certify', '--report', 'json=r.json', '--', process.execPath, ...client];
    const it = program(argv, cwd, { temp });
    await it.until(/sunny/);
    while (readdirSync(temp).length === 0) await new Promise((resolve) => setImmediate(resolve));
    it.child.kill('SIGINT');
    await it.until(/Interrupted/);
    it.child.kill('SIGINT');
    expect(await it.ended).toBe(130);
    expect(textIn(cwd, 'r.json')).toBe('of an earlier run');
    expect([readdirSync(cwd), readdirSync(temp)]).toEqual([['r.json'], []]);
  });
});

describe.runIf(posix)('kill -9', () => {
  const REPORTS = ['--report', 'json=r.json', '--report', 'markdown=m.md'];

  test.concurrent('in the middle of a run: earlier reports are as they were', async () => {
    const cwd = withOld('r.json', 'm.md');
    const it = program(['check', server.url, ...REPORTS], cwd);
    await it.until(/: started/);
    it.child.kill('SIGKILL');
    expect(await it.ended).toBe('SIGKILL');
    expect(readdirSync(cwd).toSorted()).toEqual(['m.md', 'r.json']);
    expect([textIn(cwd, 'r.json'), textIn(cwd, 'm.md')]).toEqual(['of an earlier run', 'of an earlier run']);
  });

  test.concurrent.each([
    ['before the first is written', 'fsyncSync', 1, 'before', ['old', 'old']],
    ['when the first is written', 'renameSync', 1, 'before', ['old', 'old']],
    ['when the first is in its place', 'renameSync', 1, 'after', ['new', 'old']],
    ['when the second is written', 'renameSync', 2, 'before', ['new', 'old']],
    ['when all is written', 'renameSync', 2, 'after', ['new', 'new']],
  ] as const)('%s: each report is the old one or the new one', async (_, name, nth, when, expected) => {
    const cwd = withOld('r.json', 'm.md');
    const killed = program(quick(...REPORTS), cwd, { preload: killedAt(name, nth, when) });
    expect(await killed.ended).toBe('SIGKILL');
    const whole = { old: /^of an earlier run$/, new: /^(?:\{[^]*\}|## BCDA server[^]*)\n$/ };
    for (const [index, file] of ['r.json', 'm.md'].entries())
      expect(textIn(cwd, file)).toMatch(whole[expected[index] ?? 'old']);
    // What it left is cleared away by the next.
    expect(await program(quick(...REPORTS), cwd).ended).toBe(0);
    expect(readdirSync(cwd).toSorted()).toEqual(['m.md', 'r.json']);
    expect(reportIn(cwd).conforms).toBe('incomplete');
  });

  test.concurrent('while a folder of files is replaced: the next run puts the old one back', async () => {
    const cwd = emptyFolder();
    const argv = quick('--report', 'allure=allure');
    expect(await program(argv, cwd).ended).toBe(0);
    const before = readdirSync(join(cwd, 'allure')).toSorted();
    // Between the two renames nothing is in its place.
    expect(await program(argv, cwd, { preload: killedAfterMoveTo('/old') }).ended).toBe('SIGKILL');
    expect(existsSync(join(cwd, 'allure'))).toBe(false);
    const next = program(['check', server.url, '--report', 'allure=allure'], cwd);
    await next.until(/: started/);
    next.child.kill('SIGKILL');
    await next.ended;
    expect(readdirSync(join(cwd, 'allure')).toSorted()).toEqual(before);
    expect(readdirSync(cwd)).toEqual(['allure']);
  });
});

describe.runIf(posix)('where there is no space left', () => {
  /** Runs the program in a shell that sets the stage. */
  const inShell = (script: string, argv: readonly string[], cwd: string): Started =>
    start('bash', ['-c', script, 'bash', process.execPath, builtCommand, ...argv], { cwd });

  test.concurrent('the reports that fit are written, and one sentence names the others', async () => {
    const cwd = withOld('r.json');
    // Files of 16 KB at most: a JSON report is longer.
    const it = inShell(
      'ulimit -f 16; exec "$@"',
      quick('--report', 'json=r.json', '--report', 'junit=j.xml', '--report', 'console'),
      cwd,
    );
    expect(await it.ended).toBe(2);
    expect(it.err()).toBe('error: Cannot write r.json: it would exceed the file size limit.\n');
    expect(textIn(cwd, 'r.json')).toBe('of an earlier run');
    expect(textIn(cwd, 'j.xml')).toMatch(/<\/testsuites>\n$/);
    expect(it.out()).toContain('Conforms');
    expect(readdirSync(cwd).toSorted()).toEqual(['j.xml', 'r.json']);
  });

  test.concurrent.each(['certify', 'doctor', 'compare', 'validate'])('%s too writes what it can', async (command) => {
    const cwd = withOld();
    mkdirSync(join(cwd, 'in'));
    writeFileSync(join(cwd, 'in/a.ndjson'), '{"resourceType":"Patient","id":"1"}\n');
    const made = join(emptyFolder(), 'made.json');
    if (command === 'compare') expect(await program(quick('--report', `json=${made}`), cwd).ended).toBe(0);
    const args = { certify: ['token.basic', '--quiet'], doctor: [], compare: [made, made], validate: ['in/a.ndjson'] };
    const reports = ['--report', 'json=/dev/full', '--report', 'console'];
    const it = inShell('exec "$@"', [command, ...args[command as 'doctor'], ...reports], cwd);
    expect(await it.ended).toBe(2);
    expect(it.err()).toBe('error: Cannot write /dev/full: no space is left.\n');
    expect(it.out().length).toBeGreaterThan(50);
  });

  test.concurrent('stdout itself: reports in files are written all the same', async () => {
    const cwd = emptyFolder();
    const it = inShell('exec "$@" > /dev/full', quick('--report', 'console', '--report', 'json=r.json'), cwd);
    expect(await it.ended).toBe(2);
    expect(it.err()).toBe('error: Cannot write to stdout: no space is left.\n');
    expect(reportIn(cwd).verdicts.length).toBeGreaterThan(0);
  });

  test.concurrent('stdout is a file that may not grow: the same', async () => {
    const cwd = emptyFolder();
    const reports = ['--report', 'json', '--report', 'junit=j.xml'];
    const it = inShell('ulimit -f 16; exec "$@" > out.json', quick(...reports), cwd);
    expect(await it.ended).toBe(2);
    expect(it.err()).toBe('error: Cannot write to stdout: it would exceed the file size limit.\n');
    expect(textIn(cwd, 'j.xml')).toMatch(/<\/testsuites>\n$/);
  });

  test.concurrent.each([
    ['stdout', '{ "$@" 3>&1 1>&4 | true; } 4>&1; exit 0'],
    ['both', '"$@" 2>&1 | head -n 1; exit ${PIPESTATUS[0]}'],
    ['stdout', '"$@" | head -n 1; exit ${PIPESTATUS[0]}'],
    ['stdout, closed from the start', 'exec "$@" >&-'],
    ['both, closed from the start', 'exec "$@" >&- 2>&-'],
  ])('a reader of %s that has seen enough costs no report: %s', async (_, script) => {
    const cwd = emptyFolder();
    const argv = ['check', 'metadata', '--report', 'json', '--report', 'markdown=m.md'];
    const it = inShell(script, argv, cwd);
    expect([0, 2]).toContain(await it.ended);
    expect(it.err()).not.toMatch(/ {4}at |EPIPE|internal/);
    expect(textIn(cwd, 'm.md')).toMatch(/^## BCDA server/);
  });
});
