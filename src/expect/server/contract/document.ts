import type { ContractDocument, ContractFact, Expectation, Judgment, View } from '../../../model/index.js';
import { stopped, stopsBefore } from '../../assertion.js';

const UNBLOCK = '--openapi';

const factIn = ({ facts }: View): ContractFact | undefined =>
  facts.find((fact): fact is ContractFact => fact.kind === 'contract');

/** Judges what was learnt of the documentation; blocked where it was not looked for. */
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
      because: 'the documentation was not looked for',
      cause: 'earlier',
      evidence: [],
    };
  },
});

/** Judges the document; where there is none to read, that is blocked, and the user may give one. */
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
    return { outcome: 'blocked', because, cause: 'input', unblock: UNBLOCK, evidence: asked(view, 'page', 'document') };
  });

const asked = ({ exchanges }: View, ...labels: readonly string[]): number[] =>
  exchanges.filter(({ step, label }) => step === 'contract' && labels.includes(label)).map(({ id }) => id);

/** The Swagger page is there for anyone. */
export const swaggerPage: Expectation = ofContract(
  'the page is answered 200, without a token',
  ({ page, because }, view) => {
    if (page === undefined)
      return { outcome: 'fail', seen: because ?? 'there is no page', evidence: asked(view, 'page') };
    return page.open
      ? { outcome: 'pass', evidence: [page.exchange] }
      : { outcome: 'fail', seen: 'it is shown only with a token', evidence: asked(view, 'page') };
  },
);

/** The page leads to a document that can be read. */
export const swaggerDocument: Expectation = ofContract(
  'the page leads to a Swagger or OpenAPI document in JSON or YAML, without a token',
  ({ page, found, because }, view) => {
    if (page === undefined)
      return {
        outcome: 'blocked',
        because: because ?? 'there is no page',
        cause: 'earlier',
        evidence: asked(view, 'page'),
      };
    if (found === undefined)
      return { outcome: 'fail', seen: because ?? 'there is none', evidence: asked(view, 'page', 'document') };
    // A page behind a token is the requirement about the page; what lies behind it is no second failure.
    return found.open || !page.open
      ? { outcome: 'pass', evidence: [found.exchange] }
      : { outcome: 'fail', seen: 'it is given only with a token', evidence: asked(view, 'document') };
  },
);

/** The answer that a document came with. */
export const evidenceOf = ({ exchange }: ContractDocument): number[] => (exchange === undefined ? [] : [exchange]);

/** The document departs nowhere from the standard it names, and needs no other. */
export const swaggerValid: Expectation = ofDocument('the document is valid and complete in itself', (document) => {
  const [first] = document.problems;
  const evidence = evidenceOf(document);
  if (first === undefined) return { outcome: 'pass', evidence };
  const more = document.problems.length === 1 ? '' : ` (and ${document.problems.length - 1} more)`;
  return { outcome: 'fail', seen: `${document.dialect}: ${at(first.pointer)}${first.says}${more}`, evidence };
});

const at = (pointer: string): string => (pointer === '' ? '' : `${pointer}: `);
