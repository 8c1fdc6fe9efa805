import { stringify } from 'yaml';
import { type KnownFailure, printable, type Report, testResultOf, type Verdict } from '../../src/model/index.js';

/** Longest text of a report in an entry, in characters. */
const LONGEST = 200;

/** An entry for everything that makes a run with this report fail. */
export const knownFailuresFrom = (report: Report): KnownFailure[] =>
  report.verdicts
    .filter((verdict) => ['failed', 'error'].includes(testResultOf(verdict, report)) && verdict.outcome !== 'pass')
    .flatMap((verdict) => entriesFor(verdict, report));

/**
 * Of a requirement that is judged by rules, an entry for each kind of finding, so that others still make it fail; of any
 * other, or where there may be more findings than are known, one entry for all of it.
 */
const entriesFor = (verdict: Verdict, { startedAt }: Report): KnownFailure[] => {
  const { id, outcome, findings, seen, because } = verdict;
  const reason = printable((outcome === 'fail' ? seen : because) ?? 'no reason was given', LONGEST);
  const entry = {
    id,
    because: `${outcome === 'fail' ? 'failed' : 'blocked'} on ${startedAt.slice(0, 10)}: ${reason}`,
    see: 'no issue yet',
  };
  if (outcome !== 'fail' || findings === undefined || findings.incomplete !== undefined || findings.groups.length === 0)
    return [entry];
  return findings.groups.map(({ rule, path, count }) => ({
    ...{ id, rule, path },
    because: `found ${count} times on ${startedAt.slice(0, 10)}`,
    see: entry.see,
  }));
};

/** The list as a file for a person to complete. */
export const knownFailuresText = (entries: readonly KnownFailure[], { target, startedAt }: Report): string =>
  [
    `# Known failures of ${printable(target, LONGEST)}, from the report of ${startedAt}.`,
    '# Replace each "because" with the reason and each "see" with the issue that tracks it; "until: 2027-03-31" sets an end.',
    ...(entries.length === 0 ? [''] : [stringify(entries, { lineWidth: 0 })]),
  ].join('\n');
