import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { createRedactor, type Redactor } from '../../src/record/redact.js';
import { cutAt, holds, places } from '../support/arbitrary/index.js';
import { secret, spellings, spoken, type Spoken } from '../support/arbitrary/secrets.js';

const knowing = (secrets: readonly string[]): Redactor => {
  const redactor = createRedactor();
  secrets.forEach((one, index) => redactor.add(one, `«token ${index + 1}»`));
  return redactor;
};

/** What percent escapes stand for. */
const meant = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());

describe('a secret of any content, spelled in any declared way', () => {
  holds('does not survive, in whatever it stands', 2000, spoken, ({ secrets, text, cores }: Spoken) => {
    const redactor = knowing(secrets);
    const clean = redactor.redact(text);
    expect(cores.filter((core) => clean.includes(core))).toEqual([]);
    expect(secrets.filter((one) => clean.includes(one) || meant(clean).includes(one))).toEqual([]);
    expect(redactor.leaks(clean)).toBe(false);
    expect(redactor.redact(clean)).toBe(clean);
  });

  const one = fc.tuple(secret, fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }), fc.nat(99));
  holds('is told by its mark, and found to leak', 500, one, ([given, before, after, how]) => {
    const redactor = knowing([given]);
    const all = spellings(given, Buffer.from(before), Buffer.from(after));
    const { text = '' } = all[how % all.length] ?? {};
    expect(redactor.marksIn(`<${text}>`)).toEqual(['«token 1»']);
    expect(redactor.leaks(`<${text}>`)).toBe(true);
  });
});

describe('in a stream', () => {
  holds('secrets are found at every chunking', 500, fc.tuple(spoken, places), ([{ secrets, text }, cuts]) => {
    const found = (chunks: readonly Uint8Array[]): string[] => {
      const stream = knowing(secrets).stream();
      for (const chunk of chunks) stream.write(Uint8Array.from(chunk));
      return [...stream.marks()].sort();
    };
    const bytes = Buffer.from(text);
    const whole = found([bytes]);
    expect(found(cutAt(bytes, cuts))).toEqual(whole);
    expect(found(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole);
    // What is neither split nor escaped sign by sign is found as in a text.
    if (!text.includes('%')) expect(whole).toEqual([...knowing(secrets).marksIn(bytes.toString())].sort());
  });
});
