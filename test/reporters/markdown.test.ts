import { beforeAll, describe, expect, test } from 'vitest';
import { formats } from '../../reporters/index.js';
import { markdownText } from '../../reporters/text/markdown.js';
import type { Report, Verdict } from '../../src/model/index.js';
import { type Canonical, canonical } from '../support/reports/canonical.js';
import { HOSTILE } from '../support/reports/reports.js';

const markdown = (report: Report): string => formats['markdown'](report);
const bytes = (text: string): number => Buffer.byteLength(text);
/** What is left once every sign that a backslash makes harmless is gone. */
const bare = (text: string): string => text.replace(/\\[!-/:-@[-`{-~]/g, '');
/** Rows of the table below a title, as cells. */
const rowsBelow = (text: string, title: string): string[][] => {
  const [, section = ''] = new RegExp(`^### ${title} \\(\\d+\\)\n\n([^]*?)(?=\n### |$(?![^]))`, 'm').exec(text) ?? [];
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.slice(2, -2).split(/ (?<!\\)\| /));
};
const titles = (text: string): string[] => [...text.matchAll(/^###? (.*)$/gm)].map(([, title = '']) => title);

let reports: Canonical;
beforeAll(async () => void (reports = await canonical()));

describe.each(['allPass', 'mixed', 'hostile', 'client'] as const)('the Markdown summary of %s', (name) => {
  test('lists what gates and is not known, requirement by requirement', () => {
    const { verdicts } = reports[name];
    const wanted = verdicts.filter(({ outcome, gating, known }) => outcome === 'fail' && gating && known === undefined);
    const rows = rowsBelow(markdown(reports[name]), 'Failed');
    expect(rows.map(([id]) => id)).toEqual(wanted.map(({ id }) => id));
    expect(rows.every((cells) => cells.length === 3)).toBe(true);
  });

  test('gives the counts', () => {
    const { verdicts, summary } = reports[name];
    const { pass, fail, warn, blocked, inapplicable } = summary;
    expect(markdown(reports[name])).toContain(
      `\n| ${[verdicts.length, pass, fail, warn, blocked, inapplicable].join(' | ')} |\n`,
    );
  });

  test('has no HTML, code, link or image, and no line that is not of the page', () => {
    const text = markdown(reports[name]);
    expect(bare(text)).not.toMatch(/[<>`[\]*~$]|:\/\/|&\w|[@#](?!#|\u{2060})(?! )/u);
    const prose = text.split('\n').filter((line) => line !== '' && !/^([|-]|#{2,3} )/.test(line));
    // The conclusion, why it is incomplete, and the particulars: nothing that came from a server made a line.
    expect(prose.length).toBe(reports[name].incomplete.length > 0 ? 3 : 2);
    expect(titles(text).join()).not.toContain('forged');
  });
});

test('the mixed report has a section for each standing', () => {
  const text = markdown(reports.mixed);
  expect(titles(text)).toEqual([
    'BCDA server: ❌ Does not conform',
    'Failed (3)',
    'Warnings (3)',
    'Blocked: could not be judged (1)',
    'Not tested (1)',
    'Known failures (1)',
  ]);
  expect(rowsBelow(text, 'Known failures')).toEqual([
    ['metadata.fhir-version', 'the gateway still says R4 (https\\://tracker.example/1)'],
  ]);
  expect(text).toMatch(/^- .* \(use --other-client-id and --other-client-secret-file\): protection\.other-client$/m);
});

test('a heading counts requirements, not the reasons why they were not judged', () => {
  const twice = reports.mixed.verdicts.flatMap((one) =>
    one.id === 'protection.other-client' ? [one, { ...one, id: 'protection.again' }] : [one],
  );
  expect(titles(markdown({ ...reports.mixed, verdicts: twice }))).toContain('Not tested (2)');
});

test('a report that all pass has no section', () => {
  expect(titles(markdown(reports.allPass))).toEqual(['BCDA server: ✅ Conforms']);
});

test('errors of the run come before any verdict', () => {
  expect(titles(markdown(reports.hostile))[0]).toBe('BCDA server: ⚠️ Could not be judged');
});

test('it stays under 60 KB whatever the run, and says how much more there is', () => {
  const bad = '@|'.repeat(3000);
  const more = (verdict: Verdict): Verdict[] =>
    Array.from({ length: 40 }, (_, index) => ({
      ...verdict,
      id: `${verdict.id}${index}`,
      seen: bad,
      because: `${index} ${bad}`,
    }));
  const gone = { rule: 'r', because: bad, see: bad, gone: true } as const;
  const verdicts = reports.hostile.verdicts
    .flatMap(more)
    .map((one) => ({ ...one, knownFindings: { entries: [gone], uncovered: [] } }));
  const [notes, errors, incomplete] = [Array<string>(100).fill(bad), Array<string>(100).fill(bad), [bad]];
  const text = markdown({ ...reports.hostile, verdicts, notes, errors, incomplete, target: bad });
  expect(bytes(text)).toBeLessThan(60_000);
  expect(titles(text).length).toBe(9);
  const shown = rowsBelow(text, 'Failed').length;
  expect(shown).toBeGreaterThan(3);
  expect(text).toContain(`And ${120 - shown} more, listed in the other reports.`);
});

test.each([
  ['a|b', 'a\\|b'],
  ['\\|', '\\\\\\|'],
  ['`x`', '\\`x\\`'],
  ['<b>', '\\<b\\>'],
  ['one\ntwo', 'one\u{fffd}two'],
  ['@team', '\\@\u{2060}team'],
  ['#12', '\\#\u{2060}12'],
  ['https://a.example', 'https\\://a.example'],
  ['www.a.example', 'www\\.a.example'],
  ['&lt;', '\\&lt;'],
  ['- a', '\\- a'],
  ['1. a', '1\\. a'],
  ['1.2.3', '1.2.3'],
  ['at 12:30:00', 'at 12:30:00'],
])('%j is written %j', (raw, written) => {
  expect(markdownText(raw)).toBe(written);
});

test('each hostile text is harmless by itself', () => {
  for (const one of HOSTILE) expect(bare(markdownText(one))).not.toMatch(/[<>`[\]|*]|\n|\{%/);
});
