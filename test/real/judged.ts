import { beforeEach, expect, test } from 'vitest';
import { judgeTranscript } from '../../src/assess/index.js';
import type { Outcome, Report } from '../../src/model/index.js';
import { catalogue, type RequirementId } from '../../suites/index.js';
import { missing, type Placed, readExchanges, type RealRecording, transcriptOf } from './recording.js';

/** Verdicts of a run that holds one job; all others are blocked. */
export interface Verdicts {
  readonly pass: readonly RequirementId[];
  readonly fail: readonly RequirementId[];
  readonly inapplicable: readonly RequirementId[];
}

/** What a recording shows, thought out from the statements before it was judged. */
export interface Shown {
  /** Verdicts of the main run. blocked: the sample does not hold what it would take. */
  readonly mainVector: Readonly<Record<string, Outcome>>;
  /** The exchanges that show the failures of the main run. */
  readonly mainFailures: Readonly<Record<string, readonly number[]>>;
  /** Further runs that hold one job each. */
  readonly ownRuns: Readonly<Record<string, Verdicts>>;
  /** What no run shows. */
  readonly blockedElsewhere: readonly RequirementId[];
}

/** Skips the tests of a file, with the reason, where the sample of a recording is missing. */
export const skipWhereMissing = (recording: RealRecording): void =>
  beforeEach(({ skip }) => skip(missing(recording) !== undefined, missing(recording)));

/** The exchanges of one run, each in its place. */
const placed = ({ mapping }: RealRecording, run: string): Placed[] =>
  mapping.flatMap(({ line, uses }) => uses.filter((one) => one.run === run).map((one) => ({ ...one, line })));

const judged = (recording: RealRecording, exchanges: readonly Placed[]): Report =>
  judgeTranscript(transcriptOf(recording, exchanges), recording.profile, { catalogue });

const vectorOf = ({ verdicts }: Report): Record<string, Outcome> =>
  Object.fromEntries(verdicts.map(({ id, outcome }) => [id, outcome]));

const failuresOf = ({ verdicts }: Report): Record<string, readonly number[]> =>
  Object.fromEntries(verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id, evidence }) => [id, evidence]));

const vectorFrom = (ids: readonly string[], { pass, fail, inapplicable }: Verdicts): Record<string, Outcome> => ({
  ...Object.fromEntries(ids.map((id) => [id, 'blocked' as const])),
  ...Object.fromEntries(pass.map((id) => [id, 'pass' as const])),
  ...Object.fromEntries(fail.map((id) => [id, 'fail' as const])),
  ...Object.fromEntries(inapplicable.map((id) => [id, 'inapplicable' as const])),
});

/** Failures, shown by this exchange where another one showed them. */
const failuresWith = (failures: Shown['mainFailures'], line: number, insteadOf: number | undefined) =>
  Object.fromEntries(
    Object.entries(failures).map(([id, lines]) => [
      id,
      lines.map((one) => (one === insteadOf ? line : one)).sort((a, b) => a - b),
    ]),
  );

/** The tests that a recording gets the verdicts that were thought out for it. */
export const judgesAs = (
  recording: RealRecording,
  { mainVector, mainFailures, ownRuns, blockedElsewhere }: Shown,
): void => {
  const { mapping } = recording;

  test('the mapping names each exchange of the sample in its place, and no other', () => {
    expect(mapping.map(({ line, name }) => [line, name])).toEqual(
      readExchanges(recording).map(({ name }, index) => [index + 1, name]),
    );
    expect(mapping.filter(({ uses, because }) => uses.length > 0 === (because !== undefined))).toEqual([]);
  });

  test('its main run', () => {
    const report = judged(recording, placed(recording, 'main'));
    expect(vectorOf(report)).toEqual(mainVector);
    expect(failuresOf(report)).toEqual(mainFailures);
    expect(report.conforms).toBe('no');
  });

  // Each further exchange that answers the same question must get the same answer.
  const others = mapping.flatMap(({ line, name, uses }) =>
    uses.filter(({ run }) => run === 'instead').map((one) => ({ ...one, line, name })),
  );
  test.each(others)('its main run with $line ($name) as $label', (one) => {
    const main = placed(recording, 'main');
    const [replaced, ...more] = main.filter(({ label, of }) => label === one.label && of === one.of);
    expect(more).toEqual([]);
    const report = judged(recording, [...main.filter((other) => other !== replaced), one]);
    expect(vectorOf(report)).toEqual(mainVector);
    expect(failuresOf(report)).toEqual(failuresWith(mainFailures, one.line, replaced?.line));
  });

  test.each(Object.entries(ownRuns))('%s', (run, verdicts) => {
    expect(vectorOf(judged(recording, placed(recording, run)))).toEqual(vectorFrom(Object.keys(mainVector), verdicts));
  });

  test('what the main run leaves open is shown by another job, or nowhere in the sample', () => {
    const open = Object.keys(mainVector).filter((id) => mainVector[id] === 'blocked');
    const shown: readonly string[] = Object.values(ownRuns).flatMap(({ pass, fail }) => [...pass, ...fail]);
    expect(open.filter((id) => !shown.includes(id))).toEqual(blockedElsewhere);
  });
};

/** The number of exchanges that have a place, and of those that have none. */
export const placesOf = ({ mapping }: RealRecording): readonly [mapped: number, left: number] => {
  const mapped = mapping.filter(({ uses }) => uses.length > 0).length;
  return [mapped, mapping.length - mapped];
};
