import { expect, test } from 'vitest';
import { counted } from '../../src/model/index.js';

test.each([
  [0, 'file', '0 files'],
  [1, 'file', '1 file'],
  [2, 'more kind', '2 more kinds'],
  [1, 'reply', '1 reply'],
  [2, 'reply', '2 replies'],
  [2, 'key', '2 keys'],
] as const)('%d of %j is %j', (count, noun, text) => expect(counted(count, noun)).toBe(text));
