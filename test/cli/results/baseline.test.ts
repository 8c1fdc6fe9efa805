import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/model/index.js';
import { captureOf, WITHOUT_PROGRESS } from '../../support/capture.js';
import { harText } from '../../support/har.js';
import { emptyFolder, run } from '../../support/cli-run.js';

const cwd = emptyFolder();
const ID = 'status.progress';
const read = (name: string): string => readFileSync(join(cwd, name), 'utf8');

/** Judges a capture, compared with an earlier report. */
const judge = async (har: string, ...argv: string[]): Promise<Report> => {
  const { err } = await run(['judge', har, '--report', 'json=after.json', '--report', 'html=after.html', ...argv], {
    cwd,
  });
  expect(err).toBe('');
  return JSON.parse(read('after.json')) as Report;
};

beforeAll(async () => {
  writeFileSync(join(cwd, 'sound.har'), harText(await captureOf()));
  writeFileSync(join(cwd, 'faulty.har'), harText(await captureOf({ faults: [WITHOUT_PROGRESS] })));
  for (const name of ['sound', 'faulty']) await run(['judge', `${name}.har`, '--report', `json=${name}.json`], { cwd });
});

describe('--baseline', () => {
  it('shows what is new since a report in which it passed', async () => {
    const { baseline } = await judge('faulty.har', '--baseline', 'sound.json');
    expect(baseline?.failing).toContain(ID);
    expect(baseline?.fixed).toEqual([]);
    expect(read('after.html')).toContain('Since the baseline');
  });

  it('shows what is fixed since a report in which it failed', async () => {
    const { baseline } = await judge('sound.har', '--baseline', 'faulty.json');
    expect(baseline?.fixed).toContain(ID);
    expect(baseline?.failing).toEqual([]);
  });

  it('shows what still fails', async () => {
    const { baseline } = await judge('faulty.har', '--baseline', 'faulty.json');
    expect(baseline?.stillFailing).toContain(ID);
    expect(baseline?.failing).toEqual([]);
  });

  it('refuses a file that is no report, and one that is not there', async () => {
    const wrong = await run(['judge', 'sound.har', '--baseline', 'sound.har'], { cwd });
    expect(wrong.code).toBe(2);
    expect(wrong.err).toMatch(/sound\.har/);
    const missing = await run(['judge', 'sound.har', '--baseline', 'nothing.json'], { cwd });
    expect(missing.code).toBe(2);
    expect(missing.err).toMatch(/Cannot read .*nothing\.json/);
  });
});
