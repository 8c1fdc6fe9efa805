// Speed of validating, as ratios to JSON.parse on the same bytes in the same run: machines differ and are noisy.
// `npm run bench -- validate [r4 | file.ndjson …]`: made-up claims of R4, or those of the files, instead of made-up ones of STU3.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, appendFileSync } from 'node:fs';
import { isAscii } from 'node:buffer';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lines } from '../../dist/fixtures/index.js';
import { definitionsOf } from '../../dist/src/fhir/definitions/definitions.js';
import { createFileCounter } from '../../dist/src/fhir/elements/counter.js';
import { FastPathReader } from '../../dist/src/fhir/fast-path/reader.js';
import { scanNdjson } from '../../dist/src/fhir/ndjson/scanner.js';
import { validateFile } from '../../dist/src/fhir/validate/file.js';
import { releaseOf } from '../../dist/src/fhir/validate/recognize.js';
import { NdjsonValidator } from '../../dist/src/fhir/validate/validate.js';
import { watchesOf } from '../../dist/src/model/index.js';
import { stu3Content } from '../../dist/suites/content/stu3.js';

const SLICES = 11;
const MB = 1_000_000;
const SIZE = 8 * MB;
const TYPE = 'ExplanationOfBenefit';
/** As in a run: made ready once for all files. */
const WATCHES = watchesOf(stu3Content);
const NOTHING = [];
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const release = process.argv.includes('r4') ? 'r4' : 'stu3';
const madeUp = () => {
  const all = [];
  for (let size = 0, from = 0; size < SIZE; from += 100)
    for (const line of lines(TYPE, { seed: 3, from, to: from + 100, release })) size += all.push(line) && line.length;
  return all;
};
const files = process.argv.slice(2).filter((one) => one.endsWith('.ndjson'));
const given = files.flatMap((file) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => `${line}\n`),
);
const once = given.length > 0 ? given : madeUp();
const fhir = releaseOf(Buffer.from(once.join('')).subarray(0, 1 << 18));
const clean = Array.from({ length: Math.ceil(SIZE / once.join('').length) }, () => once).flat();

// One in each record. What the fast path finds itself, first as real servers get it wrong …
const COMMON = {
  'a status of no set': (one) => (one.status = 'Active'),
  'no coding of the claim types': (one) => (one.type = { coding: [{ system: 'http://x', code: 'HHA' }] }),
  'an item without sequence': (one) => one.item.forEach((item) => delete item.sequence),
  'a diagnosis without diagnosis[x]': (one) => (one.diagnosis = [{ sequence: 1 }]),
};
const OTHER = {
  'a date of no calendar': (one) => (one.created = '2019-02-30'),
  'an unknown element': (one) => (one.secret = 'x'),
  'a period that ends before it begins': (one) => (one.billablePeriod = { start: '2020-02-02', end: '2020-01-01' }),
  'a reference to another type': (one) => (one.patient = { reference: 'Coverage/1' }),
  'an empty list': (one) => (one.careTeam = []),
  'a null': (one) => (one.created = null),
  'a string for a number': (one) => (one.precedence = '1'),
  'an extension without value': (one) => (one.extension = [{ url: 'http://x' }]),
  'an object for a list': (one) => (one.item = one.item[0]),
};
// … and what it leaves to the judge.
const LEFT = {
  'two types of a choice': (one) =>
    (one.diagnosis = [{ sequence: 1, diagnosisCodeableConcept: { text: 'x' }, diagnosisReference: { display: 'x' } }]),
  'a reference to nothing contained': (one) => (one.organization = { reference: '#none' }),
  'a text for an extension': (one) => (one._created = 'x'),
};
// What R4 allows, and CARIN Blue Button does not.
const CARIN = [
  (one) => delete one.billablePeriod,
  (one) => (one.type.coding[0].code = 'oral'),
  (one) => one.total.forEach(({ category }) => (category.coding[0].code = 'x')),
];
const broken = (faults) =>
  clean.map((line, nth) => {
    const value = JSON.parse(line);
    const { resourceType, ...rest } = value;
    faults[nth % faults.length](rest);
    return `${JSON.stringify({ resourceType, ...rest })}\n`;
  });

const bytesOf = (all) => Buffer.from(all.join(''));
const parse = (bytes) => {
  for (let start = 0, at = bytes.indexOf(10); at !== -1; start = at + 1, at = bytes.indexOf(10, start)) {
    const line = bytes.subarray(start, at);
    JSON.parse(isAscii(line) ? line.latin1Slice() : line.utf8Slice());
  }
};
const CHUNK = 1 << 18;
const validate = (bytes, options = {}, scan = () => undefined) => {
  const validator = new NdjsonValidator({ type: TYPE, fhir, ...options });
  scan(validator);
  for (let at = 0; at < bytes.length; at += CHUNK) validator.write(bytes.subarray(at, at + CHUNK));
  return validator.end();
};
/** As a check reads a file: identities of the resources, and in how many of them elements occur. */
const checked = (bytes, watches) =>
  validate(bytes, {}, (validator) => scanNdjson(TYPE, validator, undefined, createFileCounter(watches, TYPE)));
const timed = (run) => {
  const begun = performance.now();
  run();
  return performance.now() - begun;
};

const ajvOf = async () => {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const ajv = new Ajv2020({ strict: true, strictRequired: false });
  const folder = new URL(`../../schemas/fhir/${fhir}/`, import.meta.url);
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.schema.json')))
    ajv.addSchema(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
  let schema;
  const compiling = timed(() => (schema = ajv.getSchema(`${TYPE}.schema.json`)));
  return { compiling, run: (line) => schema(JSON.parse(line)) };
};

const row = (what, ratios, rate) =>
  console.log(
    `${what.padEnd(52)} ${median(ratios).toFixed(2).padStart(6)} × JSON.parse   ` +
      `(${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})   ${rate.toFixed(0).padStart(4)} MB/s`,
  );

const inChild = (script, ...args) =>
  execFileSync(process.execPath, ['--input-type=module', '-e', script, ...args], { encoding: 'utf8' }).trim();
const MODULE = new URL('../../dist/src/fhir/validate/validate.js', import.meta.url).href;
const FILE = new URL('../../dist/src/fhir/validate/file.js', import.meta.url).href;

const data = bytesOf(clean);
// The first resources of a file are all looked at, so that a short one would not tell.
const file = Buffer.concat(Array.from({ length: 5 }, () => data));
const sample = clean.slice(0, Math.ceil(clean.length / 4));
const reader = new FastPathReader(definitionsOf(fhir), TYPE);
const rejected = clean.filter((line) => !reader.accepts(Buffer.from(line), 0, Buffer.byteLength(line) - 1)).length;
const ajv = await ajvOf();

// Whoever else shall be measured (several workers) is one more row: a name, the bytes, and what is done with them.
const contenders = [
  ['the judge alone, clean', data, () => validate(data, { judgeAll: true })],
  ['fast path and judge, clean', data, () => validate(data)],
  ...(fhir === 'r4'
    ? [data, bytesOf(broken(CARIN))].map((bytes, nth) => [
        `with CARIN Blue Button, ${nth === 0 ? 'clean' : 'a finding of it in each record'}`,
        bytes,
        () => validate(bytes, { carin: true }),
      ])
    : []),
  // The faults are in elements of STU3.
  ...(fhir === 'r4'
    ? []
    : [
        ['as a check reads it, clean', file, () => checked(file, NOTHING)],
        ['… and counts elements, clean', file, () => checked(file, WATCHES)],
      ]),
  ...(fhir === 'r4'
    ? []
    : [
        ['a finding in each record, as real servers have', Object.values(COMMON)],
        ['a finding in each record, of all kinds here', Object.values({ ...COMMON, ...OTHER, ...LEFT })],
        ['a finding in each record, only for the judge', Object.values(LEFT)],
        ...Object.entries({ ...COMMON, ...OTHER, ...LEFT }).map(([name, fault]) => [`  ${name}`, [fault]]),
      ].map(([name, faults]) => {
        const bytes = bytesOf(broken(faults));
        if (validate(bytes).errors < clean.length) throw new Error(`not every record has a finding: ${name}`);
        return [name, bytes, () => validate(bytes)];
      })),
  ['ajv on the generated schemas, clean', bytesOf(sample), () => sample.forEach(ajv.run)],
];
const measured = contenders.map(() => ({ ratios: [], rates: [] }));
const floors = [];
for (let slice = -2; slice < SLICES; slice += 1)
  contenders.forEach(([, bytes, run], nth) => {
    // The floor before and after: what is slow only now is slow for both.
    const before = timed(() => parse(bytes));
    const took = timed(run);
    const floor = (before + timed(() => parse(bytes))) / 2;
    if (slice < 0) return;
    floors.push(bytes.length / floor / 1000);
    measured[nth].ratios.push(floor / took);
    measured[nth].rates.push(bytes.length / took / 1000);
  });

console.log(
  `${clean.length} claims of ${(data.length / clean.length / 1000).toFixed(1)} kB, one thread, ${SLICES} slices; JSON.parse alone ${median(floors).toFixed(0)} MB/s`,
);
console.log(
  `the fast path rejects ${((100 * rejected) / clean.length).toFixed(2)} % of them; ajv compiles for ${ajv.compiling.toFixed(0)} ms\n`,
);
contenders.forEach(([name], nth) => row(name, measured[nth].ratios, median(measured[nth].rates)));

const FIRST = `
  const { NdjsonValidator } = await import(${JSON.stringify(MODULE)});
  const validator = new NdjsonValidator({ type: ${JSON.stringify(TYPE)}, fhir: ${JSON.stringify(fhir)} });
  validator.write(Buffer.from(${JSON.stringify(clean[0])}));
  if (validator.end().resources !== 1) throw new Error('no verdict');
  console.log(performance.now());`;
const firsts = Array.from({ length: SLICES }, () => Number(inChild(FIRST)));
const bare = Array.from({ length: SLICES }, () => Number(inChild('console.log(performance.now())')));
console.log(
  `\nstart to first verdict ${median(firsts).toFixed(0)} ms, of which node itself ${median(bare).toFixed(0)} ms`,
);

const MEMORY = `
  const { validateFile } = await import(${JSON.stringify(FILE)});
  const { resources } = await validateFile(process.argv[1], { workers: Number(process.argv[2]) });
  if (resources === 0) throw new Error('nothing was read');
  // The operating system tells of a child what its parent had at its birth, if that was more: this counts afresh.
  const { readFileSync } = await import('node:fs');
  const high = /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
  console.log(Number(high[1]) / 1024);`;
const TIMED = `
  const { validateFile } = await import(${JSON.stringify(FILE)});
  const begun = performance.now();
  const { resources } = await validateFile(process.argv[1], { workers: Number(process.argv[2]) });
  if (resources === 0) throw new Error('nothing was read');
  console.log(performance.now() - begun);`;
const ROUNDS = 5;
/** How much faster a long file is judged by two threads than by one, each time in a fresh process. */
const twoOverOne = (name, file) => {
  const took = { 1: [], 2: [] };
  for (let round = 0; round < ROUNDS; round += 1)
    for (const workers of [1, 2]) took[workers].push(Number(inChild(TIMED, file, workers)));
  const ratios = took[1].map((one, nth) => one / took[2][nth]);
  const best = Math.min(...took[1]) / Math.min(...took[2]);
  console.log(
    `two workers over one, ${name}, ${LONG_MB} MB: ${median(ratios).toFixed(2)} (of the best times: ${best.toFixed(2)})`,
  );
};
const LONG_MB = 600;
const fill = (file, bytes, megabytes) => {
  writeFileSync(file, '');
  for (let nth = 0; nth < Math.ceil((megabytes * MB) / bytes.length); nth += 1) appendFileSync(file, bytes);
};
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  for (const [name, bytes] of [
    ['clean', data],
    ...(fhir === 'r4'
      ? []
      : [['a finding in each record', contenders.find(([name]) => /only for the judge$/.test(name))[1]]]),
  ]) {
    const file = join(folder, 'big.ndjson');
    for (const megabytes of [64, 192]) {
      fill(file, bytes, megabytes);
      const peaks = [1, 2].map((workers) =>
        median(Array.from({ length: 3 }, () => Number(inChild(MEMORY, file, workers)))),
      );
      const [one, two] = peaks.map((peak) => `${peak.toFixed(0)} MiB`);
      console.log(`peak memory, ${name}, ${megabytes} MB: ${one} on one thread, ${two} with two workers`);
    }
    fill(file, bytes, LONG_MB);
    twoOverOne(name, file);
  }
} finally {
  rmSync(folder, { recursive: true });
}
