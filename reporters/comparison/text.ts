import type {
  Change,
  ComparedRun,
  Comparison,
  OneSided,
  DurationChange,
  StillFailing,
  Weight,
} from '../../src/model/index.js';
import { counted } from '../text/index.js';

/** One item, in parts that each format presents in its own way. Any text may come from the compared files. */
export interface Item {
  readonly id?: string;
  /** Text after the id. */
  readonly words: string;
  readonly more: readonly { readonly name: string; readonly text: string }[];
}

export interface Section {
  readonly title: string;
  readonly tone: 'bad' | 'good' | 'plain';
  readonly items: readonly Item[];
}

/** The comparison in one sentence. */
export const headline = ({ result, changes, compared, stillFailing, unclear, added }: Comparison): string => {
  const worse = changes.filter(({ regression }) => regression).length;
  if (result === 'regressed') return `Regressed: ${worse} of the ${counted(compared, 'requirement')} compared.`;
  if (result === 'unclear') return `Could not tell whether anything regressed. ${unclear.join(' ')}`;
  const still = stillFailing.filter(({ gating, known }) => gating && !known).length;
  const rest = still === 0 ? '' : ` ${counted(still, 'gating failure')} already existed.`;
  const asked =
    changes.filter(({ kind, gating }) => kind === 'asked anew' && gating).length +
    added.filter(({ outcome, gating }) => outcome === 'fail' && gating).length;
  const anew = asked === 0 ? '' : ` ${counted(asked, 'new question')} failed.`;
  return `No regression: ${counted(compared, 'requirement')} compared.${rest}${anew}`;
};

/** Everything that changed and what did not, in reading order; empty sections are left out. */
export const sectionsOf = (comparison: Comparison): Section[] => {
  const { changes, stillFailing, stillBlocked, reweighed, added, gone, notCompared, differences } = comparison;
  const of = (kind: Change['kind'], regression?: boolean): Item[] =>
    changes
      .filter((change) => change.kind === kind && (regression ?? change.regression) === change.regression)
      .map(changeItem);
  const sections: Section[] = [
    { title: 'Compared', tone: 'plain', items: runs(comparison) },
    {
      title: 'Differences between the runs themselves',
      tone: 'plain',
      items: differences.map((words) => ({ words, more: [] })),
    },
    { title: 'Newly failing', tone: 'bad', items: of('failing', true) },
    { title: 'Failing beyond their known failures', tone: 'bad', items: of('uncovered', true) },
    { title: 'Judged before, blocked now', tone: 'bad', items: of('untested', true) },
    { title: 'Newly failing, but known or with no effect on conformance', tone: 'plain', items: of('failing', false) },
    { title: 'No longer judged', tone: 'plain', items: of('untested', false) },
    {
      title: 'New questions that fail: no regression, since nobody asked before',
      tone: 'plain',
      items: [...of('asked anew'), ...added.filter(({ outcome }) => outcome === 'fail').map(oneItem)],
    },
    { title: 'Fixed', tone: 'good', items: of('fixed') },
    { title: 'No longer blocked', tone: 'good', items: of('unblocked') },
    { title: 'Applies for the first time, and passes', tone: 'good', items: of('applies') },
    { title: `Still failing: ${stillFailing.length}`, tone: 'plain', items: stillFailing.map(stillItem) },
    { title: 'Still blocked', tone: 'plain', items: listItem('in both', stillBlocked) },
    {
      title: comparison.profileBefore === undefined ? 'Added to the catalogue' : 'Only under the new profile',
      tone: 'plain',
      items: added.filter(({ outcome }) => outcome !== 'fail').map(oneItem),
    },
    {
      title: comparison.profileBefore === undefined ? 'Removed from the catalogue' : 'Only under the old profile',
      tone: 'plain',
      items: gone.map(oneItem),
    },
    {
      title: 'Level, basis or gating changed',
      tone: 'plain',
      items: reweighed.map(({ id, before, after }) => ({
        id,
        words: `${weightText(before)} → ${weightText(after)}`,
        more: [],
      })),
    },
    {
      title: 'Not compared: selected in one run only',
      tone: 'plain',
      items: (['before', 'after'] as const).flatMap((run) =>
        listItem(
          `in the ${run === 'before' ? 'old' : 'new'} run`,
          notCompared.filter(({ judgedIn }) => judgedIn === run).map(({ id }) => id),
        ),
      ),
    },
    { title: 'Time', tone: 'plain', items: times(comparison) },
  ];
  return sections.filter(({ items }) => items.length > 0);
};

/** Ids without details, in one item. */
const listItem = (where: string, ids: readonly string[]): Item[] =>
  ids.length === 0 ? [] : [{ words: `${ids.length} ${where}: ${ids.join(', ')}`, more: [] }];

const weightText = ({ level, basis, gating }: Weight): string =>
  `${level}, ${basis}, ${gating ? 'gates' : 'does not gate'}`;

const changeItem = ({ id, level, basis, before, after, statement, seen, because, known }: Change): Item => ({
  id,
  words: `${before} → ${after} (${level}, ${basis})`,
  more: [
    { name: 'statement', text: statement },
    ...(seen === undefined ? [] : [{ name: 'seen', text: seen }]),
    ...(because === undefined ? [] : [{ name: 'because', text: because }]),
    ...(known === undefined ? [] : [{ name: 'known', text: `${known.because} (${known.see})` }]),
  ],
});

const stillItem = ({ id, gating, known, newFindings }: StillFailing): Item => ({
  id,
  words: [...(gating ? [] : ['warning']), ...(known ? ['known'] : [])].join(', '),
  more: newFindings.map(({ rule, path, count }) => ({
    name: 'new kind',
    text: `${count} × ${rule}${path === '' ? '' : ` at ${path}`}`,
  })),
});

const oneItem = ({ id, outcome, gating }: OneSided): Item => ({
  id,
  words: outcome === 'fail' && !gating ? 'fail, a warning' : outcome,
  more: [],
});

/** The profile of both runs, or those of each. */
export const profilesText = ({ profile, profileBefore }: Comparison): string =>
  profileBefore === undefined ? `profile ${profile}` : `profile ${profileBefore} before, ${profile} now`;

const runs = (comparison: Comparison): Item[] => [
  runItem('before', comparison.before),
  runItem('now', comparison.after),
  { words: `${comparison.role}, ${profilesText(comparison)}`, more: [] },
];

const runItem = (name: string, { target, startedAt, conforms, summary }: ComparedRun): Item => {
  const { pass, fail, warn, blocked, inapplicable } = summary;
  const counts = `${pass} passed, ${fail} failed, ${counted(warn, 'warning')}, ${blocked} blocked, ${inapplicable} inapplicable`;
  return { words: `${name}: ${startedAt}, conforms: ${conforms}; ${counts}`, more: [{ name: 'target', text: target }] };
};

const times = ({ timing: { drive, judge } }: Comparison): Item[] => [
  { words: `requests: ${paceText(drive)}`, more: [] },
  { words: `judging: ${paceText(judge)}`, more: [] },
];

const paceText = ({ before, after, ratio }: DurationChange): string =>
  `${before} → ${after} ms${ratio === undefined ? '' : ` (× ${ratio.toFixed(2)})`}`;
