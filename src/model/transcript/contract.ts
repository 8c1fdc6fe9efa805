/** How a document says what one operation needs and answers. Texts are the document's, made printable and short. */
export interface ContractOperation {
  /** In capitals. */
  readonly method: string;
  /** Below the origin, basePath or server path included, with templates as written: `/api/v1/jobs/{jobId}`. */
  readonly path: string;
  /** As written: `200`, `4XX`, `default`. */
  readonly statuses: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  /** What it may be authorised by, one of: `none`, `basic`, `token` (Bearer, OAuth 2.0, a header), `other`. */
  readonly security: readonly string[];
}

/** Where a document departs from its standard. */
export interface ContractProblem {
  /** JSON Pointer into the document. */
  readonly pointer: string;
  readonly says: string;
}

/** Where an answer to a well-formed request is not what the document says. Never a value of the answer. */
export interface Departure {
  readonly exchange: number;
  /** Method and path of the operation, as in {@link ContractOperation}. */
  readonly operation: string;
  readonly status: number;
  readonly kind: 'status-undocumented' | 'header-missing' | 'body';
  /** JSON Pointer into the document: what is departed from. */
  readonly pointer: string;
  readonly says: string;
}

/** A Swagger or OpenAPI document, and how the run's answers compare with it. */
export interface ContractDocument {
  /** Named by the page, the page itself, or given by the user. */
  readonly from: 'document' | 'page' | 'given';
  /** What it came with; absent where it was given as a file. */
  readonly exchange?: number;
  readonly dialect: Dialect;
  readonly format: 'json' | 'yaml';
  readonly bytes: number;
  /** SHA-256 of the text, hex. */
  readonly sha256: string;
  readonly problems: readonly ContractProblem[];
  /** There were more problems, operations or departures than are kept. */
  readonly more: boolean;
  readonly operations: readonly ContractOperation[];
  /** Answers that belong to a documented operation and were compared with it. */
  readonly compared: readonly number[];
  readonly departures: readonly Departure[];
}

export type Dialect = 'Swagger 2.0' | 'OpenAPI 3.0' | 'OpenAPI 3.1' | 'unknown';

/** What was learnt of a server's own documentation. */
export interface ContractFact {
  readonly kind: 'contract';
  readonly step: string;
  /** The Swagger page; `open`: it needs no token. */
  readonly page?: { readonly exchange: number; readonly open: boolean };
  /** The document that the page leads to. */
  readonly found?: { readonly exchange: number; readonly open: boolean };
  /** Why there is no page, or no document that the page leads to. */
  readonly because?: string;
  /** Why the document that the user gave cannot be used. */
  readonly unread?: string;
  /** What was compared: the document given by the user, else the one found. */
  readonly document?: ContractDocument;
}

/** A document given by the user in place of the one that the page leads to. */
export type GivenDocument = { readonly url: string } | { readonly text: string };

/** Whether a path is one of those that a template (`/jobs/{id}`, `/data/{name}.ndjson`) stands for. */
export const templateFits = (template: string, path: string): boolean => {
  const wanted = template.split('/');
  const given = path.split('/');
  return wanted.length === given.length && wanted.every((part, at) => segmentFits(part, given[at] ?? ''));
};

/** How much of a template is literal: of several that fit, the most literal one is meant. */
export const literalLength = (template: string): number => template.replace(PLACE, '').length;

const PLACE = /\{[^{}/]*\}/g;

/** By plain searching: a pattern made of a server's text could take for ever. */
const segmentFits = (template: string, segment: string): boolean => {
  const [first = '', ...rest] = template.split(PLACE).map(unescaped);
  const given = unescaped(segment);
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

/** Documents and requests may write the dollar sign of `$export` in either way. */
const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
};
