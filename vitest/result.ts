import { particulars } from '../reporters/text/evidence.js';
import { printable } from '../reporters/text/index.js';
import { outcomeText } from '../reporters/text/outcome.js';
import { type Report, testResultOf, type Verdict } from '../src/model/index.js';

/** What a vitest test ends in, and the sentence that says why where it does not pass. */
type VitestResult = { readonly status: 'passed' } | { readonly status: 'skipped' | 'failed'; readonly because: string };

const STATUSES = { passed: 'passed', skipped: 'skipped', failed: 'failed', error: 'failed' } as const;

/** How the test of a requirement ends. */
export const vitestResultOf = (verdict: Verdict, report: Report): VitestResult => {
  const status = STATUSES[testResultOf(verdict, report)];
  if (status === 'passed') return { status };
  return {
    status,
    because: [outcomeText(verdict), ...(verdict.outcome === 'fail' ? evidenceOf(verdict, report) : [])].join('\n'),
  };
};

/** The exchanges that show a failure (method, URL, status), and the command line that repeats the first. */
const evidenceOf = (verdict: Verdict, report: Report): string[] =>
  particulars(verdict, report).flatMap(([name, text]) =>
    name === 'shown by' || name === 'try' ? [`${name}: ${printable(text)}`] : [],
  );
