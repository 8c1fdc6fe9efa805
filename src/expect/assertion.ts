import type { Exchange, Expectation, Judgment, FindingSummary, StopFact, View } from '../model/index.js';
import { foundAmong, foundIn } from './findings.js';

/** What kept something from being judged. */
export type Blocker = Pick<StopFact, 'cause' | 'unblock'>;

/** What a look at one exchange showed. */
export type AssertionResult =
  | { readonly is: 'ok'; readonly findings?: FindingSummary }
  | { readonly is: 'not'; readonly seen: string; readonly findings?: FindingSummary }
  /** A lower layer (transport, JSON, a control) left nothing that could be judged; or the stop that is named did. */
  | { readonly is: 'unreadable'; readonly because: string; readonly stop?: Blocker }
  /** There is nothing of the kind in it, and there need not be. */
  | { readonly is: 'nothing'; readonly because: string };

/** A printable predicate over one exchange. */
export interface Assertion {
  readonly says: string;
  /** It says where the others apply, not what must hold. */
  readonly condition?: true;
  /** Its results carry findings. */
  readonly finds?: true;
  readonly at: (exchange: Exchange, view: View) => AssertionResult;
}

export const ok: AssertionResult = { is: 'ok' };
export const not = (seen: string): AssertionResult => ({ is: 'not', seen });
export const unreadable = (because: string, stop?: Blocker): AssertionResult => ({
  is: 'unreadable',
  because,
  ...(stop !== undefined && { stop }),
});
export const nothing = (because: string): AssertionResult => ({ is: 'nothing', because });

/** Which exchanges an expectation is about. */
export interface Selection {
  readonly says: string;
  readonly labels: readonly string[];
  readonly of: (view: View) => readonly Exchange[];
}

/** Exchanges with one of the labels. */
export const replies = (...labels: readonly string[]): Selection => ({
  says: labels.join(', '),
  labels,
  of: ({ exchanges }) => exchanges.filter(({ label }) => labels.includes(label)),
});

/** Every exchange of the scenario. */
export const anyReply: Selection = { says: 'every answer', labels: [], of: ({ exchanges }) => exchanges };

/**
 * Each selected exchange passes every look. One that does not makes it fail; otherwise one that could not be
 * read, or that was never reached, makes it blocked; where nothing is left to judge it is inapplicable.
 */
export const every = (selection: Selection, ...assertions: readonly Assertion[]): Expectation => ({
  says: `${selection.says}: ${inWords(assertions)}`,
  ...(assertions.some(({ finds }) => finds) && { finds: true as const }),
  judge: (view) => {
    const results = selection.of(view).map((exchange) => ({ exchange, result: assertAll(assertions, exchange, view) }));
    const stops = stopsBefore(view, selection.labels);
    const finding = weigh(inWords(assertions), results, stops);
    const judged = finding.outcome === 'pass' || finding.outcome === 'fail';
    return judged && assertions.some(({ finds }) => finds)
      ? { ...finding, findings: foundIn(results, stops) }
      : finding;
  },
});

/** What must hold, and then where. */
const inWords = (assertions: readonly Assertion[]): string => {
  const conditions = assertions.filter(({ condition }) => condition === true).map(({ says }) => says);
  const wanted = assertions.filter(({ condition }) => condition !== true).map(({ says }) => says);
  return wanted.join(', ') + (conditions.length === 0 ? '' : ` (${conditions.join(', ')})`);
};

const assertAll = (assertions: readonly Assertion[], exchange: Exchange, view: View): AssertionResult => {
  let last: AssertionResult = ok;
  for (const assertion of assertions) {
    const result = assertion.at(exchange, view);
    if (result.is !== 'ok') return result;
    if (assertion.finds) last = result;
  }
  return last;
};

/** A result with the exchange that it is of. */
export interface ExchangeResult {
  readonly exchange: Exchange;
  readonly result: AssertionResult;
}

/** Adds up what was seen, and what was never reached, to a finding. */
export const weigh = (
  expected: string,
  results: readonly ExchangeResult[],
  stops: readonly StopFact[] = [],
): Judgment => {
  const failed = results.flatMap(({ exchange, result }) =>
    result.is === 'not' ? [{ exchange, seen: result.seen }] : [],
  );
  const [first] = failed;
  if (first !== undefined) {
    const more = failed.length === 1 ? '' : ` (and ${failed.length - 1} more)`;
    const evidence = failed.map(({ exchange }) => exchange.id);
    return { outcome: 'fail', expected, seen: `${named(first.exchange)}${first.seen}${more}`, evidence };
  }
  const passed = results.filter(({ result }) => result.is === 'ok').map(({ exchange }) => exchange.id);
  for (const { exchange, result } of results)
    if (result.is === 'unreadable')
      return {
        outcome: 'blocked',
        expected,
        because: `${named(exchange)}${result.because}`,
        cause: result.stop?.cause ?? 'earlier',
        ...(result.stop?.unblock !== undefined && { unblock: result.stop.unblock }),
        evidence: [exchange.id],
      };
  // Exports that the user left out do not take away what the others showed.
  const stop = stops.find(({ cause }) => (cause !== 'budget' && cause !== 'choice') || passed.length === 0);
  if (stop !== undefined) return stopped(expected, stop);
  if (passed.length > 0) return { outcome: 'pass', expected, evidence: passed };
  const [idle] = results;
  const because = idle?.result.is === 'nothing' ? idle.result.because : 'nothing of the kind came up';
  return { outcome: 'inapplicable', expected, because, evidence: results.map(({ exchange }) => exchange.id) };
};

/** A finding for a conversation that ended before the point in question. */
export const stopped = (expected: string, stop: StopFact): Judgment => ({
  outcome: 'blocked',
  expected,
  because: `${stop.of === undefined || stop.cause === 'input' ? '' : `export of ${stop.of}: `}${stop.because}`,
  cause: stop.cause,
  ...(stop.unblock !== undefined && { unblock: stop.unblock }),
  evidence: stop.exchange === undefined ? [] : [stop.exchange],
});

/** Stops of the scenario that kept exchanges of these labels from happening. */
export const stopsBefore = ({ facts }: View, labels: readonly string[]): StopFact[] =>
  facts.filter((fact): fact is StopFact => fact.kind === 'stop' && fact.labels.some((label) => labels.includes(label)));

/** Which export it is about; a name alone (Patient) would read like a datum. */
const named = ({ of }: Exchange): string => (of === undefined ? '' : `export of ${of}: `);

/** All of several expectations: the worst outcome counts (fail, blocked, pass, inapplicable). */
export const all = (...parts: readonly Expectation[]): Expectation => ({
  says: parts.map(({ says }) => says).join('; '),
  ...(parts.some(({ finds }) => finds) && { finds: true as const }),
  judge: (view) => worst(parts.map((part) => part.judge(view))),
});

const ORDER = ['fail', 'blocked', 'pass', 'inapplicable'] as const;

/** The finding that decides among several about one requirement, with the evidence of all that agree with it. */
export const worst = (findings: readonly Judgment[]): Judgment => {
  const outcome = ORDER.find((candidate) => findings.some((finding) => finding.outcome === candidate));
  const deciding = findings.filter((finding) => finding.outcome === outcome);
  const [first] = deciding;
  if (first === undefined) throw new Error('there is nothing to choose from');
  const evidence = [...new Set(deciding.flatMap((finding) => finding.evidence))].sort((a, b) => a - b);
  const found = outcome === 'pass' || outcome === 'fail' ? foundAmong(findings) : undefined;
  return { ...first, evidence, ...(found !== undefined && { findings: found }) };
};

const LONGEST = 160;

/** A value as a report may show it. */
export const show = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};
