import type { ExportSet } from '../../model/index.js';
import type { Conversation } from '../conversation.js';
import { type Answer, isPublic } from '../session/call.js';
import { expiryOf, type HeldToken } from './tokens.js';

/** Makes a request with the current token; once more with a new one if the server refuses a token that worked before. */
export const withToken = async (
  conversation: Conversation,
  step: string,
  make: (authorization: string) => Promise<Answer>,
): Promise<Answer | undefined> => {
  const token = await conversation.token(step);
  if (token === undefined) return undefined;
  const first = await noting(conversation, make(`Bearer ${token.value}`));
  if (first.head?.status !== 401 || !(await conversation.renewAfter401(step, first.exchange, token))) return first;
  const renewed = await conversation.token(step);
  return renewed === undefined ? first : noting(conversation, make(`Bearer ${renewed.value}`));
};

/** What of the export that is made once more is requested with the second token; the label says where it is refused. */
export const REFUSED = {
  kickoff: 'kickoff-renewed-token',
  status: 'status-renewed-token',
  data: 'file-renewed-token',
} as const;

/**
 * Makes a request of an export. That of the export which the run makes once more has the second token, if there is one: that
 * tries the token at a running job and at its files, and takes no request more. Where it is refused, the first one is used.
 */
export const withTokenOf = async (
  conversation: Conversation,
  { step, set, target }: { readonly step: string; readonly set: ExportSet; readonly target: keyof typeof REFUSED },
  make: (authorization: string, as: 'token' | 'renewed-token') => Promise<Answer>,
): Promise<Answer | undefined> => {
  const second = set === 'again' && !conversation.secondRefused.has(target) ? secondToken(conversation) : undefined;
  if (second !== undefined) {
    const answer = await make(`Bearer ${second.value}`, 'renewed-token');
    if (!isTokenRefused(answer.head?.status)) return answer;
    conversation.session.relabel(answer.exchange.id, REFUSED[target]);
    conversation.secondRefused.add(target);
  }
  return withToken(conversation, step, (authorization) => make(authorization, 'token'));
};

/** A job that the first token cannot watch would show nothing. */
const secondToken = ({ session, profile, held, jobs }: Conversation): HeldToken | undefined => {
  const second = held('token-again');
  const isOver = second === undefined || session.clock.now() >= expiryOf(second, profile);
  return isOver || jobs.length === 0 ? undefined : second;
};

/** Whether a status refuses the second token. */
export const isTokenRefused = (status: number | undefined): boolean => status === 401 || status === 403;

/** Notes that the token works if the request was not refused because of it: a 400 or a 404 is about something else. */
const noting = async (conversation: Conversation, making: Promise<Answer>): Promise<Answer> => {
  const answer = await making;
  const status = answer.head?.status ?? 0;
  const says = status >= 200 && status < 500 && !OF_TOKEN.has(status);
  // What needs no token says nothing about one.
  if (says && !isPublic(answer.exchange.label)) conversation.tokenWorked();
  return answer;
};

/** What a token may be refused by, and what says only that the server is busy. */
const OF_TOKEN = new Set([401, 403, 408, 429]);
