import { describe, expect, test } from 'vitest';
import { contentOf } from '../../src/record/json.js';

describe('a body that can be read although it is not as RFC 8259 says', () => {
  test.each([
    ['{"a":1}', undefined],
    [' \t\r\n{"a":"\u{feff}\u{a0}"}\r\n', undefined],
    ['\u{feff}{"a":1}', 'a byte order mark'],
    ['\u{a0}{"a":1}', 'white space that JSON does not have'],
    ['\v{"a":1}', 'white space that JSON does not have'],
    ['{"a":1}\n\u{2028}', 'white space that JSON does not have'],
    ['\u{feff}hello', undefined],
    ['{"a":1,"b":{"a":1},"c":[{"a":2},{"a":3}]}', undefined],
    ['{"a":[1, 2],"a":[1, 2]}', undefined],
    ['{"a":1,"a":2}', 'a member name twice, with different values'],
    ['\n[{"b":{"a":"x","\\u0061":"y"}}]', 'a member name twice, with different values'],
  ])('%j', (text, defect) => expect(contentOf(Buffer.from(text)).defect).toBe(defect));

  test('bytes that are not UTF-8', () =>
    expect(contentOf(Buffer.from('{"a":"\u{e4}"}', 'latin1')).defect).toBe('bytes that are not UTF-8'));
});

test.each([
  ['arrays', '[', ']'],
  ['objects', '{"a":', '}'],
])('%s that nest by the hundred thousand are kept to 200 levels', (_, open, close) => {
  const { documents } = contentOf(
    Buffer.from(open.repeat(100_000) + (open === '[' ? '' : '1') + close.repeat(100_000)),
  );
  let levels = 0;
  for (let one = documents[0]; typeof one === 'object' && one !== null; [one] = Object.values(one) as unknown[])
    levels += 1;
  expect([documents.length, levels]).toEqual([1, 200]);
});

test('many brackets side by side, or in a string, change nothing', () => {
  const document = { text: '['.repeat(1000), list: Array.from({ length: 1000 }, () => [{}]) };
  expect(contentOf(Buffer.from(JSON.stringify(document))).documents).toEqual([document]);
});
