/** Hands chunks from who pushes to who reads, one at a time: what is not yet wanted is waited with. */
export interface Channel extends AsyncIterable<Uint8Array> {
  /** Resolves when the chunk was read, or will never be. */
  readonly push: (chunk: Uint8Array) => Promise<void>;
  readonly end: () => void;
}

export const openChannel = (): Channel => {
  const idle = (): void => undefined;
  let held: Uint8Array | undefined;
  let ended = false;
  let wakeReader = idle;
  let wakeWriter = idle;
  const end = (): void => {
    ended = true;
    wakeReader();
    wakeWriter();
  };
  return {
    push: (chunk) => {
      if (ended) return Promise.resolve();
      held = chunk;
      wakeReader();
      return new Promise((resolve) => (wakeWriter = resolve));
    },
    end,
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          if (held !== undefined) {
            // Its bytes are lent: who pushed may use the buffer again once the reader asks for more.
            yield held;
            held = undefined;
            wakeWriter();
          } else if (ended) return;
          else await new Promise<void>((resolve) => (wakeReader = resolve));
        }
      } finally {
        // Who reads no further must not be waited for.
        end();
      }
    },
  };
};
