import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compareOutput, type ServedFile } from '../../src/certify/output.js';
import type { OutputFact } from '../../src/model/index.js';

type Compared = Omit<OutputFact, 'kind' | 'step'>;
type Files = Readonly<Record<string, string | Uint8Array>>;

const ANNE = '{"resourceType":"Patient","id":"p1","name":[{"family":"Müller","given":["Anne","Zoë"]}],"active":true}';
const BERT = '{"resourceType":"Patient","id":"p2","name":[{"family":"O\'Neil 😀"}],"deceasedBoolean":false}';
const CLAIM =
  '{"resourceType":"ExplanationOfBenefit","id":"e1","item":[{"sequence":1},{"sequence":2},{"sequence":3,' +
  '"adjudication":[{"amount":{"value":1.50,"code":"USD"}}]}],"total":null}';
const PROBLEM = '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}';

const file = (list: ServedFile['list'], type: string, text: string): ServedFile => ({
  list,
  type,
  bytes: new TextEncoder().encode(text),
});
const TYPES = ['Patient', 'ExplanationOfBenefit', 'Coverage'];

/** What most rows were served: two Patients in one file, a claim in another. */
const SERVED = [
  file('output', 'Patient', `${ANNE}\n${BERT}\n`),
  file('output', 'ExplanationOfBenefit', `${CLAIM}\n`),
  file('error', 'OperationOutcome', `${PROBLEM}\n`),
];

const folderOf = (files: Files): string => {
  const folder = mkdtempSync(join(tmpdir(), 'bcda-output-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
};
const compare = (files: Files, served: readonly ServedFile[] = SERVED): Promise<Compared> =>
  compareOutput(folderOf(files), served, TYPES);

/** All is there; what is said differs from this. */
const WHOLE: Compared = { files: 2, resources: 3, served: 3, missing: 0, different: 0, extra: 0, unreadable: 0 };
const BOTH = { 'Patient.ndjson': `${ANNE}\n${BERT}\n`, 'ExplanationOfBenefit.ndjson': `${CLAIM}\n` };
const escaped = (text: string): string =>
  text.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).replaceAll('/', '\\/');
const pretty = (text: string): string => JSON.stringify(JSON.parse(text), null, 2);
const BOM = '\u{feff}';
const cut = (bytes: Uint8Array, from: number): Uint8Array => bytes.subarray(0, from);

describe('what is equal', () => {
  test.each<[string, Files, Partial<Compared>?, (readonly ServedFile[])?]>([
    ['files as they were served', BOTH],
    ['any names, hidden ones and folders', { '.a.tmp': `${ANNE}\n`, 'x/y/z': `${BERT}\n${CLAIM}\n` }],
    ['all in one', { all: `${CLAIM}\n${BERT}\n${ANNE}\n` }, { files: 1 }],
    ['one each', { a: ANNE, b: BERT, c: CLAIM }, { files: 3 }],
    ['CRLF, no last newline, blank lines', { a: `\r\n${ANNE}\r\n\r\n \t\n${BERT}`, b: `${CLAIM}\n\n` }],
    ['white space', { ...BOTH, 'ExplanationOfBenefit.ndjson': ` ${CLAIM.replaceAll(/([:,[\]])/g, ' $1\t')} \n` }],
    ['a byte order mark', { ...BOTH, 'Patient.ndjson': `${BOM}${ANNE}\n${BERT}\n` }],
    [
      'members in another order',
      {
        ...BOTH,
        'Patient.ndjson': `{"active":true,"name":[{"given":["Anne","Zoë"],"family":"Müller"}],"id":"p1","resourceType":"Patient"}\n${BERT}`,
      },
    ],
    ['other escapes', { ...BOTH, 'Patient.ndjson': `${escaped(ANNE)}\n${escaped(BERT)}\n` }],
    ['gzip by any name', { 'Patient.ndjson': gzipSync(`${ANNE}\n${BERT}\n`), 'e.gz': gzipSync(CLAIM) }],
    ['no gzip in a name that says so', { 'Patient.ndjson.gz': `${ANNE}\n${BERT}\n`, e: CLAIM }],
    [
      'gzip after gzip',
      { all: Buffer.concat([ANNE, '\n', BERT, '\n', CLAIM].map((text) => gzipSync(text))) },
      { files: 1 },
    ],
    [
      'a resource spread over lines in .json',
      { 'p/1.json': `${BOM}${pretty(ANNE)}\n`, 'p/2.json': pretty(BERT).replace('{\n ', '{'), e: CLAIM },
      { files: 3 },
    ],
    ['NDJSON and a single line in .json', { 'p.json': `${ANNE}\n${BERT}\n`, 'e.json': CLAIM }],
    [
      'beside what is no NDJSON',
      {
        ...BOTH,
        'manifest.json': '{\n "output": []\n}',
        'manifest-2.json': '{"output":[]}',
        'log.jsonl': '{"level":"info"}\n{"resourceType":"Patient"}\n',
        'client.log': `started\n${ANNE}\n`,
        'state.json': `[${ANNE}]`,
        empty: '',
        'blank.ndjson': '\n \r\n',
        'type.json': '{"resourceType":7}',
        'notes.gz': gzipSync('some text'),
        binary: Uint8Array.of(0, 1, 2, 0x7b, 10),
      },
    ],
    ['with the error file', { ...BOTH, errors: `${PROBLEM}\n` }, { files: 3, resources: 4 }],
    ['nothing served, nothing stored', {}, { files: 0, resources: 0, served: 0 }, []],
    ['an empty file served', {}, { files: 0, resources: 0, served: 0 }, [file('output', 'Patient', '')]],
    [
      'an empty file served and stored',
      { p: '' },
      { files: 0, resources: 0, served: 0 },
      [file('output', 'Patient', '\n')],
    ],
    [
      'equal resources served twice',
      { a: `${ANNE}\n${ANNE}\n` },
      { files: 1, resources: 2, served: 2 },
      [file('output', 'Patient', ANNE), file('output', 'Patient', ANNE)],
    ],
    [
      'a replacement character that was served',
      { a: '{"resourceType":"A","a":"\\ufffd"}' },
      { files: 1, resources: 1, served: 1 },
      [file('output', 'A', '{"resourceType":"A","a":"\u{fffd}"}')],
    ],
  ])('%s', async (_, files, differs = {}, served = SERVED) => {
    expect(await compare(files, served)).toEqual({ ...WHOLE, ...differs });
  });

  test('a folder that is not there is empty', async () => {
    const folder = join(folderOf({}), 'never', 'made');
    const none = { ...WHOLE, files: 0, resources: 0 };
    expect(await compareOutput(folder, [], TYPES)).toEqual({ ...none, served: 0 });
    expect(await compareOutput(folder, SERVED, TYPES)).toEqual({
      ...none,
      missing: 3,
      first: { kind: 'missing', file: 'file 1 served (Patient)', line: 1 },
    });
  });
});

const PATIENTS = 'file 1 served (Patient)';
const CLAIMS = 'file 2 served (ExplanationOfBenefit)';
const missing = (from: string, line: number) => ({ kind: 'missing', file: from, line }) as const;

test('what a client keeps beside its data is passed over: other types, and what has no id', async () => {
  const beside = {
    'metadata.json': '{"resourceType":"CapabilityStatement","id":"c1","status":"active"}',
    'state.ndjson': '{"resourceType":"Patient","event":"downloaded","count":3}\n',
    e: `${PROBLEM}\n${PROBLEM.replace('error', 'fatal')}\n`,
  };
  expect(await compare({ ...BOTH, ...beside })).toMatchObject({
    resources: 4,
    missing: 0,
    different: 0,
    extra: 0,
    unreadable: 0,
  });
});

test('a folder without end is not read to its end', async () => {
  const folder = folderOf({ ...BOTH, 'z.ndjson': `{"resourceType":"Patient"` });
  truncateSync(join(folder, 'z.ndjson'), 2 ** 40);
  expect(await compareOutput(folder, SERVED, TYPES)).toMatchObject({ missing: 0, extra: 0, unreadable: 1 });
});

describe('what is not', () => {
  test.each<[string, Files, Partial<Compared>, (readonly ServedFile[])?]>([
    ['nothing stored', {}, { files: 0, resources: 0, missing: 3, first: missing(PATIENTS, 1) }],
    [
      'a file that was not stored',
      { p: `${ANNE}\n${BERT}\n` },
      { files: 1, resources: 2, missing: 1, first: missing(CLAIMS, 1) },
    ],
    [
      'a last line that was lost',
      { ...BOTH, 'Patient.ndjson': ANNE },
      { resources: 2, missing: 1, first: missing(PATIENTS, 2) },
    ],
    [
      'a last line that is cut',
      { ...BOTH, 'Patient.ndjson': `${ANNE}\n${BERT.slice(0, -10)}` },
      { resources: 2, missing: 1, unreadable: 1, first: missing(PATIENTS, 2) },
    ],
    [
      'an only line that is cut',
      { ...BOTH, 'ExplanationOfBenefit.ndjson': CLAIM.slice(0, 50) },
      { resources: 2, missing: 1, unreadable: 1, first: missing(CLAIMS, 1) },
    ],
    [
      'lines run together',
      { ...BOTH, 'Patient.ndjson': `${ANNE}${BERT}\n` },
      { resources: 1, missing: 2, unreadable: 1, first: missing(PATIENTS, 1) },
    ],
    [
      'bytes that are no UTF-8, in the first line',
      { ...BOTH, 'Patient.ndjson': Buffer.from(`${ANNE}\n${BERT.replace(' 😀', '')}\n`, 'latin1') },
      { resources: 2, missing: 1, different: 1, unreadable: 1, first: missing(PATIENTS, 1) },
    ],
    [
      'a list of resources',
      { ...BOTH, 'Patient.ndjson': `[${ANNE},${BERT}]` },
      { files: 1, resources: 1, missing: 2, first: missing(PATIENTS, 1) },
    ],
    [
      'a Bundle',
      { ...BOTH, 'Patient.ndjson': `{"resourceType":"Bundle","entry":[${ANNE},${BERT}]}` },
      { resources: 1, missing: 2, first: missing(PATIENTS, 1) },
    ],
    [
      'resources spread over lines, several or not in .json',
      { 'p.json': `${pretty(ANNE)}\n${pretty(BERT)}`, 'e.txt': pretty(CLAIM) },
      { files: 0, resources: 0, missing: 3, first: missing(PATIENTS, 1) },
    ],
    [
      'a resource without an id, changed',
      { a: '{"resourceType":"Patient","active":false}' },
      { files: 1, resources: 0, served: 1, missing: 1, first: missing(PATIENTS, 1) },
      [file('output', 'Patient', '{"resourceType":"Patient","active":true}')],
    ],
    [
      'another id',
      { ...BOTH, 'ExplanationOfBenefit.ndjson': CLAIM.replace('e1', 'e2') },
      { missing: 1, extra: 1, first: missing(CLAIMS, 1) },
    ],
    [
      'one of two equal ones',
      { a: ANNE },
      { files: 1, resources: 1, served: 2, missing: 1, first: missing('file 2 served (Patient)', 1) },
      [file('output', 'Patient', ANNE), file('output', 'Patient', ANNE)],
    ],
    [
      'one of two of the same id, twice',
      { a: `${ANNE}\n${ANNE}\n` },
      {
        files: 1,
        resources: 2,
        served: 2,
        different: 1,
        first: { kind: 'different', file: PATIENTS, line: 1, path: 'Patient.active' },
      },
      [file('output', 'Patient', `${ANNE.replace('true', 'false')}\n${ANNE}`)],
    ],
    [
      'stored twice',
      { ...BOTH, 'copy/of.ndjson': `\n${BERT}\n` },
      { files: 3, resources: 4, extra: 1, first: { kind: 'extra', file: 'copy/of.ndjson', line: 2 } },
    ],
    [
      'changed in two ways beside what was served',
      { ...BOTH, x: `${BERT.replace('false', 'true')}\n${BERT.replace('p2', 'p2","gender":"male')}\n` },
      { files: 3, resources: 5, extra: 2, first: { kind: 'extra', file: 'x', line: 1 } },
    ],
    [
      'an object that is no resource',
      { ...BOTH, 'Patient.ndjson': `${ANNE}\n{}\n${BERT}\n` },
      { resources: 4, extra: 1, first: { kind: 'extra', file: 'Patient.ndjson', line: 2 } },
    ],
    [
      'lines that hold no object, the first of them named',
      { ...BOTH, 'Patient.ndjson': `${ANNE}\n${BERT}\n[]\nnull\n${BERT},\n` },
      { unreadable: 3, first: { kind: 'unreadable', file: 'Patient.ndjson', line: 3 } },
    ],
    [
      'extra and unreadable, by name and line',
      { ...BOTH, 'b/1': `${ANNE}\n`, 'a/2': `${CLAIM}\n`, 'a-1': `${BERT}\n{"resourceType"\n` },
      { files: 5, resources: 6, extra: 3, unreadable: 1, first: { kind: 'extra', file: 'a-1', line: 1 } },
    ],
    [
      'a name that could forge a line',
      { ...BOTH, 'x\n\u001b[2K\u202eok': `${ANNE}\n` },
      { files: 3, resources: 4, extra: 1, first: { kind: 'extra', file: 'x\u{fffd}\u{fffd}[2K\u{fffd}ok', line: 1 } },
    ],
    [
      'gzip that is cut after two lines',
      { ...BOTH, 'Patient.ndjson': cut(gzipSync(`${ANNE}\n${BERT}\n`), gzipSync(`${ANNE}\n${BERT}\n`).length - 4) },
      { unreadable: 1, first: { kind: 'unreadable', file: 'Patient.ndjson', line: 3 } },
    ],
    [
      'gzip that is cut inside its only line',
      { ...BOTH, e: cut(gzipSync(CLAIM), 100), 'ExplanationOfBenefit.ndjson': '' },
      { files: 1, resources: 2, missing: 1, unreadable: 1, first: missing(CLAIMS, 1) },
    ],
    [
      'gzip that is spoilt from the start, in .json',
      { ...BOTH, 'x.json': Uint8Array.of(0x1f, 0x8b, 1, 2, 3) },
      { unreadable: 1, first: { kind: 'unreadable', file: 'x.json', line: 1 } },
    ],
    [
      'nesting without an end',
      { ...BOTH, 'Patient.ndjson': `${ANNE}\n${BERT}\n${'['.repeat(1e6)}\n{"resourceType":${'['.repeat(1e6)}` },
      { unreadable: 2, first: { kind: 'unreadable', file: 'Patient.ndjson', line: 3 } },
    ],
  ])('%s', async (_, files, differs, served = SERVED) => {
    expect(await compare(files, served)).toEqual({ ...WHOLE, ...differs });
  });
});

describe('where it differs', () => {
  const at = (path: string, from = CLAIMS, line = 1): Partial<Compared> => ({
    different: 1,
    first: { kind: 'different', file: from, line, path },
  });
  const VALUE = 'ExplanationOfBenefit.item[2].adjudication[0].amount.value';
  test.each<[string, string, string, string]>([
    ['a number rewritten', '1.50', '1.5', VALUE],
    ['a number with an exponent', '1.50', '150e-2', VALUE],
    ['a number as a string', '1.50', '"1.50"', VALUE],
    ['a sign', '"sequence":1', '"sequence":-1', 'ExplanationOfBenefit.item[0].sequence'],
    ['a member left out', ',"code":"USD"', '', 'ExplanationOfBenefit.item[2].adjudication[0].amount.code'],
    ['null left out', ',"total":null', '', 'ExplanationOfBenefit.total'],
    ['null as false', 'null', 'false', 'ExplanationOfBenefit.total'],
    ['a member added', '"code":', '"Jane Doe":1,"code":', 'ExplanationOfBenefit.item[2].adjudication[0].amount'],
    ['a member added to the resource', ',"total"', ',"Jane Doe":1,"total"', 'ExplanationOfBenefit'],
    ['a member renamed', '"code":', '"Jane Doe":', 'ExplanationOfBenefit.item[2].adjudication[0].amount.code'],
    ['a name twice, with the same value', '"total":', '"total":null,"total":', 'ExplanationOfBenefit'],
    [
      'items in another order',
      '{"sequence":1},{"sequence":2}',
      '{"sequence":2},{"sequence":1}',
      'ExplanationOfBenefit.item[0].sequence',
    ],
    [
      'an item left out at the end',
      ',{"sequence":3,"adjudication":[{"amount":{"value":1.50,"code":"USD"}}]}',
      '',
      'ExplanationOfBenefit.item[2]',
    ],
    ['an item added', ',{"sequence":3', ',{"sequence":3},{"sequence":3', 'ExplanationOfBenefit.item[2].adjudication'],
    ['an item added at the end', '}}]}]', '}}]},{}]', 'ExplanationOfBenefit.item[3]'],
    [
      'a list in place of its only item',
      '"adjudication":[{"amount":{"value":1.50,"code":"USD"}}]',
      '"adjudication":{"amount":{"value":1.50,"code":"USD"}}',
      'ExplanationOfBenefit.item[2].adjudication',
    ],
  ])('%s', async (_, was, is, path) => {
    expect(CLAIM).toContain(was);
    const files = { ...BOTH, 'ExplanationOfBenefit.ndjson': `${CLAIM.replace(was, is)}\n` };
    expect(await compare(files)).toEqual({ ...WHOLE, ...at(path) });
  });

  test.each<[string, string, string, string, number]>([
    ['characters lost at the border of two chunks', 'ü', '\u{fffd}\u{fffd}', 'Patient.name[0].family', 1],
    ['characters that were read as Latin-1', 'ë', 'Ã«', 'Patient.name[0].given[1]', 1],
    ['half a pair', '😀', '\\ud83d', 'Patient.name[0].family', 2],
    ['the same letter in two parts', 'ü', 'u\u{308}', 'Patient.name[0].family', 1],
    ['a space', 'Neil ', 'Neil  ', 'Patient.name[0].family', 2],
    ['capitals', 'Anne', 'ANNE', 'Patient.name[0].given[0]', 1],
  ])('%s', async (_, was, is, path, line) => {
    const text = `${ANNE}\n${BERT}\n`;
    const result = await compare({ ...BOTH, 'Patient.ndjson': gzipSync(`\n\n${text.replace(was, is)}`) });
    expect(result).toEqual({ ...WHOLE, ...at(path, PATIENTS, line) });
    for (const value of [was, is, 'Müller', 'p1', 'p2']) expect(JSON.stringify(result)).not.toContain(value);
  });

  test('the first by what was served, not by what was stored', async () => {
    const files = {
      a: CLAIM.replace('1.50', '1.5'),
      b: `${BERT.replace('false', 'true')}\nspoilt\n`,
      c: ANNE,
      d: ANNE,
    };
    expect(await compare(files)).toEqual({
      ...{ ...WHOLE, files: 4, resources: 4, different: 2, extra: 1, unreadable: 1 },
      first: { kind: 'different', file: PATIENTS, line: 2, path: 'Patient.deceasedBoolean' },
    });
  });

  test('files are counted from the first that was served, error files too', async () => {
    expect((await compare({}, SERVED.toReversed())).first).toEqual(missing('file 2 served (ExplanationOfBenefit)', 1));
    expect((await compare({}, [SERVED[2]!, file('output', 'Patient', `\n\n${ANNE}`)])).first).toEqual(
      missing('file 2 served (Patient)', 3),
    );
  });

  test('a line of 5 MB, in one resource of a .json file too', async () => {
    const items = Array.from(
      { length: 6000 },
      (_, n) => `{"sequence":${n},"noteNumber":[1.0],"service":{"text":"Zoë ${'x'.repeat(900)}"}}`,
    );
    const large = `{"resourceType":"ExplanationOfBenefit","id":"e1","item":[${items.join(',')}]}`;
    expect(Buffer.byteLength(large)).toBeGreaterThan(5 << 20);
    const served = [file('output', 'ExplanationOfBenefit', `${large}\n`)];
    const one = { ...WHOLE, files: 1, resources: 1, served: 1 };
    expect(await compare({ a: large }, served)).toEqual(one);
    expect(await compare({ 'a.json': large.replace('{', '{\n') }, served)).toEqual(one);
    const spoilt = large.replace('"sequence":5999,"noteNumber":[1.0]', '"sequence":5999,"noteNumber":[1]');
    const path = 'ExplanationOfBenefit.item[5999].noteNumber[0]';
    const first = { kind: 'different', file: 'file 1 served (ExplanationOfBenefit)', line: 1, path } as const;
    expect(await compare({ a: spoilt }, served)).toEqual({ ...one, different: 1, first });
    expect(await compare({ 'a.json': spoilt.replace('{', '{\n') }, served)).toEqual({ ...one, different: 1, first });
  });
});

describe('the folder', () => {
  test('links are not followed: within it nothing is read twice, outside of it nothing is read', async () => {
    const elsewhere = folderOf({ 'more.ndjson': `${ANNE}\n`, 'in/it': `${ANNE}\n` });
    const folder = folderOf({ ...BOTH, 'a/b': '' });
    symlinkSync(join(folder, 'Patient.ndjson'), join(folder, 'latest'));
    symlinkSync(folder, join(folder, 'a', 'loop'));
    symlinkSync(join(elsewhere, 'more.ndjson'), join(folder, 'more'));
    symlinkSync(elsewhere, join(folder, 'elsewhere'));
    symlinkSync('nowhere', join(folder, 'broken'));
    expect(await compareOutput(folder, SERVED, TYPES)).toEqual(WHOLE);
  });

  test('the folder itself may be a link', async () => {
    const link = join(folderOf({}), 'link');
    symlinkSync(folderOf(BOTH), link);
    expect(await compareOutput(link, SERVED, TYPES)).toEqual(WHOLE);
  });

  // Root may read all.
  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'files and folders that may not be read are counted',
    async () => {
      const folder = folderOf({ ...BOTH, 'secret/a': `${ANNE}\n`, 'x.json': PROBLEM });
      chmodSync(join(folder, 'secret'), 0);
      chmodSync(join(folder, 'x.json'), 0);
      const first = { kind: 'unreadable', file: 'secret', line: 1 } as const;
      expect(await compareOutput(folder, SERVED, TYPES)).toEqual({ ...WHOLE, unreadable: 2, first });
      chmodSync(join(folder, 'secret'), 0o700);
    },
  );
});
