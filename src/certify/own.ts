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
