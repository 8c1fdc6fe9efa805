import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeAllure } from '../../reporters/allure/index.js';
import { type Format, formats } from '../../reporters/index.js';
import { outdatedTexts } from '../../reporters/text/known.js';
import { outcomeText } from '../../reporters/text/outcome.js';
import { exitCode } from '../../src/assess/index.js';
import { type Report, runProblems, testResultOf, type Verdict } from '../../src/model/index.js';
import { vitestResultOf } from '../../vitest/result.js';
import { report, verdict } from '../support/reports/made-report.js';
import { wordsOf } from '../support/formats/markup.js';
import { childrenOf, readXml, type XmlElement } from '../support/formats/xml.js';

/** What each format shows of one verdict. */
interface Shown {
  readonly junit?: string;
  readonly allure: string;
  readonly fhir: string;
  readonly vitest: string;
  readonly github?: string;
  readonly markdown?: string;
  readonly html: string;
}

const BLOCKED: Shown = {
  ...{ junit: 'error', allure: 'broken', fhir: 'error', vitest: 'failed', github: 'error' },
  ...{ markdown: 'Blocked: could not be judged', html: 'Blocked' },
};
const KNOWN: Shown = {
  ...{ junit: 'skipped', allure: 'skipped', fhir: 'fail', vitest: 'skipped', github: 'notice' },
  ...{ markdown: 'Known failures', html: 'Known failure' },
};
const NOT_TESTED: Shown = {
  ...{ junit: 'skipped', allure: 'skipped', fhir: 'skip', vitest: 'skipped', github: 'notice' },
  ...{ markdown: 'Not tested', html: 'Not tested' },
};
const SHOWN = {
  passed: { allure: 'passed', fhir: 'pass', vitest: 'passed', html: 'Passed' },
  failed: {
    ...{ junit: 'failure', allure: 'failed', fhir: 'fail', vitest: 'failed', github: 'error' },
    ...{ markdown: 'Failed', html: 'Failed' },
  },
  warning: {
    ...{ allure: 'passed', fhir: 'warning', vitest: 'passed', github: 'warning' },
    ...{ markdown: 'Warnings', html: 'Warning' },
  },
  known: KNOWN,
  'known, blocked': { ...KNOWN, fhir: 'skip', html: 'Blocked' },
  outdated: {
    ...{ junit: 'failure', allure: 'failed', fhir: 'pass', vitest: 'failed', github: 'error' },
    ...{ markdown: 'Known failures to remove', html: 'Passed' },
  },
  blocked: BLOCKED,
  'not tested': NOT_TESTED,
  'not tested, strict': { ...BLOCKED, markdown: 'Not tested', html: 'Not tested' },
  inapplicable: { junit: 'skipped', allure: 'skipped', fhir: 'skip', vitest: 'skipped', html: 'Inapplicable' },
} as const satisfies Record<string, Shown>;

type Row = readonly [
  title: string,
  subject: Partial<Verdict>,
  /** What is shown of it, and the exit code; then the same under --strict. */
  plain: readonly [keyof typeof SHOWN, 0 | 1 | 2],
  strict: readonly [keyof typeof SHOWN, 0 | 1 | 2],
  more?: Partial<Report>,
];

const known = { because: 'it is being fixed', see: 'https://tracker.example/1' };
const failing: Partial<Verdict> = { outcome: 'fail', seen: 'status 404', evidence: [1] };
const should: Partial<Verdict> = { ...failing, level: 'SHOULD', gating: false };
const blockedBy = (cause?: Verdict['cause'], unblock?: string): Partial<Verdict> => ({
  outcome: 'blocked',
  because: 'the job did not end',
  ...(cause !== undefined && { cause }),
  ...(unblock !== undefined && { unblock }),
});
const interrupted = { interrupted: true };

const ROWS: readonly Row[] = [
  ['sound', {}, ['passed', 0], ['passed', 0]],
  ['a failing MUST', failing, ['failed', 1], ['failed', 1]],
  ['a failing SHOULD', should, ['warning', 0], ['failed', 1]],
  ['a known failure', { ...failing, known }, ['known', 0], ['known', 0]],
  ['a known failure, blocked', { ...blockedBy('earlier'), known }, ['known, blocked', 0], ['known, blocked', 1]],
  ['a known failure that passes', { known }, ['outdated', 1], ['outdated', 1]],
  ['blocked by the budget', blockedBy('budget', '--export-budget'), ['not tested', 0], ['not tested, strict', 1]],
  ['blocked by a choice', blockedBy('choice', 'all lines'), ['not tested', 0], ['not tested, strict', 1]],
  ['blocked by a missing input', blockedBy('input', '--option'), ['not tested', 0], ['not tested, strict', 1]],
  ['blocked by an earlier failure', blockedBy('earlier'), ['blocked', 2], ['blocked', 2]],
  ['blocked because no export has the data', blockedBy('data', 'credentials'), ['blocked', 2], ['blocked', 2]],
  ['blocked by a limit', blockedBy('limit', '--limit x=1'), ['blocked', 2], ['blocked', 2]],
  ['blocked by the deadline', blockedBy('deadline', '--deadline'), ['blocked', 2], ['blocked', 2]],
  ['blocked for no stated cause', blockedBy(), ['blocked', 2], ['blocked', 2]],
  ['interrupted', blockedBy('interrupted'), ['blocked', 2], ['blocked', 2], interrupted],
  ['interrupted when all was judged', {}, ['passed', 2], ['passed', 2], interrupted],
  ['inapplicable', { outcome: 'inapplicable', because: 'no such header' }, ['inapplicable', 0], ['inapplicable', 0]],
  ['a selection', {}, ['passed', 0], ['passed', 1], { selection: ['token'] }],
  ['a sample', {}, ['passed', 0], ['passed', 1], { sample: { size: 3, seed: 7 } }],
  ['an error of the harness', {}, ['passed', 2], ['passed', 2], { errors: ['The reference server failed.'] }],
];

/** Each row with the report that it stands for: its verdict next to one that passes. */
const CASES = ROWS.flatMap(([title, subject, plain, strict, more]) =>
  [plain, strict].map(([shown, code], index) => {
    const isStrict = index === 1;
    const own = verdict('status.subject', { ...subject, ...(isStrict && { gating: true }) });
    return {
      title: isStrict ? `${title}, under --strict` : title,
      own,
      made: report([verdict('token.other'), own], { ...more, strict: isStrict }),
      shown: SHOWN[shown],
      code,
    };
  }),
);

const render = (format: Format, made: Report): string => formats[format](made);

interface AllureResult {
  readonly fullName: string;
  readonly status: string;
  readonly statusDetails: { readonly message?: string };
}
const allureOf = (made: Report): AllureResult[] => {
  const folder = mkdtempSync(join(tmpdir(), 'bcda-outcomes-'));
  writeAllure(made, folder);
  const names = readdirSync(folder).filter((name) => name.endsWith('-result.json'));
  return names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as AllureResult);
};

const junitOf = (made: Report): XmlElement => readXml(render('junit', made));
const caseOf = (made: Report, id: string): XmlElement | undefined =>
  childrenOf(junitOf(made), 'testsuite')
    .flatMap((suite) => childrenOf(suite, 'testcase'))
    .find(({ attributes }) => attributes['name']?.startsWith(`${id}:`));
const markIn = (made: Report, id: string) =>
  (caseOf(made, id)?.children ?? []).flatMap((child) =>
    typeof child === 'string' || child.name === 'system-out' ? [] : [child],
  )[0];

interface TestReport {
  readonly result: string;
  readonly test: readonly {
    readonly name: string;
    readonly action: readonly [{ readonly assert: { readonly result: string; readonly message: string } }];
  }[];
}
const fhirOf = (made: Report): TestReport => JSON.parse(render('fhir', made)) as TestReport;
const assertOf = (made: Report, id: string) => fhirOf(made).test.find(({ name }) => name === id)?.action[0].assert;
/** Text as it was before Markdown's signs in it were escaped. */
const unescaped = (text: string | undefined): string => (text ?? '').replace(/\\(.)/g, '$1').replaceAll('\u{2060}', '');

const annotationFor = (made: Report, id: string): string | undefined =>
  render('github', made)
    .split('\n')
    .find((line) => line.includes(id));

/** The title of the section of the Markdown summary that names a requirement. */
const sectionFor = (made: Report, id: string): string | undefined =>
  unescaped(render('markdown', made))
    .split('\n### ')
    .slice(1)
    .find((section) => section.includes(id))
    ?.split('\n')[0]
    ?.replace(/ \(\d+\)$/, '');

const has = (statuses: readonly string[], ...wanted: readonly string[]): boolean =>
  statuses.some((status) => wanted.includes(status));

describe.each(CASES)('$title', ({ own, made, shown, code }) => {
  const { id } = own;

  test('has its exit code', () => expect(exitCode(made)).toBe(code));

  test('fails in every tool exactly if the exit code is not 0', () => {
    const { attributes } = junitOf(made);
    expect({
      junit: Number(attributes['failures']) + Number(attributes['errors']) > 0,
      allure: has(
        allureOf(made).map(({ status }) => status),
        'failed',
        'broken',
      ),
      github: /^::error /m.test(render('github', made)),
      vitest:
        runProblems(made).length > 0 ||
        has(
          made.verdicts.map((one) => vitestResultOf(one, made).status),
          'failed',
        ),
    }).toEqual({ junit: code !== 0, allure: code !== 0, github: code !== 0, vitest: code !== 0 });
  });

  test('has one conclusion in every format that states whether the target conforms', () => {
    const judged = made.errors.length === 0;
    const { conforms } = made;
    const titles = { yes: '✅ Conforms', no: '❌ Does not conform', incomplete: '⚠️ Incomplete' };
    const words = { yes: '✓ Conforms', no: '✗ Does not conform', incomplete: '? Inconclusive' };
    const sentences = { yes: 'conforms to', no: 'does not conform to', incomplete: 'Inconclusive:' };
    expect(fhirOf(made).result).toBe(judged ? { yes: 'pass', no: 'fail', incomplete: 'pending' }[conforms] : 'pending');
    expect(render('markdown', made)).toMatch(
      new RegExp(`^## BCDA server: ${judged ? titles[conforms] : '⚠️ Could not be judged'}\n`),
    );
    expect(wordsOf(render('html', made))).toContain(judged ? words[conforms] : '? Could not be judged reliably');
    expect(render('console', made)).toContain(judged ? sentences[conforms] : 'could not be judged reliably');
  });

  test('is shown as the same in every format', () => {
    const word = new RegExp(`<span class="id">${id}</span>\\s*<span class="word">(.*?)</span>`);
    expect({
      junit: markIn(made, id)?.name,
      allure: allureOf(made).find(({ fullName }) => fullName === id)?.status,
      fhir: assertOf(made, id)?.result,
      vitest: vitestResultOf(own, made).status,
      github: /^::(\w+) /.exec(annotationFor(made, id) ?? '')?.[1],
      markdown: sectionFor(made, id),
      html: word.exec(render('html', made))?.[1],
    }).toEqual({ junit: undefined, github: undefined, markdown: undefined, ...shown });
  });

  test('is told in one sentence', () => {
    const sentence = outcomeText(own);
    expect(unescaped(assertOf(made, id)?.message).startsWith(sentence)).toBe(true);
    const mark = markIn(made, id);
    if (mark !== undefined) expect(mark.attributes['message']).toBe(sentence);
    const result = vitestResultOf(own, made);
    if (result.status !== 'passed') expect(result.because.startsWith(sentence)).toBe(true);
    const { message } = allureOf(made).find(({ fullName }) => fullName === id)?.statusDetails ?? {};
    if (message !== undefined) expect(message.split('\n')[0]).toBe(sentence);
    expect(message === undefined).toBe(own.outcome === 'pass' && outdatedTexts(own).length === 0);
  });
});

test('no pair of verdicts makes the exit code differ from what the tools show', () => {
  const wrong = [false, true].flatMap((strict) =>
    ROWS.flatMap(([one, first]) =>
      ROWS.flatMap(([other, second, , , more]) => {
        const verdicts = [first, second].map((own, index) =>
          verdict(`status.v${index}`, { ...own, ...(strict && { gating: true }) }),
        );
        const made = report(verdicts, { ...more, strict });
        const results = verdicts.map((own) => testResultOf(own, made));
        const isRed = runProblems(made).length > 0 || has(results, 'failed', 'error');
        return isRed === (exitCode(made) !== 0) ? [] : [`${one}; ${other}${strict ? '; strict' : ''}`];
      }),
    ),
  );
  expect(wrong).toEqual([]);
});

test('a run in which nothing was judged passes nowhere', () => {
  const made = report([verdict('status.a', { outcome: 'inapplicable' }), verdict('token.a', blockedBy('input'))]);
  expect(exitCode(made)).toBe(2);
  expect(junitOf(made).attributes['errors']).toBe('1');
  expect(allureOf(made).find(({ fullName }) => fullName === 'run')).toMatchObject({
    status: 'broken',
    statusDetails: { message: 'no requirement could be judged' },
  });
  expect(render('github', made)).toContain('::error title=The run itself::no requirement could be judged');
  expect(runProblems(made)).toEqual(['no requirement could be judged']);
});
