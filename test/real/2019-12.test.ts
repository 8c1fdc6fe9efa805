import { beforeEach, describe, expect, test } from 'vitest';
import { judgeTranscript } from '../../src/assess/index.js';
import type { Credential, Outcome, Report } from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { profile201912 as profile } from '../../suites/profiles/2019-12.js';
import { clients, mapping, type OwnRun, type Use } from './2019-12.mapping.js';
import { bodyFiles, credentialOf, type Placed, readExchanges, readSample } from './2019-12.record.js';
import { sampleMissing, transcriptOf } from './2019-12.record.js';
import { blockedElsewhere, mainFailures, mainVector, ownRuns, type Verdicts } from './2019-12.verdicts.js';

beforeEach(({ skip }) => skip(sampleMissing !== undefined, sampleMissing));

const placed = (run: Use['run']): Placed[] =>
  mapping.flatMap(({ line, uses }) => uses.filter((one) => one.run === run).map((one) => ({ ...one, line })));

const judged = (exchanges: readonly Placed[]): Report =>
  judgeTranscript(transcriptOf(exchanges, readExchanges()), profile, { catalogue });

const vectorOf = ({ verdicts }: Report): Record<string, Outcome> =>
  Object.fromEntries(verdicts.map(({ id, outcome }) => [id, outcome]));

const failuresOf = ({ verdicts }: Report): Record<string, readonly number[]> =>
  Object.fromEntries(verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id, evidence }) => [id, evidence]));

const vectorFrom = ({ pass, fail, inapplicable }: Verdicts): Record<string, Outcome> => ({
  ...Object.fromEntries(Object.keys(mainVector).map((id) => [id, 'blocked' as const])),
  ...Object.fromEntries(pass.map((id) => [id, 'pass' as const])),
  ...Object.fromEntries(fail.map((id) => [id, 'fail' as const])),
  ...Object.fromEntries(inapplicable.map((id) => [id, 'inapplicable' as const])),
});

/** The failures of the main run, shown by this exchange where another one showed them. */
const failuresWith = (line: number, insteadOf: number | undefined): typeof mainFailures =>
  Object.fromEntries(
    Object.entries(mainFailures).map(([id, lines]) => [
      id,
      lines.map((one) => (one === insteadOf ? line : one)).sort((a, b) => a - b),
    ]),
  );

describe('the mapping of the sample', () => {
  test('names each exchange in its place, and no other', () => {
    expect(mapping.map(({ line, name }) => [line, name])).toEqual(
      readExchanges().map(({ name }, index) => [index + 1, name]),
    );
  });

  test('maps 117 exchanges to scenarios and gives a reason for each of the other 165', () => {
    const mapped = mapping.filter(({ uses }) => uses.length > 0);
    const left = mapping.filter(({ because }) => because !== undefined);
    expect([mapped.length, left.length, mapping.length]).toEqual([117, 165, 282]);
    expect(mapped.filter(({ because }) => because !== undefined)).toEqual([]);
  });

  /** What the sample writes in Authorization for each credential; undefined: there is no such header. */
  const written: Partial<Record<Credential, RegExp>> = {
    none: /^(undefined)?$/,
    'token-in-url': /^undefined$/,
    client: /^basic (<good credentials>|[\w+/]{100,}=*)$/i,
    basic: /^Basic [\w+/]{100,}=*$/,
    'wrong-secret': /^Basic <(other credentials|empty secret)>$/,
    'unknown-client': /^Basic <(other credentials|empty secret)>$/,
    'malformed-basic': /^Basic( [^<]+)?$/,
    'garbage-token': /^Bearer ([\w.]+|<JWT>)$/,
    'altered-token': /^Bearer <JWT>$/,
    'expired-token': /^Bearer <JWT>$/,
    'other-client': /^Bearer \$TOKEN_A9994$/,
  };

  test('puts no exchange where another credential belongs', () => {
    const recorded = readExchanges();
    const all = mapping.flatMap(({ line, uses }) => uses.map((one): Placed => ({ ...one, line })));
    for (const one of all) {
      const authorization = recorded[one.line - 1]?.request.headers.find(([name]) => name === 'Authorization')?.[1];
      const as = credentialOf(one);
      const token = one.run in clients ? clients[one.run as OwnRun] : '$TOKEN';
      if (as === 'token') expect([one.line, authorization]).toEqual([one.line, `Bearer ${token}`]);
      else expect(`${authorization}`, `exchange ${one.line} as ${as}`).toMatch(written[as] ?? /^never$/);
    }
  });

  test('takes bodies from the files of the same size, and the manifests are those of the exchanges', () => {
    const recorded = readExchanges();
    const text = (line: number): string => recorded[line - 1]?.reply.body ?? '';
    const sizes = Object.entries(bodyFiles).map(([line, file]) => [line, readSample(file).length]);
    const bytes = Object.keys(bodyFiles).map((line) => [line, recorded[Number(line) - 1]?.reply.bytes]);
    // Of ExplanationOfBenefit the sample keeps 40 lines.
    expect(sizes.filter(([line]) => line !== '189')).toEqual(bytes.filter(([line]) => line !== '189'));
    expect(readSample('error.ndjson').toString()).toBe(text(264));
    expect(readSample('metadata.json').toString()).toBe(text(1));
    expect(readSample('manifest_all.json').toString()).toBe(text(239));
    expect(readSample('manifest_large_multi_file.json').toString()).toBe(text(261));
    expect(readSample('manifest_with_errors.json').toString()).toBe(text(263));
  });
});

describe('the real server of December 2019', () => {
  test('its main run', () => {
    const report = judged(placed('main'));
    expect(vectorOf(report)).toEqual(mainVector);
    expect(failuresOf(report)).toEqual(mainFailures);
    expect(report.conforms).toBe('no');
  });

  // Each further exchange that answers the same question must get the same answer.
  const others = mapping.flatMap(({ line, name, uses }) =>
    uses.filter(({ run }) => run === 'instead').map((one) => ({ ...one, line, name })),
  );
  test.each(others)('its main run with $line ($name) as $label', (one) => {
    const main = placed('main');
    const [replaced, ...more] = main.filter(({ label, of }) => label === one.label && of === one.of);
    expect(more).toEqual([]);
    const report = judged([...main.filter((other) => other !== replaced), one]);
    expect(vectorOf(report)).toEqual(mainVector);
    expect(failuresOf(report)).toEqual(failuresWith(one.line, replaced?.line));
  });

  test.each(Object.keys(clients) as OwnRun[])('%s', (run) => {
    expect(vectorOf(judged(placed(run)))).toEqual(vectorFrom(ownRuns[run]));
  });

  test('what the main run leaves open is shown by another job, or nowhere in the sample', () => {
    const open = Object.keys(mainVector).filter((id) => mainVector[id] === 'blocked');
    const shown: readonly string[] = Object.values(ownRuns).flatMap(({ pass, fail }) => [...pass, ...fail]);
    expect(open.filter((id) => !shown.includes(id))).toEqual(blockedElsewhere);
  });
});
