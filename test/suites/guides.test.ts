import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pages } from '../../scripts/docs/pages.js';
import {
  belongsTo,
  isOneGuide,
  type ColoringReport,
  type ColoringVerdict,
  colorStatements,
  type Guide,
  type GuideAccount,
  type GuideStatement,
  requirementsOf,
} from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { bulkData, guides } from '../../suites/guides/index.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { guideSentences } from '../support/guide-sentences.js';

const requirements = new Map(catalogue.flatMap((suite) => suite.requirements).map((one) => [one.id, one]));
const unitsOf = ({ sections }: Guide) => sections.flatMap(({ units }) => units);
const everyStatement: readonly GuideStatement[] = [...guides.flatMap(unitsOf), ...bulkData];

/** The guides lie beside the checkout; where they do not, what needs them is skipped. */
const textOf = ({ profile }: Guide, skip: (note: string) => never): string => {
  const path = join(packageRoot, '..', 'shared', 'guides', `${profile}.md`);
  return existsSync(path) ? readFileSync(path, 'utf8') : skip(`there is no ../shared/guides/${profile}.md`);
};

describe('splitting a guide', () => {
  const texts = (markdown: string): string[] => guideSentences(markdown).map(({ text }) => text);

  test('leaves the front matter and labels out', () => {
    expect(texts('---\ntitle: A\n---\n\n**Request**\n\nOne sentence.\n')).toEqual(['One sentence.']);
  });
  test('gives a paragraph as sentences, however it is wrapped', () => {
    expect(texts('It is version 3.0.1. It has\na `GET`. "Quoted" too? Yes: (see below) it does!')).toEqual([
      'It is version 3.0.1.',
      'It has a GET.',
      '"Quoted" too?',
      'Yes: (see below) it does!',
    ]);
  });
  test('gives sentences in parentheses as sentences', () => {
    expect(texts('A header comes (The header has text. It has a number.)')).toEqual([
      'A header comes',
      '(The header has text.',
      'It has a number.)',
    ]);
  });
  test('gives each list item, of any kind, also right after a paragraph', () => {
    expect(texts('Three:\n* `A: b`\n- One. Two.\n\n1) First\n\n2. Second')).toEqual([
      'Three:',
      'A: b',
      'One.',
      'Two.',
      'First',
      'Second',
    ]);
  });
  test('gives code line by line, without brackets alone and continuation marks', () => {
    expect(texts('Text:\n```\ncurl -v  https://x \\\n-H "a: b"\n}\n\n```\nMore.')).toEqual([
      'Text:',
      'curl -v https://x',
      '-H "a: b"',
      'More.',
    ]);
  });
  test('gives a JSON sample field by field, also with curly quotation marks', () => {
    expect(texts('```\n{ “a”: [{“b”: 1}, true], "c": [], "d": {"e": null} }\n```')).toEqual([
      'a.0.b: 1',
      'a.1: true',
      'c: []',
      'd.e: null',
    ]);
  });
  test('gives table rows', () => {
    expect(texts('| a | *b* |\n|---|---|\n| c | d |')).toEqual(['a | b', 'c | d']);
  });
  test('gives links with their targets, and no other typography', () => {
    const wanted = ["See the spec (https://x/y) and 'it'."];
    expect(texts('See the [spec](https://x/y){:target="_blank"} and ‘it’.')).toEqual(wanted);
    expect(texts("See  the **[spec](https://x/y)** and *'it'*.")).toEqual(wanted);
    expect(texts('See the [spec.](https://x/y){:target="_blank"} More.')).toEqual([
      'See the spec (https://x/y).',
      'More.',
    ]);
  });
  test('gives headings as a path, and counts under each', () => {
    const units = guideSentences('## A\nOne. Two.\n### B\nThree.\n#### 1.  C\nFour.\n### D\n## E\nFive.');
    expect(units.map(({ heading, ordinal, text }) => `${heading} ${ordinal} ${text}`)).toEqual([
      'A 1 One.',
      'A 2 Two.',
      'A > B 1 Three.',
      'A > B > 1. C 1 Four.',
      'E 1 Five.',
    ]);
  });
  test('gives the digest of the text', () => {
    // printf One. | sha256sum
    expect(guideSentences('One.').map(({ digest }) => digest)).toEqual(['70277bfc409b']);
  });
});

test('every profile of one guide has it', () => {
  const own = profiles.filter((profile) => isOneGuide(profile));
  expect(guides.map(({ profile }) => profile)).toEqual(own.map(({ id }) => id));
});

describe.each(guides)('the guide $profile', (guide) => {
  const entries = guide.sections.flatMap(({ heading, units }) =>
    units.map((unit, index) => ({ heading, ordinal: index + 1, ...unit })),
  );

  test('has an entry for each unit, and a unit for each entry, in its order', ({ skip }) => {
    const sentences = guideSentences(textOf(guide, skip));
    expect(sentences.length).toBeGreaterThan(200);
    const key = (one: { heading: string; digest: string }): string => `${one.heading}, ${one.digest}`;
    const [known, there] = [new Set(entries.map(key)), new Set(sentences.map(key))];
    expect({
      withoutEntry: sentences
        .filter((one) => !known.has(key(one)))
        .map((one) => `${key(one)}, unit ${one.ordinal}: ${one.text}`),
      withoutUnit: entries
        .filter((one) => !there.has(key(one)))
        .map((one) => `${key(one)}, entry ${one.ordinal}: ${one.says}`),
    }).toEqual({ withoutEntry: [], withoutUnit: [] });
    expect(entries.map(key)).toEqual(sentences.map(key));
  });

  test('is paraphrased, not copied', ({ skip }) => {
    const runs = (text: string): string[] => {
      const words = text.toLowerCase().match(/[\w'/$.-]+/g) ?? [];
      return words.slice(COPIED - 1).map((_, index) => words.slice(index, index + COPIED).join(' '));
    };
    const own = new Set(guideSentences(textOf(guide, skip)).flatMap(({ text }) => runs(text)));
    expect(entries.filter(({ says }) => runs(says).some((run) => own.has(run))).map(({ says }) => says)).toEqual([]);
  });

  const profile = profiles.find(({ id }) => id === guide.profile);
  const isOf = (id: string): boolean => {
    const requirement = requirements.get(id);
    return requirement !== undefined && profile !== undefined && belongsTo(requirement, profile);
  };

  test('has each heading once, and nothing in it that BCDA does not have', () => {
    const headings = guide.sections.map(({ heading }) => heading);
    expect(new Set(headings).size).toBe(headings.length);
    expect(unitsOf(guide).filter(({ account }) => account.is === 'outside')).toEqual([]);
    for (const { digest } of unitsOf(guide)) expect(digest).toMatch(/^[0-9a-f]{12}$/);
  });

  test('names requirements of its profile only', () => {
    const foreign = unitsOf(guide)
      .flatMap(requirementsOf)
      .filter((id) => !isOf(id));
    expect(foreign).toEqual([]);
  });

  test('accounts for every requirement of basis guide', () => {
    const named = new Set(unitsOf(guide).flatMap(requirementsOf));
    const own = [...requirements.values()].filter(({ id, basis }) => basis === 'guide' && isOf(id));
    expect(own.length).toBeGreaterThan(70);
    expect(own.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
  });
});

/** This many words in a row that a guide has too are copied from it. */
const COPIED = 6;

describe('the Bulk Data Export draft', () => {
  test('accounts for every requirement that it is the source of', () => {
    const named = new Set(bulkData.flatMap(requirementsOf));
    const own = [...requirements.values()].filter(
      ({ id, source }) => /Bulk Data Export, draft/.test(source.document) && !id.startsWith('client.'),
    );
    expect(own.length).toBeGreaterThan(5);
    // The draft says nothing of compression.
    expect(own.map(({ id }) => id).filter((id) => !named.has(id))).toEqual(['output.gzip']);
  });
  test('is about servers', () => {
    expect(bulkData.flatMap(requirementsOf).filter((id) => id.startsWith('client.'))).toEqual([]);
    expect(new Set(bulkData.map(({ says }) => says)).size).toBe(bulkData.length);
  });
});

describe('accounts', () => {
  const says = (wrong: readonly GuideStatement[]): string[] => wrong.map((one) => one.says);
  const testableIn = (ids: readonly string[]): string[] =>
    ids.filter((id) => requirements.get(id)?.cases !== undefined);

  test('are sentences', () => {
    for (const one of everyStatement) expect(one.says).toMatch(/^\S.*\.$/);
    for (const { account } of everyStatement)
      if (account.is === 'unseen' || account.is === 'outside') expect(account.because).toMatch(/^[A-Z].*\.$/);
  });

  test('name requirements of the catalogue, each once', () => {
    const wrong = everyStatement.filter((one) => {
      const ids = requirementsOf(one);
      return new Set(ids).size < ids.length || ids.some((id) => !requirements.has(id));
    });
    expect(says(wrong)).toEqual([]);
  });

  test('are judged where a requirement has cases, and untestable where none has', () => {
    const wrong = everyStatement.filter(({ account }) => {
      if (account.is === 'judged') return testableIn(account.by).length === 0;
      return account.is === 'untestable' && (account.by.length === 0 || testableIn(account.by).length > 0);
    });
    expect(says(wrong)).toEqual([]);
  });

  test('tell clients from servers by the first word of an id', () => {
    for (const { role, id } of catalogue) expect(id.startsWith('client.')).toBe(role === 'client');
  });
});

describe('coloring by verdicts', () => {
  const statement = (account: GuideAccount): GuideStatement => ({ says: 'It is so.', account });
  const verdict = (id: string, outcome: ColoringVerdict['outcome'], gating = true): ColoringVerdict => ({
    id,
    outcome,
    gating,
  });
  const report = (...verdicts: readonly ColoringVerdict[]): ColoringReport => ({
    role: 'server',
    verdicts,
    untestable: [{ id: 'a.untestable' }],
  });
  const color = (account: GuideAccount, ...verdicts: readonly ColoringVerdict[]): string | undefined =>
    colorStatements([statement(account)], report(...verdicts))[0]?.color;
  const judgedBy = (...by: readonly string[]): GuideAccount => ({ is: 'judged', by });
  const pass = verdict('a.one', 'pass');

  test.each([
    ['all passed', judgedBy('a.one', 'a.two'), [pass, verdict('a.two', 'pass')], 'pass'],
    ['one is inapplicable', judgedBy('a.one', 'a.two'), [pass, verdict('a.two', 'inapplicable')], 'pass'],
    ['all are inapplicable', judgedBy('a.two'), [verdict('a.two', 'inapplicable')], 'inapplicable'],
    ['one is blocked', judgedBy('a.one', 'a.two'), [pass, verdict('a.two', 'blocked')], 'blocked'],
    [
      'a gating one failed',
      judgedBy('a.one', 'a.two'),
      [verdict('a.two', 'fail'), verdict('a.one', 'blocked')],
      'fail',
    ],
    ['another one failed', judgedBy('a.one', 'a.two'), [pass, verdict('a.two', 'fail', false)], 'warn'],
    ['one was left out of the run', judgedBy('a.one', 'a.two'), [pass], 'not-judged'],
    ['one failed, and one was left out', judgedBy('a.one', 'a.two'), [verdict('a.one', 'fail')], 'fail'],
    ['one belongs to clients', judgedBy('a.one', 'client.a.one'), [pass], 'pass'],
    ['all belong to clients', judgedBy('client.a.one'), [pass], 'not-judged'],
    ['one is untestable', judgedBy('a.one', 'a.untestable'), [pass], 'pass'],
    ['it is untestable', { is: 'untestable', by: ['a.untestable'] }, [pass], 'none'],
    ['it only informs', { is: 'informs' }, [pass], 'none'],
  ] as const)('%s', (_, account, verdicts, wanted) => {
    expect(color(account, ...verdicts)).toBe(wanted);
  });

  test('keeps the verdicts in the order in which they are named', () => {
    const named = statement(judgedBy('a.two', 'a.one'));
    const two = verdict('a.two', 'fail');
    expect(colorStatements([named], report(pass, two))).toEqual([
      { statement: named, color: 'fail', verdicts: [two, pass] },
    ]);
  });

  test('of a client run colors what its requirements judge', () => {
    const client: ColoringReport = { role: 'client', verdicts: [verdict('client.a.one', 'pass')], untestable: [] };
    expect(colorStatements([statement(judgedBy('a.one', 'client.a.one'))], client)[0]?.color).toBe('pass');
  });
});

describe('docs/guide-coverage.md', () => {
  const page = pages['guide-coverage.md']?.() ?? '';
  const anchorsOf = (text: string): string[] =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );

  test('links to headings that are there', () => {
    const targets = { 'catalogue.md': anchorsOf(pages['catalogue.md']?.() ?? ''), '': anchorsOf(page) };
    const links = [...page.matchAll(/\]\(([\w.-]*)#([^)]*)\)/g)];
    expect(links.length).toBeGreaterThan(everyStatement.length);
    const lost = links.filter(([, file = '', anchor = '']) => !targets[file as keyof typeof targets].includes(anchor));
    expect(lost.map(([link]) => link)).toEqual([]);
  });
  test('has a row for each statement', () => {
    expect(page.match(/^\| (\d+|SHALL|SHOULD|MAY) \|/gm)).toHaveLength(everyStatement.length);
  });
});
