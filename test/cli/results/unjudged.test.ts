import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { filesFor } from '../../../cli/output/report-files.js';
import { departures } from '../../../schemas/violations.js';
import type { Report } from '../../../src/model/index.js';
import { emptyFolder, run } from '../../support/cli-run.js';
import { readXml, type XmlElement } from '../../support/formats/xml.js';

/** Port 1 is a port that nothing listens to. */
const NOBODY = 'http://127.0.0.1:1';
const WHY = 'Cannot reach http://127.0.0.1:1: the connection was refused';

const CLIENT = { BCDA_CLIENT_ID: 'a-client', BCDA_CLIENT_SECRET: 'a-long-secret-of-the-client' };

const all = (element: XmlElement, name: string): XmlElement[] => [
  ...(element.name === name ? [element] : []),
  ...element.children.flatMap((child) => (typeof child === 'string' ? [] : all(child, name))),
];

describe('where the server cannot be reached', () => {
  const formats = Object.entries(filesFor('server'));
  const checkAll = async (argv: readonly string[]) => {
    const cwd = emptyFolder();
    const reports = formats.flatMap(([format]) => ['--report', format]);
    const ran = await run(['check', ...argv, ...reports, '--report-dir', 'made'], { cwd, env: CLIENT });
    return { ...ran, folder: join(cwd, 'made') };
  };

  it.each([['--profile', '2019-12'], []])('every report that was asked for is there: %j', async (...profile) => {
    const { code, out, err, folder } = await checkAll([NOBODY, ...profile]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`error: ${WHY}`);
    const files = formats.flatMap(([, file]) => file ?? []);
    expect(readdirSync(folder).toSorted()).toEqual(files.toSorted());
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
    expect(departures('report', report)).toEqual([]);
    expect(report).toMatchObject({ conforms: 'incomplete', verdicts: [], profile: profile[1] ?? 'auto' });
    expect(report.errors).toEqual([expect.stringContaining(WHY)]);
    for (const file of ['report.html', 'summary.md', 'annotations.txt'])
      expect(readFileSync(join(folder, file), 'utf8')).toMatch(/[Cc]annot reach/);
    expect(readdirSync(join(folder, 'allure-results')).filter((name) => name.endsWith('-result.json'))).toHaveLength(1);
  });

  it('JUnit has one test case, with one error that says why', async () => {
    const { out } = await run(['check', NOBODY, '--profile', '2019-12', '--quiet', '--report', 'junit'], {
      env: CLIENT,
    });
    const root = readXml(out);
    expect(root.attributes).toMatchObject({ tests: '1', errors: '1', failures: '0' });
    expect(all(root, 'error').map(({ attributes }) => attributes['message'])).toEqual([expect.stringContaining(WHY)]);
  });

  it('GitHub gets an annotation and a summary', async () => {
    const GITHUB_STEP_SUMMARY = join(emptyFolder(), 'summary');
    const { out } = await run(['check', NOBODY, '--profile', '2019-12', '--quiet'], {
      env: { ...CLIENT, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY },
    });
    expect(out).toContain(`::error title=The run itself::${WHY}`);
    expect(readFileSync(GITHUB_STEP_SUMMARY, 'utf8')).toContain('Could not be judged');
  });
});

test('a report also says that an input was wrong', async () => {
  const { code, out, err } = await run(['check', 'no-such-requirement', '--quiet', '--report', 'junit']);
  expect([code, err]).toEqual([2, expect.stringContaining('No requirement is called')]);
  expect(all(readXml(out), 'error')).toHaveLength(1);
});

test('so does the report of a client that cannot be started', async () => {
  const cwd = emptyFolder();
  const argv = ['certify', 'token', '--report', 'json=r.json', '--report', 'certificate=c.md'];
  const { code, err } = await run([...argv, '--', './no-such-client'], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '' },
  });
  expect([code, err]).toEqual([2, expect.stringContaining('error: ')]);
  const report = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')) as Report;
  expect(report).toMatchObject({ role: 'client', target: 'no-such-client', errors: [expect.any(String)] });
  expect(readFileSync(join(cwd, 'c.md'), 'utf8')).toMatch(/^# Not certified/);
});

test('so does the report of a transcript that cannot be judged', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'run.json'), '{}');
  const { code } = await run(['judge', 'run.json', '--report', 'junit=j.xml'], { cwd });
  expect(code).toBe(2);
  expect(all(readXml(readFileSync(join(cwd, 'j.xml'), 'utf8')), 'error')).toHaveLength(1);
});

test('a report that could not be written is not replaced by one that says so', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'kept.json'), 'kept');
  const { code } = await run(['check', 'metadata', '--report', 'json=kept.json', '--transcript', 'kept.json'], { cwd });
  expect([code, readFileSync(join(cwd, 'kept.json'), 'utf8')]).toEqual([2, 'kept']);
});

describe('colors', () => {
  const colored = async (env: Readonly<Record<string, string>>, tty?: true): Promise<boolean> => {
    const { out } = await run(['check', 'metadata', '--quiet'], { env, ...(tty === true && { tty }) });
    return out.includes('\u{1b}[');
  };
  it.each([
    [{}, undefined, false],
    [{}, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, undefined, true],
    [{ FORCE_COLOR: '1', TERM: 'dumb' }, true, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, undefined, false],
  ] as const)('%j, a terminal: %s', async (env, tty, expected) => expect(await colored(env, tty)).toBe(expected));
});
