import type { Exchange, Expectation, TokenFact, View } from '../../model/index.js';
import {
  type Assertion,
  not,
  ok,
  type ExchangeResult,
  type AssertionResult,
  stopped,
  stopsBefore,
  unreadable,
  weigh,
} from '../assertion.js';
import { objectIn } from './bodies.js';
import { headersOf, statusOf } from './replies.js';

const tokenOf = ({ id }: Exchange, { facts }: View): TokenFact | undefined =>
  facts.find((fact): fact is TokenFact => fact.kind === 'token' && fact.exchange === id);

/** The run's token opened something: at least one request that carried it succeeded. */
export const opensAnEndpoint: Expectation = {
  says: 'a request with the token succeeds',
  judge: (view) => {
    const expected = opensAnEndpoint.says;
    const carried = view.exchanges.filter(({ as, label }) => as === 'token' && label === 'kickoff');
    const opened = carried.filter(({ reply }) => reply !== undefined && reply.status >= 200 && reply.status < 300);
    const refused = carried.filter(({ reply }) => reply?.status === 401 || reply?.status === 403);
    if (opened.length > 0)
      return weigh(
        expected,
        opened.map((exchange) => ({ exchange, result: ok })),
      );
    const results = carried.map((exchange): ExchangeResult => {
      const because = `${statusOf(exchange)}, which says nothing about the token`;
      return { exchange, result: refused.includes(exchange) ? not(statusOf(exchange)) : unreadable(because) };
    });
    return weigh(expected, results, stopsBefore(view, ['kickoff']));
  },
};

/**
 * The life of the run's first token is the documented one: by expires_in, by exp and iat of a JWT (by exp and the
 * reply's Date where it has no iat), or for an opaque token by trying it before and after.
 */
export const documentedLife: Expectation = {
  says: 'the token lives as long as the guide says',
  judge: (view) => {
    const expected = `a life of ${view.profile.tokenLife} s`;
    const [exchange] = view.exchanges.filter(({ label }) => label === 'token');
    const token = exchange === undefined ? undefined : tokenOf(exchange, view);
    if (exchange === undefined) return weigh(expected, [], stopsBefore(view, ['token']));
    if (token === undefined) return weigh(expected, [{ exchange, result: unreadable('no access token was issued') }]);
    const told = toldLives(exchange, token);
    if (told.length > 0) {
      const wrong = told.find(({ seconds, slack }) => Math.abs(seconds - view.profile.tokenLife) > slack);
      const result: AssertionResult = wrong === undefined ? ok : not(`${wrong.by}: ${wrong.seconds} s`);
      return weigh(expected, [{ exchange, result }]);
    }
    const tried = view.exchanges.filter(({ label }) => label === 'late-token' || label === 'status-expired-token');
    const [stop] = stopsBefore(view, ['late-token', 'status-expired-token']);
    if (stop !== undefined) return stopped(expected, stop);
    return weigh(
      expected,
      tried.map((one) => ({ exchange: one, result: triedLife(one) })),
    );
  },
};

interface ToldLife {
  readonly by: string;
  readonly seconds: number;
  /** How far it may be off, in seconds. */
  readonly slack: number;
}

const toldLives = (exchange: Exchange, { exp, iat, expiresIn, receivedAt }: TokenFact): ToldLife[] => {
  const lives: ToldLife[] = [];
  if (expiresIn !== undefined) lives.push({ by: 'expires_in', seconds: expiresIn, slack: 0 });
  const date = Date.parse(headersOf(exchange, 'date')[0] ?? '');
  if (exp !== undefined && iat !== undefined) lives.push({ by: 'exp − iat', seconds: exp - iat, slack: 0 });
  // Date has whole seconds, and the token may have been signed in the one before.
  else if (exp !== undefined && !Number.isNaN(date))
    lives.push({ by: 'exp − Date', seconds: exp - date / 1000, slack: 2 });
  // Without a Date the two clocks may differ by minutes.
  else if (exp !== undefined) lives.push({ by: 'exp − time of receipt', seconds: exp - receivedAt, slack: 300 });
  return lives;
};

const triedLife = (exchange: Exchange): AssertionResult => {
  const code = exchange.reply?.status;
  if (code === undefined || code >= 500) return unreadable(`${statusOf(exchange)}, which says nothing about the token`);
  const refused = code === 401;
  if (exchange.label === 'late-token') return refused ? not('refused before its documented life was over') : ok;
  return refused ? ok : not(`${statusOf(exchange)} after its documented life`);
};

/** A header can carry the token; what cannot be sent is never asked with. */
export const sendable: Assertion = {
  says: 'access_token is visible ASCII',
  at: (exchange, view) => {
    const token = tokenOf(exchange, view);
    return token?.sendable === false ? not('characters that no header can carry') : ok;
  },
};

/** No token in the answer, in whatever form. */
export const noToken: Assertion = {
  says: 'no access_token',
  at: (exchange, view) => {
    const documented = objectIn(exchange)?.['access_token'];
    return tokenOf(exchange, view) === undefined && documented === undefined ? ok : not('an access_token');
  },
};
