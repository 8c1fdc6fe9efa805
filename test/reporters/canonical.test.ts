import { expect, test } from 'vitest';
import { violations } from '../../schemas/violations.js';
import { formats } from '../../reporters/index.js';
import { allPass, hostile, HOSTILE, mixed } from '../support/reports/reports.js';

test('the canonical reports are what they are called', async () => {
  expect((await allPass()).conforms).toBe('yes');
  const { verdicts, conforms } = await mixed();
  expect(conforms).toBe('no');
  const ids = (wanted: (one: (typeof verdicts)[number]) => boolean) => verdicts.filter(wanted).map(({ id }) => id);
  expect(ids(({ outcome, gating, known }) => outcome === 'fail' && gating && known === undefined)).toEqual([
    'kickoff.error-outcome',
    'manifest.job-id',
    'resources.explanation-of-benefit',
  ]);
  expect(ids(({ known }) => known !== undefined)).toEqual(['metadata.fhir-version']);
  expect(ids(({ outcome, gating }) => outcome === 'fail' && !gating)).toEqual([
    'token.no-store',
    'status.progress-short',
    'resources.extensible-bindings',
  ]);
  expect(ids(({ outcome, cause }) => outcome === 'blocked' && cause === 'input')).toEqual(['protection.other-client']);
  expect(ids(({ outcome, cause }) => outcome === 'blocked' && cause === 'earlier')).toEqual([
    'kickoff.error-valid-stu3',
  ]);
  expect((await hostile()).interrupted).toBe(true);
});

test('the canonical reports are reports', async () => {
  for (const report of [await allPass(), await mixed(), await hostile()])
    expect(violations('report', report)).toEqual([]);
});

test('no control character of a hostile server reaches a terminal', async () => {
  const text = formats['console'](await hostile());
  expect(text.replaceAll('\n', '')).not.toMatch(/[\u{0}-\u{1f}\u{7f}-\u{9f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u);
  expect(text).toContain('javascript:alert(1)');
  expect(HOSTILE.length).toBeGreaterThan(8);
});
