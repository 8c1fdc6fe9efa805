import { readFileSync } from 'node:fs';
import { type Clock, type Ending, KILLED, type Profile, type RunClient, type Task } from '../model/index.js';
import { type ClientHttp, openClientHttp, pull, PullFailed } from '../reference/index.js';

/**
 * The reference client as the client under test, in this process. `around` can change its requests and replies. If it was
 * killed, it goes on with its job when it is run again, unless it `forgets`.
 */
export const referenceClient = (
  profile: Profile,
  clock: Clock,
  around: (http: ClientHttp, task: Task) => ClientHttp = (http) => http,
  { forgets = false }: { readonly forgets?: boolean | undefined } = {},
): RunClient => {
  const jobs = new Map<string, string>();
  return async (task): Promise<Ending> => {
    const { url, credentials, type, out, ca, signal } = task;
    const job = jobs.get(out);
    try {
      await pull({
        ...{ profile, base: url, credentials, types: type.split(','), out, clock, signal },
        http: around(openClientHttp(ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') }), task),
        ...(job !== undefined && !forgets && { job }),
        onProgress: (progress) => {
          if (progress.kind === 'job') jobs.set(out, progress.url);
        },
      });
      return { code: 0, lines: [] };
    } catch (error) {
      if (signal.aborted && signal.reason === KILLED) return { killed: 'SIGKILL', lines: [] };
      if (error instanceof PullFailed) return { code: 1, lines: [error.message] };
      throw error;
    }
  };
};

/** How a client deviates from the reference client. */
export interface ClientDeviation {
  /** Wraps everything that the client sends under one condition. */
  readonly around?: (
    http: ClientHttp,
    context: { readonly profile: Profile; readonly clock: Clock; readonly task: Task },
  ) => ClientHttp;
  /** Whether it starts again, if it was killed. */
  readonly forgets?: true;
  /** Changes how it ends. */
  readonly ends?: (ending: Ending) => Ending;
}

/** The reference client with a deviation. */
export const deviatingClient = (
  profile: Profile,
  clock: Clock,
  { around, ends, forgets }: ClientDeviation,
): RunClient => {
  const client = referenceClient(profile, clock, (http, task) => around?.(http, { profile, clock, task }) ?? http, {
    forgets,
  });
  return async (task) => {
    const ending = await client(task);
    return ends?.(ending) ?? ending;
  };
};
