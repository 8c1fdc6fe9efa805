import type { Expectation, HistoryFact, View } from '../../../model/index.js';
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
import { excusedByErrors } from './excused.js';
import { fileOf, isRead, SAMPLED } from './file-facts.js';
import { labelled } from '../labelled.js';

/** Data change while a run lasts: at most one in so many resources of earlier exports may be missing, and one always. */
const ONE_IN = 100;

/** Whether more is missing than changes of the data explain. */
const isLoss = ({ before, missing, returned }: HistoryFact): boolean =>
  returned > 0 || (missing > 1 && missing * ONE_IN > before);

/** Judges each type of each export by how it compares with the other exports of the run that have the type. */
const overExports = (says: string, judge: (fact: HistoryFact, view: View) => AssertionResult): Expectation => ({
  says,
  judge: (view) => {
    const all = view.facts.filter((fact): fact is HistoryFact => fact.kind === 'history');
    const later = all.filter(({ before, compared, over }) => before > 0 || compared > 0 || over === true);
    const facts = later.length > 0 ? later : all;
    const results = facts.flatMap((fact): ExchangeResult[] => {
      const exchange = view.exchanges.find(({ id }) => id === fact.exchange);
      return exchange === undefined ? [] : [{ exchange, result: judge(fact, view) }];
    });
    return judgmentFrom(
      says,
      facts.length === 0 ? notCompared(view) : results,
      stopsBefore(view, ['manifest', 'data']),
    );
  },
});

/** Files that were not compared: they did not come, or an older program made the transcript. */
const notCompared = (view: View): ExchangeResult[] =>
  labelled(view, 'data').flatMap((exchange) => {
    const file = fileOf(exchange, view);
    if (file === undefined) return [{ exchange, result: unreadable('no data file was downloaded') }];
    return file.resources === 0
      ? []
      : [{ exchange, result: unreadable('the transcript was recorded without a comparison of exports') }];
  });

/** Why nothing can be said about a type of an export; undefined: all of its resources are known. */
const unknownIn = (fact: HistoryFact, view: View): AssertionResult | undefined => {
  if (fact.over === true) return unreadable('there are more resources than the run can compare');
  if (fact.before === 0 && fact.compared === 0) return nothing(`no earlier export has a resource of type ${fact.type}`);
  const files = labelled(view, 'data').filter(({ of }) => of === fact.of);
  const read = files.map((exchange) => fileOf(exchange, view)).filter((file) => file?.type === fact.type);
  if (read.some((file) => file?.sampled !== undefined))
    return unreadable('only a sample of the lines was read', SAMPLED);
  const stopped = stopsBefore(view, ['data']).some(({ of }) => of === fact.of);
  if (stopped || files.some((exchange) => fileOf(exchange, view)?.whole !== true))
    return unreadable('not every file of the export could be read');
  return read.every((file) => file === undefined || isRead(file))
    ? undefined
    : unreadable(`not every line of the ${fact.type} files has a resource with an id`);
};

const lossIn = ({ before, missing, returned, type }: HistoryFact): AssertionResult => {
  const again = returned === 0 ? '' : `, and later exports have ${returned} of them again`;
  return not(`${missing} of ${counted(before, 'resource')} of type ${type} in earlier exports are missing${again}`);
};

/**
 * An export without errors about a type has its resources: those that exports before and after it have, and at least 99 %
 * of those that an export before it has (one may always be missing).
 */
export const noLoss: Expectation = overExports(
  'no export silently leaves out resources that the exports before and after it have, or more than 1 % of those before it',
  (fact, view) => unknownIn(fact, view) ?? (isLoss(fact) ? (excusedByErrors(fact, view) ?? lossIn(fact)) : ok),
);

/** An export without errors about a type has every resource of it that an earlier export has; a large loss is judged by {@link noLoss}. */
export const noSmallLoss: Expectation = overExports(
  'no export leaves out a resource that an earlier export has',
  (fact, view) => {
    const unknown = unknownIn(fact, view);
    if (unknown !== undefined) return unknown;
    if (isLoss(fact)) return nothing('more is missing than changes of the data explain');
    return fact.missing === 0 ? ok : (excusedByErrors(fact, view) ?? lossIn(fact));
  },
);

/** A resource has the same content, meta left out, in every export that has it. */
export const sameContent: Expectation = overExports(
  'a resource has the same content in every export, apart from meta',
  (fact, view) =>
    fact.changed === 0
      ? (unknownIn(fact, view) ?? ok)
      : not(`${fact.changed} of ${counted(fact.compared, 'resource')} of type ${fact.type} have another content`),
);
