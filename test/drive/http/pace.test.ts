import { describe, expect, test } from 'vitest';
import { paceOf } from '../../../src/drive/session/http/pace.js';
import { limitsWith } from '../../../src/model/index.js';

const limits = limitsWith({ 'idle-seconds': 60, 'idle-bytes': 1024, 'file-bytes': 10_000 });

type Chunks = readonly (readonly [bytes: number, waited: number, took: number])[];

/** Chunks, each with the seconds that the server let wait for it and the seconds that the reader took for it. */
const read = (chunks: Chunks): void => {
  let now = 0;
  const pace = paceOf(limits, () => now);
  for (const [bytes, waited, took] of chunks) {
    now += waited * 1000;
    pace.received(bytes);
    now += took * 1000;
    pace.waits();
  }
};
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

describe('the pace of a body', () => {
  test.each<[string, Chunks]>([
    ['one chunk after 59 s', [[1, 59, 0]]],
    ['18 bytes a second', times(60, [18, 1, 0])],
    ['a chunk that is enough at the end of the wait', [[1024, 60, 0]]],
    ['a reader that takes hours for a chunk', times(10, [1, 0.1, 7200])],
    ['as many bytes as a file may have', [[10_000, 0, 0]]],
  ])('%s will do', (_, chunks) => expect(() => read(chunks)).not.toThrow());

  test.each<[string, Chunks, string]>([
    [
      'a byte a second',
      times(60, [1, 1, 0]),
      'it arrived too slowly: 60 bytes in 60 s, less than 1 KiB (--limit idle-bytes) in 60 s (--limit idle-seconds)',
    ],
    ['a good minute, and then a byte a second', [[2000, 60, 0], ...times(60, [1, 1, 0] as const)], '60 bytes in 60 s'],
    ['a slow server beside a slow reader', times(60, [1, 1, 100]), 'it arrived too slowly: 60 bytes in 60 s'],
    [
      'a byte more than a file may have',
      [
        [10_000, 0, 0],
        [1, 0, 0],
      ],
      'it exceeds the limit of 10000 bytes (--limit file-bytes)',
    ],
  ])('%s is not waited for', (_, chunks, says) => expect(() => read(chunks)).toThrow(says));
});
