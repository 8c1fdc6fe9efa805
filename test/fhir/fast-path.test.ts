import { isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { lines, type ResourceType } from '../../fixtures/index.js';
import { definitionsOf } from '../../src/fhir/definitions/definitions.js';
import { FastPathReader } from '../../src/fhir/fast-path/reader.js';
import type { RawFinding } from '../../src/fhir/validate/finding.js';
import { judgeText } from '../../src/fhir/validate/judge/text.js';
import { LONG } from '../support/vitest/long.js';
import { NdjsonValidator, type ValidateOptions, type ValidationResult } from '../../src/fhir/validate/validate.js';
import { Mutations } from '../support/mutations.js';
import { CASES } from './rules.table.js';

const STU3 = definitionsOf('stu3');
const TYPES = ['ExplanationOfBenefit', 'Patient', 'Coverage'] as const satisfies readonly ResourceType[];
const records = (type: ResourceType, seed: number, to: number): string[] =>
  [...lines(type, { seed, from: 0, to })].map((line) => line.trimEnd());

/** Reads a text, followed by a newline, on the fast path: the findings, with places in the text; undefined: rejected. */
const findingsIn = (reader: FastPathReader, text: string | Uint8Array): RawFinding[] | undefined => {
  const bytes = Buffer.concat([Buffer.from('{"x":\n'), Buffer.from(text), Buffer.from('\n}')]);
  return reader.accepts(bytes, 6, bytes.length - 2)
    ? reader.findings.map((one) => ({ ...one, at: one.at - 6 }))
    : undefined;
};
const isSound = (reader: FastPathReader, text: string | Uint8Array): boolean => findingsIn(reader, text)?.length === 0;
/** What the judge says, with places in bytes. */
const judged = (text: string): RawFinding[] =>
  judgeText(text).findings.map((one) => ({ ...one, at: Buffer.byteLength(text.slice(0, one.at)) }));
const run = (text: string | Uint8Array, size: number, options: ValidateOptions = {}): ValidationResult => {
  const validator = new NdjsonValidator(options);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) validator.write(Uint8Array.from(bytes.subarray(at, at + size)));
  return validator.end();
};

describe('the fast path accepts nothing that the judge rejects, and finds what the judge finds', () => {
  const any = new FastPathReader(STU3);

  it.each(CASES.map((one, nth) => ({ nth, ...one })))('$nth $rule', ({ bad, good }) => {
    expect(isSound(any, bad)).toBe(false);
    const seen = findingsIn(any, bad);
    if (seen !== undefined) expect(seen).toEqual(judged(bad));
    // Whether it accepts the valid ones does not matter; the judge accepts them all.
    isSound(any, good);
    const type = (JSON.parse(good) as { resourceType: string }).resourceType;
    expect(isSound(new FastPathReader(STU3, type), bad)).toBe(false);
    expect(isSound(new FastPathReader(STU3, 'Observation'), good)).toBe(false);
  });

  it('finds each contained resource that nothing refers to', () => {
    const contained = ['a', 'b', 'c'].map((id) => ({ resourceType: 'Organization', id, name: 'x' }));
    const text = JSON.stringify({
      resourceType: 'Patient',
      contained,
      managingOrganization: { reference: '#b' },
    });
    const seen = findingsIn(any, text);
    expect(seen?.map(({ path }) => path)).toEqual([0, 2].map((nth) => `Patient.contained[${nth}]`));
    expect(seen).toEqual(judged(text));
  });

  const sound = [
    ...TYPES.flatMap((type) => records(type, 7, 12)),
    ...CASES.map(({ good }) => good).filter((text) => judgeText(text).findings.length === 0),
  ];

  it('however valid records are changed', () => {
    const times = Number(process.env['BCDA_MUTATIONS'] ?? (LONG ? 200_000 : 5000));
    const mutations = new Mutations(Number(process.env['BCDA_SEED'] ?? 2026), sound);
    const readers = [any, ...TYPES.map((type) => new FastPathReader(STU3, type))];
    const wanted = [undefined, ...TYPES];
    let accepted = 0;
    let noted = 0;
    for (let nth = 0; nth < times; nth += 1) {
      const bytes = mutations.next();
      // Lines have no newlines in them, and are read only if they are UTF-8.
      if (bytes.includes(0x0a) || !isUtf8(bytes)) continue;
      readers.forEach((reader, which) => {
        const seen = findingsIn(reader, bytes);
        if (seen === undefined) return;
        if (seen.length === 0) accepted += 1;
        else noted += 1;
        const text = bytes.toString('utf8');
        const { type, object } = judgeText(text);
        const right = object && (wanted[which] === undefined || wanted[which] === type);
        if (!right || !isDeepStrictEqual(seen, judged(text)))
          expect.fail(`${text}\nthe fast path: ${JSON.stringify(seen)}\nthe judge: ${JSON.stringify(judged(text))}`);
      });
    }
    // Changes that break everything would prove nothing.
    expect(accepted).toBeGreaterThan(times / 20);
    expect(noted).toBeGreaterThan(times / 50);
  });
});

describe('the fast path accepts', () => {
  it.each(TYPES)('every made-up %s', (type) => {
    const all = [1, 41].flatMap((seed) => records(type, seed, 100));
    expect(all.length).toBeGreaterThan(50);
    const reader = new FastPathReader(STU3, type);
    expect(all.filter((text) => !isSound(reader, text))).toEqual([]);
  });

  it('white space wherever JSON has it', () => {
    const reader = new FastPathReader(STU3, 'Patient');
    const text =
      ' {"resourceType" : "Patient" ,\t"name": [ {"given" :[ "a" , "b" ] } , { "family":"x"} ] , "active" :true } ';
    expect([isSound(reader, text), judgeText(text).findings]).toEqual([true, []]);
  });

  it('any type, also when types take turns', () => {
    const reader = new FastPathReader(STU3);
    const mixed = TYPES.flatMap((type) => records(type, 3, 12));
    expect(mixed.length).toBeGreaterThan(5);
    expect(mixed.filter((text) => !isSound(reader, text))).toEqual([]);
    const late = '{"name":[{"family":"x"}],"resourceType":"Patient"}';
    expect([isSound(reader, late), isSound(reader, late)]).toEqual([true, true]);
  });
});

describe('with and without the fast path, and with any chunks, the result is the same', () => {
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
