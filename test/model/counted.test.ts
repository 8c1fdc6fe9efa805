import { expect, test } from 'vitest';
import { counted, selectedText } from '../../src/model/index.js';

test.each([
  [0, 'file', '0 files'],
  [1, 'file', '1 file'],
  [2, 'more kind', '2 more kinds'],
  [1, 'reply', '1 reply'],
  [2, 'reply', '2 replies'],
  [2, 'key', '2 keys'],
] as const)('%d of %j is %j', (count, noun, text) => expect(counted(count, noun)).toBe(text));

test.each([
  [['a'], 'only a was selected'],
  [['a', 'b'], 'only a and b were selected'],
  [['a', 'b', 'c.d'], 'only a, b and c.d were selected'],
])('%j: %s', (ids, text) => {
  expect(selectedText(ids)).toBe(text);
});
