import type { Conversation } from '../conversation.js';
import type { Answer } from '../session/call.js';

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

/** Notes that the token works if the request was not refused because of it: a 400 or a 404 is about something else. */
const noting = async (conversation: Conversation, making: Promise<Answer>): Promise<Answer> => {
  const answer = await making;
  const status = answer.head?.status ?? 0;
  if (status >= 200 && status < 500 && !OF_TOKEN.has(status)) conversation.tokenWorked();
  return answer;
};

/** What a token may be refused by, and what says only that the server is busy. */
const OF_TOKEN = new Set([401, 403, 408, 429]);
