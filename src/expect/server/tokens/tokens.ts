import type { Exchange, Expectation, TokenFact, View } from '../../../model/index.js';
import {
  type Assertion,
  every,
  not,
  nothing,
  ok,
  replies,
  type ExchangeResult,
  type AssertionResult,
  type Selection,
  stopped,
  stopsBefore,
  unreadable,
  judgmentFrom,
} from '../../assertion.js';
import { objectIn, tokenIssued } from '../bodies.js';
import { labelled } from '../labelled.js';
import { hasPeople } from '../people.js';
import { controlled, headersOf, status, statusOf } from '../replies.js';
import { unshown } from '../../unshown.js';

const tokenOf = ({ id }: Exchange, { facts }: View): TokenFact | undefined =>
  facts.find((fact): fact is TokenFact => fact.kind === 'token' && fact.exchange === id);

/** The API accepted the run's token: at least one request with it succeeded. */
export const opensAnEndpoint: Expectation = {
  says: 'a request with the token succeeds',
  judge: (view) => {
    const expected = opensAnEndpoint.says;
    const withToken = view.exchanges.filter(({ as, label }) => as === 'token' && label === 'kickoff');
    const accepted = withToken.filter(({ reply }) => reply !== undefined && reply.status >= 200 && reply.status < 300);
    // A client that may not use the version has a token all the same.
    const refused = withToken.filter(
      (one) => (one.reply?.status === 401 || one.reply?.status === 403) && hasPeople.at(one, view).is === 'ok',
    );
    if (accepted.length > 0)
      return judgmentFrom(
        expected,
        accepted.map((exchange) => ({ exchange, result: ok })),
      );
    const unknown = view.exchanges.filter(({ as, label }) => as === 'unknown' && label === 'kickoff');
    if (withToken.length === 0 && unknown.length > 0)
      return judgmentFrom(
        expected,
        unknown.map((exchange) => ({ exchange, result: unshown })),
      );
    const results = withToken.map((exchange): ExchangeResult => {
      const because = `${statusOf(exchange)}, which shows nothing about the token`;
      return { exchange, result: refused.includes(exchange) ? not(statusOf(exchange)) : unreadable(because) };
    });
    return judgmentFrom(expected, results, stopsBefore(view, ['kickoff']));
  },
};

/** The published sandbox credentials are tried only where the user says that the server is a production one. */
export const refusesSandbox: Expectation = {
  says: 'the status is 401',
  judge: (view) => {
    const tried = every(replies('sandbox-credentials'), tokenIssued, status(401)).judge(view);
    return tried.outcome === 'inapplicable'
      ? { ...tried, because: 'nothing says that the server is a production one (--environment production)' }
      : tried;
  },
};

/**
 * A second token works where the run's first token worked: each use is judged against its control, and only a 401 or a 403 refuses a token.
 * A use that shows nothing about the token does not count if another use shows something.
 */
export const tokenWorks = (...uses: readonly (readonly [label: string, control: Selection])[]): Expectation => {
  const says = 'a request with the token succeeds where the first token succeeds';
  return {
    says,
    judge: (view) => {
      const results = uses.flatMap(([label, control]) =>
        labelled(view, label)
          .filter(({ as }) => as === 'renewed-token')
          .map((exchange): ExchangeResult => {
            const result = controlled(control).at(exchange, view);
            return { exchange, result: result.is === 'ok' ? resultOfToken(exchange) : result };
          }),
      );
      const telling = results.filter(({ result }) => result.is !== 'unreadable');
      const labels = uses.map(([label]) => label);
      return telling.length > 0 ? judgmentFrom(says, telling) : judgmentFrom(says, results, stopsBefore(view, labels));
    },
  };
};

const resultOfToken = (exchange: Exchange): AssertionResult => {
  const code = exchange.reply?.status ?? 0;
  if (code >= 200 && code < 300) return ok;
  if (code === 401 || code === 403) return not(statusOf(exchange));
  return unreadable(`${statusOf(exchange)}, which shows nothing about the token`);
};

/**
 * The lifetime of the run's first token is the documented one: by expires_in, by exp and iat of a JWT (if there is no iat, by exp
 * and the Date of the response or the time of its receipt), or, for an opaque token, by using it before and after its end.
 */
export const documentedLife: Expectation = {
  says: 'the token has the lifetime that the guide states',
  judge: (view) => {
    const expected = `the lifetime of the token is ${view.profile.tokenLife} s`;
    const [exchange] = view.exchanges.filter(({ label }) => label === 'token');
    const token = exchange === undefined ? undefined : tokenOf(exchange, view);
    if (exchange === undefined) return judgmentFrom(expected, [], stopsBefore(view, ['token']));
    if (token === undefined)
      return judgmentFrom(expected, [{ exchange, result: unreadable('no access token was issued') }]);
    const stated = statedLifetimes(exchange, token, view);
    if (stated.length > 0) return judgmentFrom(expected, [{ exchange, result: resultOfStated(stated, view) }]);
    const uses = view.exchanges.filter(({ label }) => label === 'late-token' || label === 'status-expired-token');
    const [stop] = stopsBefore(view, ['late-token', 'status-expired-token']);
    if (stop !== undefined) return stopped(expected, stop);
    return judgmentFrom(
      expected,
      uses.map((one) => ({ exchange: one, result: resultOfUse(one) })),
    );
  },
};

/** What a token response says of its lifetime, if it says anything, is the documented one. */
export const statedLife: Assertion = {
  says: 'the lifetime that the token response states is the documented one',
  at: (exchange, view) => {
    const token = tokenOf(exchange, view);
    const stated = token === undefined ? [] : statedLifetimes(exchange, token, view);
    return stated.length === 0 ? nothing('no token response stated a lifetime') : resultOfStated(stated, view);
  },
};

const resultOfStated = (stated: readonly StatedLifetime[], { profile }: View): AssertionResult => {
  const wrong = stated.find(({ seconds, slack }) => Math.abs(seconds - profile.tokenLife) > slack);
  return wrong === undefined ? ok : not(`${wrong.by}: ${wrong.seconds} s`);
};

interface StatedLifetime {
  readonly by: string;
  readonly seconds: number;
  /** The tolerance in seconds. */
  readonly slack: number;
}

const statedLifetimes = (
  exchange: Exchange,
  { exp, iat, expiresIn, receivedAt }: TokenFact,
  { profile }: View,
): StatedLifetime[] => {
  const off = (seconds: number): number => Math.abs(seconds - profile.tokenLife);
  const lifetimes: StatedLifetime[] = [];
  if (expiresIn !== undefined) lifetimes.push({ by: 'expires_in', seconds: expiresIn, slack: 0 });
  const date = Date.parse(headersOf(exchange, 'date')[0] ?? '');
  if (exp !== undefined && iat !== undefined) lifetimes.push({ by: 'exp − iat', seconds: exp - iat, slack: 0 });
  // Another machine may write Date: exp is measured by its clock and by ours, and the nearer one counts.
  else if (exp !== undefined && !Number.isNaN(date)) {
    const [nearest = date / 1000] = [date / 1000, receivedAt].toSorted((a, b) => off(exp - a) - off(exp - b));
    lifetimes.push({ by: 'exp − Date', seconds: Math.round(exp - nearest), slack: 60 });
  }
  // Without a Date the two clocks may differ by minutes.
  else if (exp !== undefined) lifetimes.push({ by: 'exp − time of receipt', seconds: exp - receivedAt, slack: 300 });
  return lifetimes;
};

const resultOfUse = (exchange: Exchange): AssertionResult => {
  const code = exchange.reply?.status;
  if (code === undefined || code >= 500)
    return unreadable(`${statusOf(exchange)}, which shows nothing about the token`);
  const refused = code === 401;
  if (exchange.label === 'late-token')
    return refused ? not('the server refused the token before its documented lifetime was over') : ok;
  return refused ? ok : not(`${statusOf(exchange)} after the documented lifetime of the token`);
};

/** A header can contain the token; a token that cannot be sent is never used. */
export const sendable: Assertion = {
  says: 'access_token is visible ASCII',
  at: (exchange, view) => {
    const token = tokenOf(exchange, view);
    return token?.sendable === false ? not('access_token has characters that a header cannot contain') : ok;
  },
};

/** No token in the response, in any form. */
export const noToken: Assertion = {
  says: 'the response has no access_token',
  at: (exchange, view) => {
    const documented = objectIn(exchange)?.['access_token'];
    return tokenOf(exchange, view) === undefined && documented === undefined ? ok : not('an access_token');
  },
};
