import type { Report, Verdict } from '../src/model/index.js';
import { BY_CHOICE } from './text/blocked.js';
import { particulars } from './console/failure.js';
import { knownTexts, staleTexts } from './text/known.js';
import { element, xmlText } from './text/xml.js';

type Tag = 'failure' | 'error' | 'skipped';

/** What a viewer is to show of a test case that is not simply green. */
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
 * The report as JUnit XML, as CI viewers read it: a suite per chapter, a test case per requirement. It is red where the
 * exit code is not 0; so a known failure is skipped, with its reason, and one that is to be removed fails.
 * Written to Jenkins' junit-10.xsd.
 */
export const junit = (report: Report): string => {
  const suites = report.chapters.flatMap(({ id, title }) => {
    const own = report.verdicts.filter(({ chapter }) => chapter === id);
    if (own.length === 0) return [];
    const cases = own.map((verdict) => testcase(verdict, report));
    return [suite(id, title, cases, seconds(own, report), report)];
  });
  const failed = report.errors.length === 0 ? [] : [runSuite(report)];
  const all = [...suites, ...failed];
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

/** What went wrong in the harness itself: no verdict shows it, and it must not look green. */
const runSuite = (report: Report) => {
  const cases = report.errors.map((message, index): Case => {
    const attributes = { classname: `bcda.${report.profile}.run`, name: `the run can be relied on (${index + 1})` };
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
  const { id, chapter, statement, outcome, gating } = verdict;
  const attributes = {
    classname: `bcda.${report.profile}.${chapter}`,
    name: `${id}: ${statement}`,
    time: seconds([verdict], report),
  };
  const mark = markOf(verdict, report);
  const warning = outcome === 'fail' && !gating ? ['A warning: it failed, without effect on conformance.'] : [];
  const children = [
    ...(mark === undefined ? [] : [element(mark.tag, { type: mark.type, message: mark.message }, mark.body)]),
    ...(warning.length === 0 ? [] : [element('system-out', {}, [...warning, ...told(verdict, report)])]),
  ];
  return { ...(mark !== undefined && { tag: mark.tag }), xml: element('testcase', attributes, children) };
};

const markOf = (verdict: Verdict, report: Report): Mark | undefined => {
  const { outcome, gating, seen = '', because = 'no reason is known', cause, unblock, known, level, basis } = verdict;
  const type = `${level}, ${basis}`;
  const stale = staleTexts(verdict);
  if (stale.length > 0) return { tag: 'failure', type: 'known failure', message: stale.join(' ') };
  if (outcome === 'fail' && !gating) return undefined;
  if (known !== undefined && (outcome === 'fail' || outcome === 'blocked')) {
    const message = `known failure: ${knownTexts(verdict).join('; ')}`;
    return { tag: 'skipped', type, message, body: told(verdict, report) };
  }
  if (outcome === 'fail') return { tag: 'failure', type, message: seen, body: told(verdict, report) };
  if (outcome === 'inapplicable') return { tag: 'skipped', type: outcome, message: because };
  if (outcome === 'pass') return undefined;
  const tag = BY_CHOICE.has(cause ?? '') && !report.strict ? 'skipped' : 'error';
  return { tag, type: outcome, message: unblock === undefined ? because : `${because} (give ${unblock})` };
};

/** Expected, seen, evidence, source and curl line, a line each. */
const told = (verdict: Verdict, report: Report): string[] =>
  particulars(verdict, report).map(([name, text]) => xmlText(`${name}: ${text}`));

/** How long the exchanges took by which verdicts were reached; verdicts share exchanges. */
const seconds = (verdicts: readonly Verdict[], { exchanges }: Report): string => {
  const shown = new Set(verdicts.flatMap(({ evidence }) => evidence));
  return inSeconds(exchanges.reduce((sum, { id, ms }) => sum + (shown.has(id) ? ms : 0), 0));
};

/** Longer than this nothing takes, whatever a transcript says; beyond it numbers are not written in digits alone. */
const LONGEST_MS = 1e15;

const inSeconds = (ms: number): string => (Math.min(ms, LONGEST_MS) / 1000).toFixed(3);
