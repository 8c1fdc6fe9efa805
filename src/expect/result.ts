import type { Exchange, FindingSummary, StopFact } from '../model/index.js';

/** Why something could not be judged. */
export type Blocker = Pick<StopFact, 'cause' | 'unblock'>;

/** What an assertion found in one exchange. */
export type AssertionResult =
  | { readonly is: 'ok'; readonly findings?: FindingSummary }
  | { readonly is: 'not'; readonly seen: string; readonly findings?: FindingSummary }
  /** It cannot be judged: because of a lower layer (transport, JSON, a control), or because of the named stop. */
  | { readonly is: 'unreadable'; readonly because: string; readonly stop?: Blocker }
  /** It has nothing to judge, and is not required to have anything. */
  | {
      readonly is: 'nothing';
      readonly because: string;
      /** How near it came to something to judge: of several exchanges, the nearest says why there was nothing. */
      readonly near?: number;
    };

/** A result and its exchange. */
export interface ExchangeResult {
  readonly exchange: Exchange;
  readonly result: AssertionResult;
}
