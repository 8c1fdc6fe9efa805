import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
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
  wordedUnder,
} from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { bulkData, guides } from '../../suites/guides/index.js';
import { guideV3 } from '../../suites/guides/v3.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { type GuideSentence, guideSentences } from '../support/guides/guide-sentences.js';
import { pageSentences } from '../support/guides/page-sentences.js';

const requirements = new Map(catalogue.flatMap((suite) => suite.requirements).map((one) => [one.id, one]));
const unitsOf = ({ sections }: Guide) => sections.flatMap(({ units }) => units);
const everyStatement: readonly GuideStatement[] = [...guides.flatMap(unitsOf), ...bulkData];

const GUIDES = join(packageRoot, '..', 'shared', 'guides');
/** The pages of today, by their file names, in the order of the map. */
const PAGES = [
  'api-documentation',
  'get-a-bearer-token',
  'access-claims-data',
  'filter-claims-data',
  'how-to-migrate-v3',
  'bcda-data',
  'partially-adjudicated-claims-data',
  'introducing-v3',
  'bcda-data-limited-in-jan-2026-for-yearly-updates',
];

/** The guides lie beside the checkout, or the pages of today in a folder that the environment names; where they do not, what needs them is skipped. */
const sentencesOf = (guide: Guide, skip: (note: string) => never): GuideSentence[] => {
  const read = (path: string): string =>
    existsSync(path) ? readFileSync(path, 'utf8') : skip(`there is no ${relative(packageRoot, path)}`);
  if (guide !== guideV3) return guideSentences(read(join(GUIDES, `${guide.profile}.md`)));
  const folder = process.env['BCDA_PAGES'] ?? join(GUIDES, 'today');
  return PAGES.flatMap((page) => pageSentences(read(join(folder, `${page}.md`))));
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

describe('splitting a page of today', () => {
  const texts = (page: string): string[] => pageSentences(page).map(({ text }) => text);

  test('begins every path of headings with its title', () => {
    const page =
      '---\npage_title: "A page"\n---\n\n# {{ page.page_title }}\n\nOne.\n\n## B\n<div>\n<h3>C</h3></div>\nTwo.';
    expect(pageSentences(page).map(({ heading, text }) => `${heading}: ${text}`)).toEqual([
      'A page: One.',
      'A page > B > C: Two.',
    ]);
    expect(pageSentences(page.replace(/# \{\{.*/, '')).map(({ heading }) => heading)[0]).toBe('A page');
  });
  test('gives paragraphs and list items of HTML as those of Markdown', () => {
    expect(
      texts(
        '<div class="a">\n<p class="b">One\n  of <i>us</i>.</p>\n<p>Two.</p></div>\n<ol><li>\n Three</li>\n<li id="x"><p>Four</p></li></ol>',
      ),
    ).toEqual(['One of us.', 'Two.', 'Three', 'Four']);
  });
  test('gives terms as headings of what is said of them', () => {
    const units = pageSentences('<dl><dt class="a">\n A b\n</dt><dd><p>One.</p></dd></dl>');
    expect(units.map(({ heading, text }) => `${heading}: ${text}`)).toEqual(['A b: One.']);
  });
  test('gives links as those of Markdown, without what the site adds to them', () => {
    const wanted = ["See the page (/a.html#b) and 'it'."];
    expect(
      texts(
        'See the <a\n class="c" href="{{ \'/a.html#b\' | relative_url }}">page {% include sprite.html icon="x" %}</a> and ‘it’.',
      ),
    ).toEqual(wanted);
    expect(texts("See the [page]({{ '/a.html' | relative_url }}#b) and 'it'.<sup><a href=\"#fn\">1</a></sup>")).toEqual(
      wanted,
    );
  });
  test('gives captured text and snippets as code, and shown values of the site not at all', () => {
    const page =
      '{% capture S %}{% raw %}\ncurl -v \\\n  -i\n{% endraw %}{% endcapture %}\n{% include copy_snippet.html code=S can_copy=true %}\n' +
      'See below. {% include copy_snippet.html code="GET /a" language="shell" %}\n{% include copy_snippet.html code=site.data.a %}';
    expect(texts(page)).toEqual(['curl -v', '-i', 'See below.', 'GET /a']);
  });
  test('gives a wrapped request as one line', () => {
    expect(texts('{% capture S %}{% raw %}\nGET /a\n  ?b=\n    c\n{% endraw %}{% endcapture %}')).toEqual([
      'GET /a?b=c',
    ]);
  });
  test('gives rows of tables without what stands above them', () => {
    const table =
      '<table><caption>A</caption><tr><th>v2</th>\n<td>\n {% include copy_snippet.html code="https://x" %}\n</td></tr></table>';
    expect(texts(table)).toEqual(['v2 | https://x']);
  });
  test('leaves labels and comments out, and keeps angle brackets that are text', () => {
    expect(
      texts('Client ID:\n\n**Example:**\n\n<!-- a -->\n\nPass `<system>|<code>` of [\\_a](b), Mr. Smith.'),
    ).toEqual(['Pass <system>|<code> of _a (b), Mr. Smith.']);
  });
});

test('every profile of one guide has it, and so has the one that the pages of today recommend', () => {
  const own = profiles.filter((profile) => isOneGuide(profile));
  expect(guides.map(({ profile }) => profile)).toEqual([...own.map(({ id }) => id), 'v3']);
});

describe.each(guides)('the guide $profile', (guide) => {
  const entries = guide.sections.flatMap(({ heading, units }) =>
    units.map((unit, index) => ({ heading, ordinal: index + 1, ...unit })),
  );

  test('has an entry for each unit, and a unit for each entry, in its order', ({ skip }) => {
    const sentences = sentencesOf(guide, skip);
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
    const own = new Set(sentencesOf(guide, skip).flatMap(({ text }) => runs(text)));
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
    const own = [...requirements.values()].filter(
      (one) => profile !== undefined && isOf(one.id) && wordedUnder(one, profile).basis === 'guide',
    );
    expect(own.length).toBeGreaterThan(70);
    expect(own.map(({ id }) => id).filter((id) => !named.has(id))).toEqual(UNSAID[guide.profile] ?? []);
  });
});

/** Requirements that only the guides of 2019 say, and no page of today: the ids by profile. */
const UNSAID: Readonly<Record<string, readonly string[]>> = { v3: ['token.credentials-stored'] };

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
