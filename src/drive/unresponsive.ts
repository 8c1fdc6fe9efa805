import type { Exchange, Step, StopFact } from '../model/index.js';
import type { Conversation } from './conversation.js';

/** Why the rest of something is not asked for. */
export type StopReason = Pick<StopFact, 'because' | 'cause' | 'unblock'>;

/** Parts of a server that may be silent while the others answer. */
export type ServerPart = 'metadata' | 'token' | 'kickoff' | 'status' | 'data' | 'other';

const NO_REPLY_IN_TIME = new Set(['ECONNABORTED', 'ETIME', 'ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT']);
const isSilent = ({ failure }: Exchange): boolean => failure !== undefined && NO_REPLY_IN_TIME.has(failure.code);

const LABELS: Readonly<Record<string, ServerPart>> = {
  kickoff: 'kickoff',
  status: 'status',
  manifest: 'status',
  data: 'data',
  'error-data': 'data',
};

const partOf = ({ label, request }: Exchange, { profile, tokenUrl }: Conversation): ServerPart => {
  const known = LABELS[label];
  if (known !== undefined) return known;
  const { url } = request;
  if (url.startsWith(tokenUrl)) return 'token';
  if (url.includes('$export')) return 'kickoff';
  if (url.includes(`${profile.paths.jobs}/`)) return 'status';
  if (url.includes(`${profile.paths.data}/`)) return 'data';
  return url.endsWith(profile.paths.metadata) ? 'metadata' : 'other';
};

/**
 * Where a part of the server left the last two requests to it without a reply, or the whole server the last two of
 * different parts: waiting for the rest would take as long again each.
 */
export const silenceOf = (conversation: Conversation, part: ServerPart | undefined): StopReason | undefined => {
  const { exchanges } = conversation.session;
  const answered = exchanges.findLastIndex((exchange) => !isSilent(exchange));
  const parts = new Set(exchanges.slice(answered + 1).map((exchange) => partOf(exchange, conversation)));
  if (parts.size > 1) return { because: 'the server left two requests in a row without a reply', cause: 'earlier' };
  const last = lastTwo(exchanges, (exchange) => partOf(exchange, conversation) === part);
  return last.length === 2 && last.every(isSilent)
    ? { because: `the server left two requests of this kind in a row without a reply (${part})`, cause: 'earlier' }
    : undefined;
};

/** Found from the end, where they stand: it is asked before every file, and there may be many thousands. */
const lastTwo = (exchanges: readonly Exchange[], isWanted: (exchange: Exchange) => boolean): Exchange[] => {
  const found: Exchange[] = [];
  for (let at = exchanges.length - 1; at >= 0 && found.length < 2; at -= 1) {
    const exchange = exchanges[at];
    if (exchange !== undefined && isWanted(exchange)) found.push(exchange);
  }
  return found;
};

/** The part of the server that a step asks first; undefined: none, or more than one. */
export const partAsked = (step: Step): ServerPart | undefined => {
  if (step.do === 'exports') return 'kickoff';
  if (step.do !== 'ask') return undefined;
  switch (step.at) {
    case 'metadata':
    case 'token':
      return step.at;
    case 'version':
      return 'other';
    case 'endpoints':
    case 'endpoint':
    case 'unknown-endpoint':
      return 'kickoff';
    case 'jobs':
    case 'job':
    case 'unknown-job':
      return 'status';
    default:
      return 'data';
  }
};

/** Why no further file of an export is fetched; undefined: it goes on. */
export const whyNoFile = (conversation: Conversation): StopReason | undefined =>
  conversation.session.clock.now() < conversation.deadline
    ? silenceOf(conversation, 'data')
    : {
        because: 'the deadline of the run had passed, so no further file was fetched',
        cause: 'deadline',
        unblock: '--deadline',
      };
