import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { type Case, caseUnder } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { conditions } from '../../suites/client/conditions.js';
import { rogues } from '../../suites/client/rogues.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { faults } from '../../suites/server/faults.js';

/** Files and folders whose texts have not been rewritten yet. Each entry is to be removed with its rewriting. */
const PENDING: readonly string[] = [];

/** Where users find texts: Markdown, and the string literals of these folders. */
const PAGES = ['CONTRIBUTING.md', 'README.md', 'docs'];
const FOLDERS = ['cli', 'reporters', 'src', 'suites'];

/** Expressions that are not plain English, or not American, with what to write. */
const AVOID: readonly { readonly text: RegExp; readonly write: string }[] = [
  { text: /\bfor want of\b/i, write: 'needs' },
  { text: /\bis none\b/i, write: 'is not a …' },
  { text: /\bleav(?:e|es|ing) (?:\S+ ){1,4}away\b/i, write: 'remove' },
  { text: /\blook(?:s|ing)? whether\b/i, write: 'check whether' },
  { text: /\bbeside\b/i, write: 'next to' },
  { text: /\bbesides\b/i, write: 'also, in addition, other than' },
  { text: /\b(?:is|are) told\b/i, write: 'an active sentence' },
  { text: /\b(?:\w*organis|recognis|\w*authoris|normalis)\w*/i, write: '-ize' },
  { text: /\b(?:colour|licence|enrolment|behaviour)\w*/i, write: 'color, license, enrollment, behavior' },
];

/** A text, and where it is. */
interface Text {
  readonly where: string;
  readonly text: string;
}

/** What is wrong with texts, one line each. */
const avoidable = (texts: readonly Text[]): string[] =>
  texts.flatMap(({ where, text }) =>
    AVOID.flatMap((one) => {
      const [found] = one.text.exec(text) ?? [];
      return found === undefined ? [] : [`${where}: “${found}”; write: ${one.write} (${text.slice(0, 100)})`];
    }),
  );

const requirements = catalogue.flatMap((suite) => suite.requirements);
const statements: readonly Text[] = requirements.map(({ id, statement }) => ({ where: id, text: statement }));

/** What a case says that it expects, under each profile. */
const saysOf = (one: Case): string[] => profiles.map((profile) => caseUnder(one, profile).expect.says);

describe('a statement stands alone', () => {
  test.each(statements)('$where', ({ text }) => {
    expect(text).not.toMatch(/^(?:Such|That|Asking)\b/);
    // A pronoun at the beginning refers to a sentence that the reader does not see.
    expect(text).not.toMatch(/^(?:It|Its|They|Their|This|These|Those)\b/);
    expect(text).toMatch(/[^.]\.$/);
  });
});

test('what an expectation says has one "where" for each of its parts', () => {
  const says = requirements.flatMap(({ cases = [] }) =>
    cases.flatMap((one) => saysOf(one).flatMap((text) => text.split('; '))),
  );
  expect(says.length).toBeGreaterThan(100);
  expect(says.filter((text) => text.split(', where ').length > 2)).toEqual([]);
});

describe('the catalogue, the faults, the conditions and the rogues', () => {
  const titled = (kind: string, all: readonly { readonly id: string; readonly title: string }[]): Text[] =>
    all.map(({ id, title }) => ({ where: `${kind} ${id}`, text: title }));
  const texts: readonly Text[] = [
    ...statements,
    ...requirements.flatMap(({ id, decision = '', untestable = '', cases = [] }) =>
      [decision, untestable, ...cases.flatMap(saysOf)].map((text) => ({ where: id, text })),
    ),
    ...titled('suite', catalogue),
    ...catalogue.flatMap(({ id, scenarios }) =>
      Object.entries(scenarios).map(([name, { title }]) => ({ where: `scenario ${id} ${name}`, text: title })),
    ),
    ...titled('condition', conditions),
    ...titled('fault', faults),
    ...titled('rogue', rogues),
  ];

  test('are in plain English', () => expect(avoidable(texts)).toEqual([]));
  test('call the thing under test a server, not a patient', () => {
    // Patient is a resource; in lower case it could only be meant as the server.
    expect(texts.filter(({ text }) => /\bpatients?\b/.test(text))).toEqual([]);
  });
});

const filesIn = (path: string, ending: string): string[] =>
  path.endsWith(ending)
    ? [path].filter((file) => existsSync(join(packageRoot, file)))
    : readdirSync(join(packageRoot, path), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith(ending))
        .map((name) => join(path, name))
        .toSorted();

const isPending = (file: string): boolean => PENDING.some((path) => file === path || file.startsWith(`${path}/`));

/** Every string and template of a source text. Parts that are joined by + are one text; an expression is an ellipsis. */
const literalsIn = (file: string, source: string): Text[] => {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const texts: Text[] = [];
  const textOf = (node: ts.Node): string | undefined => {
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isTemplateExpression(node))
      return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
    const [left, right] = [textOf(node.left), textOf(node.right)];
    return left === undefined && right === undefined ? undefined : `${left ?? '…'}${right ?? '…'}`;
  };
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
    if (text !== undefined) texts.push({ where: `${file}:${line + 1}`, text });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return texts;
};

/** The text of a page, each paragraph in one line. */
const paragraphsIn = (file: string, page: string): Text[] =>
  page.split(/\n{2,}/).map((text) => ({ where: file, text: text.replaceAll(/\s+/g, ' ') }));

describe('what users read', () => {
  const read = (file: string): string => readFileSync(join(packageRoot, file), 'utf8');

  test.each(PAGES)('%s is in plain English', (path) => {
    const pages = filesIn(path, '.md').filter((file) => !isPending(file));
    expect(pages.flatMap((file) => avoidable(paragraphsIn(file, read(file))))).toEqual([]);
  });
  test.each(FOLDERS)('the string literals of %s are in plain English', (path) => {
    const sources = filesIn(path, '.ts').filter((file) => !isPending(file));
    expect(sources.flatMap((file) => avoidable(literalsIn(file, read(file))))).toEqual([]);
  });
  test('what is pending exists', () => {
    expect(PENDING.filter((path) => !existsSync(join(packageRoot, path)))).toEqual([]);
  });
});

describe('the search for texts', () => {
  test('finds strings, templates and joined strings, and neither comments nor identifiers', () => {
    const source = [
      '// for want of',
      'const besides = "leave " + name + " away";',
      'say(`leave ${`beside ${x}`} away`);',
      "say('a long sentence for ' +\n  'want of space');",
    ].join('\n');
    const found = avoidable(literalsIn('a.ts', source));
    expect(found.map((line) => line.replace(/;.*/, ''))).toEqual([
      'a.ts:2: “leave … away”',
      'a.ts:3: “leave … away”',
      'a.ts:3: “beside”',
      'a.ts:4: “for want of”',
    ]);
  });
  test('finds an expression that a page breaks between lines', () => {
    expect(avoidable(paragraphsIn('a.md', 'A file next to it.\n\nA file is\nnone.'))).toHaveLength(1);
  });
  test.each([
    'a URL that is none',
    'It leaves the query away',
    'Look whether it is up',
    'You are told',
    'organisation',
  ])('finds “%s”', (text) => expect(avoidable([{ where: 'here', text }])).toHaveLength(1));
  test.each(['none is left', 'a way to leave', 'look at it', 'besieged', 'organization', 'the error tells why'])(
    'does not find “%s”',
    (text) => expect(avoidable([{ where: 'here', text }])).toEqual([]),
  );
});
