import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { outputsFrom } from '../../cli/output/outputs.js';
import { filesFor, VALIDATION_FILES } from '../../cli/output/report-files.js';
import { writeReports } from '../../cli/output/write.js';
import type { Io } from '../../cli/io.js';
import { lines } from '../../fixtures/index.js';
import { createRedactor } from '../../src/record/redact.js';
import type { Report } from '../../src/model/index.js';
import { emptyFolder, run } from '../support/cli-run.js';
import { mixed } from '../support/reports/reports.js';

const ACTIONS = { GITHUB_ACTIONS: 'true' };
/** Quick, and incomplete by choice: exit code 0. */
const CHECK = ['check', 'metadata', '--quiet'];

describe('on GitHub Actions', () => {
  it('prints the console report without letting it give orders, then annotations', async () => {
    const { code, out } = await run(CHECK, { env: ACTIONS });
    expect(code).toBe(0);
    const [, word = '', report = '', annotations = ''] =
      /^::stop-commands::([0-9a-f-]{36})\n([^]*)::\1::\n([^]*)$/.exec(out) ?? [];
    expect(report).toContain('Conforms');
    expect(report).not.toContain(word);
    expect(annotations).toMatch(/^(::(error|warning|notice) title=[^\n]*\n)+$/);
    expect((await run(CHECK, { env: ACTIONS })).out).not.toContain(word);
  });

  it('adds the summary to what others have written on the page of the job', async () => {
    const file = join(emptyFolder(), 'summary');
    writeFileSync(file, 'of another step\n');
    await run(CHECK, { env: { ...ACTIONS, GITHUB_STEP_SUMMARY: file } });
    expect(readFileSync(file, 'utf8')).toMatch(/^of another step\n## BCDA server: [^]*\n$/);
  });

  it('says that there is no summary where its file cannot be written, and goes on', async () => {
    const GITHUB_STEP_SUMMARY = join(emptyFolder(), 'missing', 'summary');
    const { code, out, err } = await run(CHECK, { env: { ...ACTIONS, GITHUB_STEP_SUMMARY } });
    expect(code).toBe(0);
    expect(err).toMatch(
      /^warning: the job summary \(GITHUB_STEP_SUMMARY\) will not be written\. Cannot write [^\n]*\n$/,
    );
    expect(out).toContain('::notice');
  });

  it('writes what the user names and nothing else', async () => {
    const file = join(emptyFolder(), 'summary');
    const env = { ...ACTIONS, GITHUB_STEP_SUMMARY: file };
    const { out } = await run([...CHECK, '--report', 'console'], { env });
    expect(out).toContain('Conforms');
    expect(out).not.toContain('::');
    expect(existsSync(file)).toBe(false);
  });

  it('is told nothing elsewhere', async () => {
    expect((await run(CHECK, { env: { GITHUB_ACTIONS: 'false' } })).out).not.toContain('::');
  });
});

test('every format but the console has a file of its own in a folder', () => {
  for (const files of [filesFor('client'), filesFor('server'), VALIDATION_FILES]) {
    const named = Object.entries(files).filter(([format]) => format !== 'console');
    expect(named.filter(([, file]) => file === undefined)).toEqual([]);
    expect(new Set(named.map(([, file]) => file)).size).toBe(named.length);
    expect(files).toHaveProperty('console', undefined);
  }
});

describe('--report-dir', () => {
  it('takes every report that has no other place, and makes the folder', async () => {
    const cwd = emptyFolder();
    const away = join(emptyFolder(), 'away.json');
    const formats = Object.entries(filesFor('server')).filter(([format]) => format !== 'console');
    const argv = [
      ...['--report', 'console', '--report', 'json=sub/mine.json', '--report', `json=${away}`],
      ...formats.flatMap(([format]) => ['--report', format]),
    ];
    const { code, out } = await run([...CHECK, '--report-dir', 'made/reports', ...argv], { cwd });
    expect(code).toBe(0);
    expect(out).toContain('Conforms');
    const folder = join(cwd, 'made/reports');
    expect(readdirSync(folder).toSorted()).toEqual([...formats.map(([, file]) => file), 'sub'].toSorted());
    for (const [format, file = ''] of formats)
      if (format !== 'allure') expect(readFileSync(join(folder, file), 'utf8').length).toBeGreaterThan(50);
    expect(readdirSync(join(folder, 'allure-results'))).toContain('environment.properties');
    const same = readFileSync(away, 'utf8');
    expect(readFileSync(join(folder, 'sub/mine.json'), 'utf8')).toBe(same);
    expect(readFileSync(join(folder, 'report.json'), 'utf8')).toBe(same);
  });

  it('serves certify, judge and validate too', async () => {
    const cwd = emptyFolder();
    const io = { cwd };
    const certify = ['certify', 'token', '--report', 'certificate', '--report', 'junit', '--report-dir', 'c'];
    expect((await run([...certify, '--quiet', '--transcript', 't.json'], io)).code).toBe(0);
    expect(readdirSync(join(cwd, 'c')).toSorted()).toEqual(['certificate.md', 'junit.xml']);
    await run(['judge', 't.json', '--report', 'fhir', '--report-dir=j'], io);
    expect(readdirSync(join(cwd, 'j'))).toEqual(['TestReport.json']);
    writeFileSync(join(cwd, 'p.ndjson'), [...lines('Patient', { seed: 1, from: 0, to: 1 })].join(''));
    await run(['validate', 'p.ndjson', '--quiet', '--report', 'json', '--report-dir', 'v'], io);
    expect(readdirSync(join(cwd, 'v'))).toEqual(['validation.json']);
    expect(readdirSync(cwd).toSorted()).toEqual(['c', 'j', 'p.ndjson', 't.json', 'v']);
  });

  it.each([
    [['--report-dir', '', '--report', 'json'], /--report-dir needs the name of a folder/],
    [['--report-dir', 'd'], /Nothing would be written into the folder of --report-dir/],
    [['--report-dir', 'd', '--report', 'console'], /Nothing would be written/],
    [['--report-dir', 'd', '--report', 'json', '--report', 'json'], /cannot go to the same file/],
    [['--report-dir', 'd', '--report', 'json', '--report', 'har=report.json'], /cannot go to the same file/],
    [['--report-dir', 'd', '--report', 'json', '--transcript', 'd/report.json'], /cannot go to the same file/],
    [['--report-dir', 'd', '--report', 'json=k.yaml', '--known-failures', 'd/k.yaml'], /would overwrite/],
    [['--report', 'json', '--report', 'har'], /Only one report can go to stdout.*--report-dir/],
    [['--report-dir', 'file', '--report', 'json'], /Cannot write file\/report\.json/],
  ])('%j ends 2 with one sentence, and writes nothing', async (argv, says) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'file'), '');
    mkdirSync(join(cwd, 'd'));
    const { code, out, err } = await run(['check', 'metadata', ...argv], { cwd });
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).toMatch(says);
    expect([code, out, readdirSync(join(cwd, 'd'))]).toEqual([2, '', []]);
  });
});

test('the help and the refusal of a format name all that there are', async () => {
  const { out } = await run(['check', '--help']);
  const { err } = await run(['check', '--report', 'pdf']);
  for (const format of Object.keys(filesFor('server'))) {
    expect(out).toMatch(new RegExp(`--report <[^]*\\b${format}\\b`));
    expect(err).toMatch(new RegExp(`The formats are .*\\b${format}\\b`));
  }
});

/** An Io that says nothing. */
const ioIn = (cwd: string): Io => ({
  ...{ stdout: { write: () => true }, stderr: { write: () => true }, env: {}, cwd },
  stdin: { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }) },
  onInterrupt: () => () => undefined,
});

describe('a secret that got into a report', () => {
  const secret = 'p&ss"w<rd>%|`12';
  const base64 = Buffer.from(`client:${secret}`).toString('base64');
  const planted = async (text: string): Promise<Report> => {
    const report = await mixed();
    const [first, ...rest] = report.exchanges;
    if (first === undefined) throw new Error('the report has no exchange');
    const request = { ...first.request, headers: [['X-Odd', text] as const] };
    return { ...report, exchanges: [{ ...first, request }, ...rest], notes: [text] };
  };
  const attempt = async (report: Report, format: string, searched: (text: string) => boolean): Promise<string[]> => {
    const cwd = emptyFolder();
    const io = ioIn(cwd);
    const redactor = createRedactor();
    redactor.add(secret, '«client secret»');
    const outputs = await outputsFrom({ report: [`${format}=out`] }, [], io, filesFor('server'));
    const leaks = (text: string): boolean => searched(text) && redactor.leaks(text);
    await expect(writeReports({ report, leaks }, outputs, io)).rejects.toThrow(/nothing was written/);
    return readdirSync(cwd);
  };

  it.each(['junit', 'markdown', 'github', 'har', 'fhir'])(
    'keeps %s from being written, however that format escapes it',
    async (format) => {
      expect(await attempt(await planted(secret), format, () => true)).toEqual([]);
    },
  );

  it('is found in the text of a HAR too, in base64', async () => {
    expect(await attempt(await planted(base64), 'har', (text) => text.startsWith('{\n  "log"'))).toEqual([]);
  });
});

describe('a report that breaks', () => {
  it('costs no other, and is told of as a fault of ours that quotes nothing', async () => {
    const cwd = emptyFolder();
    let err = '';
    const io = { ...ioIn(cwd), stderr: { write: (text: string) => (err += text) } };
    const broken = await mixed();
    // No exchange looks like this: what shows exchanges breaks, and json does not mind.
    const report = { ...broken, exchanges: ['a line of claims'] } as unknown as Report;
    const specs = ['har=r.har', 'json=r.json', 'markdown=/dev/full', 'junit=j.xml'];
    const outputs = await outputsFrom({ report: specs }, [], io, filesFor('server'));
    await expect(writeReports({ report, leaks: () => false }, outputs, io)).rejects.toThrow('Cannot write /dev/full');
    expect(readFileSync(join(cwd, 'r.json'), 'utf8')).toMatch(
      /internal error: \w+ in [^"]*, which ended the har report/,
    );
    expect(existsSync(join(cwd, 'r.har'))).toBe(false);
    expect(err).toMatch(/^internal error: .* This is a bug in bcda-conformance: please report it\.$/m);
    expect(err).not.toContain('claims');
  });
});
