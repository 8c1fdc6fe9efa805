import type { Report, Verdict } from '../../src/model/index.js';
import type { Paint } from '../console/index.js';
import { printable, wrapped } from './index.js';

/** Blocked by the user's own choice, or for want of what only the user has: no fault of the run unless it is strict. */
export const BY_CHOICE: ReadonlySet<string> = new Set(['input', 'budget', 'choice']);

/** A chapter of fewer requirements than this is not folded: its ids say more. */
const FOLDED = 3;

/** What could not be judged, grouped by what kept it from that. */
export const blockedLines = (report: Report, paint: Paint): string[] => {
  const groups = blockedGroups(report);
  if (groups.length === 0) return [];
  const lines = groups.map(({ why, ids }) => [
    `  ${paint.yellow('?')} ${printable(why)}`,
    ...wrapped(ids, ', ', '    '),
  ]);
  return [paint.bold('Blocked: could not be judged'), ...lines.flat()];
};

/** A reason why requirements could not be judged, with their ids, a whole chapter as `manifest.* (13)`. */
export interface BlockedGroup {
  readonly why: string;
  readonly ids: readonly string[];
}

/** The reasons why requirements could not be judged, each with those that it kept from it, in reading order. */
export const blockedGroups = ({ verdicts }: Report): BlockedGroup[] => {
  const open = verdicts.filter(({ outcome }) => outcome === 'blocked');
  return [...new Set(open.map(hindrance))].map((why) => ({
    why,
    ids: folded(
      open.filter((verdict) => hindrance(verdict) === why),
      verdicts,
    ),
  }));
};

/** What kept a verdict from being reached, in words that also group it with others: whatever export it was. */
const hindrance = ({ cause, unblock, because = 'no reason is known' }: Verdict): string => {
  const why = because.replace(/^export of [^:]*: /u, '');
  return unblock === undefined || cause === 'earlier' ? why : `${why} (give ${unblock})`;
};

/** The ids of a group; a whole chapter as `manifest.* (13)`, unless a known failure in it is to be marked. */
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
