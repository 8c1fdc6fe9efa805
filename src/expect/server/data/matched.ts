import { type Expectation, exportNamed, type MatchedFact, type View } from '../../../model/index.js';
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
import { labelled } from '../labelled.js';
import { isMoreThanFew } from '../narrowing/few.js';
import { excusedByErrors } from './excused.js';
import { fileOf, isRead, SAMPLED } from './file-facts.js';

/** Judges how the claims of a type match in each export. */
const overMatched = (
  says: string,
  type: string,
  judge: (fact: MatchedFact, view: View) => AssertionResult,
): Expectation => ({
  says,
  judge: (view) => {
    const facts = view.facts.filter((fact): fact is MatchedFact => fact.kind === 'matched' && fact.type === type);
    const results = facts.flatMap((fact): ExchangeResult[] => {
      const exchange = view.exchanges.find(({ id }) => id === fact.exchange);
      if (exchange === undefined) return [];
      const result =
        fact.over === true ? unreadable('there are more resources than the run can compare') : judge(fact, view);
      return [{ exchange, result }];
    });
    // A file that did not come may have the others.
    const lost = labelled(view, 'data').flatMap((exchange): ExchangeResult[] =>
      fileOf(exchange, view) === undefined ? [{ exchange, result: unreadable('not every file was downloaded') }] : [],
    );
    return judgmentFrom(says, [...results, ...lost], stopsBefore(view, ['data']));
  },
});

/** No two claims of one person and System-Type have the same control number in one export. */
export const numberedOnce: Expectation = overMatched(
  'no two claims of one person and System-Type have the same control number',
  'ExplanationOfBenefit',
  ({ resources, repeated }) => {
    if (repeated > 0)
      return not(
        `${repeated} of ${counted(resources, 'claim')} with the person, System-Type and control number of another`,
      );
    return resources === 0 ? nothing('no claim has one System-Type and one control number') : ok;
  },
);

/** Every Claim of an export has exactly one ClaimResponse there. */
export const answeredOnce: Expectation = overMatched(
  'exactly one ClaimResponse answers each Claim of the export',
  'Claim',
  (fact, view) => {
    const { of, resources, repeated, missing } = fact;
    if (exportNamed(view.profile, of)?.narrowed === true)
      return nothing('the export has only what was updated since an instant');
    if (resources === 0) return nothing('the export has no Claim');
    const wrong = repeated + missing;
    const unread = whyUnread(of, view);
    // Data change while a server exports one type after the other.
    if (!isMoreThanFew(wrong, resources)) return unread ?? ok;
    if (unread !== undefined && repeated === 0) return unread;
    const excused = repeated > 0 ? undefined : excusedByErrors({ ...fact, type: 'ClaimResponse' }, view);
    return (
      excused ??
      not(`of ${counted(resources, 'Claim')}, ${missing} have no ClaimResponse, and ${repeated} have several`)
    );
  },
);

/** Why nothing can be said about what an export lacks; undefined: all of its claims were read. */
const whyUnread = (of: string, view: View): AssertionResult | undefined => {
  const files = labelled(view, 'data')
    .filter((exchange) => exchange.of === of)
    .map((exchange) => fileOf(exchange, view));
  if (files.some((fact) => fact?.sampled !== undefined))
    return unreadable('only a sample of the lines was read', SAMPLED);
  const stopped = stopsBefore(view, ['data']).some((stop) => stop.of === of);
  const isWhole = files.every(
    (fact) => fact !== undefined && (!/^Claim/.test(fact.type) || (fact.whole && isRead(fact))),
  );
  return stopped || !isWhole ? unreadable('not every file of the export could be read') : undefined;
};
