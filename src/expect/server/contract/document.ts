import type { ContractDocument, ContractFact, Expectation, Judgment, View } from '../../../model/index.js';
import { stopped, stopsBefore } from '../../assertion.js';

const UNBLOCK = '--openapi';

const factIn = ({ facts }: View): ContractFact | undefined =>
  facts.find((fact): fact is ContractFact => fact.kind === 'contract');

/** Judges the facts about the documentation; blocked if the run did not look for it. */
const ofContract = (
  says: string,
  judge: (fact: ContractFact, view: View) => Omit<Judgment, 'expected'>,
): Expectation => ({
  says,
  judge: (view) => {
    const fact = factIn(view);
    if (fact !== undefined) return { expected: says, ...judge(fact, view) };
    const [stop] = stopsBefore(view, ['page', 'document']);
    if (stop !== undefined) return stopped(says, stop);
    return {
      outcome: 'blocked',
      expected: says,
      because: 'the run did not look for the documentation',
      cause: 'earlier',
      evidence: [],
    };
  },
});

/** Judges the document; blocked if there is no document, and the user can give one. */
export const ofDocument = (
  says: string,
  judge: (document: ContractDocument, view: View) => Omit<Judgment, 'expected'>,
): Expectation =>
  ofContract(says, (fact, view) => {
    if (fact.document !== undefined) return judge(fact.document, view);
    const because =
      fact.unread === undefined
        ? `${fact.because ?? 'there is no document'}; give one with ${UNBLOCK}`
        : `the document given with ${UNBLOCK} cannot be used: ${fact.unread}`;
    return {
      outcome: 'blocked',
      because,
      cause: 'input',
      unblock: UNBLOCK,
      evidence: requestsWith(view, 'page', 'document'),
    };
  });

const requestsWith = ({ exchanges }: View, ...labels: readonly string[]): number[] =>
  exchanges.filter(({ step, label }) => step === 'contract' && labels.includes(label)).map(({ id }) => id);

/** The Swagger page is available without a token. */
export const swaggerPage: Expectation = ofContract(
  'the Swagger page returns 200 without a token',
  ({ page, because }, view) => {
    if (page === undefined)
      return { outcome: 'fail', seen: because ?? 'there is no Swagger page', evidence: requestsWith(view, 'page') };
    return page.open
      ? { outcome: 'pass', evidence: [page.exchange] }
      : { outcome: 'fail', seen: 'the page is available only with a token', evidence: requestsWith(view, 'page') };
  },
);

/** The page leads to a document that can be parsed. */
export const swaggerDocument: Expectation = ofContract(
  'the Swagger page leads to a Swagger or OpenAPI document in JSON or YAML, available without a token',
  ({ page, found, because }, view) => {
    if (page === undefined)
      return {
        outcome: 'blocked',
        because: because ?? 'there is no Swagger page',
        cause: 'earlier',
        evidence: requestsWith(view, 'page'),
      };
    if (found === undefined)
      return {
        outcome: 'fail',
        seen: because ?? 'there is no document',
        evidence: requestsWith(view, 'page', 'document'),
      };
    // A page that requires a token fails the requirement about the page; its document is not a second failure.
    return found.open || !page.open
      ? { outcome: 'pass', evidence: [found.exchange] }
      : {
          outcome: 'fail',
          seen: 'the document is available only with a token',
          evidence: requestsWith(view, 'document'),
        };
  },
);

/** The response that contained the document. */
export const evidenceOf = ({ exchange }: ContractDocument): number[] => (exchange === undefined ? [] : [exchange]);

/** The document is valid by the standard it names, and does not depend on other documents. */
export const swaggerValid: Expectation = ofDocument(
  'the document is valid and does not depend on other documents',
  (document) => {
    const [first] = document.problems;
    const evidence = evidenceOf(document);
    if (first === undefined) return { outcome: 'pass', evidence };
    const more = document.problems.length === 1 ? '' : ` (and ${document.problems.length - 1} more)`;
    return { outcome: 'fail', seen: `${document.dialect}: ${at(first.pointer)}${first.says}${more}`, evidence };
  },
);

const at = (pointer: string): string => (pointer === '' ? '' : `${pointer}: `);
