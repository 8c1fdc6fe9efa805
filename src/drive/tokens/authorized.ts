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

/** Notes that the token works if the request succeeded. */
const noting = async (conversation: Conversation, making: Promise<Answer>): Promise<Answer> => {
  const answer = await making;
  const status = answer.head?.status ?? 0;
  if (status >= 200 && status < 300) conversation.tokenWorked();
  return answer;
};
