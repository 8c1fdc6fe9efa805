/** Every bound of a conversation, in one place. Milliseconds and bytes. */
export const bounds = {
  /** Until the first byte of a reply. */
  replyMs: 60_000,
  /** Until the end of a small reply. */
  smallReplyMs: 120_000,
  /** Between two chunks of a data file. */
  idleMs: 60_000,
  /** Body of a small reply; a larger one is a failure of the exchange. */
  smallBodyBytes: 8 * 1024 * 1024,
  /** Bodies of small replies that are kept for the length of a run, together. */
  keptBodiesBytes: 16 * 1024 * 1024,
  /** Redirects that are followed to the server's documentation, and places where its document is looked for. */
  redirects: 5,
  documentPlaces: 8,
  /** Longest string kept of a reply, in characters. */
  keptText: 2_000,
  /** How many times its size a compressed file may unpack to. */
  unpackedRatio: 500,
  /** Repeats of a request that the server was too busy for (429, 503). */
  busyTries: 5,
  /** Longest wait that a Retry-After may ask for, and the longest pause between two polls. */
  longestRetryAfterMs: 120_000,
  longestPollMs: 30_000,
  tlsMs: 10_000,
} as const;
