import type { Exchange, Expectation, Judgment, StopFact, View } from '../model/index.js';
import type { AssertionResult, Blocker, ExchangeResult } from './result.js';

export type { AssertionResult, Blocker, ExchangeResult } from './result.js';
import { foundAmong, foundIn } from './findings.js';

/** A printable predicate over one exchange. */
export interface Assertion {
  readonly says: string;
  /** It says where the other assertions apply, not what must hold. `says` then follows the word "where". */
  readonly precondition?: true;
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
/** `near`: 1 if others that have nothing either are further from having something, for the same assertion. */
export const nothing = (because: string, near: 0 | 1 = 0): AssertionResult => ({ is: 'nothing', because, near });

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
  of: ({ exchanges }) =>
    exchanges.filter(({ label, superseded }) => superseded === undefined && labels.includes(label)),
});

/** The same of requests that a run may not have got to, or that older recordings lack: that shows nothing against the rest. */
export const repliesIfAsked = (...labels: readonly string[]): Selection => ({ ...replies(...labels), labels: [] });

/** Every exchange of the scenario; those with the labels must be among them. */
export const anyReplyAnd = (...labels: readonly string[]): Selection => ({
  says: 'every response',
  labels,
  of: ({ exchanges }) => exchanges,
});

/** Every exchange of the scenario but those with the labels, which other requirements judge. */
export const anyReplyExcept = (...labels: readonly string[]): Selection => ({
  says: 'every response',
  labels: [],
  of: ({ exchanges }) => exchanges.filter(({ label }) => !labels.includes(label)),
});

/** Every exchange of the scenario. */
export const anyReply: Selection = anyReplyAnd();

/**
 * Each selected exchange passes every assertion. One that does not makes it fail; otherwise one that could not be
 * read, or that was never reached, makes it blocked; if nothing is left to judge, it is inapplicable.
 */
export const every = (selection: Selection, ...assertions: readonly Assertion[]): Expectation => ({
  says: `${selection.says}: ${inWords(assertions)}`,
  ...(assertions.some(({ finds }) => finds) && { finds: true as const }),
  judge: (view) => {
    const results = selection.of(view).map((exchange) => ({ exchange, result: assertAll(assertions, exchange, view) }));
    const stops = stopsBefore(view, selection.labels);
    const judgment = judgmentFrom(inWords(assertions), results, stops);
    const judged = judgment.outcome === 'pass' || judgment.outcome === 'fail';
    return judged && assertions.some(({ finds }) => finds)
      ? { ...judgment, findings: foundIn(results, stops) }
      : judgment;
  },
});

/** One sentence: what must hold, and then once where. */
const inWords = (assertions: readonly Assertion[]): string => {
  const textsOf = (kind: true | undefined): string[] => [
    ...new Set(assertions.filter(({ precondition }) => precondition === kind).map(({ says }) => says)),
  ];
  const wanted = textsOf(undefined).join(', and ');
  const where = textsOf(true).join(' and ');
  return where === '' ? wanted : `${wanted}, where ${where}`;
};

const assertAll = (assertions: readonly Assertion[], exchange: Exchange, view: View): AssertionResult => {
  let last: AssertionResult = ok;
  for (const [nth, assertion] of assertions.entries()) {
    const result = assertion.at(exchange, view);
    // What passes more assertions is nearer.
    if (result.is === 'nothing') return { ...result, near: 2 * nth + (result.near ?? 0) };
    if (result.is !== 'ok') return result;
    if (assertion.finds) last = result;
  }
  return last;
};

/** Combines the results, and the stops before exchanges that never happened, into one judgment. */
export const judgmentFrom = (
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
  // Exports that the user left out do not change what the other exports showed.
  const stop = stops.find(({ cause }) => (cause !== 'budget' && cause !== 'choice') || passed.length === 0);
  if (stop !== undefined) return stopped(expected, stop);
  if (passed.length > 0) return { outcome: 'pass', expected, evidence: passed };
  const because = nearest(results) ?? 'the run had nothing to judge';
  return { outcome: 'inapplicable', expected, because, evidence: results.map(({ exchange }) => exchange.id) };
};

/** Why there was nothing to judge, by the exchange that came nearest to it. */
const nearest = (results: readonly ExchangeResult[]): string | undefined =>
  results.reduce<{ because?: string; near: number }>(
    (best, { result }) => (result.is === 'nothing' && (result.near ?? 0) > best.near ? { near: 0, ...result } : best),
    { near: -1 },
  ).because;

/** The judgment for a conversation that ended before the point in question. */
export const stopped = (expected: string, stop: StopFact): Judgment => ({
  outcome: 'blocked',
  expected,
  because: `${stop.of === undefined || stop.cause === 'input' ? '' : `export of ${stop.of}: `}${stop.because}`,
  cause: stop.cause,
  ...(stop.unblock !== undefined && { unblock: stop.unblock }),
  evidence: stop.exchange === undefined ? [] : [stop.exchange],
});

/** Stops of the scenario because of which exchanges with these labels did not happen. */
export const stopsBefore = ({ facts }: View, labels: readonly string[]): StopFact[] =>
  facts.filter((fact): fact is StopFact => fact.kind === 'stop' && fact.labels.some((label) => labels.includes(label)));

/** The export of an exchange, in words: its name alone (Patient) would read like a resource. */
const named = ({ of }: Exchange): string => (of === undefined ? '' : `export of ${of}: `);

/** All of several expectations: the worst outcome counts (fail, blocked, pass, inapplicable). */
export const all = (...parts: readonly Expectation[]): Expectation => ({
  says: parts.map(({ says }) => says).join('; '),
  ...(parts.some(({ finds }) => finds) && { finds: true as const }),
  judge: (view) => worst(parts.map((part) => part.judge(view))),
});

const ORDER = ['fail', 'blocked', 'pass', 'inapplicable'] as const;

/** The judgment that decides among several about one requirement, with the evidence of all that agree with it. */
export const worst = (judgments: readonly Judgment[]): Judgment => {
  const outcome = ORDER.find((candidate) => judgments.some((judgment) => judgment.outcome === candidate));
  const deciding = judgments.filter((judgment) => judgment.outcome === outcome);
  const [first] = deciding;
  if (first === undefined) throw new Error('worst() needs at least one judgment');
  // What the sentence speaks of comes first: a reader repeats the first exchange.
  const others = deciding.flatMap((judgment) => judgment.evidence).sort((a, b) => a - b);
  const evidence = [...new Set([...first.evidence, ...others])];
  const found = outcome === 'pass' || outcome === 'fail' ? foundAmong(judgments) : undefined;
  return { ...first, evidence, ...(found !== undefined && { findings: found }) };
};

const LONGEST = 160;

/** A value as a report shows it. */
export const show = (value: unknown): string => {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};
