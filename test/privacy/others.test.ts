import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skippingClock } from '../../src/model/index.js';
import { plantedErrors, plantedLines, plantedOutcome } from './lines.js';
import { meeting } from './look.js';
import { echoing, failing, filled, lost, misplaced, mistyped, packed, refusing, strange } from './plantings.js';
import { type OwnTemp, ownTemp } from './written.js';

let temp: OwnTemp;
beforeAll(() => (temp = ownTemp()));
afterAll(() => temp.remove());

describe('validate', () => {
  const OPTIONS = [
    [],
    ['--workers', '2'],
    ['--max-findings', '5'],
    ['--sample', '50', '--seed', '7'],
    ['--second-opinion', '300'],
    ['--type', 'Coverage'],
  ];
  test.each(OPTIONS.map((options) => [options.join(' '), options] as const))('%s', async (_, options) => {
    await meeting(temp, filled, async (scene) => {
      mkdirSync(join(scene.cwd, 'secrets'));
      const put = (name: string, bytes: string | Buffer): string => {
        writeFileSync(join(scene.cwd, 'secrets', name), bytes);
        return `secrets/${name}`;
      };
      const files = [
        put('a.ndjson', plantedLines('Patient', scene.marks)),
        put('b.ndjson.gz', gzipSync(plantedLines('Coverage', scene.marks))),
        put('c.ndjson', plantedLines('ExplanationOfBenefit', scene.marks)),
        put('d.ndjson', plantedErrors(scene.marks)),
        put('e.json', JSON.stringify(plantedOutcome(scene.marks, 'a file of one'), null, 2)),
        put('f.ndjson.gz', gzipSync(plantedLines('Patient', scene.marks)).subarray(0, 3000)),
      ];
      const reports = ['--report-dir', 'reports', '--report', 'console', '--report', 'json'];
      const { code, out } = await scene.run(['validate', ...files, ...options, ...reports], { tty: true });
      expect(code).toBe(1);
      expect(out).toContain('fhir.stu3');
      expect(scene.leaks()).toEqual([]);
    });
  });

  test('of stdin, interrupted', async () => {
    await meeting(temp, filled, async (scene) => {
      const stdinFrom = (interrupt: () => void): AsyncIterable<Uint8Array> =>
        Readable.from([0, 1, 2]).map((nth: number) => {
          if (nth === 1) interrupt();
          return plantedLines('Patient', scene.marks);
        }) as AsyncIterable<Uint8Array>;
      const { code } = await scene.run(['validate', '-', '--report', 'json'], { stdinFrom });
      expect(code).toBe(2);
      expect(scene.leaks()).toEqual([]);
    });
  });
});

describe('files that are none of what a command reads', () => {
  const COMMANDS = [
    ['judge', 'secrets/file'],
    ['compare', 'secrets/file', 'secrets/file'],
    ['check', '--known-failures', 'secrets/file'],
    ['check', '--openapi', 'secrets/file'],
    ['check', 'http://127.0.0.1:9', '--ca', 'secrets/file'],
    ['check', 'http://127.0.0.1:9', '--expired-token-file', 'secrets/file'],
    ['check', 'http://127.0.0.1:9', '--client-id', 'x', '--client-secret-file', 'secrets/file'],
  ];
  test.each(COMMANDS.map((command) => [command.slice(0, -1).join(' '), command] as const))('%s', async (_, command) => {
    await meeting(temp, filled, async (scene) => {
      mkdirSync(join(scene.cwd, 'secrets'));
      const kinds = [
        plantedLines('Patient', scene.marks),
        Buffer.from(plantedLines('Patient', scene.marks).toString('latin1').split('\n', 1)[0] ?? ''),
        Buffer.from(JSON.stringify(plantedOutcome(scene.marks, 'a resource'))),
        Buffer.from(JSON.stringify([plantedOutcome(scene.marks, 'a resource in a list')])),
        Buffer.from(`${scene.marks.word('YAML')}: [${scene.marks.word('broken YAML')}\n: {`),
        Buffer.from(`${scene.marks.word('text')}\n${scene.marks.word('second line')}`),
        Buffer.from(`*${scene.marks.word('alias')}`),
        Buffer.from(`- ${scene.marks.word('member of a known failure')}: x\n`),
        Buffer.from(
          `!${scene.marks.word('tag')} x: &${scene.marks.word('anchor')} y\n%${scene.marks.word('directive')}`,
        ),
      ];
      for (const kind of kinds) {
        writeFileSync(join(scene.cwd, 'secrets/file'), kind);
        const { code, err } = await scene.run(command, { env: {} });
        expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^error: [^\n]*\n$/) as string });
      }
      expect(scene.leaks()).toEqual([]);
    });
  });
});

describe('pull', () => {
  const PLANTINGS = { echoing, mistyped, filled, packed, strange, refusing, failing, misplaced, lost };
  test.each(Object.entries(PLANTINGS))('from a server that is %s', async (_, planting) => {
    await meeting(temp, planting, async (scene) => {
      const io = { tty: true, clock: skippingClock() } as const;
      const { code, out, err } = await scene.run(['pull', scene.server.url, '--out', 'out'], io);
      expect([0, 1]).toContain(code);
      expect((out + err).length).toBeGreaterThan(20);
      expect(scene.leaks()).toEqual([]);
      // For nobody else's eyes.
      const folder = join(scene.cwd, 'out');
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    });
  });

  test.each([1, 3, 5, 7])('interrupted when it has said %i things', async (most) => {
    await meeting(temp, filled, async (scene) => {
      let said = 0;
      const { code } = await scene.run(['pull', scene.server.url, '--out', 'out'], {
        tty: true,
        clock: skippingClock(),
        watch: (_, interrupt) => {
          said += 1;
          if (said === most) interrupt();
        },
      });
      expect(code).toBe(2);
      expect(scene.leaks()).toEqual([]);
    });
  });
});

test('serve says nothing of what it is asked', async () => {
  await meeting(temp, filled, async ({ marks, run, leaks }) => {
    let asked = Promise.resolve();
    const watchOut = (text: string, interrupt: () => void): void => {
      const url = /at (http:\S+),/.exec(text)?.[1] ?? '';
      const word = (place: string): string => marks.word(`request to serve, ${place}`);
      const headers = { authorization: `Basic ${word('credentials')}`, cookie: word('cookie'), [word('name')]: '1' };
      const ask = async (): Promise<void> => {
        for (const path of [
          '/auth/token',
          '/api/v1/metadata',
          `/${word('path')}%`,
          `/data/1/${word('file')}?${word('query')}`,
        ])
          await fetch(url + path, { method: 'POST', headers, body: `{"${word('body')}` });
      };
      asked = ask().finally(interrupt);
    };
    expect((await run(['serve', '--port', '0'], { watchOut })).code).toBe(0);
    await asked;
    expect(leaks()).toEqual([]);
  });
});

test('list says nothing of anybody', async () => {
  await meeting(temp, filled, async (scene) => {
    expect((await scene.run(['list', '--json'])).code).toBe(0);
    expect(scene.leaks()).toEqual([]);
  });
});
