import type { Exchange, StopFact } from '../model/index.js';
import type { Conversation } from './conversation.js';

/** Why the rest of something is not asked for. */
export type Hindrance = Pick<StopFact, 'because' | 'cause' | 'unblock'>;

const SILENT: Hindrance = { because: 'the server left two requests in a row without a reply', cause: 'earlier' };

const NO_REPLY_IN_TIME = new Set(['ECONNABORTED', 'ETIME', 'ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT']);

/** Where the last two requests were not answered in time: waiting for the rest would take as long again each. */
export const silenceOf = (exchanges: readonly Exchange[]): Hindrance | undefined => {
  const last = exchanges.slice(-2);
  const silent = last.every(({ failure }) => failure !== undefined && NO_REPLY_IN_TIME.has(failure.code));
  return last.length === 2 && silent ? SILENT : undefined;
};

/** Why no further file of an export is fetched; undefined: it goes on. */
export const whyNoFile = ({ session, deadline }: Conversation): Hindrance | undefined =>
  session.clock.now() < deadline
    ? silenceOf(session.exchanges)
    : {
        because: 'the deadline of the run had passed, so no further file was fetched',
        cause: 'deadline',
        unblock: '--deadline',
      };
