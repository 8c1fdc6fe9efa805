import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { json } from '../../../reporters/json.js';
import type { FieldCount } from '../../../src/model/index.js';
import { emptyFolder, run } from '../../support/cli-run.js';
import { report, verdict } from '../../support/reports/made-report.js';

let cwd: string;
beforeEach(() => (cwd = emptyFolder()));

const ROWS: readonly FieldCount[] = [
  { type: 'Patient', fields: ['CCLF8 BENE_DOB'], paths: ['Patient.birthDate'], seen: 3, of: 4 },
  { type: 'Patient', fields: ['-'], paths: ['Patient.photo', 'Patient.link'], seen: 0, of: 4 },
  { type: 'Coverage', fields: ['A', 'B'], paths: ['Coverage.grouping'], seen: 2, of: 2 },
];
const content = (rows: readonly FieldCount[], ...argv: readonly string[]) => {
  writeFileSync(join(cwd, 'r.json'), json(report([verdict('token.a')], rows.length === 0 ? {} : { content: rows })));
  return run(['content', 'r.json', ...argv], { cwd });
};

describe('content', () => {
  test('lists each element with its fields, and in how many resources it was seen', async () => {
    const { code, out } = await content(ROWS);
    expect(out.split('\n')).toEqual([
      'Patient: 1 of 2 elements were seen',
      '  ✓ 3 of 4         Patient.birthDate  (CCLF8 BENE_DOB)',
      '  ✗ 0 of 4         Patient.photo or Patient.link',
      'Coverage: 1 of 1 elements were seen',
      '  ✓ 2 of 2         Coverage.grouping  (A, B)',
      '',
    ]);
    expect(code).toBe(0);
  });

  test('lists only those that no resource has, with --missing', async () => {
    const { out } = await content(ROWS, '--missing');
    expect(out).toContain('Patient.photo');
    expect(out).not.toMatch(/birthDate|grouping/u);
  });

  test('says why there is nothing to show', async () => {
    const { code, err } = await content([]);
    expect([code, err]).toEqual([2, expect.stringContaining('has no counts of elements')]);
  });

  test('prints what stands in a file so that a terminal takes no command from it', async () => {
    const { out } = await content([{ type: 'P\u001b[31m', fields: ['\u0007'], paths: ['\u001b]0;x'], seen: 1, of: 1 }]);
    expect(out.replaceAll('\n', '')).not.toMatch(/[\u{0}-\u{1f}\u{7f}-\u{9f}]/u);
  });
});
