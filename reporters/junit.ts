import {
  type Report,
  runProblems,
  standingOf,
  type TestResult,
  testResultOf,
  type Verdict,
} from '../src/model/index.js';
import { particulars } from './text/evidence.js';
import { outcomeText } from './text/outcome.js';
import { element, xmlText } from './text/xml.js';

type Tag = 'failure' | 'error' | 'skipped';

/** What a viewer shows of a test case that is not simply green. */
interface Mark {
  readonly tag: Tag;
  readonly type: string;
  readonly message: string;
  /** XML. */
  readonly body?: readonly string[];
}

interface Case {
  readonly tag?: Tag;
  readonly xml: string;
}

/**
 * The report as JUnit XML, as CI viewers read it: a suite per chapter, a test case per requirement. It is red exactly
 * where the exit code is not 0; so a known failure is skipped, with its reason, and an outdated one fails.
 * Valid under Jenkins' junit-10.xsd.
 */
export const junit = (report: Report): string => {
  const suites = report.chapters.flatMap(({ id, title }) => {
    const own = report.verdicts.filter(({ chapter }) => chapter === id);
    if (own.length === 0) return [];
    const cases = own.map((verdict) => testcase(verdict, report));
    return [suite(id, title, cases, seconds(own, report), report)];
  });
  const problems = runProblems(report);
  const all = [...suites, ...(problems.length === 0 ? [] : [runSuite(problems, report)])];
  const sum = (of: 'tests' | 'failures' | 'errors'): number => all.reduce((total, one) => total + one[of], 0);
  const root = element(
    'testsuites',
    {
      name: `BCDA ${report.role} ${report.target}`,
      time: inSeconds(report.durationMs),
      ...{ tests: sum('tests'), failures: sum('failures'), errors: sum('errors') },
    },
    all.map(({ xml }) => xml),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
};

const suite = (id: string, title: string, cases: readonly Case[], time: string, report: Report) => {
  const count = (wanted: Tag): number => cases.filter(({ tag }) => tag === wanted).length;
  const counts = { tests: cases.length, failures: count('failure'), errors: count('error') };
  const about = { name: title, id, package: `bcda.${report.profile}`, timestamp: report.startedAt, time };
  const attributes = { ...about, ...counts, skipped: count('skipped') };
  return { ...counts, xml: element('testsuite', attributes, [properties(report), ...cases.map(({ xml }) => xml)]) };
};

/** Why the run does not pass although no verdict shows it: it must not look green. */
const runSuite = (problems: readonly string[], report: Report) => {
  const cases = problems.map((message, index): Case => {
    const attributes = { classname: `bcda.${report.profile}.run`, name: `the run is complete (${index + 1})` };
    return { tag: 'error', xml: element('testcase', attributes, [element('error', { type: 'run', message })]) };
  });
  return suite('run', 'The run itself', cases, inSeconds(0), report);
};

const properties = ({ target, profile, catalogue, tool, conforms, strict }: Report): string => {
  const named = { target, profile, catalogue, tool: `${tool.name} ${tool.version}`, conforms, strict: String(strict) };
  return element(
    'properties',
    {},
    Object.entries(named).map(([name, value]) => element('property', { name, value })),
  );
};

const testcase = (verdict: Verdict, report: Report): Case => {
  const { id, chapter, statement } = verdict;
  const attributes = {
    classname: `bcda.${report.profile}.${chapter}`,
    name: `${id}: ${statement}`,
    time: seconds([verdict], report),
  };
  const mark = markOf(verdict, report);
  const warning = mark === undefined && standingOf(verdict) === 'warning';
  const children = [
    ...(mark === undefined ? [] : [element(mark.tag, { type: mark.type, message: mark.message }, mark.body)]),
    ...(warning ? [element('system-out', {}, [xmlText(outcomeText(verdict)), ...details(verdict, report)])] : []),
  ];
  return { ...(mark !== undefined && { tag: mark.tag }), xml: element('testcase', attributes, children) };
};

const TAGS: Readonly<Record<TestResult, Tag | undefined>> = {
  passed: undefined,
  failed: 'failure',
  error: 'error',
  skipped: 'skipped',
};

const markOf = (verdict: Verdict, report: Report): Mark | undefined => {
  const tag = TAGS[testResultOf(verdict, report)];
  if (tag === undefined) return undefined;
  const { outcome, level, basis } = verdict;
  const isJudged = outcome === 'pass' || outcome === 'fail';
  return {
    tag,
    type: isJudged ? `${level}, ${basis}` : standingOf(verdict),
    message: outcomeText(verdict),
    ...(isJudged && { body: details(verdict, report) }),
  };
};

/** Expected, seen, evidence, source and curl line, a line each. */
const details = (verdict: Verdict, report: Report): string[] =>
  particulars(verdict, report).map(([name, text]) => xmlText(`${name}: ${text}`));

/** How long the exchanges took that show some verdicts; verdicts share exchanges. */
const seconds = (verdicts: readonly Verdict[], { exchanges }: Report): string => {
  const shown = new Set(verdicts.flatMap(({ evidence }) => evidence));
  return inSeconds(exchanges.reduce((sum, { id, ms }) => sum + (shown.has(id) ? ms : 0), 0));
};

/** A transcript may say anything; a longer time would not be written in digits alone. */
const LONGEST_MS = 1e15;

const inSeconds = (ms: number): string => (Math.min(ms, LONGEST_MS) / 1000).toFixed(3);
