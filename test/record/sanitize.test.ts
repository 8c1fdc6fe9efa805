import { describe, expect, test } from 'vitest';
import { sanitizedChallenge, sanitizedProgress, sanitizedType, sanitizedUrl } from '../../src/record/sanitize.js';
import { replyHeader } from '../../src/record/headers.js';
import { onTarget } from '../../src/drive/session/origin.js';
import { createRedactor } from '../../src/record/redact.js';

describe('what stays of a URL', () => {
  test.each([
    ['https://b.example/api/v1/jobs/42', 'https://b.example/api/v1/jobs/42'],
    ['/Patient/$export?_type=Patient,Coverage', '/Patient/$export?_type=Patient,Coverage'],
    ['https://b.example/f?X-Amz-Signature=abc=d&x', 'https://b.example/f?X-Amz-Signature=«5 characters»&x'],
    ['https://b.example/f?access_token=«token 1»', 'https://b.example/f?access_token=«token 1»'],
    ['https://b.example/f#access_token=abc', 'https://b.example/f#«16 characters»'],
    ['https://b.example/jobs/42;id=«token 1»', 'https://b.example/jobs/42;«12 characters, repeats «token 1»»'],
    ['https://b.example/jobs/<«token 1»>', 'https://b.example/jobs/«11 characters, repeats «token 1»»'],
    ['https://b.example/f#t=«token 1»', 'https://b.example/f#«11 characters, repeats «token 1»»'],
    ['https://b.example/f?a=b?c#d#e', 'https://b.example/f?a=«3 characters»#«3 characters»'],
  ])('%s', (url, kept) => expect(sanitizedUrl(url)).toBe(kept));
});

test('an Expires that is no date, and says that it is over, stays', () => {
  const kept = (value: string) => replyHeader('Expires', value, createRedactor());
  expect(['0', '-1', 'Jane'].map(kept)).toEqual(['0', '-1', '«4 characters»']);
});

describe('what stays of an Expires that is not an HTTP-date', () => {
  const kept = (value: string) => replyHeader('Expires', value, createRedactor());
  test.each([
    'Fri, 13 Dec 2019 17:17:34 GMT',
    'Friday, 13-Dec-19 17:17:34 GMT',
    'Fri Dec 13 17:17:34 2019',
    '13 Dec 2019 17:17:34',
    'Fri, 13 Dec 2019 17:17:34 +0000',
    'Fri Dec 13 17:17:34 UTC 2019',
    '2019-12-13T17:17:34Z',
    '2019-12-13 17:17:34 +0000 UTC',
  ])('%s stays', (value) => expect(kept(value)).toBe(value));
  test.each([
    ['2019-12-13 17:17:34.780511 +0000 UTC', '2019-12-13 17:17:34.000000 +0000 UTC'],
    ['1936-05-12 7805112432', '«21 characters»'],
    ['Dec 7805 11:24:32 1936', '«22 characters»'],
    ['2019-12-13T17:17:34Z Jane', '«25 characters»'],
    ['2019-12-13T17:17:34.7805112432Z', '«31 characters»'],
  ])('of %s only %s', (value, left) => expect(kept(value)).toBe(left));
});

describe('what stays of X-Progress', () => {
  test.each([
    ['Pending', 'Pending'],
    ['In Progress (33%)', 'In Progress (33%)'],
    ['In Progress (33.5 %)', 'In Progress (33.5 %)'],
    ['In Progress: Jane Q Public, 1EG4-TE5', 'In Progress: xxxx x xxxxxx, 0xx0-xx0'],
    ['for Bearer «token 1»', 'xxx xxxxxx «token 1»'],
    ['Zoë 7', 'xxx 0'],
    // Every pair of digits would be a percentage.
    ['%31%39%35%30', '%31%00%00%00'],
    ['In Progress (12.345%)', 'In Progress (12.340%)'],
    ['In Progress (19500503%)', 'In Progress (99999999%)'],
    ['In Progress (150%), 1950%', 'In Progress (150%), 0000%'],
    ['\u00b2\u0663 of them', '00 xx xxxx'],
  ])('%s', (progress, kept) => {
    expect(sanitizedProgress(progress)).toBe(kept);
    // The length is judged, so it must stay.
    expect(sanitizedProgress(progress)).toHaveLength(progress.length);
  });
});

describe('what stays of WWW-Authenticate', () => {
  test.each([
    ['Bearer', 'Bearer'],
    ['Bearer realm="BCDA"', 'Bearer realm="«6 characters»"'],
    ['Bearer realm="«token 1»"', 'Bearer realm="«11 characters, repeats «token 1»»"'],
    ['Bearer error=«token 1»', 'Bearer error=«10 characters, repeats «token 1»»'],
    [
      'Bearer error_description="file of Jane \\"Q\\" Public", x=y',
      'Bearer error_description="«27 characters»", x=«2 characters»',
    ],
  ])('%s', (challenge, kept) => expect(sanitizedChallenge(challenge)).toBe(kept));
});

test('a type is a word or is not told', () => {
  expect(sanitizedType('Patient')).toBe('Patient');
  expect(sanitizedType('Patient eyJ')).toBe('«string, 11 characters»');
});

test('a URL is kept up to the bound of every text', () => {
  const long = `https://b.example/data/${'x'.repeat(1_300_000)}`;
  expect(sanitizedUrl(long)).toBe(`https://b.example/data/«${long.length} characters»`);
  for (const url of [`https://b.example/${'a;'.repeat(990)}`, `/${'/'.repeat(5000)}`, `?${'a=b&'.repeat(400)}`])
    expect(sanitizedUrl(url).length).toBeLessThanOrEqual(2000);
});

describe('what the Bearer may go to', () => {
  const from = 'http://b.example:8080/api/v1/Patient/$export';
  test.each([
    ['http://b.example:8080/api/v1/jobs/1', 'http://b.example:8080/api/v1/jobs/1'],
    ['/api/v1/jobs/1', 'http://b.example:8080/api/v1/jobs/1'],
    ['http:evil.example/api/v1/jobs/1', undefined],
    ['http:/evil.example/api/v1/jobs/1', undefined],
    ['//evil.example/jobs/1', undefined],
    ['\\\\evil.example\\jobs', undefined],
    ['http://b.example:8080@evil.example/', undefined],
    ['http://user:word@b.example:8080/', undefined],
    ['https://b.example:8080/', undefined],
    ['file:///etc/passwd', undefined],
  ])('%s', (url, sent) => expect(onTarget(url, from)).toBe(sent));
});
