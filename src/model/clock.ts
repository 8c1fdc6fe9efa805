/** The time that driver and reference server go by. It is injected, so that waits take no time in tests. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/**
 * A clock whose sleeps end at once: each sleep moves it forward by its length, and each reading by one millisecond. It is
 * independent of the system clock, so a run takes the same time by it on any machine, however busy.
 */
export const skippingClock = (): Clock => {
  let time = Date.now();
  return {
    now: () => (time += 1),
    sleep: (ms, signal) => {
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      time += ms;
      return Promise.resolve();
    },
  };
};

/** Milliseconds since the epoch of an instant as FHIR writes it; NaN: it is not one. A leap second, which Date.parse does not read, counts as the one before. */
export const timeOf = (instant: string): number => Date.parse(instant.replace(/:60(?=[.Z+-])/, ':59'));
