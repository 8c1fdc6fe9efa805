import { isUtf8 } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { lines, type ResourceType } from '../../fixtures/index.js';
import { type FileSink, fileSink, type SinkOptions } from '../../src/drive/session/file-sink.js';
import { createIdentityLog } from '../../src/drive/session/identities.js';
import { createRedactor } from '../../src/record/redact.js';
import { type NdjsonSummary, scanNdjson } from '../../src/fhir/ndjson/scanner.js';
import { type WorkerPool, startWorkerPool } from '../../src/fhir/workers/pool.js';
import type { IdentityCollector } from '../../src/fhir/validate/identity.js';
import { NdjsonValidator, type ValidateOptions } from '../../src/fhir/validate/validate.js';
import { validityOf } from '../../src/fhir/validate/validity.js';
import type { ResourceIdentity } from '../../src/fhir/validate/resource-identity.js';
import { defaultLimits, type LineFinding, type SubjectsFact } from '../../src/model/index.js';
import { Mutations } from '../support/mutations.js';
import { profile201912 } from '../support/views.js';

afterEach(() => vi.restoreAllMocks());

type Seen = readonly [line: number, identity: ResourceIdentity];

const records = (type: ResourceType, seed: number, to: number): string[] =>
  [...lines(type, { seed, from: 0, to })].map((line) => line.trimEnd());
const TYPES = ['ExplanationOfBenefit', 'Patient', 'Coverage'] as const;
const cut = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, nth) => bytes.subarray(nth * size, (nth + 1) * size));

const collectorOf = (add: IdentityCollector['add']): IdentityCollector => ({
  add,
  part: () => new Uint32Array(0),
  absorb: () => undefined,
});
const nobody = (): never => {
  throw new Error('what is small needs no pool');
};

const scan = (chunks: readonly Uint8Array[], type: string, options: ValidateOptions = {}) => {
  const seen: Seen[] = [];
  const validator = new NdjsonValidator(options);
  const scanner = scanNdjson(
    type,
    validator,
    collectorOf((identity, line) => void seen.push([line, identity])),
  );
  for (const chunk of chunks) scanner.write(chunk);
  const summary: NdjsonSummary = scanner.end(true);
  return { summary, seen, validity: validityOf(validator.end()) };
};

/** What JSON.parse alone says of a line: it knows nothing of the ways in which the scanner comes to the same. */
const told = (line: string): ResourceIdentity | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { resourceType, id, patient, beneficiary } = value as Record<string, { reference?: unknown } | null>;
  const of: unknown = resourceType;
  const subject = of === 'ExplanationOfBenefit' ? patient : of === 'Coverage' ? beneficiary : undefined;
  const all = { resourceType, id, subject: subject?.reference };
  return Object.fromEntries(Object.entries(all).filter(([, one]) => typeof one === 'string'));
};

const CLAIM = '"resourceType":"ExplanationOfBenefit"';
const ROWS: readonly (readonly [title: string, line: string, identity: ResourceIdentity | undefined])[] = [
  ['nothing but a type', '{"resourceType":"Patient"}', { resourceType: 'Patient' }],
  [
    'a subject of a type that has none',
    '{"resourceType":"Patient","patient":{"reference":"x"}}',
    { resourceType: 'Patient' },
  ],
  [
    'an escaped reference',
    String.raw`{${CLAIM},"patient":{"reference":"Patient\/\u0031é\"😀"}}`,
    { resourceType: 'ExplanationOfBenefit', subject: 'Patient/1é"😀' },
  ],
  [
    'a reference that begins with an escape',
    String.raw`{${CLAIM},"patient":{"reference":"\u0050atient/1"}}`,
    { resourceType: 'ExplanationOfBenefit', subject: 'Patient/1' },
  ],
  [
    'names that are escaped',
    String.raw`{"resource\u0054ype":"Coverage","\u0069d":"a","b\u0065neficiary":{"r\u0065ference":"Patient/1"}}`,
    { resourceType: 'Coverage', id: 'a', subject: 'Patient/1' },
  ],
  [
    'names that are repeated: the last counts',
    '{"resourceType":"Patient","id":"a","id":"b","resourceType":"Coverage","beneficiary":{},"beneficiary":{"reference":"Patient/2"}}',
    { resourceType: 'Coverage', id: 'b', subject: 'Patient/2' },
  ],
  [
    'the type at the end',
    '{"id":"a","beneficiary":{"display":"Patient/0","reference":"Patient/1"},"resourceType":"Coverage"}',
    { resourceType: 'Coverage', id: 'a', subject: 'Patient/1' },
  ],
  [
    'references and ids of what is contained',
    '{"resourceType":"Coverage","extension":[{"url":"http://x","valueReference":{"reference":"#1"}}],' +
      '"contained":[{"resourceType":"Coverage","id":"1","beneficiary":{"reference":"Patient/8"}}],' +
      '"payor":[{"reference":"Patient/9"}]}',
    { resourceType: 'Coverage' },
  ],
  ['a type, an id and a reference that are no strings', '{"resourceType":[],"id":7,"patient":{"reference":1}}', {}],
  ['a null and text for a reference', `{${CLAIM},"id":null,"patient":null}`, { resourceType: 'ExplanationOfBenefit' }],
  ['text for a reference', `{${CLAIM},"patient":"Patient/1"}`, { resourceType: 'ExplanationOfBenefit' }],
  [
    'a type of the prototype',
    '{"resourceType":"constructor","name":{"reference":"x"}}',
    { resourceType: 'constructor' },
  ],
  ['an object nested deeper than is judged', `{"id":"a","x":${'['.repeat(300)}${']'.repeat(300)}}`, { id: 'a' }],
  ['no object', '[{"resourceType":"Patient"}]', undefined],
  ['no JSON', '{"resourceType":"Patient"', undefined],
];

describe('identity a resource is', () => {
  test.each(ROWS)('%s', (_, line, identity) => {
    expect(told(line)).toEqual(identity);
    const expected = identity === undefined ? [] : [[1, identity]];
    for (const options of [{}, { judgeAll: true }])
      for (const size of [1, 5, 4096])
        expect(scan(cut(Buffer.from(line), size), 'Patient', options).seen).toEqual(expected);
  });

  test('after a file that seems to be spread over lines', () => {
    const file = Buffer.from('{\n{"resourceType":"Patient","id":"a"}\n');
    expect(scan([file], 'Patient').seen).toEqual([[2, { resourceType: 'Patient', id: 'a' }]]);
  });

  test('is known without a parse of a line that was read already', () => {
    const all = TYPES.flatMap((type) => records(type, 7, 20));
    const parse = vi.spyOn(JSON, 'parse');
    const { seen, summary } = scan([Buffer.from(all.join('\n'))], 'Patient');
    expect(parse.mock.calls.filter(([text]) => all.includes(text))).toEqual([]);
    expect([seen.length, summary.resources]).toEqual([all.length, all.length]);
  });

  test('however records are changed, as JSON.parse has it', () => {
    const sound = TYPES.flatMap((type) => records(type, 7, 6));
    const mutations = new Mutations(11, [
      ...sound,
      ...ROWS.flatMap(([, line, identity]) => (identity === undefined ? [] : line)),
    ]);
    const changed = Array.from({ length: 4000 }, () => Buffer.from(mutations.next())).filter(
      (bytes) => !bytes.includes(0x0a) && isUtf8(bytes),
    );
    // A sound line between two changed ones: the pass would be asked seldom where it is sure of none.
    const all = changed.flatMap((bytes, nth) => [bytes.toString('utf8'), sound[nth % sound.length] ?? '']);
    const expected = all.flatMap((line, nth) => {
      const identity = told(line.replace(nth === 0 ? /^\ufeff/ : /^$/, ''));
      return identity === undefined ? [] : [[nth + 1, identity]];
    });
    expect(expected.length).toBeGreaterThan(5000);
    expect(scan([Buffer.from(all.join('\n'))], 'Patient').seen).toEqual(expected);
  });
});

const BOM = '\ufeff';
/** Nothing against it, a departure that the byte pass notes, and one that it leaves to the judge. */
const MORE = ['"implicitRules":"é€😀"', '"é€😀":"x"', '"é€😀":{"x":"😀"}'];
const broken = (): Buffer =>
  Buffer.concat([
    Buffer.from(BOM),
    ...TYPES.flatMap((type) => records(type, 5, 2)).flatMap((line, nth) => [
      Buffer.from(line.replace('"resourceType"', `${MORE[nth % 3] ?? ''},"resourceType"`)),
      Buffer.from(['\n', '\r\n', '\n\n \n', '\n[]\n', '\n{"x":\n'][nth % 5] ?? ''),
      nth % 7 === 0 ? Buffer.from([0xc3, 0x0a]) : Buffer.alloc(0),
    ]),
    Buffer.from(`${records('Patient', 5, 1)[0] ?? ''}\n{"resourceType":"Patient","id":"é`),
  ]);

const whole = async (sink: FileSink, chunks: readonly Uint8Array[]) => {
  for (const chunk of chunks) {
    // A buffer of the sender's, which has other bytes in it the next time.
    const context = Buffer.from(chunk);
    await sink.write(context);
    context.fill(0x0a);
  }
  return sink.end(1);
};

interface Told {
  readonly fact: Awaited<ReturnType<FileSink['end']>>;
  readonly subjects: readonly SubjectsFact[];
}

/** The fact of a file, and what its export's references led to. */
const factOf = async (
  chunks: readonly Uint8Array[],
  coding: string,
  type = 'Patient',
  how: Partial<SinkOptions> = {},
): Promise<Told> => {
  const log = createIdentityLog();
  const head = { status: 200, reason: 'OK', headers: [['Content-Encoding', coding] as const] };
  const fact = await whole(
    fileSink({
      ...{
        head,
        type,
        redactor: createRedactor(),
        identities: log.file({ group: 'export', of: 'export', type }),
        pool: nobody,
      },
      limits: defaultLimits,
      ...how,
    }),
    chunks,
  );
  return { fact, subjects: log.subjects(profile201912) };
};

describe('the fact of a file', () => {
  const file = broken();
  let plain: Told;
  beforeAll(async () => {
    plain = await factOf([file], 'identity');
  });

  test('has findings of every kind, identities and subjects', () => {
    const rules: LineFinding['rule'][] = ['bom', 'blank-line', 'not-an-object', 'other-type', 'utf-8'];
    expect(plain.fact.findings.map(({ rule }) => rule).toSorted()).toEqual(rules.toSorted());
    expect(plain.fact.validity.groups.map(({ path }) => path).toSorted()).toEqual([...TYPES].toSorted());
    expect(plain.fact.identities).toMatchObject({ repeated: 1, over: false });
    expect(plain.subjects).toMatchObject([{ unresolved: 0 }]);
    expect(plain.subjects[0]?.references).toBeGreaterThan(4);
  });

  test.each([1, 2, 3, 7, 64, 1000, 16_384])('is the same in chunks of %i bytes', async (size) => {
    expect(await factOf(cut(file, size), 'identity')).toEqual(plain);
  });

  describe('from a pool', () => {
    let pool: WorkerPool;
    beforeAll(() => {
      pool = startWorkerPool(2);
    });
    afterAll(() => pool.stop());

    test.each([
      ['identity', 1, 300],
      ['identity', 1, 4000],
      ['identity', 2000, 900],
      ['identity', 5000, 100_000],
      ['gzip', 1, 3000],
    ])('is the same in %s, with %i bytes alone and pieces of %i', async (coding, alone, pieceBytes) => {
      let asked = 0;
      const hired = (): WorkerPool => {
        asked += 1;
        return pool;
      };
      const bytes = coding === 'gzip' ? gzipSync(file) : file;
      const how = { pool: hired, judging: { alone, pieceBytes } };
      for (const size of [64, 1000]) expect(await factOf(cut(bytes, size), coding, 'Patient', how)).toEqual(plain);
      expect(asked).toBe(2);
    });
  });

  test.each([1, 3, 100, 16_384])('is the same in gzip, in chunks of %i bytes', async (size) => {
    expect(await factOf(cut(gzipSync(file), size), 'gzip')).toEqual(plain);
  });

  test('is the same wherever characters of several bytes and line ends are cut', async () => {
    const small = Buffer.from(`${BOM}{"resourceType":"Patient","id":"a","name":[{"text":"é😀"}]}\r\n\n{"id":"€"}\n`);
    const expected = await factOf([small], 'identity');
    for (let at = 1; at < small.length; at += 1)
      expect(await factOf([small.subarray(0, at), small.subarray(at)], 'identity')).toEqual(expected);
  });

  test('is right where a buffer comes again with other bytes in it', () => {
    const validator = new NdjsonValidator();
    const scanner = scanNdjson('Patient', validator);
    const buffer = Buffer.from('{"resourceType":"Patient","id":"a"}\n');
    scanner.write(buffer);
    buffer[buffer.length - 4] = 0xff;
    scanner.write(buffer);
    expect(scanner.end(true)).toMatchObject({ resources: 1, findings: [{ rule: 'utf-8', lines: [2] }] });
    expect(validator.end().groups.map(({ rule }) => rule)).toEqual(['ndjson.utf-8']);
  });

  test('says nothing of a line that was cut off', async () => {
    const head = { status: 200, reason: 'OK', headers: [] };
    const sink = fileSink({
      head,
      type: 'Patient',
      redactor: createRedactor(),
      identities: createIdentityLog().file({ group: 'export', type: 'Patient' }),
      pool: nobody,
      limits: defaultLimits,
    });
    await sink.write(Buffer.from('{"resourceType":"Patient","id":"a"}\n{"resourceType":"Patient","x":1,"id":"a"}'));
    expect(await sink.end(1, { says: 'the connection was closed' })).toMatchObject({
      whole: false,
      resources: 1,
      findings: [],
      validity: { groups: [] },
      identities: { repeated: 0 },
    });
  });

  test('a file that must not be read any further ends there, whatever it would still decompress to', async () => {
    let asked = 0;
    const sink = fileSink({
      head: { status: 200, reason: 'OK', headers: [['Content-Encoding', 'gzip']] },
      type: 'Patient',
      redactor: createRedactor(),
      identities: createIdentityLog().file({ group: 'export', type: 'Patient' }),
      pool: nobody,
      limits: { ...defaultLimits, 'unpacked-ratio': 1_000_000 },
      stopped: () => ((asked += 1) > 3 ? 'the deadline passed' : undefined),
    });
    await sink.write(gzipSync(Buffer.alloc(8 * 1024 * 1024, '\n')));
    const { whole, because, bytes } = await sink.end(1);
    expect({ whole, because }).toEqual({ whole: false, because: 'the deadline passed' });
    expect([asked, bytes < 1024 * 1024]).toEqual([4, true]);
  });
});
