import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesFor } from '../../bin/report-files.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { run } from '../cli-run.js';
import { createMarks } from './marks.js';
import { failing, filled, lost, misplaced, packed, refusing, strange } from './plantings.js';
import { type Planting, startPlanted } from './server.js';
import { byPlace, filesBelow, marksBelow, type OwnTemp, ownTemp } from './written.js';

const PLANTINGS: Readonly<Record<string, Planting>> = { filled, packed, strange, refusing, failing, misplaced, lost };
const EVERY = Object.keys(filesFor('server')).flatMap((format) => ['--report', format]);

let temp: OwnTemp;
beforeAll(() => (temp = ownTemp()));
afterAll(() => temp.remove());

/** Runs a command against a server that plants, and says what of it is to be found in all that was written. */
const leaksOf = async (planting: Planting, command: (url: string) => readonly string[], files: readonly string[]) => {
  const marks = createMarks();
  const server = await startPlanted(profile201912, marks, planting);
  const cwd = temp.folder('run');
  const secrets = join(cwd, 'secrets');
  mkdirSync(secrets);
  writeFileSync(join(secrets, 'expired'), server.expired);
  try {
    const during: (readonly [string,string])[] = [];
    const ran = await run([...command(server.url), '--expired-token-file', join(secrets, 'expired')], {
      cwd,
      env: server.env,
    });
    const isSecret = (path: string): boolean => path.startsWith(secrets);
    if (ran.code === 2) console.log(ran.err.slice(-1500));
    expect(filesBelow(cwd).filter((path) => !isSecret(path)).length).toBeGreaterThanOrEqual(files.length);
    return {
      ...ran,
      marks: marks.count(),
      leaks: byPlace([
        ...during,
        ...marks.in(Buffer.from(ran.out)).map((found) => [found, 'stdout'] as const),
        ...marks.in(Buffer.from(ran.err)).map((found) => [found, 'stderr'] as const),
        ...marksBelow(temp.path, marks, isSecret),
      ]),
    };
  } finally {
    await server.close();
    rmSync(cwd, { recursive: true });
  }
};

describe('check', () => {
  test.each(Object.entries(PLANTINGS))('%s', async (_, planting) => {
    const { code, leaks, marks, err } = await leaksOf(
      planting,
      (url) => [
        ...['check', url, '--poll-interval', '0.01', '--profile', '2019-12'],
        ...['--report-dir', 'reports', ...EVERY, '--transcript', 'transcript.json'],
      ],
      Object.keys(filesFor('server')),
    );
    console.log(code, marks, err.slice(-300));
    expect(leaks).toEqual([]);
  });
});
