import {
  type Criterion,
  type ExportRequest,
  exportRequests,
  type ExportSet,
  type Expectation,
  type NarrowedFact,
  needsData,
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

/** Which of a run's exports an expectation is about. */
type Which = (request: ExportRequest) => boolean;

const requestsOf = (view: View, sets: readonly ExportSet[], which: Which): ExportRequest[] =>
  sets.flatMap((set) => exportRequests(view.profile, set)).filter(which);

/** Judges what is known of the types of some exports. */
const overNarrowed = (
  says: string,
  { sets, which }: { readonly sets: readonly ExportSet[]; readonly which: Which },
  judge: (fact: NarrowedFact, view: View) => AssertionResult,
): Expectation => ({
  says,
  judge: (view) => {
    const names = new Set(requestsOf(view, sets, which).map(({ of }) => of));
    const facts = view.facts.filter((fact): fact is NarrowedFact => fact.kind === 'narrowed' && names.has(fact.of));
    const results = facts.flatMap((fact): ExchangeResult[] => {
      const exchange = view.exchanges.find(({ id }) => id === fact.exchange);
      return exchange === undefined ? [] : [{ exchange, result: judge(fact, view) }];
    });
    const stops = stopsBefore(view, ['manifest', 'data', 'narrowed']).filter(
      ({ of }) => of === undefined || names.has(of),
    );
    return judgmentFrom(says, results, stops);
  },
});

const WORDS: Readonly<Record<Criterion, string>> = {
  since: 'were not updated later than _since',
  systems: 'have another System-Type than was asked for',
  outcomes: 'have another outcome than was asked for',
  served: 'are for care at another time than was asked for',
};

/** No resource of the exports is outside of what was asked, by one criterion. */
export const noneOutside = (criterion: Criterion, sets: readonly ExportSet[], which: Which = () => true): Expectation =>
  overNarrowed(`no resources of the export ${WORDS[criterion]}`, { sets, which }, (fact) => {
    const { type, resources, unknown, outside } = fact;
    const count = outside[criterion] ?? 0;
    if (count > 0) return not(`${count} of ${counted(resources, `${type} resource`)} ${WORDS[criterion]}`);
    if (resources === 0) return nothing(`the export has no resource of type ${type}`);
    return unknown === resources ? unreadable(`no ${type} resource says where it belongs`, needsData(SAYING)) : ok;
  });

const SAYING = 'resources that say when they were updated, and where they come from';

/** Data change while a run lasts: at most one in so many may be missing, and one always. */
const ONE_IN = 100;

/** Nothing that earlier exports have and that is within what was asked is missing. */
export const noneMissing = (says: string, sets: readonly ExportSet[], which: Which = () => true): Expectation =>
  overNarrowed(says, { sets, which }, (fact, view) => {
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
  return missing > 1 && missing * ONE_IN > sum(({ wanted }) => wanted);
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
