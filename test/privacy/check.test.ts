import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesFor } from '../../cli/output/report-files.js';
import { type Scene, meeting } from './look.js';
import { echoing, failing, filled, lost, misplaced, packed, refusing, strange } from './plantings.js';
import type { Planting } from './server.js';
import { type OwnTemp, ownTemp } from './written.js';

const PLANTINGS: Readonly<Record<string, Planting>> = {
  echoing,
  filled,
  packed,
  strange,
  refusing,
  failing,
  misplaced,
  lost,
};
const FORMATS = Object.keys(filesFor('server'));
const EVERY = ['--report-dir', 'reports', ...FORMATS.flatMap((format) => ['--report', format])];

let temp: OwnTemp;
beforeAll(() => (temp = ownTemp()));
afterAll(() => temp.remove());

const checkArgs = ({ server, cwd }: Scene): string[] => {
  mkdirSync(join(cwd, 'secrets'));
  writeFileSync(join(cwd, 'secrets/expired'), server.expired);
  const quickly = ['--poll-interval', '0.01', '--profile', '2019-12', '--expired-token-file', 'secrets/expired'];
  return ['check', server.url, ...quickly, ...EVERY, '--transcript', 'transcript.json'];
};
const isWritten = ({ cwd }: Scene): boolean =>
  [
    'transcript.json',
    ...Object.values(filesFor('server')).flatMap((name) => (name === undefined ? [] : `reports/${name}`)),
  ]
    .map((name) => join(cwd, name))
    .every(existsSync);

describe('check, in every format', () => {
  test.each(Object.entries(PLANTINGS))('of a server that is %s', async (_, planting) => {
    await meeting(temp, planting, async (scene) => {
      const { code } = await scene.run(checkArgs(scene));
      expect(code).toBe(1);
      expect(isWritten(scene)).toBe(true);
      expect(scene.leaks()).toEqual([]);
      // Several hundred were there to be found.
      expect(scene.marks.count()).toBeGreaterThan(300);
    });
  });

  test.each([
    ['on a sample of the lines', ['--sample', '20', '--seed', '7']],
    ['one file after another', ['--parallel', '1']],
    ['keeping the data in a folder that was asked for', ['--keep-data', 'out']],
  ])('%s', async (_, options) => {
    await meeting(temp, packed, async (scene) => {
      await scene.run([...checkArgs(scene), ...options]);
      expect(isWritten(scene)).toBe(true);
      expect(scene.leaks()).toEqual([]);
      if (options[0] !== '--keep-data') return;
      expect(readdirSync(join(scene.cwd, 'out')).length).toBeGreaterThan(0);
      expect(statSync(join(scene.cwd, 'out')).mode & 0o777).toBe(0o700);
    });
  });

  test('on a terminal', async () => {
    await meeting(temp, filled, async (scene) => {
      const { err } = await scene.run(['check', scene.server.url, '--poll-interval', '0.01'], { tty: true });
      expect(err).toContain('In Progress');
      expect(scene.leaks()).toEqual([]);
    });
  });

  test.each([1, 2, 4, 8, 16, 24])('interrupted when it has said %i things', async (most) => {
    await meeting(temp, filled, async (scene) => {
      let said = 0;
      const { code, err } = await scene.run(checkArgs(scene), {
        tty: true,
        watch: (_, interrupt) => {
          said += 1;
          if (said === most) interrupt();
        },
      });
      // What was seen to fail before stays a failure.
      expect([1, 2]).toContain(code);
      expect(err).toContain('Interrupted');
      expect(isWritten(scene)).toBe(true);
      expect(scene.leaks()).toEqual([]);
    });
  });
});

describe('what is saved', () => {
  test('is judged again and compared without a mark', async () => {
    await meeting(temp, strange, async (scene) => {
      await scene.run(checkArgs(scene));
      const again = await scene.run(['judge', 'transcript.json', '--report-dir', 'again', ...EVERY.slice(2)]);
      expect(again.code).toBe(1);
      const formats = ['console', 'json', 'markdown'].flatMap((format) => ['--report', format]);
      const files = ['reports/report.json', 'again/report.json'];
      const { code } = await scene.run(['compare', ...files, '--report-dir', 'compared', ...formats]);
      expect(code).toBe(0);
      expect(scene.leaks()).toEqual([]);
    });
  });
});

describe('contract and doctor', () => {
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ['contract', EVERY],
    ['contract', ['--diff']],
    ['doctor', ['--report-dir', 'reports', '--report', 'console', '--report', 'json']],
  ];
  const cases = commands.flatMap(([command, options]) =>
    Object.entries(PLANTINGS)
      .filter(([name]) => command === 'doctor' || name === 'echoing' || name === 'filled' || name === 'strange')
      .map(([name, planting]) => [[command, options[0]].join(' '), name, { command, options, planting }] as const),
  );
  test.each(cases)('%s of a server that is %s', async (_, __, { command, options, planting }) => {
    await meeting(temp, planting, async (scene) => {
      const quickly = command === 'doctor' ? [] : ['--poll-interval', '0.01'];
      const { out } = await scene.run([command, scene.server.url, ...quickly, ...options]);
      expect(out.length).toBeGreaterThan(100);
      expect(scene.leaks()).toEqual([]);
    });
  });
});
