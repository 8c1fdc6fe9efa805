import { counted, type Difference, type FileFact, type SecondOpinion, type Transcript } from '../../model/index.js';

/** Differences that are listed; the facts of the report have the others. */
const MOST_LISTED = 20;

/** What the second opinion says about the data files of a run: no verdict follows from it. */
export const opinionNotes = ({ facts }: Transcript): string[] => {
  const files = facts.filter((fact): fact is FileFact => fact.kind === 'file' && fact.opinion !== undefined);
  const said = files.flatMap(({ opinion }) => opinion ?? []);
  const [first] = said;
  if (first === undefined) return [];
  const sum = (of: (one: SecondOpinion) => number): number => said.reduce((total, one) => total + of(one), 0);
  const kinds = new Map<string, { difference: Difference; count: number; first: string }>();
  for (const { exchange, type, opinion } of files)
    for (const difference of opinion?.differences ?? []) {
      const { path, ours, theirs, count, lines } = difference;
      const key = JSON.stringify([path, ours, theirs]);
      const place = `${type} file of exchange #${exchange}, line ${lines[0]}`;
      const known = kinds.get(key) ?? { difference, count: 0, first: place };
      kinds.set(key, { ...known, count: known.count + count });
    }
  const more = kinds.size - MOST_LISTED;
  return [
    `Second opinion: ${first.by} read ${counted(
      sum(({ resources }) => resources),
      'resource',
    )} of ${counted(said.length, 'data file')}; of ${sum(({ agreed }) => agreed)} it reports errors at the same places, or none. It changes no verdict.`,
    ...[...kinds.values()].slice(0, MOST_LISTED).map(({ difference: { path, ours, theirs }, count, first: place }) => {
      const who = ours === undefined ? `${first.by} alone reports ${theirs}` : `this program alone reports ${ours}`;
      return `Second opinion: ${who} at ${path === '' ? 'the resource' : path}, in ${counted(count, 'resource')}, first in the ${place}.`;
    }),
    ...(more > 0 ? [`Second opinion: ${counted(more, 'more difference')} in the facts of the JSON report.`] : []),
  ];
};
