import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as client from '../../src/expect/client/index.js';
import * as server from '../../src/expect/index.js';

const vocabulary = { ...server, ...client };

/** Functions and selections that suites, assertions and the command line read with; they judge nothing and are tested by name. */
const READERS = [
  'announcedBase',
  'anyReplyExcept',
  'changedMembers',
  'documentedAs',
  'exportedTypesOf',
  'filesOf',
  'formatKickoffs',
  'guideOperations',
  'headersOf',
  'kickoffsOf',
  'lacking',
  'listedExports',
  'listKickoffs',
  'manifestsAgain',
  'manifestsOtherwise',
  'objectIn',
  'repliesIfAsked',
  'seenOf',
  'statusOf',
  'tokenReplies',
  'tokenRequests',
  'unknownOperations',
  'unrelated',
  'unrelatedOrToken',
  'valueAt',
  'withoutToken',
];

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.test.ts'),
);
const texts = files.map((name) => readFileSync(`${import.meta.dirname}/${name}`, 'utf8'));
const tabled = new Set(
  texts.flatMap((text) =>
    [...text.matchAll(/^(?:assertion|matcher|expectation)Table\(\s*'(\w+)',\s*(\w+)/gm)].flatMap(
      ([, name, subject]) => {
        // A table that names one word and judges another would not count.
        const judges = name === subject || text.includes(`const ${subject} = ${name}(`) || subject === 'every';
        return judges && name !== undefined ? [name] : [];
      },
    ),
  ),
);

test('every word of the vocabulary has a table', () => {
  const words = Object.keys(vocabulary).filter((name) => !READERS.includes(name));
  expect(words.filter((name) => !tabled.has(name))).toEqual([]);
});

test('every reader is exported, and is called in a test', () => {
  for (const name of READERS) {
    expect(vocabulary).toHaveProperty(name);
    expect(texts.some((text) => text.includes(`${name}(`) || text.includes(`${name}.of(`))).toBe(true);
  }
});

test('no word of one role hides a word of the other', () => {
  expect(Object.keys(client).filter((name) => name in server)).toEqual([]);
});
