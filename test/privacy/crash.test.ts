import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtCommand } from '../support/process/built.js';
import { start } from '../support/process/children.js';
import { plantedLines } from './lines.js';
import { meeting } from './look.js';
import { STEM } from './marks.js';
import { filled, packed } from './plantings.js';
import { type OwnTemp, ownTemp } from './written.js';

let temp: OwnTemp;
beforeAll(() => {
  temp = ownTemp();
});
afterAll(() => {
  temp.remove();
});

/** Code that lets something go wrong as soon as a mark is in hand, with an error that quotes it. */
const breaking = (of: string, name: string, text: string, how = 'throw error;'): string => `
  const original = ${of}.${name};
  ${of}.${name} = function (...args) {
    const result = original.apply(this, args);
    const text = String(${text});
    if (text.includes('${STEM}')) {
      const error = Object.assign(new Error('cannot do with ' + text), { cause: new Error(text), line: text });
      ${how}
    }
    return result;
  };`;
const CRYPTO = "import { Hash } from 'node:crypto';";
const LATER = 'setImmediate(() => { throw error; });';
const REFUSED = 'void Promise.reject(error);';
const BARE = 'throw text;';
const CODED = "throw Object.assign(error, { code: text, name: text, stack: 'Error: ' + text + '\\n    at ' + text });";

const PARSE = breaking('JSON', 'parse', 'args[0]');
const hashing = (how?: string): string => CRYPTO + breaking('Hash.prototype', 'update', 'args[0]', how);
const ZIP = "import { InflateRaw } from 'node:zlib';" + breaking('InflateRaw.prototype', 'emit', 'args[1]');
const CHECK = ['check', '--poll-interval', '0.01', '--report', 'json=r.json', '--transcript', 't.json'];
const DIFF = ['contract', '--poll-interval', '0.01', '--diff'];
const PULL = ['pull', '--out', 'out'];

const CASES: readonly (readonly [string, readonly string[], string])[] = [
  ['reading an answer', CHECK, PARSE],
  ['judging a file', CHECK, hashing()],
  ['judging a file, a moment later', CHECK, hashing(LATER)],
  ['judging a file, and nobody awaits it', CHECK, hashing(REFUSED)],
  ['judging a file, with no error but a text', CHECK, hashing(BARE)],
  ['judging a file, with a stack of its own', CHECK, hashing(CODED)],
  ['unpacking a file', CHECK, ZIP],
  ['decoding', CHECK, breaking('Buffer.prototype', 'toString', 'result')],
  ['decoding, a moment later', CHECK, breaking('Buffer.prototype', 'toString', 'result', LATER)],
  ['reading an answer', DIFF, PARSE],
  ['reading an answer', ['doctor'], PARSE],
  ['reading an answer', PULL, PARSE],
  ['decoding an answer', PULL, breaking('TextDecoder.prototype', 'decode', 'result', LATER)],
];

describe('a fault of ours with a line in hand says nothing of it', () => {
  test.concurrent.each(CASES)('%s: %j', async (_, [command = '', ...options], code) => {
    await meeting(temp, packed, async (scene) => {
      mkdirSync(join(scene.cwd, 'secrets'));
      writeFileSync(join(scene.cwd, 'secrets/preload.mjs'), code);
      const argv = ['--import', join(scene.cwd, 'secrets/preload.mjs'), builtCommand, command, scene.server.url];
      const env = { ...scene.server.env, BCDA_DEBUG: '1' };
      const { err, out, ended } = start(process.execPath, [...argv, ...options], { cwd: scene.cwd, env });
      expect(await ended).toBe(2);
      expect(err()).toMatch(/^internal error: .* This is a bug in bcda-conformance: please report it\.$/m);
      scene.see(err(), 'stderr');
      scene.see(out(), 'stdout');
      expect(scene.leaks()).toEqual([]);
    });
  });

  const THREAD = breaking('Buffer.prototype', 'toString', 'result');
  // The program starts its threads without the options of its process.
  const OTHER = `
    import threads from 'node:worker_threads';
    import { syncBuiltinESMExports } from 'node:module';
    const { Worker } = threads;
    threads.Worker = class extends Worker {
      constructor(url, options) {
        super(url, { ...options, execArgv: ['--import', import.meta.filename] });
      }
    };
    syncBuiltinESMExports();
    if (!threads.isMainThread) { ${THREAD} }`;
  test.concurrent.each<[string, string, string[]]>([
    ['in the first thread', THREAD, ['--workers', '1']],
    ['in another thread', OTHER, ['--workers', '2']],
    ['in the second opinion', PARSE, ['--second-opinion']],
  ])('validating a file, %s', async (_, code, options) => {
    await meeting(temp, filled, async (scene) => {
      mkdirSync(join(scene.cwd, 'secrets'));
      writeFileSync(join(scene.cwd, 'secrets/preload.mjs'), code);
      writeFileSync(join(scene.cwd, 'secrets/a.ndjson'), plantedLines('Patient', scene.marks));
      const preload = ['--import', join(scene.cwd, 'secrets/preload.mjs')];
      const argv = [...preload, builtCommand, 'validate', 'secrets/a.ndjson', ...options, '--quiet'];
      const { err, out, ended } = start(process.execPath, argv, { cwd: scene.cwd });
      expect(await ended).toBe(2);
      expect(err()).toMatch(/^internal error: [^\n]*\n$/);
      scene.see(err(), 'stderr');
      scene.see(out(), 'stdout');
      expect(scene.leaks()).toEqual([]);
    });
  });
});
