import { describe, expect, test } from 'vitest';
import { certifyClient } from '../../src/assess/index.js';
import { linesKept } from '../../src/certify/lines.js';
import { referenceClient } from '../../src/certify/own.js';
import { createRedactor } from '../../src/record/redact.js';
import { skippingClock } from '../../src/model/index.js';
import { conditions } from '../../suites/client/conditions.js';
import { catalogue } from '../../suites/index.js';
import { profile201912 as profile } from '../../suites/profiles/2019-12.js';
import { emptyFolder } from '../support/cli-run.js';

test('files are compressed in the conditions that are about it, and nowhere else', async () => {
  const clock = skippingClock();
  const codings = new Set<string>();
  let current = '';
  const client = referenceClient(profile, clock, (http) => async (request) => {
    const reply = await http(request);
    const coding = reply.headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1];
    if (coding !== undefined) codings.add(`${current}: ${coding}`);
    return reply;
  });
  const options = { profile, catalogue, conditions, clock, target: 'it', outOf: () => emptyFolder() };
  await certifyClient({
    ...options,
    runClient: client,
    onProgress: (progress) => {
      if (progress.kind === 'scenario') current = progress.suite;
    },
  });
  expect([...codings]).toEqual([
    'gzip: gzip',
    'gzip-everywhere: gzip',
    'gzip-members: gzip',
    'cut-gzip: gzip',
    'legal-identity-only: identity',
  ]);
});

describe('what a client wrote last', () => {
  const secret = 'c0ffee5e9d3b7a1482f6e0d95b3c7a1846e2f0d9b5c3a7184e6f2d0b9c5a3718e4f6d2b0c9a53781';
  const redactor = createRedactor();
  redactor.add(secret, '«client secret»');
  const base64 = Buffer.from(`client:${secret}`).toString('base64');
  const wrapped = (text: string, width: number): string[] => text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];

  test.each([
    ['base64 over lines, as base64 wraps it', wrapped(base64, 76)],
    ['the secret over two lines', wrapped(secret, 40)],
    ['the secret over short lines', wrapped(secret, 16)],
    ['all but its last sign', [secret.slice(0, -1)]],
    ['backwards', [Array.from(secret).toReversed().join('')]],
    ['escaped sign by sign', [secret.replace(/./g, (sign) => `%${Buffer.from(sign).toString('hex')}`)]],
    ['spaced out sign by sign', [Array.from(secret).join(' ')]],
    ['with dashes between its signs', [Array.from(secret).join('-')]],
    ['as a list of its signs', [JSON.stringify(Array.from(secret)).replace('[', 'signs: ')]],
    ['in pairs, with colons', [secret.replace(/..(?=.)/g, '$&:')]],
    ['a sign a line', Array.from(secret)],
    ['a resource in Python', ["got {'resourceType': 'Patient', 'birthDate': '1950-01-01'}"]],
  ])('%s', (_, lines) => {
    const kept = linesKept(['before', ...lines, 'after'], redactor).join('\n');
    for (const piece of wrapped(secret, 12)) expect(kept).not.toContain(piece);
    for (const piece of wrapped(base64, 16).slice(0, -1)) expect(kept).not.toContain(piece);
    expect(kept).not.toMatch(/1950|%63/);
    // Nor can it be read by leaving out what stands between.
    expect(kept.replace(/[^0-9a-z]/g, '')).not.toContain(secret.slice(0, 12));
  });

  test('ordinary lines stay', () => {
    const lines = [
      'job 42: In Progress (25%)',
      'AbstractAuthenticationProcessingFilter failed',
      '2026-11-22T10:00:00.000Z',
    ];
    expect(linesKept(lines, redactor)).toEqual(lines);
  });
});

test('a secret that is escaped sign by sign is told and does not pass', () => {
  const redactor = createRedactor();
  redactor.add('0123456789abcdef', '«client secret»');
  const escaped = Array.from('0123456789abcdef', (sign) => `%${Buffer.from(sign).toString('hex')}`).join('');
  expect(redactor.marksIn(`/a/${escaped}/b`)).toEqual(['«client secret»']);
  expect(redactor.redact(`/a/${escaped}/b`)).toBe('/a/«client secret»/b');
  expect(redactor.leaks(`{"url":"/a/${escaped}"}`)).toBe(true);
  expect(redactor.redact('/a/%C3%A9?b=100%')).toBe('/a/%C3%A9?b=100%');
});
