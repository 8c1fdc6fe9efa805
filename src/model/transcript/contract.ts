import { percentDecoded } from '../text.js';

/** What a document says about one operation's requests and replies. Texts are the document's, made printable and short. */
export interface ContractOperation {
  /** In capitals. */
  readonly method: string;
  /** Path below the origin, including basePath or server path, with templates as written: `/api/v1/jobs/{jobId}`. */
  readonly path: string;
  /** As written: `200`, `4XX`, `default`. */
  readonly statuses: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  /** Accepted kinds of authorization: `none`, `basic`, `token` (Bearer, OAuth 2.0, a header), `other`. */
  readonly security: readonly string[];
}

/** A server that a document names; what it leaves out is that of the server that the document came from. */
export interface ContractServer {
  /** `https` */
  readonly scheme?: string;
  /** With its port, if there is one. */
  readonly host?: string;
}

/** A place where a document does not follow its standard. */
export interface ContractProblem {
  /** JSON Pointer into the document. */
  readonly pointer: string;
  readonly says: string;
}

/** A reply to a well-formed request that is not what the document says. Contains no value of the reply. */
export interface Departure {
  readonly exchange: number;
  /** Method and path of the operation, as in {@link ContractOperation}. */
  readonly operation: string;
  readonly status: number;
  readonly kind: 'status-undocumented' | 'header-missing' | 'body';
  /** JSON Pointer to the statement of the document that the reply does not follow. */
  readonly pointer: string;
  readonly says: string;
}

/** A Swagger or OpenAPI document, and how the run's replies compare with it. */
export interface ContractDocument {
  /** The page names it, it is the page itself, or the user gave it. */
  readonly from: 'document' | 'page' | 'given';
  /** The exchange that returned it; absent if the user gave a file. */
  readonly exchange?: number;
  readonly dialect: Dialect;
  readonly format: 'json' | 'yaml';
  readonly bytes: number;
  /** SHA-256 of the text, hex. */
  readonly sha256: string;
  readonly problems: readonly ContractProblem[];
  /** There were more problems, operations or departures than the transcript keeps. */
  readonly more: boolean;
  /** The servers it names; absent in transcripts of version 0.1. */
  readonly servers?: readonly ContractServer[];
  readonly operations: readonly ContractOperation[];
  /** Replies that belong to a documented operation and were compared with it. */
  readonly compared: readonly number[];
  readonly departures: readonly Departure[];
}

export type Dialect = 'Swagger 2.0' | 'OpenAPI 3.0' | 'OpenAPI 3.1' | 'unknown';

/** What is known about a server's own documentation. */
export interface ContractFact {
  readonly kind: 'contract';
  readonly step: string;
  /** The Swagger page; `open`: it is available without a token. */
  readonly page?: { readonly exchange: number; readonly open: boolean };
  /** The document that the page leads to. */
  readonly found?: { readonly exchange: number; readonly open: boolean };
  /** Why there is no page, or why no document was found from it. */
  readonly because?: string;
  /** Why the document given by the user cannot be used. */
  readonly unread?: string;
  /** The document that replies were compared with: the one given by the user, or else the one found. */
  readonly document?: ContractDocument;
}

/** A document given by the user instead of the one that the page leads to. */
export type GivenDocument = { readonly url: string } | { readonly text: string };

/** The path of a recorded URL. Parts of it may be replaced by marks, so it is read as text and need not be a URL. */
export const recordedPath = (url: string): string => /^[a-z][a-z\d+.-]*:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? '';

/** Whether a path matches a template (`/jobs/{id}`, `/data/{name}.ndjson`). */
export const templateFits = (template: string, path: string): boolean => {
  const wanted = template.split('/');
  const given = path.split('/');
  return wanted.length === given.length && wanted.every((part, at) => segmentFits(part, given[at] ?? ''));
};

/** Number of literal characters in a template: of several that match, the one with the most applies. */
export const literalLength = (template: string): number => template.replace(PLACE, '').length;

const PLACE = /\{[^{}/]*\}/g;

/** Uses plain searches: a regular expression made from a server's text could take very long. */
const segmentFits = (template: string, segment: string): boolean => {
  const [first = '', ...rest] = template.split(PLACE).map((part) => percentDecoded(part));
  const given = percentDecoded(segment);
  const last = rest.pop();
  if (last === undefined) return first === given;
  if (!given.startsWith(first) || !given.endsWith(last)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = given.indexOf(piece, at + 1);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return given.length - last.length > at;
};
