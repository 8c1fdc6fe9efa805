import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type WorkerPool, startWorkerPool } from '../../src/fhir/workers/pool.js';
import { validateFile } from '../../src/fhir/validate/file.js';
import { createIdentityCollector, type IdentityCollector } from '../../src/fhir/validate/identity.js';
import { LineCutter } from '../../src/fhir/ndjson/lines.js';
import { scanNdjson } from '../../src/fhir/ndjson/scanner.js';
import { readStream } from '../../src/fhir/workers/stream.js';
import { NdjsonValidator } from '../../src/fhir/validate/validate.js';
import { cutAt, holds, places } from '../support/arbitrary/index.js';
import { files } from '../support/arbitrary/lines.js';

/** Bounds so small that lines are often longer, and one that no line here is. */
const bounds = fc.constantFrom(10, 64, 100, 10_000);

/** Hands over chunks in one buffer, which holds other bytes by the next: whoever keeps a view of it reads those. */
const hand = (chunks: readonly Uint8Array[], to: { write: (chunk: Uint8Array) => void }): void => {
  const buffer = Buffer.alloc(Math.max(1, ...chunks.map(({ length }) => length)));
  for (const chunk of chunks) {
    buffer.fill(0x7b).set(chunk);
    to.write(buffer.subarray(0, chunk.length));
  }
};

const bytewise = (file: Uint8Array): Uint8Array[] => Array.from(file, (_, at) => file.subarray(at, at + 1));

/** The lines of a file, cut by a bound, each with what stands in it. */
const linesOf = (chunks: readonly Uint8Array[], longest: number): unknown[] => {
  const lines: unknown[] = [];
  const cutter = new LineCutter(
    ({ number, offset, within, start, end }) => {
      if (within !== undefined && end < within.length) expect(within[end]).toBe(0x0a);
      lines.push({ number, offset, text: within && Buffer.from(within.subarray(start, end)).toString('latin1') });
    },
    0,
    longest,
  );
  hand(chunks, cutter);
  cutter.end();
  return [...lines, cutter.bytes];
};

/** The same by plainly splitting the whole. */
const plainly = (file: Uint8Array, longest: number): unknown[] => {
  const texts = Buffer.from(file).toString('latin1').split('\n');
  if (texts.at(-1) === '') texts.pop();
  let offset = 0;
  const lines = texts.map((text, index) => {
    const line = { number: index + 1, offset, text: text.length > longest ? undefined : text };
    offset += text.length + 1;
    return line;
  });
  return [...lines, file.length];
};

describe('a stream is cut into the same lines, whatever its chunks', () => {
  holds('as by splitting the whole', 500, fc.tuple(files, places, bounds), ([file, cuts, longest]) => {
    const whole = plainly(file, longest);
    expect(linesOf([file], longest)).toEqual(whole);
    expect(linesOf(cutAt(file, cuts), longest)).toEqual(whole);
    expect(linesOf(bytewise(file), longest)).toEqual(whole);
  });
});

const TYPE = 'Patient';
const SCAN = { type: TYPE, key: [1, 2], below: 1 << 30 } as const;

/** What a file showed: as NDJSON, as STU3, and whose its resources are. */
const scanned = (chunks: readonly Uint8Array[], longestLine: number, judgeAll: boolean, whole: boolean): unknown => {
  const seen: unknown[] = [];
  const validator = new NdjsonValidator({ maxFindings: 20, longestLine, judgeAll });
  const add: IdentityCollector['add'] = (identity, line) => void seen.push([identity, line]);
  const scanner = scanNdjson(TYPE, validator, { ...createIdentityCollector(SCAN), add });
  hand(chunks, scanner);
  return { ndjson: scanner.end(whole), stu3: validator.stop(), seen };
};

const objectIn = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

type Found = Record<string, { count: number; lines: number[]; offset: number }>;

/** What NDJSON has against a file, by plainly splitting the whole: a reading of its own. */
const departures = (file: Uint8Array, longest: number): { resources: number; found: Found } => {
  const found: Found = {};
  let resources = 0;
  let blanks: [number, number][] = [];
  const add = (rule: string, line: number, offset: number): void => {
    const group = (found[rule] ??= { count: 0, lines: [], offset });
    group.count += 1;
    if (group.lines.length < 5) group.lines.push(line);
  };
  let offset = 0;
  const pieces = Buffer.from(file).toString('latin1').split('\n');
  if (pieces.at(-1) === '') pieces.pop();
  for (const [index, piece] of pieces.entries()) {
    const [number, at, raw] = [index + 1, offset, Buffer.from(piece, 'latin1')];
    offset += raw.length + 1;
    const marked = number === 1 && raw.length <= longest && piece.startsWith('\u{ef}\u{bb}\u{bf}');
    const line = raw.subarray(marked ? 3 : 0);
    const text = line.toString('utf8');
    const blank = raw.length <= longest && isUtf8(line) && /^[ \t\r]*$/.test(text);
    if (marked) add('bom', number, at);
    if (blank) {
      blanks.push([number, at]);
      continue;
    }
    for (const [nth, place] of blanks) add('blank-line', nth, place);
    blanks = [];
    const object = objectIn(text);
    if (raw.length > longest) add('line-too-long', number, at);
    else if (!isUtf8(line)) add('utf-8', number, at);
    else if (object === undefined) add('not-an-object', number, at);
    else {
      resources += 1;
      if (!Object.hasOwn(object, 'resourceType') || (object as { resourceType: unknown }).resourceType !== TYPE)
        add('other-type', number, at);
    }
  }
  return { resources, found };
};

describe('a file shows the same, whatever its chunks', () => {
  const cases = fc.tuple(files, places, bounds, fc.boolean(), fc.boolean());
  holds('all at once, in pieces, and byte by byte', 400, cases, ([file, cuts, longest, judgeAll, whole]) => {
    const once = scanned([file], longest, judgeAll, whole);
    expect(scanned(cutAt(file, cuts), longest, judgeAll, whole)).toEqual(once);
    expect(scanned(bytewise(file), longest, judgeAll, whole)).toEqual(once);
    expect(scanned([file], longest, !judgeAll, whole)).toEqual(once);
  });

  holds('as by splitting the whole', 500, fc.tuple(files, bounds), ([file, longest]) => {
    const scanner = scanNdjson(TYPE, new NdjsonValidator({ maxFindings: 0, longestLine: longest }));
    scanner.write(file);
    const { bytes, resources, findings } = scanner.end(true);
    const { resources: wanted, found } = departures(file, longest);
    expect({ bytes, resources }).toEqual({ bytes: file.length, resources: wanted });
    expect(Object.fromEntries(findings.map(({ rule, ...group }) => [rule, group]))).toEqual(found);
  });
});

async function* streamed(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

describe('parts that are judged beside each other', () => {
  const cases = fc.tuple(files, places, bounds, fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 6 }));
  holds('show what one reading shows', 400, cases, async ([file, cuts, longestLine, pieceBytes, maxFindings]) => {
    const digest = createHash('sha256');
    const options = { type: TYPE, maxFindings, longestLine, gzip: false };
    const validator = new NdjsonValidator({ ...options, repeatedIds: true });
    validator.write(file);
    const { form, fhirVersion, ...result } = await validateFile(streamed(cutAt(file, cuts)), {
      ...{ ...options, fhir: 'stu3' as const },
      ...{ workers: 3, pieceBytes, onChunk: (chunk) => void digest.update(chunk) },
    });
    expect([form, fhirVersion, result]).toEqual(['ndjson', '3.0.1', validator.end()]);
    expect(digest.digest('hex')).toBe(createHash('sha256').update(file).digest('hex'));
  });

  /** Identities in nine words each, the first of them the line. */
  const WORDS = 9;
  const collectWords = (): IdentityCollector & { readonly words: () => number[] } => {
    const [one, words] = [createIdentityCollector(SCAN), [] as number[]];
    const take = (part: Uint32Array, lines: number): void =>
      part.forEach((word, at) => void words.push(at % WORDS === 0 ? word + lines : word));
    return {
      add: (...line) => {
        one.add(...line);
        take(one.part(), 0);
      },
      part: () => new Uint32Array(0),
      absorb: (part, { lines }) => take(part, lines),
      words: () => words,
    };
  };

  let pool: WorkerPool;
  beforeAll(() => void (pool = startWorkerPool(2)));
  afterAll(() => pool.stop());
  const long = fc.tuple(files, places, bounds, fc.integer({ min: 1, max: 200 }), fc.nat(150), fc.boolean());
  holds('show of a stream what one reading shows', 400, long, async ([file, cuts, longestLine, ...how]) => {
    const [pieceBytes, alone, whole] = how;
    const shown = async (read: (validator: NdjsonValidator) => Promise<unknown>): Promise<unknown> => {
      const [validator, seen] = [new NdjsonValidator({ maxFindings: 0, longestLine }), collectWords()];
      const scanner = scanNdjson(TYPE, validator, seen);
      await read(validator);
      return { ndjson: scanner.end(whole), stu3: validator.stop(), seen: seen.words() };
    };
    const once = await shown((validator) => Promise.resolve(validator.write(file)));
    const options = { longestLine };
    const beside = await shown((validator) =>
      readStream(validator, streamed(cutAt(file, cuts)), {
        pool: () => pool,
        options,
        scan: () => SCAN,
        alone,
        pieceBytes,
      }),
    );
    expect(beside).toEqual(once);
  });
});
