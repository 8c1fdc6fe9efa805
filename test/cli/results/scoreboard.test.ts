import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { departures } from '../../../schemas/violations.js';
import { json } from '../../../reporters/json.js';
import type { Report, Scoreboard } from '../../../src/model/index.js';
import { emptyFolder, run } from '../../support/cli-run.js';
import { readXml } from '../../support/formats/xml.js';
import { failed, report, verdict } from '../../support/reports/made-report.js';

let cwd: string;
beforeEach(() => (cwd = emptyFolder()));

const on = (day: number, more: Partial<Report> = {}): Partial<Report> => ({
  startedAt: `2026-01-0${day}T00:00:00.000Z`,
  ...more,
});
const save = (file: string, made: Report): void => writeFileSync(join(cwd, file), json(made));
const board = async (...argv: readonly string[]) => {
  const { code, out, err } = await run(['scoreboard', '.', '--report', 'json', ...argv], { cwd });
  return { code, err, made: code === 2 ? undefined : (JSON.parse(out) as Scoreboard) };
};

const [a, b] = ['token.a', 'token.b'];
const sound = [verdict(a), verdict(b)];
const broken = [failed(a), verdict(b)];

describe('a scoreboard', () => {
  test('has a column for each run, and says what changed and since when it fails', async () => {
    save('3.json', report([failed(a), failed(b)], on(3)));
    save('1.json', report(sound, on(1)));
    save('2.json', report(broken, on(2)));
    save('4.json', report([verdict(a), failed(b)], on(4)));
    const { code, made } = await board();
    expect(departures('scoreboard', made)).toEqual([]);
    const [group] = made?.groups ?? [];
    expect(group?.columns.map(({ file }) => file)).toEqual(['1.json', '2.json', '3.json', '4.json']);
    expect(group?.columns.map(({ failing, fixed, still }) => ({ failing, fixed, still }))).toEqual([
      { failing: [], fixed: [], still: [] },
      { failing: [a], fixed: [], still: [] },
      { failing: [b], fixed: [], still: [{ id: a, since: '2026-01-02T00:00:00.000Z' }] },
      { failing: [], fixed: [a], still: [{ id: b, since: '2026-01-03T00:00:00.000Z' }] },
    ]);
    expect(group?.requirements).toEqual([
      { id: a, cells: ['passed', 'failed', 'failed', 'passed'] },
      { id: b, cells: ['passed', 'passed', 'failed', 'failed'] },
    ]);
    expect(group?.chapters).toEqual([{ id: 'token', cells: ['passed', 'failed', 'failed', 'failed'] }]);
    expect([code, made?.release]).toEqual([1, false]);
  });

  test.each<[string, Report[], string[], 0 | 1]>([
    ['the newest run conforms', [report(broken, on(1)), report(sound, on(2))], [], 0],
    ['the newest run does not', [report(sound, on(1)), report(broken, on(2))], [], 1],
    ['one of two servers does not', [report(sound, on(1)), report(broken, on(1, { target: 'http://i' }))], [], 1],
    ['the newest run is incomplete', [report(sound, on(1, { selection: ['token'] }))], [], 1],
    ['what is required is met', [report(broken, on(1))], [b], 0],
    ['what is required is not met', [report(broken, on(1))], ['token'], 1],
    ['what is required was not judged', [report(sound, on(1))], ['status'], 1],
  ])('%s', async (_, reports, require, code) => {
    for (const [index, one] of reports.entries()) save(`${index}.json`, one);
    const ran = await board(...require.flatMap((id) => ['--require', id]));
    expect([ran.code, ran.made?.release]).toEqual([code, code === 0]);
    expect(ran.made?.because.length === 0).toBe(code === 0);
  });

  test('ignores other JSON, refuses a broken report and an empty folder', async () => {
    writeFileSync(join(cwd, 'run.json'), '{"schema":"bcda-conformance/transcript/1"}');
    expect(await board()).toMatchObject({
      code: 2,
      err: 'error: . has no report: write them with --report json=FILE.\n',
    });
    writeFileSync(join(cwd, 'r.json'), '{"schema": "bcda-conformance/report/1"}');
    expect((await board()).code).toBe(2);
  });

  test('has badges, a page and Markdown, in which a target stays text', async () => {
    const target = '<script>alert(1)</script>|';
    save('1.json', report(broken, on(1, { client: { name: target }, role: 'client' })));
    const formats = ['html', 'markdown', 'badge', 'shields'].flatMap((format) => ['--report', format]);
    const { code } = await run(['scoreboard', '.', ...formats, '--report-dir', 'made'], { cwd });
    expect(code).toBe(1);
    const read = (name: string): string => readFileSync(join(cwd, 'made', name), 'utf8');
    const page = read('scoreboard.html');
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain('<span class="more">conforms: ');
    // What the signs mean stands below, as in Markdown; the line that opens the requirements is not that of an exchange.
    expect(page).toContain('k known failure, ? blocked');
    expect(page).toMatch(/<details class="part">\s*<summary>Every requirement/);
    expect(read('scoreboard.md')).not.toContain('<script>');
    expect(readXml(`<?xml version="1.0" encoding="UTF-8"?>\n${read('badge.svg')}`).attributes['aria-label']).toBe(
      'BCDA conformance: does not conform',
    );
    expect(JSON.parse(read('badge.json'))).toMatchObject({
      schemaVersion: 1,
      message: 'does not conform',
      color: 'red',
    });
  });
});
