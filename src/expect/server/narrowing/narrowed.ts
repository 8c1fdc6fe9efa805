import {
  type Criterion,
  type ExportRequest,
  exportRequests,
  type ExportSet,
  type Expectation,
  type NarrowedFact,
  type View,
} from '../../../model/index.js';
import {
  type AssertionResult,
  type ExchangeResult,
  judgmentFrom,
  not,
  nothing,
  ok,
  stopsBefore,
  unreadable,
} from '../../assertion.js';
import { counted } from '../../counted.js';
import { excusedByErrors } from '../data/excused.js';
import { fileOf, isRead, SAMPLED } from '../data/file-facts.js';
import { labelled } from '../labelled.js';
import { isMoreThanFew } from './few.js';

/** Which of a run's exports an expectation is about. */
type Which = (request: ExportRequest) => boolean;

/** What an expectation is about: exports of some sets, and what kind of resources of them. */
export interface Narrowed {
  readonly sets: readonly ExportSet[];
  readonly which?: Which;
  readonly of?: 'claims' | 'others';
}

const CLAIMS = 'ExplanationOfBenefit';
const isOf = (kind: Narrowed['of'], type: string): boolean =>
  kind === undefined || (kind === 'claims') === (type === CLAIMS);

const requestsOf = (view: View, { sets, which = () => true }: Narrowed): ExportRequest[] =>
  sets.flatMap((set) => exportRequests(view.profile, set)).filter(which);

/** Judges what is known of the types of some exports. */
const overNarrowed = (
  says: string,
  narrowed: Narrowed,
  judge: (fact: NarrowedFact, view: View) => AssertionResult,
  alsoBefore: readonly string[] = [],
): Expectation => ({
  says,
  judge: (view) => {
    const names = new Set(requestsOf(view, narrowed).map(({ of }) => of));
    const facts = view.facts.filter(
      (fact): fact is NarrowedFact => fact.kind === 'narrowed' && names.has(fact.of) && isOf(narrowed.of, fact.type),
    );
    const results = facts.flatMap((fact): ExchangeResult[] => {
      const exchange = view.exchanges.find(({ id }) => id === fact.exchange);
      return exchange === undefined ? [] : [{ exchange, result: judge(fact, view) }];
    });
    // That a request is accepted is judged elsewhere: what is narrowed otherwise shows what it shows.
    const labels = ['manifest', 'data', ...alsoBefore, ...(results.length === 0 ? ['narrowed'] : [])];
    const stops = stopsBefore(view, labels).filter(({ of }) => of === undefined || names.has(of));
    return judgmentFrom(says, results, stops);
  },
});

const WORDS: Readonly<Record<Criterion, string>> = {
  since: 'were not updated later than _since',
  systems: 'have another System-Type than was asked for',
  outcomes: 'have another outcome than was asked for',
  served: 'are for care at another time than was asked for',
};

/** No resource of the exports is outside of what was asked, by one criterion; `words`: what those do that are. */
export const noneOutside = (criterion: Criterion, narrowed: Narrowed, words = WORDS[criterion]): Expectation =>
  overNarrowed(
    `no resources of the export ${words}`,
    narrowed,
    ({ type, resources, unknown, outside }) => {
      const count = outside[criterion] ?? 0;
      if (count > 0) return not(`${count} of ${counted(resources, `${type} resource`)} ${words}`);
      if (resources === 0) return nothing(`the export has no resource of type ${type}`);
      return unknown === resources ? unreadable(sayNothing(type)) : ok;
    },
    [`undivided-${criterion}`],
  );

/** Only claims are narrowed by more than the time of their update. */
const sayNothing = (type: string): string =>
  type === CLAIMS
    ? `every ${type} resource of the export lacks something by which the request narrows claims`
    : `no ${type} resource of the export has meta.lastUpdated`;

/** Nothing that earlier exports have and that is within what was asked is missing. */
export const noneMissing = (says: string, narrowed: Narrowed): Expectation =>
  overNarrowed(says, narrowed, (fact, view) => {
    const { of, type, wanted, missing, over } = fact;
    if (over === true) return unreadable('there are more resources than the run can compare');
    if (wanted === 0) return nothing(`no earlier export has a resource of type ${type} that was asked for`);
    const unread = whyUnread(fact, view);
    if (missing === 0 || !isLoss(of, view)) return unread ?? ok;
    return (
      unread ??
      excusedByErrors(fact, view) ??
      not(`${missing} of ${counted(wanted, 'resource')} of type ${type} that earlier exports have are missing`)
    );
  });

/** Whether an export lacks more, of all types together, than changes of the data explain. */
const isLoss = (of: string, { facts }: View): boolean => {
  const own = facts.filter((fact): fact is NarrowedFact => fact.kind === 'narrowed' && fact.of === of);
  const sum = (count: (fact: NarrowedFact) => number): number => own.reduce((all, fact) => all + count(fact), 0);
  const missing = sum((fact) => fact.missing);
  return isMoreThanFew(
    missing,
    sum(({ wanted }) => wanted),
  );
};

/** Why nothing can be said about what an export lacks; undefined: all of it was read. */
const whyUnread = ({ of, type }: NarrowedFact, view: View): AssertionResult | undefined => {
  const files = labelled(view, 'data').filter((exchange) => exchange.of === of);
  const facts = files.map((exchange) => fileOf(exchange, view));
  if (facts.some((fact) => fact?.sampled !== undefined))
    return unreadable('only a sample of the lines was read', SAMPLED);
  const stopped = stopsBefore(view, ['data']).some((stop) => stop.of === of);
  if (stopped || facts.some((fact) => fact?.whole !== true))
    return unreadable('not every file of the export could be read');
  return facts.every((fact) => fact === undefined || fact.type !== type || isRead(fact))
    ? undefined
    : unreadable(`not every line of the ${type} files has a resource with an id`);
};
