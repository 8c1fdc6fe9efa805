/** Passes chunks from a writer to a reader, one at a time: the writer waits until the reader wants the next one. */
interface Channel extends AsyncIterable<Uint8Array> {
  /** Resolves when the chunk was read, or will never be read. */
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
            // The writer may reuse the buffer once the reader asks for the next chunk.
            yield held;
            held = undefined;
            wakeWriter();
          } else if (ended) return;
          else await new Promise<void>((resolve) => (wakeReader = resolve));
        }
      } finally {
        // The writer must not wait for a reader that has stopped.
        end();
      }
    },
  };
};
