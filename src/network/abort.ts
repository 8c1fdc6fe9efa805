import type { ClientRequest } from 'node:http';

/**
 * Ends a request, and the response that is being read, when the signal is aborted. Node's own `signal` option gives the
 * socket an error; a kept-alive socket that a complete response has just left has no listener for it, and the process
 * would end with a stack trace.
 */
export const endOnAbort = (call: ClientRequest, signal: AbortSignal | undefined): void => {
  if (signal === undefined) return;
  const end = (): void => void call.destroy();
  if (signal.aborted) return end();
  signal.addEventListener('abort', end, { once: true });
  call.once('close', () => signal.removeEventListener('abort', end));
};
