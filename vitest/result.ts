import { outcomeText } from '../reporters/text/outcome.js';
import { type Report, testResultOf, type Verdict } from '../src/model/index.js';

/** What a vitest test ends in, and the sentence that says why where it does not pass. */
type VitestResult = { readonly status: 'passed' } | { readonly status: 'skipped' | 'failed'; readonly because: string };

const STATUSES = { passed: 'passed', skipped: 'skipped', failed: 'failed', error: 'failed' } as const;

/** How the test of a requirement ends. */
export const vitestResultOf = (verdict: Verdict, report: Report): VitestResult => {
  const status = STATUSES[testResultOf(verdict, report)];
  if (status === 'passed') return { status };
  const { outcome, evidence } = verdict;
  const shownBy = outcome === 'fail' && evidence.length > 0 ? `; exchanges ${evidence.join(', ')}` : '';
  return { status, because: `${outcomeText(verdict)}${shownBy}` };
};
