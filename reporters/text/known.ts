import type { FindingCount, Known, Verdict } from '../../src/model/index.js';
import { counted } from './index.js';

/** Kinds of findings shown; the JSON report has them all. */
const SHOWN = 3;

const reasonText = ({ because, see, until }: Known): string =>
  `${because} (${see}${until === undefined ? '' : `, until ${until}`})`;

/** A kind of finding in a few words. */
export const findingText = ({ rule, path }: { readonly rule: string; readonly path?: string }): string =>
  path === undefined || path === '' ? rule : `${rule} at ${path}`;

/** The most frequent kinds of findings, and how many more there are; undefined: at most one kind, which `seen` names. */
export const frequentText = ({ findings }: Verdict): string | undefined => {
  const groups = findings?.groups ?? [];
  if (groups.length < 2) return undefined;
  const most = groups.toSorted((a, b) => b.count - a.count).slice(0, SHOWN);
  const more = groups.length - most.length;
  return (
    most.map((one) => `${one.count} × ${findingText(one)}`).join(', ') +
    (more > 0 ? `, and ${counted(more, 'more kind')}` : '')
  );
};

/** What is known of a failure, one text an entry. */
export const knownTexts = ({ known, knownFindings }: Verdict): string[] => {
  const named = knownFindings?.entries.filter(({ gone }) => gone !== true) ?? [];
  if (named.length > 0) return named.map((entry) => `${findingText(entry)}: ${reasonText(entry)}`);
  return known === undefined ? [] : [reasonText(known)];
};

/** Why entries that name findings do not cover a failure; undefined: they do, or there are none. */
export const uncoveredText = ({ known, knownFindings, findings }: Verdict): string | undefined => {
  if (known !== undefined || knownFindings === undefined) return undefined;
  const { uncovered } = knownFindings;
  const more = uncovered.length - SHOWN;
  const kinds = uncovered.slice(0, SHOWN).map((one: FindingCount) => `${one.count} × ${findingText(one)}`);
  return [
    ...(kinds.length > 0 ? [kinds.join(', ') + (more > 0 ? `, and ${counted(more, 'more kind')}` : '')] : []),
    ...(findings?.incomplete === undefined ? [] : [othersText(findings.incomplete)]),
  ].join('; ');
};

/** That there may be more findings than are listed, and why. */
export const othersText = (why: string): string => `possibly others, because ${why}`;

/** Entries that must be removed, since what they name no longer occurs. */
export const outdatedTexts = ({ id, outcome, known, knownFindings }: Verdict): string[] => [
  ...(known !== undefined && outcome === 'pass' ? [outdatedText(id, known)] : []),
  ...(knownFindings?.entries ?? [])
    .filter(({ gone }) => gone === true)
    .map((entry) => `${entry.prefix ?? id}, ${findingText(entry)}, no longer occurs: remove its entry.`),
];

const outdatedText = (id: string, { prefix }: Known): string =>
  prefix === undefined
    ? `${id} passes now: remove its entry.`
    : `${prefix}: nothing that this entry names fails or is blocked now: remove it.`;
