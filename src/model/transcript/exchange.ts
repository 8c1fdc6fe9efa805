/** A header line as sent or received: name and value, with order and duplicates kept. */
export type Header = readonly [name: string, value: string];

/**
 * What the transcript keeps of a reply's body. Secrets are replaced by marks, and personal data is never kept: `json`
 * keeps the structure and only values that are known to contain none; other text is described, not quoted.
 */
export interface RecordedBody {
  /** Length after transfer decoding, in bytes. */
  readonly bytes: number;
  /** empty; `json`: at least one JSON document and nothing else; `text`: anything else. */
  readonly form: 'empty' | 'json' | 'text';
  /** Number of JSON documents, one after another (0: the body is not JSON). */
  readonly documents: number;
  /** What is not as RFC 8259 says, although the body could be read as JSON. */
  readonly defect?: string;
  /** The first JSON document, redacted. */
  readonly json?: unknown;
  /** Of a CapabilityStatement: SHA-256 of what it says, apart from its date, id and meta. */
  readonly digest?: string;
  /** The text, only if it is just the reason phrase of the status. */
  readonly phrase?: string;
  /** Kinds of internal details in the text: `stack trace`, `SQL`, `file path`. */
  readonly shows: readonly string[];
  /** Marks of the secrets that the body contains, e.g. `«token 1»`. */
  readonly repeats: readonly string[];
}

/** Which credential a request was sent with: the harness's name for it, never its value; `unknown`: a capture does not show it. */
export type Credential =
  | 'none'
  | 'client'
  | 'token'
  | 'renewed-token'
  | 'garbage-token'
  | 'altered-token'
  | 'empty-token'
  | 'forged-token'
  | 'expired-token'
  | 'late-token'
  | 'token-in-url'
  | 'basic'
  | 'other-client'
  | 'wrong-secret'
  | 'unknown-client'
  | 'malformed-basic'
  | 'sandbox-client'
  | 'unknown';

export interface RecordedRequest {
  readonly method: string;
  /** Absolute URL as sent, with secrets replaced. */
  readonly url: string;
  readonly headers: readonly Header[];
  /** Body as sent, if there was one. */
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
  /** From 1, in the order sent. The evidence of a verdict refers to it. */
  readonly id: number;
  /** The step that sent it; scenarios that share the step share the exchange. */
  readonly step: string;
  /** What was requested, e.g. `kickoff`, `status`, `no-accept`. */
  readonly label: string;
  /** The export request that it belongs to, e.g. `Patient?_type=Coverage`. */
  readonly of?: string;
  readonly as: Credential;
  /** When it was sent: milliseconds since the run began, by the driver's clock. */
  readonly at: number;
  /** How long it took, in milliseconds. */
  readonly ms: number;
  readonly request: RecordedRequest;
  readonly reply?: RecordedReply;
  /** Why there is no complete reply: a code (`ECONNREFUSED`, `timeout`, `too-large`) and a sentence. */
  readonly failure?: { readonly code: string; readonly says: string };
  /** Why the same request was sent again, or, in a capture, should have been; only the last reply is judged. */
  readonly superseded?: 'busy' | 'gateway-error' | 'token-expired' | 'token-revoked' | 'no-reply' | 'interrupted';
}
