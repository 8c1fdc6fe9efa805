import type { Exchange } from '../../../model/index.js';
import { type Assertion, type Selection, unreadable } from '../../assertion.js';
import { status } from '../replies.js';

/** Answers to a token request that wrong credentials can have. */
const REFUSALS = new Set([400, 401, 403]);
const WRONG: ReadonlySet<Exchange['as']> = new Set<Exchange['as']>(['wrong-secret', 'unknown-client']);

const isToken = ({ label }: Exchange): boolean => label === 'token' || label === 'other-token';

/**
 * Whether the user's credentials may be why a token request was refused. Not if the same credentials were accepted in another
 * request of the run, or if the server answers 400 to them and something else to credentials that are known to be wrong.
 */
export const mayBeWrongCredentials = (refused: Exchange, exchanges: readonly Exchange[]): boolean => {
  const code = refused.reply?.status ?? 0;
  if (!isToken(refused) || !REFUSALS.has(code)) return false;
  const codes = (those: (exchange: Exchange) => boolean): number[] =>
    exchanges.filter(those).flatMap(({ reply }) => (reply === undefined ? [] : [reply.status]));
  const accepted = codes(({ as, label }) => as === refused.as && label !== refused.label && /token/.test(label));
  if (accepted.some((one) => one >= 200 && one < 300)) return false;
  const wrong = codes(({ as }) => WRONG.has(as));
  return code !== 400 || wrong.length === 0 || wrong.includes(400);
};

/** What unblocks the run where the server refused the user's credentials. */
const VALID = 'credentials that the server accepts';

/** The token request succeeds. A refusal that wrong credentials of the user explain does not show that the server is wrong. */
export const issued: Assertion = {
  says: status(200).says,
  at: (exchange, view) =>
    mayBeWrongCredentials(exchange, view.exchanges)
      ? unreadable(
          `the server refused the client credentials (status ${exchange.reply?.status ?? 0}), and nothing shows whether they are right`,
          { cause: 'input', unblock: VALID },
        )
      : status(200).at(exchange, view),
};

/** Token requests with the credentials of a client, apart from the first one. */
const FURTHER: ReadonlySet<string> = new Set([
  ...['token-again', 'token-other-body', 'token-renewal', 'token-for-url'],
  'other-token',
]);

/**
 * Every token request with a client's credentials, in the form that the profile shows. Further ones of the first client
 * count if its first one was accepted, and a refusal of the second client's does not if the user may have given wrong ones.
 */
export const tokenRequests: Selection = {
  says: 'every token request',
  labels: ['token'],
  of: ({ exchanges }) =>
    exchanges.filter(({ superseded, label }, index) => {
      if (superseded !== undefined || label === 'token-other-body') return false;
      if (label === 'other-token') return !mayBeWrongCredentials(exchanges[index] as Exchange, exchanges);
      const isAccepted = exchanges.some((one) => one.label === 'token' && one.reply?.status === 200);
      return label === 'token' || (FURTHER.has(label) && isAccepted);
    }),
};

/** The first token response, and every further one that succeeds. */
export const tokenReplies: Selection = {
  says: 'every token response',
  labels: ['token'],
  of: ({ exchanges }) =>
    exchanges.filter(
      ({ label, reply, superseded }) =>
        superseded === undefined &&
        (label === 'token' || (FURTHER.has(label) && reply !== undefined && reply.status >= 200 && reply.status < 300)),
    ),
};
