import { isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { lines, type ResourceType } from '../../fixtures/index.js';
import { FastPathReader } from '../../src/fhir/fast-path/pass.js';
import type { Sighting } from '../../src/fhir/validate/finding.js';
import {
  judgeText,
  NdjsonValidator,
  type ValidateOptions,
  type ValidationResult,
} from '../../src/fhir/validate/validate.js';
import { LONG } from '../support/long.js';
import { Mutations } from '../support/mutations.js';
import { CASES } from './rules.table.js';

const TYPES = ['ExplanationOfBenefit', 'Patient', 'Coverage'] as const satisfies readonly ResourceType[];
const records = (type: ResourceType, seed: number, to: number): string[] =>
  [...lines(type, { seed, from: 0, to })].map((line) => line.trimEnd());

/** Asks a pass about a text, behind which stands a newline: what it notes, with places in it; undefined: unsure. */
const notes = (pass: FastPathReader, text: string | Uint8Array): Sighting[] | undefined => {
  const bytes = Buffer.concat([Buffer.from('{"x":\n'), Buffer.from(text), Buffer.from('\n}')]);
  return pass.sure(bytes, 6, bytes.length - 2) ? pass.noted.map((one) => ({ ...one, at: one.at - 6 })) : undefined;
};
const sure = (pass: FastPathReader, text: string | Uint8Array): boolean => notes(pass, text)?.length === 0;
/** What the judge says, with places in bytes. */
const judged = (text: string): Sighting[] =>
  judgeText(text).sightings.map((one) => ({ ...one, at: Buffer.byteLength(text.slice(0, one.at)) }));
const run = (text: string | Uint8Array, size: number, options: ValidateOptions = {}): ValidationResult => {
  const validator = new NdjsonValidator(options);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) validator.write(Uint8Array.from(bytes.subarray(at, at + size)));
  return validator.end();
};

describe('the byte pass accepts nothing that the judge rejects, and notes what the judge says', () => {
  const any = new FastPathReader();

  it.each(CASES.map((one, nth) => ({ nth, ...one })))('$nth $rule', ({ bad, good }) => {
    expect(sure(any, bad)).toBe(false);
    const seen = notes(any, bad);
    if (seen !== undefined) expect(seen).toEqual(judged(bad));
    // What it accepts of the others is its own affair; the judge has nothing to say against them.
    sure(any, good);
    const type = (JSON.parse(good) as { resourceType: string }).resourceType;
    expect(sure(new FastPathReader(type), bad)).toBe(false);
    expect(sure(new FastPathReader('Observation'), good)).toBe(false);
  });

  const sound = [
    ...TYPES.flatMap((type) => records(type, 7, 12)),
    ...CASES.map(({ good }) => good).filter((text) => judgeText(text).sightings.length === 0),
  ];

  it('however valid records are changed', () => {
    const times = Number(process.env['BCDA_MUTATIONS'] ?? (LONG ? 200_000 : 5000));
    const mutations = new Mutations(Number(process.env['BCDA_SEED'] ?? 2026), sound);
    const passes = [any, ...TYPES.map((type) => new FastPathReader(type))];
    const wanted = [undefined, ...TYPES];
    let accepted = 0;
    let noted = 0;
    for (let nth = 0; nth < times; nth += 1) {
      const bytes = mutations.next();
      // Lines have no newlines in them, and are looked at only when they are UTF-8.
      if (bytes.includes(0x0a) || !isUtf8(bytes)) continue;
      passes.forEach((pass, which) => {
        const seen = notes(pass, bytes);
        if (seen === undefined) return;
        if (seen.length === 0) accepted += 1;
        else noted += 1;
        const text = bytes.toString('utf8');
        const { type, object } = judgeText(text);
        const right = object && (wanted[which] === undefined || wanted[which] === type);
        if (!right || !isDeepStrictEqual(seen, judged(text)))
          expect.fail(`${text}\nthe pass: ${JSON.stringify(seen)}\nthe judge: ${JSON.stringify(judged(text))}`);
      });
    }
    // Changes that break everything would prove nothing.
    expect(accepted).toBeGreaterThan(times / 20);
    expect(noted).toBeGreaterThan(times / 50);
  });
});

describe('the byte pass accepts', () => {
  it.each(TYPES)('every made-up %s', (type) => {
    const all = [1, 41].flatMap((seed) => records(type, seed, 100));
    expect(all.length).toBeGreaterThan(50);
    const pass = new FastPathReader(type);
    expect(all.filter((text) => !sure(pass, text))).toEqual([]);
  });

  it('white space wherever JSON has it', () => {
    const pass = new FastPathReader('Patient');
    const text =
      ' {"resourceType" : "Patient" ,\t"name": [ {"given" :[ "a" , "b" ] } , { "family":"x"} ] , "active" :true } ';
    expect([sure(pass, text), judgeText(text).sightings]).toEqual([true, []]);
  });

  it('any type, also when types take turns', () => {
    const pass = new FastPathReader();
    const mixed = TYPES.flatMap((type) => records(type, 3, 12));
    expect(mixed.length).toBeGreaterThan(5);
    expect(mixed.filter((text) => !sure(pass, text))).toEqual([]);
    const late = '{"name":[{"family":"x"}],"resourceType":"Patient"}';
    expect([sure(pass, late), sure(pass, late)]).toEqual([true, true]);
  });
});

describe('with and without the pass, and in whatever chunks, the result is the same', () => {
  const mutations = new Mutations(
    5,
    TYPES.flatMap((type) => records(type, 9, 2)),
  );
  const changed = Array.from({ length: 60 }, () => mutations.next());
  const file = Buffer.concat(
    TYPES.flatMap((type) => records(type, 9, 3))
      .flatMap((text, nth) => [Buffer.from(text), changed[2 * nth] ?? '', changed[2 * nth + 1] ?? ''])
      .flatMap((line, nth) => [
        Buffer.from(line),
        Buffer.from(nth % 7 === 0 ? '\r\n' : nth % 11 === 0 ? '\n\n' : '\n'),
      ]),
  );

  it.each([{}, { type: 'Patient' }, { type: 'ExplanationOfBenefit', maxFindings: 5 }])('%j', (options) => {
    const alone = run(file, file.length, { ...options, judgeAll: true });
    expect(alone.errors).toBeGreaterThan(0);
    for (const size of [file.length, 65_536, 4096, 1000, 100, 17, 1]) expect(run(file, size, options)).toEqual(alone);
    expect(run(`\ufeff${file.toString('latin1')}`, 999, options)).toEqual(
      run(`\ufeff${file.toString('latin1')}`, 999, { ...options, judgeAll: true }),
    );
  });
});
