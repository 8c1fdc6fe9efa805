import type { Exchange, Step } from '../model/index.js';
import type { Conversation } from './conversation.js';
import { earlier, type StopReason } from './stop.js';

/** Parts of a server, one of which may be unresponsive while the others reply. */
type ServerPart = 'metadata' | 'token' | 'kickoff' | 'status' | 'data' | 'other';

const NO_REPLY_IN_TIME = new Set(['ECONNABORTED', 'ETIME', 'ETIMEDOUT', 'reply-timeout']);
const isUnanswered = ({ failure }: Exchange): boolean => failure !== undefined && NO_REPLY_IN_TIME.has(failure.code);

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
 * A stop if a part of the server did not reply to the last two requests for it, or the server as a whole not to the last
 * two requests for different parts: each further request would wait as long. Undefined: go on.
 */
export const whyUnresponsive = (conversation: Conversation, part: ServerPart | undefined): StopReason | undefined => {
  const { exchanges } = conversation.session;
  const answered = exchanges.findLastIndex((exchange) => !isUnanswered(exchange));
  const parts = new Set(exchanges.slice(answered + 1).map((exchange) => partOf(exchange, conversation)));
  if (parts.size > 1) return earlier('the server did not respond to two requests in a row');
  const last = lastTwo(exchanges, (exchange) => partOf(exchange, conversation) === part);
  return last.length === 2 && last.every(isUnanswered)
    ? earlier(`the server did not respond to two requests of this kind in a row (${part})`)
    : undefined;
};

/** Searches from the end, where they usually are: it is called before every file, and there may be many thousands. */
const lastTwo = (exchanges: readonly Exchange[], isWanted: (exchange: Exchange) => boolean): Exchange[] => {
  const found: Exchange[] = [];
  for (let at = exchanges.length - 1; at >= 0 && found.length < 2; at -= 1) {
    const exchange = exchanges[at];
    if (exchange !== undefined && isWanted(exchange)) found.push(exchange);
  }
  return found;
};

/** The part of the server that a step's first request goes to; undefined: none, or more than one. */
export const partAsked = (step: Step): ServerPart | undefined => {
  if (step.do === 'exports') return 'kickoff';
  if (step.do !== 'ask') return undefined;
  switch (step.at) {
    case 'metadata':
    case 'token':
      return step.at;
    case 'version':
      return 'other';
    case 'every-export':
    case 'shown-exports':
    case 'export-kinds':
    case 'endpoint':
    case 'unknown-endpoint':
      return 'kickoff';
    case 'every-job':
    case 'job-kinds':
    case 'running-job':
    case 'later-job':
    case 'job':
    case 'unknown-job':
      return 'status';
    default:
      return 'data';
  }
};

/** Why no further file of an export is downloaded; undefined: go on. */
export const whyNoFurtherFile = (conversation: Conversation): StopReason | undefined =>
  conversation.session.clock.now() < conversation.deadline
    ? whyUnresponsive(conversation, 'data')
    : {
        because: 'the deadline of the run passed, so no further file was downloaded',
        cause: 'deadline',
        unblock: '--deadline',
      };
