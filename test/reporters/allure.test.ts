import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { TestResult } from 'allure-js-commons';
import { folderDestination } from '../../src/files/folder.js';
import type { Io } from '../../cli/io.js';
import { writeReports } from '../../cli/output/write.js';
import { destination } from '../../src/files/destination.js';
import { tellAllure, writeAllure } from '../../reporters/allure/index.js';
import { folderFormats } from '../../reporters/names.js';
import { formats } from '../../reporters/index.js';
import { type Report } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { rogues } from '../../suites/client/rogues.js';
import { emptyFolder, run } from '../support/cli-run.js';
import { certifyRogue } from '../matrix/rogues.js';
import { allPass, hostile, mixed } from '../support/reports/reports.js';

/** A result as it stands in its file. */
type Result = Omit<TestResult, 'status' | 'stage'> & { readonly status: string; readonly stage: string };

/** Files of a folder of results, parsed. */
const read = (folder: string) => {
  const names = readdirSync(folder);
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const results = names.filter((name) => name.endsWith('-result.json')).map((name) => JSON.parse(text(name)) as Result);
  return { names, text, results };
};
const written = (report: Report) => {
  const folder = join(emptyFolder(), 'allure-results');
  writeAllure(report, folder);
  return read(folder);
};
const labelsOf = ({ labels }: Result, wanted: string): string[] =>
  labels.filter(({ name }) => name === wanted).map(({ value }) => value);

describe('the folder of a run', () => {
  let reports: Record<'pass' | 'mixed' | 'hostile' | 'client', Report>;
  beforeAll(async () => {
    const rogue = rogues.find(({ id }) => id === 'credentials-everywhere')!;
    reports = {
      pass: await allPass(),
      mixed: await mixed(),
      hostile: await hostile(),
      client: await certifyRogue(profile201912, rogue),
    };
  }, 60_000);

  test.each(['pass', 'mixed', 'hostile', 'client'] as const)('%s: a result for each verdict, whole', (name) => {
    const report = reports[name];
    const { results, names } = written(report);
    const own = report.errors.length > 0 ? ['run'] : [];
    expect(results.map(({ fullName }) => fullName).toSorted()).toEqual(
      [...report.verdicts.map(({ id }) => id), ...own].toSorted(),
    );
    expect(new Set(results.map(({ uuid }) => uuid)).size).toBe(results.length);
    const attached = results.flatMap(({ attachments }) => attachments.map(({ source }) => source));
    // Nothing attached is missing, nothing lies there unattached, and no two share a file: Allure would lose one.
    expect(names.filter((file) => file.includes('-attachment')).toSorted()).toEqual(attached.toSorted());
    for (const one of results.filter(({ fullName }) => fullName !== 'run')) {
      expect(one.historyId).toBe(one.fullName);
      expect([one.stage, one.stop! >= one.start!]).toEqual(['finished', true]);
      expect(labelsOf(one, 'epic')).toEqual([name === 'client' ? 'Client' : 'Server']);
      const verdict = report.verdicts.find(({ id }) => id === one.fullName)!;
      expect(labelsOf(one, 'severity')).toEqual([{ MUST: 'critical', SHOULD: 'normal', MAY: 'minor' }[verdict.level]]);
      expect(labelsOf(one, 'feature')).toEqual([report.chapters.find(({ id }) => id === verdict.chapter)?.title]);
      const { url } = verdict.source;
      expect(one.links.filter(({ type }) => type === 'link').map((link) => link.url)).toEqual(
        url === undefined ? [] : [url],
      );
    }
  });

  test('mixed: statuses by verdict, warnings and known failures by tag, with what was expected and seen', () => {
    const { results, text } = written(reports.mixed);
    const ids = (status: string) =>
      results
        .filter((one) => one.status === status)
        .map(({ fullName }) => fullName)
        .toSorted();
    expect(ids('failed')).toEqual(['kickoff.error-outcome', 'manifest.job-id', 'resources.explanation-of-benefit']);
    expect(ids('broken')).toEqual(['kickoff.error-valid-stu3']);
    expect(ids('skipped')).toEqual(expect.arrayContaining(['protection.other-client', 'metadata.fhir-version']));
    const tagged = (tag: string) =>
      results
        .filter((one) => labelsOf(one, 'tag').includes(tag))
        .map(({ fullName }) => fullName)
        .toSorted();
    expect(tagged('warning')).toEqual(['resources.extensible-bindings', 'status.progress-short', 'token.no-store']);
    expect(tagged('known failure')).toEqual(['metadata.fhir-version']);
    const known = results.find(({ fullName }) => fullName === 'metadata.fhir-version')!;
    expect(known.links.filter(({ type }) => type === 'issue').map(({ url }) => url)).toEqual([
      'https://tracker.example/1',
    ]);
    expect(known.statusDetails.message).toMatch(/^known failure: the gateway still says R4 .*\nexpected: .*; seen: /);
    const [evidence, ofPage, byHand] = known.attachments;
    expect(JSON.parse(text(evidence!.source))).toMatchObject({ label: 'metadata', reply: { status: 200 } });
    expect(JSON.parse(text(ofPage!.source))).toMatchObject({ label: 'metadata-origin', reply: { status: 200 } });
    expect(text(byHand!.source)).toMatch(/^curl .*\/metadata/);
    expect(
      results.filter(({ status, statusDetails }) => status === 'passed' && statusDetails.message !== undefined),
    ).toHaveLength(3);
  });

  test('what the run was', () => {
    const { text } = written(reports.mixed);
    const { target, catalogue } = reports.mixed;
    expect(text('environment.properties').split('\n')).toEqual(
      expect.arrayContaining([`Target=${target}`, 'Profile=2019-12', `Catalogue=${catalogue}`, 'Conforms=no']),
    );
  });

  test('hostile: no link but to the web, no control character in what is shown', () => {
    const { results } = written(reports.hostile);
    expect(results.flatMap(({ links }) => links).filter(({ url }) => !/^https?:/.test(url))).toEqual([]);
    const shown = results.flatMap(({ name, description, statusDetails, attachments }) => [
      ...[name, description, statusDetails.message].map((text = '') => text.replaceAll('\n', '')),
      ...attachments.map((one) => one.name),
    ]);
    expect(shown.filter((text) => /[\u{0}-\u{1f}\u{7f}-\u{9f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u.test(text))).toEqual(
      [],
    );
    expect(results.filter(({ description = '' }) => description.includes('onerror'))).toEqual([]);
    expect(results.some(({ statusDetails }) => statusDetails.message?.includes('onerror'))).toBe(true);
  });

  test('the same report gives the same files', () => {
    const [one, two] = [written(reports.mixed), written(reports.mixed)];
    expect(one.names.map((name) => [name, one.text(name)])).toEqual(two.names.map((name) => [name, two.text(name)]));
  });
});

describe('--report allure=DIR', () => {
  const check = (cwd: string, ...reports: string[]) =>
    run(['check', 'metadata', '--quiet', ...reports.flatMap((report) => ['--report', report])], { cwd });

  test('is written whole, next to other reports, and replaces an older one', async () => {
    const cwd = emptyFolder();
    expect(await check(cwd, 'json=out/a.json', 'allure=out/allure')).toMatchObject({ code: 0, err: '' });
    const before = read(join(cwd, 'out/allure')).names;
    mkdirSync(join(cwd, 'out/allure/history'));
    expect(await check(cwd, 'json=out/a.json', 'allure=out/allure')).toMatchObject({ code: 0, err: '' });
    const after = read(join(cwd, 'out/allure')).names;
    expect([after.length, after.filter((name) => name.endsWith('-result.json') && before.includes(name))]).toEqual([
      before.length,
      [],
    ]);
    expect(readdirSync(join(cwd, 'out')).toSorted()).toEqual(['a.json', 'allure']);
  });

  test.each([
    ['no folder is named', ['allure'], /allure=DIR/],
    ['the folder holds something else', ['allure=src'], /src: it contains mine\.txt/],
    ['it is a file', ['allure=a-file'], /allure is a folder/],
    ['another report lies in it', ['json=r/a.json', 'allure=r'], /allure=r would replace --report json=r\/a\.json/],
    ['it is where another report goes', ['json=r', 'allure=r'], /cannot go to the same file/],
  ])('is refused before the run: %s', async (_, reports, says) => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'src'));
    writeFileSync(join(cwd, 'src/mine.txt'), 'mine');
    writeFileSync(join(cwd, 'a-file'), 'mine');
    const { code, err } = await check(cwd, ...reports);
    expect([code, says.test(err) ? '' : err]).toEqual([2, '']);
    expect(readFileSync(join(cwd, 'src/mine.txt'), 'utf8')).toBe('mine');
    expect(readdirSync(cwd).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('a secret of the run', () => {
  const secret = 'in-the-way-of-a-secret';
  const withSecret = async (): Promise<Report> => {
    const report = await allPass();
    const [first, ...rest] = report.exchanges;
    return { ...report, exchanges: [{ ...first!, request: { ...first!.request, body: secret } }, ...rest] };
  };
  const leaks = (text: string): boolean => text.includes(secret);

  test('in any file keeps the folder and every other report from being written', async () => {
    const cwd = emptyFolder();
    const sink = { write: () => undefined };
    const io: Io = {
      cwd,
      env: {},
      stdout: sink,
      stderr: sink,
      stdin: Readable.from([]),
      onInterrupt: () => () => undefined,
    };
    const reports = [
      { format: 'console', to: destination('a.txt', io) },
      { format: 'allure', folder: folderDestination(folderFormats.allure, 'allure', io) },
    ];
    const report = await withSecret();
    expect(leaks(formats['console'](report))).toBe(false);
    await expect(writeReports({ report, leaks }, { reports }, io)).rejects.toThrow(/A secret of the run was found/);
    expect(readdirSync(cwd)).toEqual([]);
    await writeReports({ report, leaks: () => false }, { reports }, io);
    expect(readdirSync(cwd).toSorted()).toEqual(['a.txt', 'allure']);
  });

  test('is not attached by the vitest adapter', async () => {
    const report = await withSecret();
    const verdict = report.verdicts.find(({ evidence }) => evidence.includes(1))!;
    vi.stubGlobal('allureTestRuntime', () => {
      throw new Error('Allure was called');
    });
    try {
      await expect(tellAllure(verdict, report, leaks)).rejects.toThrow(/A secret of the run was found/);
      await expect(tellAllure(verdict, report, () => false)).rejects.toThrow('Allure was called');
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

test('the vitest adapter writes Allure results where allure-vitest is set up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bcda-allure-'));
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const adapter = JSON.stringify(join(packageRoot, 'vitest/index.ts'));
  writeFileSync(
    join(folder, 'a.test.ts'),
    `import { conformance } from ${adapter};\nconformance({ selection: ['metadata', 'token.json'] });\n`,
  );
  const example = readFileSync(join(packageRoot, 'examples/vitest-allure/vitest.config.js'), 'utf8');
  writeFileSync(join(folder, 'vitest.config.js'), example);
  const said = await new Promise<string>((resolve) => {
    const child = { cwd: folder, env: { PATH: process.env['PATH'] } };
    execFile(process.execPath, ['node_modules/vitest/vitest.mjs', 'run'], child, (_, out, err) => resolve(out + err));
  });
  const { results, text } = read(join(folder, 'allure-results'));
  expect(
    results.map(({ status }) => status),
    said,
  ).toEqual(results.map(() => 'passed'));
  const token = results.find(({ historyId }) => historyId === 'token.json')!;
  expect(['epic', 'feature', 'severity'].map((name) => labelsOf(token, name))).toEqual([
    ['Server'],
    [expect.any(String)],
    ['critical'],
  ]);
  expect(results.filter(({ historyId }) => historyId?.startsWith('metadata.')).length).toBeGreaterThan(5);
  const evidence = results.flatMap((one) => [
    ...one.attachments,
    ...one.steps.flatMap(({ attachments }) => attachments),
  ]);
  expect(evidence.some(({ name, source }) => name.includes('/auth/token') && text(source).includes('«'))).toBe(true);
  expect(results.flatMap(({ links }) => links.map(({ url }) => url))).toContain(
    'http://hl7.org/fhir/STU3/http.html#mime-type',
  );
});
