import {
  type Departure,
  type Exchange,
  type Header,
  literalLength,
  type RecordedReply,
  templateFits,
} from '../model/index.js';
import type { Contract } from './contract.js';
import { below, isObject, type JsonValue, objectAt, type DocumentPart, resolved, shown } from './json.js';
import type { Operation } from './operations.js';

/** A reply to a well-formed request, with its body as JSON documents if it was kept. */
export interface Answered {
  readonly exchange: Exchange;
  /** Headers as received; default: as recorded. */
  readonly headers?: readonly Header[];
  readonly body?: readonly unknown[];
}

/** Number of departures kept. */
const MOST_DEPARTURES = 500;
/** Statuses that depend on the state of the server, whatever the operation. */
const NOT_NOW = new Set([408, 429, 503]);

/**
 * Compares replies with what the document says about their operations: status, headers, body.
 * @param base URL of the server under test; the document's paths may begin below its origin or below its path
 */
export const compare = (
  contract: Contract,
  replies: readonly Answered[],
  base: string,
): { compared: number[]; departures: Departure[]; more: boolean } => {
  const compared: number[] = [];
  const departures: Departure[] = [];
  for (const { exchange, headers = exchange.reply?.headers ?? [], body } of replies) {
    const { reply } = exchange;
    const operation = operationOf(contract.operations, exchange, base);
    if (reply === undefined || NOT_NOW.has(reply.status) || operation === undefined) continue;
    compared.push(exchange.id);
    const common = { exchange: exchange.id, operation: `${operation.method} ${operation.path}`, status: reply.status };
    departures.push(...departuresOf(contract, operation, reply, headers, body).map((one) => ({ ...common, ...one })));
  }
  return { compared, departures: departures.slice(0, MOST_DEPARTURES), more: departures.length > MOST_DEPARTURES };
};

/** The operation that a request belongs to: the most literal one that matches. */
const operationOf = (operations: readonly Operation[], { request }: Exchange, base: string): Operation | undefined => {
  // What was redacted or written by a server may be no URL.
  if (!URL.canParse(request.url)) return undefined;
  const { pathname } = new URL(request.url);
  const prefix = new URL(base).pathname.replace(/\/+$/, '');
  const paths = [
    pathname,
    ...(prefix !== '' && pathname.startsWith(`${prefix}/`) ? [pathname.slice(prefix.length)] : []),
  ];
  const fitting = operations.filter(
    ({ method, path }) => method === request.method && paths.some((one) => templateFits(path, one)),
  );
  return fitting.toSorted((a, b) => literalLength(b.path) - literalLength(a.path))[0];
};

type Found = Pick<Departure, 'kind' | 'pointer' | 'says'>;

const departuresOf = (
  contract: Contract,
  operation: Operation,
  reply: RecordedReply,
  headers: readonly Header[],
  body: readonly unknown[] | undefined,
): Found[] => {
  const response = responseFor(operation, reply.status);
  if (response === undefined) {
    const says = `status ${reply.status} is not documented (documented: ${operation.statuses.join(', ') || 'none'})`;
    return [{ kind: 'status-undocumented', pointer: shown(`${operation.pointer}/responses`), says }];
  }
  const sent = new Set(headers.map(([name]) => name.toLowerCase()));
  const missing = headersPromised(contract, response).filter(({ name }) => !sent.has(name.toLowerCase()));
  const [type = ''] = headers.flatMap(([name, value]) => (name.toLowerCase() === 'content-type' ? [value] : []));
  return [
    ...missing.map(({ name, pointer }): Found => ({
      kind: 'header-missing',
      pointer: shown(pointer),
      says: `the documented header ${shown(name)} is missing`,
    })),
    ...(body === undefined ? [] : bodyDepartures(contract, response, type, body)),
  ];
};

/** The response documented for a status: of that status, or else of its class, or else the default. */
const responseFor = ({ responses }: Operation, status: number): DocumentPart | undefined =>
  responses.get(`${status}`) ??
  [...responses].find(([written]) => written.toUpperCase() === `${Math.floor(status / 100)}XX`)?.[1] ??
  responses.get('default');

/** Headers that every response has: in Swagger 2.0 all that are listed, in OpenAPI 3 those that are required. */
const headersPromised = (
  { document, dialect }: Contract,
  { node, pointer }: DocumentPart,
): { name: string; pointer: string }[] =>
  Object.entries(isObject(node) ? objectAt(node, 'headers') : {}).flatMap(([name, header]) => {
    const place = resolved(document, { node: header, pointer: below(`${pointer}/headers`, name) });
    const always = dialect === 'Swagger 2.0' || (isObject(place.node) && place.node['required'] === true);
    // In OpenAPI 3, a header with that name is ignored.
    const counts = always && (dialect === 'Swagger 2.0' || name.toLowerCase() !== 'content-type');
    return counts ? [{ name, pointer: place.pointer }] : [];
  });

const bodyDepartures = (
  contract: Contract,
  response: DocumentPart,
  type: string,
  body: readonly unknown[],
): Found[] => {
  const schema = schemaFor(contract, response, type);
  if (schema === undefined) return [];
  const [document, ...more] = body;
  if (body.length !== 1 || more.length > 0)
    return isText(contract.document, schema)
      ? []
      : [{ kind: 'body', pointer: shown(schema.pointer), says: 'the body is not a single JSON document' }];
  return (contract.judgeBody(schema.pointer, document) ?? []).map((broken): Found => ({ kind: 'body', ...broken }));
};

/** Whether a schema is of text or of a file, which is not judged. */
const isText = (document: JsonValue, schema: DocumentPart): boolean => {
  const { node } = resolved(document, schema);
  return !isObject(node) || ['string', 'file', undefined].includes(node['type'] as string | undefined);
};

/** The schema of a body: in OpenAPI 3 by its media type; a body with an undocumented type is not judged. */
const schemaFor = (
  { document, dialect }: Contract,
  { node, pointer }: DocumentPart,
  type: string,
): DocumentPart | undefined => {
  if (!isObject(node)) return undefined;
  if (dialect === 'Swagger 2.0') return memberAt({ node, pointer }, 'schema');
  const media = (type.split(';')[0] ?? '').trim().toLowerCase();
  const entries = Object.entries(objectAt(node, 'content'));
  const range = `${media.split('/')[0]}/*`;
  const fits = [media, range, '*/*'].map((wanted) =>
    entries.find(([name]) => name.split(';')[0]?.trim().toLowerCase() === wanted),
  );
  const json = isJson(media) ? entries.find(([name]) => isJson(name)) : undefined;
  const [name, entry] = fits.find((one) => one !== undefined) ?? json ?? [];
  if (name === undefined) return undefined;
  const place = resolved(document, { node: entry, pointer: below(`${pointer}/content`, name) });
  return memberAt(place, 'schema');
};

const isJson = (media: string): boolean => /^[\w.-]+\/(?:[\w.-]+\+)?json\b/i.test(media);

const memberAt = ({ node, pointer }: DocumentPart, name: string): DocumentPart | undefined =>
  isObject(node) && isObject(node[name]) ? { node: node[name], pointer: below(pointer, name) } : undefined;
