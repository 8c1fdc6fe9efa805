import type { ComparedRun, Comparison, DurationChange, Report } from '../../model/index.js';
import { isNamed } from '../select.js';

const selectionText = ({ selection }: Report): string => (selection.length === 0 ? 'everything' : selection.join(', '));

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name));

/** In what two runs differ besides their verdicts, one sentence each: it may be why the verdicts differ. */
export const differencesOf = (before: Report, after: Report): string[] => {
  const selected = same(before.selection, after.selection);
  const facts: readonly (readonly [boolean, string])[] = [
    [
      before.target !== after.target,
      `The targets differ: ${before.target} before, ${after.target} now. Differences may be theirs.`,
    ],
    [
      before.tool.version !== after.tool.version,
      `The tool differs: version ${before.tool.version} before, ${after.tool.version} now. To have both judged by one, judge a saved transcript again.`,
    ],
    [
      !selected,
      `The selection differs: ${selectionText(before)} before, ${selectionText(after)} now. What is not in both is not compared.`,
    ],
    // The digest is over what was selected, so it says something only of equal selections.
    [
      selected && before.catalogue !== after.catalogue,
      'The catalogues differ: a verdict may have changed because its question did.',
    ],
    [
      before.strict !== after.strict,
      `Only the ${after.strict ? 'new' : 'old'} run was strict, so that every requirement gates there.`,
    ],
    [
      JSON.stringify(before.sample) !== JSON.stringify(after.sample),
      `The data differ: ${sampleText(before)} before, ${sampleText(after)} now. What is in the other lines may look new or mended.`,
    ],
    [before.interrupted, 'The old run was interrupted: what it left out may look newly failing.'],
    [before.errors.length > 0, 'The old run had errors of its own, so its verdicts are not reliable.'],
    [
      Date.parse(after.startedAt) < Date.parse(before.startedAt),
      'The new run began before the old one: perhaps the two files are swapped.',
    ],
  ];
  return facts.filter(([differs]) => differs).map(([, sentence]) => sentence);
};

const sampleText = ({ sample }: Report): string =>
  sample === undefined ? 'every line' : `at most ${sample.size} lines of each file (seed ${sample.seed})`;

/** Requirements of one run only, told apart by whether the other's selection left them out. */
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

/** What a comparison says of a run by itself. */
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
