import { expect, test } from 'vitest';
import { tellApart } from '../../src/record/distinct.js';

test('texts that look alike once they are redacted are told apart, equal ones are not', () => {
  const distinct = tellApart();
  const all = ['a b', 'c d', 'a b', 'e f', 'c d'].map((text) => distinct(text, '«3 characters»'));
  const [first, second, third] = ['', '«no. 2»', '«no. 3»'].map((end) => `«3 characters»${end}`);
  expect(all).toEqual([first, second, first, third, second]);
  expect(distinct('plain', 'plain')).toBe('plain');
});
