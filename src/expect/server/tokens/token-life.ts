import type { Exchange, Expectation, TokenFact, View } from '../../../model/index.js';
import { type ExchangeResult, judgmentFrom, not, ok } from '../../assertion.js';
import { unshown } from '../../unshown.js';

/** A refusal in the last seconds of a documented life shows nothing: requests and clocks take time. */
const SLACK_SECONDS = 60;

interface IssuedToken {
  readonly mark: string;
  /** The exchange that brought it. */
  readonly from: Exchange;
}

/** The client's tokens in the order of the run; those that a wrong credential got are not its own. */
const tokensOf = ({ exchanges, facts }: View): IssuedToken[] =>
  facts
    .filter((fact): fact is TokenFact => fact.kind === 'token')
    .flatMap(({ mark, exchange }) => {
      const from = exchanges.find(({ id }) => id === exchange);
      return from?.as === 'client' ? [{ mark, from }] : [];
    })
    .sort((a, b) => a.from.id - b.from.id);

const isSuccess = ({ reply }: Exchange): boolean => reply !== undefined && reply.status >= 200 && reply.status < 300;

/**
 * No well-formed request with the client's newest token gets a 401 after the token worked and before its documented life is
 * over, by the driver's own clock. `labels`: the well-formed requests.
 */
export const keepsItsLife = (...labels: readonly string[]): Expectation => {
  const says = 'no token that worked is refused with 401 before its documented lifetime is over';
  return {
    says,
    judge: (view) => {
      const tokens = tokensOf(view);
      const results = tokens.flatMap(({ mark, from }, index): ExchangeResult[] => {
        const uses = view.exchanges.filter(
          ({ label, request }) => labels.includes(label) && authorizationOf(request) === `Bearer ${mark}`,
        );
        const worked = uses.find(isSuccess);
        if (worked === undefined) return [];
        const newer = tokens[index + 1]?.from.id ?? Infinity;
        const early = uses.flatMap((use): ExchangeResult[] => {
          const age = (use.at - from.at) / 1000;
          const isEarly = age < view.profile.tokenLife - SLACK_SECONDS && use.id > worked.id && use.id < newer;
          return isEarly && use.reply?.status === 401
            ? [
                {
                  exchange: use,
                  result: not(`status 401 for a token that had worked and was ${Math.round(age)} s old`),
                },
              ]
            : [];
        });
        return early.length > 0 ? early : [{ exchange: from, result: ok }];
      });
      const unknown = view.exchanges.filter(({ as, label }) => as === 'unknown' && labels.includes(label));
      return judgmentFrom(says, [...results, ...unknown.map((exchange) => ({ exchange, result: unshown }))]);
    },
  };
};

const authorizationOf = ({ headers }: Exchange['request']): string | undefined =>
  headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1];
