import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { departures } from '../../../schemas/violations.js';
import type { Fault, Report, Transcript } from '../../../src/model/index.js';
import { startReferenceServer } from '../../../src/reference/index.js';
import { faults } from '../../../suites/server/faults.js';
import { profile201912 } from '../../../suites/profiles/2019-12.js';
import { emptyFolder, type Ran, run } from '../../support/cli-run.js';

const cwd = emptyFolder();
const CLAIMS = 'resources.explanation-of-benefit';
const TYPE = { id: CLAIMS, rule: 'fhir.stu3.binding.required', path: 'ExplanationOfBenefit.type' };
const SEQUENCE = { id: CLAIMS, rule: 'fhir.stu3.cardinality.min', path: 'ExplanationOfBenefit.item.sequence' };

interface Entry {
  readonly id: string;
  readonly rule?: string;
  readonly path?: string;
  readonly until?: string;
}

const listed = (entries: readonly Entry[]): string => {
  const text = entries.map((entry) =>
    Object.entries({ ...entry, because: 'the source says so', see: 'https://example.org/7' })
      .map(([name, value], index) => `${index === 0 ? '-' : ' '} ${name}: ${value}\n`)
      .join(''),
  );
  writeFileSync(join(cwd, 'known.yaml'), text.join(''));
  return 'known.yaml';
};

const faultNamed = (id: string): Fault => {
  const found = faults.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no fault ${id}`);
  return found;
};

/** Checks a server with faults, and leaves the transcript. */
const check = async (name: string, ids: readonly string[], selection: readonly string[], known: readonly Entry[]) => {
  const server = await startReferenceServer({
    profile: profile201912,
    beneficiaries: 3,
    faults: ids.map(faultNamed),
  });
  const [{ clientId, clientSecret }] = server.clients;
  const env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
  const argv = ['check', server.url, ...selection, '--poll-interval', '0.01', '--transcript', name];
  const ran = await run([...argv, '--known-failures', listed(known)], { cwd, env });
  await server.close();
  return ran;
};

const judge = (name: string, known: readonly Entry[]): Promise<Ran> =>
  run(['judge', name, '--known-failures', listed(known)], { cwd });

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

describe('known failures that name a finding', () => {
  let live: Ran;
  beforeAll(async () => {
    live = await check('type.json', ['claim-type-without-code'], ['resources'], [TYPE]);
    await check('both.json', ['claim-type-without-code', 'claim-item-without-sequence'], ['resources'], []);
  });

  it('end 0 where nothing else breaks the requirement', async () => {
    expect(live.code).toBe(0);
    expect(lastLine(live.out)).toMatch(/1 requirement failed, a known failure\.$/);
    expect(live.out).toContain(
      'known     fhir.stu3.binding.required at ExplanationOfBenefit.type: the source says so (https://example.org/7)',
    );
    expect((await judge('type.json', [{ id: CLAIMS, rule: TYPE.rule }])).code).toBe(0);
    expect((await judge('both.json', [TYPE, SEQUENCE])).code).toBe(0);
  });

  it('end 1 where something else breaks it too, and say what', async () => {
    const { code, out } = await judge('both.json', [TYPE]);
    expect(code).toBe(1);
    expect(lastLine(out)).toMatch(
      /1 requirement failed\. Not covered by the known failures of resources\.explanation-of-benefit: [1-9]\d* × fhir\.stu3\.cardinality\.min at ExplanationOfBenefit\.item\.sequence\.$/,
    );
    expect(out).toMatch(/not known +[1-9]\d* × fhir\.stu3\.cardinality\.min at ExplanationOfBenefit\.item\.sequence\n/);
  });

  it('end 1 where what they name is not there any more, though all others are', async () => {
    const { code, out } = await judge('type.json', [TYPE, SEQUENCE]);
    expect(code).toBe(1);
    expect(out).toContain(
      `Known failure ${CLAIMS}, ${SEQUENCE.rule} at ${SEQUENCE.path}, no longer occurs: remove its entry.`,
    );
    expect(out).not.toContain('binding.required at ExplanationOfBenefit.type, does not occur');
    const sound = await judge('type.json', [TYPE, { id: 'resources.coverage', rule: TYPE.rule }]);
    expect([sound.code, sound.out.match(/no longer occurs/g)]).toEqual([1, ['no longer occurs']]);
  });

  it('count until their date', async () => {
    expect((await judge('type.json', [{ ...TYPE, until: '2999-01-01' }])).code).toBe(0);
    const { code, out } = await judge('type.json', [{ ...TYPE, until: '2020-01-01' }]);
    expect(code).toBe(1);
    expect(out).toContain(`${CLAIMS} (${TYPE.rule} at ${TYPE.path}) has expired (until 2020-01-01)`);
  });

  it('do not cover what a file beyond its bound of kinds may hide, nor call its findings gone', async () => {
    const transcript = JSON.parse(readFileSync(join(cwd, 'type.json'), 'utf8')) as Transcript;
    const facts = transcript.facts.map((fact) =>
      fact.kind === 'file' ? { ...fact, validity: { ...fact.validity, more: true } } : fact,
    );
    writeFileSync(join(cwd, 'more.json'), JSON.stringify({ ...transcript, facts }));
    const { code, out } = await judge('more.json', [TYPE, SEQUENCE]);
    expect(code).toBe(1);
    expect(lastLine(out)).toMatch(
      /possibly others, because there are more kinds of findings than are kept for one file\.$/,
    );
    expect(out).not.toContain('no longer occurs');
  });

  it('leave a report that fits its schema', async () => {
    const argv = ['judge', 'both.json', '--report', 'json', '--known-failures', listed([TYPE])];
    const { out } = await run(argv, { cwd });
    const report = JSON.parse(out) as Report;
    expect(departures('report', report)).toEqual([]);
    const verdict = report.verdicts.find(({ id }) => id === CLAIMS);
    expect(verdict?.known).toBeUndefined();
    expect(verdict?.findings?.groups).toHaveLength(2);
    expect(verdict?.knownFindings?.entries).toMatchObject([{ rule: TYPE.rule, path: TYPE.path }]);
    expect(verdict?.knownFindings?.uncovered).toMatchObject([{ rule: SEQUENCE.rule, path: SEQUENCE.path }]);
  });
});

describe('every requirement that is judged by rules', () => {
  const ROWS: readonly [fault: string, known: Entry & { rule: string; path: string }][] = [
    [
      'metadata-unknown-element',
      { id: 'metadata.valid-stu3', rule: 'fhir.stu3.structure.unknown-element', path: 'CapabilityStatement' },
    ],
    [
      'kickoff-refuses-with-wrong-case',
      { id: 'kickoff.error-valid-stu3', rule: 'fhir.stu3.binding.required', path: 'OperationOutcome.issue.severity' },
    ],
    [
      'errors-of-wrong-case',
      { id: 'errors.valid-stu3', rule: 'fhir.stu3.binding.required', path: 'OperationOutcome.issue.severity' },
    ],
    [
      'patient-gender-of-no-set',
      { id: 'resources.patient', rule: 'fhir.stu3.binding.required', path: 'Patient.gender' },
    ],
    [
      'coverage-unknown-element',
      { id: 'resources.coverage', rule: 'fhir.stu3.structure.unknown-element', path: 'Coverage' },
    ],
  ];

  it.each(ROWS)('%s', async (fault, known) => {
    const file = `${fault}.json`;
    expect((await check(file, [fault], [known.id], [known])).code).toBe(0);
    expect((await judge(file, [])).code).toBe(1);
    const elsewhere = await judge(file, [{ ...known, path: 'Elsewhere' }]);
    expect(elsewhere.code).toBe(1);
    expect(lastLine(elsewhere.out)).toContain(`× ${known.rule} at ${known.path}`);
    expect(elsewhere.out).toContain(`${known.id}, ${known.rule} at Elsewhere, no longer occurs`);
  });
});
