/** A header line as it stood on the wire: name and value, order and duplicates kept. */
export type Header = readonly [name: string, value: string];

/**
 * What is kept of a reply's body. Secrets are replaced by marks and personal data never enters:
 * `json` keeps structure and only the values that are known to be harmless; other text is described, not quoted.
 */
export interface RecordedBody {
  /** Length on the wire after transfer decoding, in bytes. */
  readonly bytes: number;
  /** empty; `json`: at least one JSON document and nothing else; `text`: anything else. */
  readonly form: 'empty' | 'json' | 'text';
  /** How many JSON documents stand one after another (0: it is not JSON). */
  readonly documents: number;
  /** The first JSON document, redacted. */
  readonly json?: unknown;
  /** The text, only where it is no more than the status's own reason phrase. */
  readonly phrase?: string;
  /** Kinds of inner working that the text shows: `stack trace`, `SQL`, `file path`. */
  readonly shows: readonly string[];
  /** Marks of the secrets that the body repeats, e.g. `«token 1»`. */
  readonly repeats: readonly string[];
}

/** How a request was authorised; the harness's own word for it, never the value. */
export type Credential =
  | 'none'
  | 'client'
  | 'token'
  | 'renewed-token'
  | 'garbage-token'
  | 'altered-token'
  | 'expired-token'
  | 'late-token'
  | 'token-in-url'
  | 'basic'
  | 'other-client'
  | 'wrong-secret'
  | 'unknown-client'
  | 'malformed-basic';

export interface RecordedRequest {
  readonly method: string;
  /** Absolute URL as sent, secrets replaced. */
  readonly url: string;
  readonly headers: readonly Header[];
  /** Body as sent, where there was one. */
  readonly body?: string;
}

export interface RecordedReply {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly body: RecordedBody;
}

/** One request and its reply, or the reason why there was none. */
export interface Exchange {
  /** From 1, in the order sent. Evidence in verdicts names it. */
  readonly id: number;
  /** The step that led to it; scenarios that share the step share the exchange. */
  readonly step: string;
  /** What was asked, e.g. `kickoff`, `status`, `no-accept`. */
  readonly label: string;
  /** Which member of a family it is about: the export request, e.g. `Patient?_type=Coverage`. */
  readonly of?: string;
  readonly as: Credential;
  /** When it was sent: milliseconds since the run began, by the driver's clock. */
  readonly at: number;
  /** How long it took, in milliseconds. */
  readonly ms: number;
  readonly request: RecordedRequest;
  readonly reply?: RecordedReply;
  /** Why there is no whole reply: a code (`ECONNREFUSED`, `timeout`, `too-large`) and a sentence. */
  readonly failure?: { readonly code: string; readonly says: string };
  /** The same request was sent again for this reason; only the last answer is judged. */
  readonly superseded?: 'busy' | 'token-expired' | 'no-reply' | 'interrupted';
}
