import {
  type Report,
  type Scoreboard,
  type ScoreColumn,
  type ScoreGroup,
  type ScoreRow,
  type Standing,
  standingOf,
  type Verdict,
} from '../../model/index.js';
import { tool } from '../../package.js';
import { exitCode } from '../conforms.js';
import { isNamed } from '../select.js';

/** A saved report, and the name of its file. */
export interface Saved {
  readonly file: string;
  readonly report: Report;
}

/** Puts reports side by side. Pure. */
export const scoreboardOf = (saved: readonly Saved[], require: readonly string[]): Scoreboard => {
  const kinds = [...new Set(saved.map(({ report }) => kindOf(report)))].toSorted();
  const because = newestOf(saved).flatMap((one) => whyNot(one, require));
  return {
    schema: 'bcda-conformance/scoreboard/1',
    tool,
    groups: kinds.map((kind) => groupOf(saved.filter(({ report }) => kindOf(report) === kind))),
    require,
    release: because.length === 0,
    because,
  };
};

/** 0: each subject may be released; 1: one may not. */
export const scoreboardExitCode = ({ release }: Scoreboard): 0 | 1 => (release ? 0 : 1);

const kindOf = ({ role, profile }: Report): string => `${role} ${profile}`;
const subjectOf = ({ client, target }: Report): string => client?.name ?? target;

/** The newest run of each subject, by role and profile. */
const newestOf = (saved: readonly Saved[]): Saved[] =>
  saved.filter((one) =>
    saved.every(
      (other) =>
        one === other ||
        kindOf(one.report) !== kindOf(other.report) ||
        subjectOf(one.report) !== subjectOf(other.report) ||
        isBefore(other, one),
    ),
  );

const isBefore = (one: Saved, other: Saved): boolean =>
  one.report.startedAt < other.report.startedAt ||
  (one.report.startedAt === other.report.startedAt && one.file < other.file);

/** Why a subject may not be released. */
const whyNot = ({ file, report }: Saved, require: readonly string[]): string[] => {
  const about = `${subjectOf(report)} (${kindOf(report)}, ${file})`;
  if (require.length === 0) {
    // What a run left out by choice was not shown.
    if (exitCode(report) !== 0) return [`${about}: it does not conform, or could not be judged.`];
    return report.conforms === 'incomplete' ? [`${about}: the run is incomplete.`] : [];
  }
  return require.flatMap((name) => {
    const own = report.verdicts.filter(({ id }) => isNamed(id, name));
    if (own.length === 0) return [`${about}: ${name} was not judged.`];
    const open = own.filter((verdict) => !['passed', 'inapplicable', 'known failure'].includes(standingOf(verdict)));
    return open.length === 0
      ? []
      : [`${about}: ${open.map(({ id }) => id).join(', ')} ${open.length === 1 ? 'is' : 'are'} not met.`];
  });
};

const groupOf = (saved: readonly Saved[]): ScoreGroup => {
  const [first] = saved;
  if (first === undefined) throw new Error('a group has at least one run');
  const ordered = saved.toSorted(
    (a, b) => subjectOf(a.report).localeCompare(subjectOf(b.report)) || (isBefore(a, b) ? -1 : 1),
  );
  const newest = newestOf(saved);
  const ids = [...new Set(ordered.flatMap(({ report }) => report.verdicts.map(({ id }) => id)))];
  const chapters = [...new Set(ordered.flatMap(({ report }) => report.verdicts.map(({ chapter }) => chapter)))];
  const row = (id: string, own: (verdict: Verdict) => boolean): ScoreRow => ({
    id,
    cells: ordered.map(({ report }) => worstOf(report.verdicts.filter(own))),
  });
  return {
    role: first.report.role,
    profile: first.report.profile,
    columns: ordered.map((one) => columnOf(one, ordered, newest.includes(one))),
    chapters: chapters.map((id) => row(id, ({ chapter }) => chapter === id)),
    requirements: ids.map((id) => row(id, (verdict) => verdict.id === id)),
  };
};

const ORDER: readonly Standing[] = [
  'failed',
  'blocked',
  'known failure',
  'warning',
  'not tested',
  'passed',
  'inapplicable',
];

const worstOf = (verdicts: readonly Verdict[]): Standing | 'not judged' => {
  const standings = new Set(verdicts.map(standingOf));
  return ORDER.find((standing) => standings.has(standing)) ?? 'not judged';
};

const outcomesOf = ({ report }: Saved): ReadonlyMap<string, Verdict['outcome']> =>
  new Map(report.verdicts.map(({ id, outcome }) => [id, outcome]));

const columnOf = (one: Saved, ordered: readonly Saved[], newest: boolean): ScoreColumn => {
  const { file, report } = one;
  const before = ordered
    .slice(0, ordered.indexOf(one))
    .filter((other) => subjectOf(other.report) === subjectOf(report));
  const last = before.at(-1);
  const [now, then] = [outcomesOf(one), last === undefined ? undefined : outcomesOf(last)];
  const failed = [...now].filter(([, outcome]) => outcome === 'fail').map(([id]) => id);
  const version = report.client?.version;
  return {
    file,
    subject: subjectOf(report),
    ...(version !== undefined && { version }),
    ...{ startedAt: report.startedAt, conforms: report.conforms, summary: report.summary, newest },
    failing: then === undefined ? [] : failed.filter((id) => then.get(id) !== 'fail'),
    fixed:
      then === undefined ? [] : [...now].flatMap(([id, is]) => (is === 'pass' && then.get(id) === 'fail' ? [id] : [])),
    still: failed
      .filter((id) => then?.get(id) === 'fail')
      .map((id) => ({ id, since: sinceOf(id, before)?.report.startedAt ?? report.startedAt })),
  };
};

/** The first of the earlier runs since which a requirement always failed. */
const sinceOf = (id: string, before: readonly Saved[]): Saved | undefined => {
  const end = before.findLastIndex((one) => outcomesOf(one).get(id) !== 'fail');
  return before[end + 1];
};
