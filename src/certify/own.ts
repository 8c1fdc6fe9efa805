import type { Clock, Ending, Profile, RunClient, Task } from '../model/index.js';
import { type ClientHttp, openClientHttp, pull, PullFailed } from '../reference/index.js';

/** The reference client as the client under test, in this process. `around` can change its requests and replies. */
export const referenceClient =
  (profile: Profile, clock: Clock, around: (http: ClientHttp, task: Task) => ClientHttp = (http) => http): RunClient =>
  async (task): Promise<Ending> => {
    const { url, credentials, type, out, signal } = task;
    try {
      await pull({
        ...{ profile, base: url, credentials, types: [type], out, clock, signal },
        http: around(openClientHttp(), task),
      });
      return { code: 0, lines: [] };
    } catch (error) {
      if (error instanceof PullFailed) return { code: 1, lines: [error.message] };
      throw error;
    }
  };

/** How a client deviates from the reference client. */
export interface ClientDeviation {
  /** Wraps everything that the client sends under one condition. */
  readonly around?: (
    http: ClientHttp,
    context: { readonly profile: Profile; readonly clock: Clock; readonly task: Task },
  ) => ClientHttp;
  /** Changes how it ends. */
  readonly ends?: (ending: Ending) => Ending;
}

/** The reference client with a deviation. */
export const deviatingClient = (profile: Profile, clock: Clock, { around, ends }: ClientDeviation): RunClient => {
  const client = referenceClient(profile, clock, (http, task) => around?.(http, { profile, clock, task }) ?? http);
  return async (task) => {
    const ending = await client(task);
    return ends?.(ending) ?? ending;
  };
};
