import { describe, expect, test } from 'vitest';
import { searchFor } from '../../src/record/search.js';

const TEXTS = ['secret-a', 'ÿþ-bytes-and-é', 'a'.repeat(70), `${'a'.repeat(69)}b`, 'secret-a-and-more'];
const sought = TEXTS.map((form, nth) => ({ form, mark: `«${nth}»` }));

const found = (bytes: Buffer, size: number): string[] => {
  const search = searchFor(sought);
  for (let at = 0; at < bytes.length; at += size) {
    // A buffer of the sender's, which has other bytes in it the next time.
    const context = Buffer.from(bytes.subarray(at, at + size));
    search.write(context);
    context.fill(0x61);
  }
  return search.marks().toSorted();
};
const told = (text: string): string[] => sought.filter(({ form }) => text.includes(form)).map(({ mark }) => mark);

describe('texts in bytes that come in chunks', () => {
  const filler = '{"id":"a secret - and another"}\n'.repeat(9);
  const places = [0, 1, 7, filler.length];

  test.each(TEXTS.flatMap((text) => places.map((at) => [text, at] as const)))(
    'finds %j at %i whatever the chunks',
    (text, at) => {
      const whole = filler.slice(0, at) + text + filler.slice(at);
      for (const size of [1, 3, 8, 69, 70, 71, 200, 100_000])
        expect(found(Buffer.from(whole), size), `chunks of ${size}`).toEqual(told(whole));
    },
  );

  test('finds all of them, one in another and one after another', () => {
    const all = TEXTS.join('');
    expect(told(all)).toHaveLength(TEXTS.length);
    for (const size of [1, 5, 1000]) expect(found(Buffer.from(all), size)).toEqual(told(all));
  });

  test('finds none where one sign is wrong', () => {
    const none = TEXTS.slice(0, 4)
      .map((text) => `${text.slice(0, -1)}!`)
      .join('\n');
    expect(told(none)).toEqual([]);
    for (const size of [1, 5, 1000]) expect(found(Buffer.from(none), size)).toEqual([]);
  });

  test('without any text there is nothing to find', () => {
    const search = searchFor([]);
    search.write(Buffer.from('anything'));
    expect(search.marks()).toEqual([]);
  });
});
