import { expect, test } from 'vitest';
import { asWritten } from '../../src/expect/as-written.js';

test.each([
  ['https://bcda.example/api/v1', 'https://bcda.example', '/api/v1'],
  ['HTTPS://BCDA.example:443/Api', 'https://bcda.example', '/Api'],
  ['http://bcda.example:8080', 'http://bcda.example:8080', ''],
  ['https://bcda.example/%24export?x=1', 'https://bcda.example', '/%24export?x=1'],
])('%s is read', (text, origin, path) => expect(asWritten(text)).toEqual({ origin, path }));

test.each([
  ' https://bcda.example/api',
  'https://bcda.example/api\n',
  'https:bcda.example/api',
  'https:/bcda.example/api',
  'https:\\\\bcda.example\\api',
  'https://bcda.example\\api',
  'https://bcda.example/old/../api',
  'https://bcda.example/api/.',
  'https://user@bcda.example/api',
  'https://:1:2/api',
  'ftp://bcda.example/api',
  '/api',
  '',
  7,
  undefined,
])('%j is not read', (text) => expect(asWritten(text)).toBeUndefined());
