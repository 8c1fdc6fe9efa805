import type { Exchange, Expectation, Finding, Findings, StopFact, View } from '../model/index.js';
import { foundAmong, foundIn } from './findings.js';

/** What kept something from being judged. */
export type Hindrance = Pick<StopFact, 'cause' | 'unblock'>;

/** What a look at one exchange showed. */
export type Sight =
  | { readonly is: 'ok'; readonly findings?: Findings }
  | { readonly is: 'not'; readonly seen: string; readonly findings?: Findings }
  /** A lower layer (transport, JSON, a control) left nothing that could be judged; or the stop that is named did. */
  | { readonly is: 'unreadable'; readonly because: string; readonly stop?: Hindrance }
  /** There is nothing of the kind in it, and there need not be. */
  | { readonly is: 'nothing'; readonly because: string };

/** A printable predicate over one exchange. */
export interface Look {
  readonly says: string;
  /** It says where the others apply, not what must hold. */
  readonly condition?: true;
  /** Its sights carry findings. */
  readonly finds?: true;
  readonly at: (exchange: Exchange, view: View) => Sight;
}

export const ok: Sight = { is: 'ok' };
export const not = (seen: string): Sight => ({ is: 'not', seen });
export const unreadable = (because: string, stop?: Hindrance): Sight => ({
  is: 'unreadable',
  because,
  ...(stop !== undefined && { stop }),
});
export const nothing = (because: string): Sight => ({ is: 'nothing', because });

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
export const every = (selection: Selection, ...looks: readonly Look[]): Expectation => ({
  says: `${selection.says}: ${inWords(looks)}`,
  ...(looks.some(({ finds }) => finds) && { finds: true as const }),
  judge: (view) => {
    const sights = selection.of(view).map((exchange) => ({ exchange, sight: lookAll(looks, exchange, view) }));
    const stops = stopsBefore(view, selection.labels);
    const finding = weigh(inWords(looks), sights, stops);
    const judged = finding.outcome === 'pass' || finding.outcome === 'fail';
    return judged && looks.some(({ finds }) => finds) ? { ...finding, findings: foundIn(sights, stops) } : finding;
  },
});

/** What must hold, and then where. */
const inWords = (looks: readonly Look[]): string => {
  const conditions = looks.filter(({ condition }) => condition === true).map(({ says }) => says);
  const wanted = looks.filter(({ condition }) => condition !== true).map(({ says }) => says);
  return wanted.join(', ') + (conditions.length === 0 ? '' : ` (${conditions.join(', ')})`);
};

const lookAll = (looks: readonly Look[], exchange: Exchange, view: View): Sight => {
  let last: Sight = ok;
  for (const look of looks) {
    const sight = look.at(exchange, view);
    if (sight.is !== 'ok') return sight;
    if (look.finds) last = sight;
  }
  return last;
};

/** A sight with the exchange that it is of. */
export interface Seen {
  readonly exchange: Exchange;
  readonly sight: Sight;
}

/** Adds up what was seen, and what was never reached, to a finding. */
export const weigh = (expected: string, sights: readonly Seen[], stops: readonly StopFact[] = []): Finding => {
  const failed = sights.flatMap(({ exchange, sight }) => (sight.is === 'not' ? [{ exchange, seen: sight.seen }] : []));
  const [first] = failed;
  if (first !== undefined) {
    const more = failed.length === 1 ? '' : ` (and ${failed.length - 1} more)`;
    const evidence = failed.map(({ exchange }) => exchange.id);
    return { outcome: 'fail', expected, seen: `${named(first.exchange)}${first.seen}${more}`, evidence };
  }
  const passed = sights.filter(({ sight }) => sight.is === 'ok').map(({ exchange }) => exchange.id);
  for (const { exchange, sight } of sights)
    if (sight.is === 'unreadable')
      return {
        outcome: 'blocked',
        expected,
        because: `${named(exchange)}${sight.because}`,
        cause: sight.stop?.cause ?? 'earlier',
        ...(sight.stop?.unblock !== undefined && { unblock: sight.stop.unblock }),
        evidence: [exchange.id],
      };
  // Exports that the user left out do not take away what the others showed.
  const stop = stops.find(({ cause }) => (cause !== 'budget' && cause !== 'choice') || passed.length === 0);
  if (stop !== undefined) return stopped(expected, stop);
  if (passed.length > 0) return { outcome: 'pass', expected, evidence: passed };
  const [idle] = sights;
  const because = idle?.sight.is === 'nothing' ? idle.sight.because : 'nothing of the kind came up';
  return { outcome: 'inapplicable', expected, because, evidence: sights.map(({ exchange }) => exchange.id) };
};

/** A finding for a conversation that ended before the point in question. */
export const stopped = (expected: string, stop: StopFact): Finding => ({
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
export const worst = (findings: readonly Finding[]): Finding => {
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
