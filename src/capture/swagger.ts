import type { Step } from '../model/index.js';
import type { Conversation } from '../drive/conversation.js';
import { takeContract } from '../drive/discovery/swagger.js';
import type { Capture, Captured } from './har.js';
import type { Walk } from './walk.js';

/** Where the next response comes from. */
export interface Current {
  /** The request that is replayed. */
  captured?: Captured;
  /** For requests of the driver's own: the captured one with that URL. */
  lookUp?: (url: string) => Captured | undefined;
}

/** The capture does not have a request that is needed. */
export class NotCaptured extends Error {
  override readonly name = 'NotCaptured';
}

/**
 * Compares the recorded responses with the server's own document, if the capture has it and everything on the way to it.
 * Whether it needs a token can be seen only where the capture has the credentials of its requests.
 * @param scratch a conversation of which nothing is kept: it shows whether everything is there
 */
export const replayContract = async (
  { conversation, senders }: Walk,
  { entries }: Capture,
  {
    steps,
    current,
    scratch,
  }: { readonly steps: readonly Step[]; readonly current: Current; readonly scratch: Conversation },
): Promise<void> => {
  if (!steps.some((step) => step.do === 'contract')) return;
  const open = entries.filter(
    (one) => one.method === 'GET' && one.body !== undefined && senders.of(one, false) === 'none',
  );
  current.lookUp = (url) => open.findLast((one) => one.url === url);
  try {
    await takeContract(scratch, steps);
  } catch (error) {
    if (error instanceof NotCaptured) return;
    throw error;
  } finally {
    await scratch.session.close();
  }
  await takeContract(conversation, steps);
};
