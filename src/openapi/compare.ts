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

/** An answer to a well-formed request; with its body as JSON documents, where it was kept. */
export interface Answered {
  readonly exchange: Exchange;
  /** Headers as they came; default: as recorded. */
  readonly headers?: readonly Header[];
  readonly body?: readonly unknown[];
}

/** Departures that are kept. */
const MOST_DEPARTURES = 500;
/** What a server answers because of its own state, whatever it was asked: no operation's affair. */
const NOT_NOW = new Set([408, 429, 503]);

/**
 * Compares answers with what the document says of their operations: status, headers, body.
 * @param base URL of the server under test; paths of the document may begin below its origin or below its path
 */
export const compare = (
  contract: Contract,
  answers: readonly Answered[],
  base: string,
): { compared: number[]; departures: Departure[]; more: boolean } => {
  const compared: number[] = [];
  const departures: Departure[] = [];
  for (const { exchange, headers = exchange.reply?.headers ?? [], body } of answers) {
    const { reply } = exchange;
    const operation = operationOf(contract.operations, exchange, base);
    if (reply === undefined || NOT_NOW.has(reply.status) || operation === undefined) continue;
    compared.push(exchange.id);
    const common = { exchange: exchange.id, operation: `${operation.method} ${operation.path}`, status: reply.status };
    departures.push(...departuresOf(contract, operation, reply, headers, body).map((one) => ({ ...common, ...one })));
  }
  return { compared, departures: departures.slice(0, MOST_DEPARTURES), more: departures.length > MOST_DEPARTURES };
};

/** The operation that a request is for: the most literal one that fits. */
const operationOf = (operations: readonly Operation[], { request }: Exchange, base: string): Operation | undefined => {
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
    const says = `status ${reply.status} is not among ${operation.statuses.join(', ') || 'those documented: there are none'}`;
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

/** The response documented for a status: that status, else its class, else the default. */
const responseFor = ({ responses }: Operation, status: number): DocumentPart | undefined =>
  responses.get(`${status}`) ??
  [...responses].find(([written]) => written.toUpperCase() === `${Math.floor(status / 100)}XX`)?.[1] ??
  responses.get('default');

/** Swagger 2.0 lists the headers that are sent; OpenAPI 3 says which of them always are. */
const headersPromised = (
  { document, dialect }: Contract,
  { node, pointer }: DocumentPart,
): { name: string; pointer: string }[] =>
  Object.entries(isObject(node) ? objectAt(node, 'headers') : {}).flatMap(([name, header]) => {
    const place = resolved(document, { node: header, pointer: below(`${pointer}/headers`, name) });
    const always = dialect === 'Swagger 2.0' || (isObject(place.node) && place.node['required'] === true);
    // In OpenAPI 3 a header of that name means nothing.
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
      : [{ kind: 'body', pointer: shown(schema.pointer), says: 'the body is not one JSON document' }];
  return (contract.judgeBody(schema.pointer, document) ?? []).map((broken): Found => ({ kind: 'body', ...broken }));
};

/** A schema of text or of a file says nothing that could be judged here. */
const isText = (document: JsonValue, schema: DocumentPart): boolean => {
  const { node } = resolved(document, schema);
  return !isObject(node) || ['string', 'file', undefined].includes(node['type'] as string | undefined);
};

/** The schema of a body: in OpenAPI 3 by its media type; a body of a type that is not documented is not judged. */
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
