import type { Header } from '../../../model/index.js';
import type { Failure } from './failure.js';

/** A request to send, with its real values. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body?: string;
}

/** Status line and headers of a reply, as received. */
export interface Head {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
}

/** The reply to a small request, or why there is none. */
export type SmallAnswer = { readonly head: Head; readonly bytes: Uint8Array } | { readonly failure: Failure };

/** Called with the head of a file's reply; returns what takes the body, chunk by chunk. */
export type ReceiveFile = (head: Head) => Promise<(chunk: Uint8Array) => void | Promise<void>>;

/** How a download ended: without a failure, its body was received to the end. */
export interface FetchedFile {
  readonly failure?: Failure;
}

/** Header lines from Node's flat list of names and values. */
export const pairs = (raw: readonly string[]): Header[] =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));

/** Path and query as they stand in a URL: they must be sent as given, not as a URL parser would write them. */
export const targetOf = (url: string): string => {
  const text = url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  return text.startsWith('/') ? text : `/${text}`;
};
