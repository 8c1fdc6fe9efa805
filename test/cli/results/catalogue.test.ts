import { expect, test } from 'vitest';
import type { Report } from '../../../src/model/index.js';
import { catalogueVersions } from '../../../suites/released/index.js';
import { run } from '../../support/cli-run.js';

test('check --catalogue judges by a released catalogue, and the report says so', async () => {
  const [oldest = ''] = catalogueVersions;
  const { code, out } = await run(['check', 'metadata', '--quiet', '--catalogue', oldest, '--report', 'json']);
  const report = JSON.parse(out) as Report;
  expect([code, report.asOf]).toEqual([0, oldest]);
  expect(report.verdicts.every(({ since }) => since !== undefined && catalogueVersions.includes(since))).toBe(true);
});

test('a catalogue that was never released is refused', async () => {
  const { code, err } = await run(['check', 'metadata', '--catalogue', '0.0.9']);
  expect([code, err]).toEqual([2, expect.stringContaining("'--catalogue <VERSION>' argument '0.0.9' is invalid")]);
});
