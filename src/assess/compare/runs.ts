import { counted } from '../../expect/counted.js';
import type { ComparedRun, Comparison, DurationChange, Report } from '../../model/index.js';
import { isNamed } from '../select.js';

const selectionText = ({ selection }: Report): string => (selection.length === 0 ? 'everything' : selection.join(', '));

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name));

/** How two runs differ, apart from their verdicts, one sentence each: this may be why the verdicts differ. */
export const differencesOf = (before: Report, after: Report): string[] => {
  const selected = same(before.selection, after.selection);
  const facts: readonly (readonly [boolean, string])[] = [
    [
      before.target !== after.target,
      `The targets differ: ${before.target} before, ${after.target} now. This may explain other differences.`,
    ],
    [
      before.profile !== after.profile,
      `The profiles differ: ${before.profile} before, ${after.profile} now. Only the requirements of both are compared, and some are worded otherwise under each.`,
    ],
    [
      before.tool.version !== after.tool.version,
      `The tool versions differ: ${before.tool.version} before, ${after.tool.version} now. To compare with one version, judge the saved transcripts again.`,
    ],
    [
      !selected,
      `The selections differ: ${selectionText(before)} before, ${selectionText(after)} now. Only requirements in both are compared.`,
    ],
    // The digest is over the selected requirements, so it can only be compared for equal selections.
    [
      selected && before.catalogue !== after.catalogue,
      'The catalogues differ: a verdict may have changed because its requirement changed.',
    ],
    [
      before.strict !== after.strict,
      `Only the ${after.strict ? 'new' : 'old'} run was strict: there every requirement gates.`,
    ],
    [
      JSON.stringify(before.sample) !== JSON.stringify(after.sample),
      `The samples differ: ${sampleText(before)} before, ${sampleText(after)} now. A failure in other lines may look new or fixed.`,
    ],
    [
      before.interrupted,
      'The old run was interrupted: a requirement that it did not reach may look like a new failure.',
    ],
    [before.errors.length > 0, 'The old run had errors of its own, so its verdicts are not reliable.'],
    [
      Date.parse(after.startedAt) < Date.parse(before.startedAt),
      'The new run started before the old one: the two files may be swapped.',
    ],
  ];
  return facts.filter(([differs]) => differs).map(([, sentence]) => sentence);
};

const sampleText = ({ sample }: Report): string =>
  sample === undefined ? 'every line' : `at most ${counted(sample.size, 'line')} of each file (seed ${sample.seed})`;

/** Requirements of only one run, and whether the other run's selection left them out. */
export const oneSided = (before: Report, after: Report): Pick<Comparison, 'added' | 'gone' | 'notCompared'> => {
  const only = (own: Report, other: Report, leftOut: boolean) =>
    own.verdicts
      .filter(({ id }) => !other.verdicts.some((verdict) => verdict.id === id))
      .filter(({ id }) => isLeftOut(id, other) === leftOut)
      .map(({ id, outcome, gating }) => ({ id, outcome, gating }));
  return {
    added: only(after, before, false),
    gone: only(before, after, false),
    notCompared: [
      ...only(before, after, true).map((one) => ({ ...one, judgedIn: 'before' as const })),
      ...only(after, before, true).map((one) => ({ ...one, judgedIn: 'after' as const })),
    ],
  };
};

const isLeftOut = (id: string, { selection }: Report): boolean =>
  selection.length > 0 && !selection.some((name) => isNamed(id, name));

/** What a comparison says about each run. */
export const runOf = (report: Report): ComparedRun => {
  const { catalogue, target, startedAt, conforms, summary, selection, strict, interrupted, errors } = report;
  return {
    ...{ tool: report.tool, catalogue, target, startedAt, conforms, summary, selection, strict, interrupted },
    errors: errors.length,
  };
};

/** Two times, in milliseconds. */
export const pace = (before: number, after: number): DurationChange => ({
  before,
  after,
  ...(before > 0 && { ratio: Math.round((after / before) * 1000) / 1000 }),
});
