import { type Expectation, exportNamed, exportRequests, type PeopleFact, type View } from '../../../model/index.js';
import { type AssertionResult, judgmentFrom, not, nothing, ok, stopsBefore, unreadable } from '../../assertion.js';
import { excusedByErrors } from './excused.js';
import { fileOf, isRead, SAMPLED } from './file-facts.js';
import { labelled } from '../labelled.js';

/** Data change while a run lasts: at most one Patient in so many may be in one export alone, and one always. */
const ONE_IN = 100;

/** Judges how the Patients of documented exports compare with those of the first one. */
const overPeople = (
  says: string,
  isApart: boolean,
  judge: (fact: PeopleFact, view: View) => AssertionResult,
): Expectation => ({
  says,
  judge: (view) => {
    const concerned = ({ of }: PeopleFact): boolean => (exportNamed(view.profile, of)?.apart === true) === isApart;
    const facts = view.facts.filter((fact): fact is PeopleFact => fact.kind === 'people' && concerned(fact));
    const results = facts.flatMap((fact) => {
      const exchange = view.exchanges.find(({ id }) => id === fact.exchange);
      const judged = whyUnknown(fact, view) ?? judge(fact, view);
      // Errors say who is missing; they do not explain who is there.
      const result = isApart ? judged : unlessExcused(judged, fact, view);
      return exchange === undefined ? [] : [{ exchange, result }];
    });
    const names = exportRequests(view.profile, 'endpoints')
      .filter(({ apart }, nth) => nth === 0 || (apart === true) === isApart)
      .map(({ of }) => of);
    const stops = stopsBefore(view, ['manifest', 'data']).filter(({ of }) => of === undefined || names.includes(of));
    return judgmentFrom(says, results, stops);
  },
});

/** Why nothing can be said of the Patients of two exports; undefined: all of them are known. */
const whyUnknown = ({ of, other, over }: PeopleFact, view: View): AssertionResult | undefined => {
  if (over === true) return unreadable('there are more resources than the run can compare');
  const files = labelled(view, 'data').filter((exchange) => exchange.of === of || exchange.of === other);
  const facts = files.map((exchange) => fileOf(exchange, view));
  if (facts.some((fact) => fact?.sampled !== undefined))
    return unreadable('only a sample of the lines was read', SAMPLED);
  if (facts.some((fact) => fact === undefined || (fact.type === 'Patient' && !(fact.whole && isRead(fact)))))
    return unreadable('not every Patient of the two exports could be read');
  return undefined;
};

/** What errors about Patients, in either export, explain. */
const unlessExcused = (result: AssertionResult, fact: PeopleFact, view: View): AssertionResult => {
  const { exchange, of, other, patients, others, both } = fact;
  if (result.is !== 'not') return result;
  return (
    excusedByErrors({ exchange, of, type: 'Patient', missing: others - both }, view) ??
    excusedByErrors({ exchange, of: other, type: 'Patient', missing: patients - both }, view) ??
    result
  );
};

/** The exports of the people of today have the same Patients. */
export const samePeople: Expectation = overPeople(
  'the exports of the people of today have the same Patients',
  false,
  ({ of, other, patients, others, both }) => {
    if (patients === 0 && others === 0) return nothing('no export has a Patient');
    const apart = patients + others - 2 * both;
    if (apart <= 1 || apart * ONE_IN <= patients + others - both) return ok;
    return not(
      `${patients - both} of ${patients} Patients are in ${of} alone, and ${others - both} of ${others} in ${other}`,
    );
  },
);

/** No Patient of last year's people is one of today. */
export const otherPeople: Expectation = overPeople(
  'no Patient of the export of other people is in that of the people of today',
  true,
  ({ other, patients, both }) => {
    if (patients === 0) return nothing('the export of other people has no Patient');
    return both === 0 ? ok : not(`${both} of ${patients} Patients are also in ${other}`);
  },
);
