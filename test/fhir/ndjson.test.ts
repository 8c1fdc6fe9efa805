import { describe, expect, test } from 'vitest';
import { LONGEST_LINE } from '../../src/fhir/ndjson/lines.js';
import { type NdjsonSummary, scanNdjson } from '../../src/fhir/ndjson/scanner.js';
import { NdjsonValidator } from '../../src/fhir/validate/validate.js';
import type { LineFinding } from '../../src/model/index.js';
import { LONG } from '../support/vitest/long.js';

type Part = string | readonly number[];

const bytesOf = (...parts: readonly Part[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

const scan = (chunks: readonly Uint8Array[], whole = true, type = 'Patient'): NdjsonSummary => {
  const scanner = scanNdjson(type, new NdjsonValidator({ judgeAll: true }));
  for (const chunk of chunks) scanner.write(chunk);
  return scanner.end(whole);
};

/** How many bits of a number are set. */
const placesIn = (cuts: number): number => cuts.toString(2).replaceAll('0', '').length;

const PATIENT = '{"resourceType":"Patient"}';
const BOM = [0xef, 0xbb, 0xbf];
const at = (
  rule: LineFinding['rule'],
  lines: readonly number[],
  offset: number,
  count = lines.length,
): LineFinding => ({
  rule,
  count,
  lines,
  offset,
});

interface Row {
  readonly title: string;
  readonly file: readonly Part[];
  readonly resources: number;
  readonly findings?: readonly LineFinding[];
  /** The transfer was cut. */
  readonly cut?: true;
}

const ROWS: readonly Row[] = [
  { title: 'an empty file', file: [], resources: 0 },
  { title: 'a line', file: [`${PATIENT}\n`], resources: 1 },
  { title: 'a last line without newline', file: [`${PATIENT}\n${PATIENT}`], resources: 2 },
  { title: 'CRLF', file: [`${PATIENT}\r\n${PATIENT}\r\n`], resources: 2 },
  { title: 'spaces and tabs around', file: [` ${PATIENT}\t\n`], resources: 1 },
  { title: 'an object of no type', file: ['{}\n'], resources: 1, findings: [at('other-type', [1], 0)] },
  {
    title: 'another type',
    file: [`${PATIENT}\n{"resourceType":"patient"}\n{"resourceType":["Patient"]}\n`],
    resources: 3,
    findings: [at('other-type', [2, 3], 27)],
  },
  { title: 'a byte order mark', file: [BOM, `${PATIENT}\n`], resources: 1, findings: [at('bom', [1], 0)] },
  { title: 'nothing but a byte order mark', file: [BOM], resources: 0, findings: [at('bom', [1], 0)] },
  {
    title: 'a byte order mark inside, as where files were joined',
    file: [`${PATIENT}\n`, BOM, `${PATIENT}\n`],
    resources: 1,
    findings: [at('not-an-object', [2], 27)],
  },
  {
    title: 'blank lines inside',
    file: [`${PATIENT}\n\n \t\n${PATIENT}\n`],
    resources: 2,
    findings: [at('blank-line', [2, 3], 27)],
  },
  {
    title: 'a blank line of CRLF inside',
    file: [`${PATIENT}\r\n\r\n${PATIENT}`],
    resources: 2,
    findings: [at('blank-line', [2], 28)],
  },
  {
    title: 'a blank line at the beginning',
    file: [`\n${PATIENT}\n`],
    resources: 1,
    findings: [at('blank-line', [1], 0)],
  },
  { title: 'blank lines at the end', file: [`${PATIENT}\n\n\r\n \n`], resources: 1 },
  { title: 'nothing but blank lines', file: ['\n\n\n'], resources: 0 },
  {
    title: 'more blank lines than are listed',
    file: [`${'\n'.repeat(9)}${PATIENT}\n`],
    resources: 1,
    findings: [at('blank-line', [1, 2, 3, 4, 5], 0, 9)],
  },
  {
    title: 'blank lines in two places',
    file: [`${PATIENT}\n\n${PATIENT}\n\n\n${PATIENT}\n\n`],
    resources: 3,
    findings: [at('blank-line', [2, 4, 5], 27)],
  },
  {
    title: 'a no-break space is no white space of JSON',
    file: [`\u00a0${PATIENT}\n\u00a0\n${PATIENT}`],
    resources: 1,
    findings: [at('not-an-object', [1, 2], 0)],
  },
  {
    title: 'an array, a string, a number, null',
    file: [`[${PATIENT}]\n"x"\n7\nnull\ntrue\n${PATIENT}\n`],
    resources: 1,
    findings: [at('not-an-object', [1, 2, 3, 4, 5], 0)],
  },
  {
    title: 'half an object, two objects, text',
    file: [`${PATIENT.slice(0, 9)}\n${PATIENT}${PATIENT}\nnot JSON\n`],
    resources: 0,
    findings: [at('not-an-object', [1, 2, 3], 0)],
  },
  {
    title: 'an object over two lines',
    file: ['{\n"resourceType":"Patient"}\n'],
    resources: 0,
    findings: [at('not-an-object', [1, 2], 0)],
  },
  {
    title: 'bytes that are not UTF-8',
    file: [`${PATIENT}\n{"resourceType":"Patient","a":"`, [0xff], `"}\n`, [0xc3], '\n', PATIENT],
    resources: 2,
    findings: [at('utf-8', [2, 3], 27)],
  },
  {
    title: 'UTF-16',
    file: [[0xff, 0xfe], [...Buffer.from(PATIENT, 'utf16le')]],
    resources: 0,
    findings: [at('utf-8', [1], 0)],
  },
  {
    title: 'a blank line before one that is not UTF-8',
    file: ['\n', [0xff], '\n'],
    resources: 0,
    findings: [at('blank-line', [1], 0), at('utf-8', [2], 1)],
  },
  {
    title: 'characters of several bytes',
    file: [`{"resourceType":"Patient","a":"é€😀\u2028"}\n`],
    resources: 1,
  },
  {
    title: 'a carriage return alone ends no line',
    file: [`${PATIENT}\r${PATIENT}\n`],
    resources: 0,
    findings: [at('not-an-object', [1], 0)],
  },
  { title: 'cut inside a line', file: [`${PATIENT}\n${PATIENT.slice(0, 9)}`], resources: 1, cut: true },
  { title: 'cut after a line', file: [`${PATIENT}\n`], resources: 1, cut: true },
  { title: 'cut before the newline', file: [`${PATIENT}\n${PATIENT}`], resources: 1, cut: true },
  {
    title: 'cut after a deviation',
    file: [`[]\n${PATIENT.slice(0, 9)}`],
    resources: 0,
    cut: true,
    findings: [at('not-an-object', [1], 0)],
  },
];

describe('what a file shows', () => {
  test.each(ROWS)('$title', ({ file, resources, findings = [], cut }) => {
    const bytes = bytesOf(...file);
    expect(scan([bytes], cut !== true)).toEqual({ bytes: bytes.length, resources, findings });
  });
});

describe('chunks make no difference', () => {
  test.each(ROWS)('$title, cut in two at every place and into single bytes', ({ file, cut }) => {
    const bytes = bytesOf(...file);
    const summary = scan([bytes], cut !== true);
    for (let split = 0; split <= bytes.length; split += 1)
      expect(scan([bytes.subarray(0, split), bytes.subarray(split)], cut !== true)).toEqual(summary);
    expect(
      scan(
        [...bytes].map((byte) => Uint8Array.of(byte)),
        cut !== true,
      ),
    ).toEqual(summary);
  });

  test('every chunking of a small tricky file', () => {
    // 2^16 ways to cut 17 bytes: a mark, bad UTF-8, CRLF, a blank line, an array, an object of another type.
    const bytes = bytesOf(BOM, '{}\r\n', [0xc3], '\n\n', '[]\n', '{}', '\n{');
    expect(bytes.length).toBe(17);
    const expected: NdjsonSummary = {
      bytes: 17,
      resources: 2,
      findings: [
        at('bom', [1], 0),
        at('other-type', [1, 5], 0),
        at('utf-8', [2], 7),
        at('blank-line', [3], 9),
        at('not-an-object', [4, 6], 10),
      ],
    };
    const told = JSON.stringify(expected);
    expect(scan([bytes])).toEqual(expected);
    let different = 0;
    // Cuts at any of the 16 places between bytes: all 2^16 choices of places, or those of one or two and some of many.
    for (let cuts = 0; cuts < 2 ** 16; cuts += 1) {
      if (!LONG && cuts % 127 !== 0 && placesIn(cuts) > 2) continue;
      const chunks: Uint8Array[] = [];
      let start = 0;
      for (let place = 1; place <= 16; place += 1)
        if ((cuts & (1 << (place - 1))) !== 0) {
          chunks.push(bytes.subarray(start, place));
          start = place;
        }
      chunks.push(bytes.subarray(start));
      if (JSON.stringify(scan(chunks)) !== told) different += 1;
    }
    expect(different).toBe(0);
  });

  test('a chunk may be used again by whoever wrote it', () => {
    const scanner = scanNdjson('Patient', new NdjsonValidator());
    const buffer = Buffer.from(PATIENT);
    scanner.write(buffer.subarray(0, 10));
    const rest = Buffer.from(PATIENT.slice(10));
    buffer.fill(0);
    scanner.write(rest);
    expect(scanner.end(true)).toMatchObject({ resources: 1, findings: [] });
  });
});

describe('a line over the bound', () => {
  const MIB = 1024 * 1024;
  const chunk = Buffer.alloc(MIB, 'x');
  const long = Array.from({ length: LONGEST_LINE / MIB }, () => chunk);

  test('is a finding, is passed over, and the next line is read', () => {
    const { findings, resources, bytes } = scan([bytesOf(`${PATIENT}\n\n`), ...long, bytesOf(`x\n${PATIENT}\n`)]);
    expect(findings).toEqual([at('blank-line', [2], 27), at('line-too-long', [3], 28)]);
    expect({ resources, bytes }).toEqual({ resources: 2, bytes: LONGEST_LINE + 28 + 2 + 27 });
  });

  test('counts at the end of the file too, but not where the transfer was cut', () => {
    expect(scan([...long, Buffer.from('x')]).findings).toEqual([at('line-too-long', [1], 0)]);
    expect(scan([...long, Buffer.from('x')], false).findings).toEqual([]);
  });

  test('in one chunk', () => {
    const file = Buffer.concat([...long, bytesOf(`x\n${PATIENT}`)]);
    expect(scan([file])).toMatchObject({ resources: 1, findings: [at('line-too-long', [1], 0)] });
  });

  test('the bound itself is no longer line', () => {
    const padding = Buffer.alloc(LONGEST_LINE - PATIENT.length, ' ');
    expect(scan([bytesOf(PATIENT), padding, bytesOf('\n')])).toMatchObject({ resources: 1, findings: [] });
  });
});

test('findings hold no value of the file', () => {
  const secret = 'Jane Doe 1AC3-DE4-FG56';
  const { findings } = scan([
    bytesOf(`{"resourceType":"${secret}"}\n["${secret}"]\n${secret}\n`, [0xff], `${secret}\n`),
  ]);
  expect(findings.map(({ rule }) => rule)).toEqual(['other-type', 'not-an-object', 'utf-8']);
  expect(JSON.stringify(findings)).not.toContain('Jane');
});
