import { type Ask, type Exchange, REFUSABLE, type Step } from '../../model/index.js';
import type { Answered } from '../../openapi/compare.js';
import type { Session } from '../session/index.js';
import { stepName } from '../../model/steps.js';

/** Replies to well-formed requests, with their bodies if those were kept. */
export const answersOf = (session: Session, exchanges: readonly Exchange[], steps: readonly Step[]): Answered[] => {
  const asked = new Map(steps.map((step) => [stepName(step), step]));
  return exchanges
    .filter((exchange) => exchange.superseded === undefined && isWellFormed(exchange, asked.get(exchange.step)))
    .map((exchange) => {
      const body = session.bodies.get(exchange.id);
      const headers = session.heads.get(exchange.id);
      return {
        exchange,
        ...(headers !== undefined && { headers }),
        ...(body !== undefined && { body: body.documents }),
      };
    });
};

const GOOD: readonly Exchange['as'][] = ['none', 'client', 'token', 'renewed-token'];
const OPEN_PLACES: readonly Ask['at'][] = ['metadata', 'version'];

/** Whether a request has everything that the guide documents, with valid credentials, for something that exists. */
const isWellFormed = ({ as, label }: Exchange, step: Step | undefined): boolean => {
  if (!GOOD.includes(as) || label === 'status-refused-bare') return false;
  // A token request can belong to any step.
  if (step === undefined) return as === 'client';
  if (step.do === 'exports') return !REFUSABLE.has(step.set);
  if (step.do !== 'ask') return false;
  if (as !== step.as) return as === 'client';
  const asDocumented = [step.method, step.accept, step.prefer, step.query, step.otherBody].every(
    (one) => one === undefined,
  );
  return asDocumented && !step.at.startsWith('unknown') && (as !== 'none' || OPEN_PLACES.includes(step.at));
};
