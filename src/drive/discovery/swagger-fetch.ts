import { withToken } from '../tokens/authorized.js';
import type { Conversation } from '../conversation.js';
import { headerOf } from '../../record/headers.js';
import { onTarget } from '../session/origin.js';
import type { Answer } from '../session/call.js';

/** Name of the step; there is only one of its kind. */
export const STEP = 'contract';

/** A reply with the URL that returned it, after redirects. */
export interface Fetched {
  readonly answer: Answer;
  readonly url: string;
  /** It was returned without a token. */
  readonly open: boolean;
}

/** One GET with or without the run's token; redirects are followed on the same origin. */
export const fetchFrom = async (
  conversation: Conversation,
  start: string,
  label: string,
  open: boolean,
): Promise<Fetched | undefined> => {
  let url = start;
  for (let redirects = 0; ; redirects += 1) {
    const call = (headers: readonly (readonly [string, string])[]): Promise<Answer> =>
      conversation.session.send({
        ...{ step: STEP, label, as: open ? 'none' : 'token', method: 'GET', url, isDocument: true },
        headers: [['Accept', '*/*'], ...headers],
      });
    const answer = open
      ? await call([])
      : await withToken(conversation, STEP, (value) => call([['Authorization', value]]));
    if (answer === undefined) return undefined;
    const { head } = answer;
    const location =
      head !== undefined && head.status >= 300 && head.status < 400 ? headerOf(head.headers, 'location') : undefined;
    const next = location === undefined ? undefined : onTarget(location, url);
    if (next === undefined || redirects >= conversation.session.limits.redirects) return { answer, url, open };
    url = next;
  }
};

/** A reply in words. */
export const statusIn = ({ answer }: Fetched): string =>
  answer.head === undefined
    ? `no response: ${answer.exchange.failure?.says ?? 'unknown'}`
    : `status ${answer.head.status}`;
/** Whether a reply has content. */
export const isThere = ({ answer }: Fetched): boolean =>
  answer.head?.status === 200 && answer.content.text.trim() !== '';
const isRefused = ({ answer }: Fetched): boolean => answer.head?.status === 401 || answer.head?.status === 403;

/** Requests a place without a token and, if that is refused, with it, so that the content can still be judged. */
export const openly = async (conversation: Conversation, url: string, label: string): Promise<Fetched | undefined> => {
  const first = await fetchFrom(conversation, url, label, true);
  if (first === undefined || !isRefused(first)) return first;
  return (await fetchFrom(conversation, url, label, false)) ?? first;
};
