import type { Conversation } from './conversation.js';
import type { Answer } from './session.js';

/** Makes a request with the current token, once more with a new one where a token that worked is refused. */
export const withToken = async (
  conversation: Conversation,
  step: string,
  make: (authorization: string) => Promise<Answer>,
): Promise<Answer | undefined> => {
  const token = await conversation.token(step);
  if (token === undefined) return undefined;
  const answer = await make(`Bearer ${token.value}`);
  const status = answer.head?.status ?? 0;
  if (status >= 200 && status < 300) conversation.worked();
  if (answer.head?.status !== 401 || !(await conversation.renewAfter401(step, answer.exchange))) return answer;
  const renewed = await conversation.token(step);
  return renewed === undefined ? answer : make(`Bearer ${renewed.value}`);
};
