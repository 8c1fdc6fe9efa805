import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompressed, isBadGzip } from '../../../src/fhir/ndjson/gzip.js';
import { validateFile } from '../../../src/fhir/validate/file.js';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const unpacked = async (bytes: Uint8Array, size: number): Promise<{ text: string; bad: boolean }> => {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of decompressed(inPieces(bytes, size))) chunks.push(Uint8Array.from(chunk));
  } catch (error) {
    if (!isBadGzip(error)) throw error;
    return { text: Buffer.concat(chunks).toString(), bad: true };
  }
  return { text: Buffer.concat(chunks).toString(), bad: false };
};

/** It hardly shrinks. */
const numbers = (length: number): string =>
  Array.from({ length }, (_, n) => ((n * 2_654_435_761) % 2 ** 32).toString(36)).join();
const FIRST = gzipSync('first\n');
/** With an extra field, a name, a comment and a checksum of the header, as RFC 1952 allows them. */
const ADORNED = Buffer.concat([
  Buffer.from([0x1f, 0x8b, 8, 30, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3]),
  Buffer.from('name\0comment\0\u0001\u0002', 'latin1'),
  FIRST.subarray(10),
]);
const changed = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[copy.length + at] = (copy.at(at) ?? 0) ^ 1;
  return copy;
};

describe.each([1, 2, 7, 100, 1 << 14, (1 << 14) + 1, 1 << 20])('gzip in pieces of %i bytes', (size) => {
  // Long enough for several steps of the decompressor; pieces of a byte are about the borders of members.
  const LONG = numbers(size < 7 ? 300 : 9000);
  const SECOND = gzipSync(LONG);
  const BOTH = Buffer.concat([FIRST, SECOND]);
  const TEXT = `first\n${LONG}`;

  it.each([
    ['one member', SECOND, LONG],
    ['two members', BOTH, TEXT],
    ['zeros after the last member', Buffer.concat([BOTH, Buffer.alloc(50)]), TEXT],
    ['a header with everything', ADORNED, 'first\n'],
    ['an empty member', Buffer.concat([gzipSync(''), FIRST]), 'first\n'],
  ])('%s', async (_, bytes, text) => {
    expect(await unpacked(bytes, size)).toEqual({ text, bad: false });
  });

  it.each([
    ['bytes after the last member', Buffer.concat([BOTH, Buffer.from('{"x":1}')]), TEXT],
    ['bytes after zeros', Buffer.concat([FIRST, Buffer.alloc(3), FIRST]), 'first\n'],
    ['another checksum', changed(FIRST, -5), 'first\n'],
    ['another length', changed(FIRST, -1), 'first\n'],
    ['a second member without a trailer', BOTH.subarray(0, -3), TEXT],
    ['a second header that ends', Buffer.concat([FIRST, SECOND.subarray(0, 5)]), 'first\n'],
    ['no header', Buffer.from('plain text'), ''],
    ['nothing', Buffer.alloc(0), ''],
  ])('%s: what was before it is there', async (_, bytes, text) => {
    expect(await unpacked(bytes, size)).toEqual({ text, bad: true });
  });

  it('gives the beginning of data that are cut', async () => {
    const { text, bad } = await unpacked(SECOND.subarray(0, SECOND.length >> 1), size);
    expect(bad).toBe(true);
    expect(text.length).toBeGreaterThan(LONG.length / 4);
    expect(LONG.startsWith(text)).toBe(true);
  });
});

it('lines before stray bytes are judged', async () => {
  const line = (id: string): string => `{"resourceType":"Patient","id":"${id}","gender":"x"}\n`;
  const bytes = Buffer.concat([gzipSync(line('a') + line('b')), Buffer.from('stray')]);
  const { resources, groups } = await validateFile(inPieces(bytes, 10));
  expect(resources).toBe(2);
  expect(groups.map(({ rule, count }) => [rule, count])).toEqual([
    ['fhir.stu3.binding.required', 2],
    ['ndjson.cut', 1],
  ]);
});
