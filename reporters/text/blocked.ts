import { type Report, type Standing, standingOf, type Verdict } from '../../src/model/index.js';
import { blockerText } from './outcome.js';

/** A chapter of fewer requirements than this is not folded: its ids say more. */
const FOLDED = 3;

/** A reason why requirements were not judged, with their ids, a whole chapter as `manifest.* (13)`. */
interface BlockedGroup {
  readonly why: string;
  readonly ids: readonly string[];
}

/** The reasons why requirements of some standings were not judged, each with those that it blocked, in reading order. */
export const blockedGroups = ({ verdicts }: Report, standings: readonly Standing[]): BlockedGroup[] => {
  const open = verdicts.filter((one) => one.outcome === 'blocked' && standings.includes(standingOf(one)));
  return [...new Set(open.map(blocker))].map((why) => ({
    why,
    ids: folded(
      open.filter((verdict) => blocker(verdict) === why),
      verdicts,
    ),
  }));
};

/** What blocked a verdict, in words that also group it with others: whatever export or condition it was. */
const blocker = (verdict: Verdict): string =>
  blockerText(verdict)
    .replace(/^export of [^:]*: /u, '')
    .replace(/^--only left out [\w-]+/u, '--only left out the condition')
    .replace(/^(a recording has what one server did, and not) [\w-]+/u, '$1 this condition');

/** The ids of a group; a whole chapter as `manifest.* (13)`, unless a known failure in it must be marked. */
const folded = (group: readonly Verdict[], all: readonly Verdict[]): string[] => {
  const chapters = [...new Set(group.map(({ chapter }) => chapter))];
  return chapters.flatMap((chapter) => {
    const own = group.filter((verdict) => verdict.chapter === chapter);
    const whole = own.length === all.filter((verdict) => verdict.chapter === chapter).length;
    if (whole && own.length >= FOLDED && own.every(({ known }) => known === undefined))
      return [`${chapter}.* (${own.length})`];
    return own.map(({ id, known }) => `${id}${known === undefined ? '' : ' (known)'}`);
  });
};
