import type { ContractOperation, Dialect } from '../model/index.js';
import {
  below,
  isObject,
  type JsonValue,
  listAt,
  objectAt,
  type DocumentPart,
  resolved,
  shown,
  textOf,
} from './json.js';
import { serverUrl } from './servers.js';

/** An operation with its place in the document. */
export interface Operation extends ContractOperation {
  readonly pointer: string;
  /** Responses by status, as written. */
  readonly responses: ReadonlyMap<string, DocumentPart>;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
/** Number of operations kept, and of parameters or statuses of one. */
const MOST_OPERATIONS = 2000;
const MOST_MEMBERS = 50;
const MOST_BASES = 5;

/** The standard that a document says it follows. */
export const dialectOf = (document: JsonValue): Dialect => {
  const versionIn = (name: string): string =>
    ['string', 'number'].includes(typeof document[name]) ? String(document[name]) : '';
  if (/^2(\.0)?$/.test(versionIn('swagger'))) return 'Swagger 2.0';
  const [version] = /^3\.[01](?=\.|$)/.exec(versionIn('openapi')) ?? [];
  return version === undefined ? 'unknown' : version === '3.0' ? 'OpenAPI 3.0' : 'OpenAPI 3.1';
};

/**
 * Every operation of a document, as far as it can be read, whether the document is valid or not.
 * @param url where the document was found, which relative servers start at; absent: it was given as a file
 */
export const operationsOf = (document: JsonValue, url?: string): { operations: Operation[]; more: boolean } => {
  const operations: Operation[] = [];
  for (const [path, item] of Object.entries(objectAt(document, 'paths'))) {
    if (!path.startsWith('/')) continue;
    const place = resolved(document, { node: item, pointer: below('/paths', path) });
    const { node, pointer } = place;
    if (!isObject(node)) continue;
    for (const method of METHODS) {
      const operation = Object.hasOwn(node, method) ? node[method] : undefined;
      if (!isObject(operation)) continue;
      const about = { document, item: node, operation, pointer: below(pointer, method) };
      for (const base of basesOf(about, url)) operations.push(operationAt(about, method, base + path));
      if (operations.length > MOST_OPERATIONS) return { operations: operations.slice(0, MOST_OPERATIONS), more: true };
    }
  }
  return { operations, more: false };
};

interface About {
  readonly document: JsonValue;
  readonly item: JsonValue;
  readonly operation: JsonValue;
  readonly pointer: string;
}

const operationAt = (about: About, method: string, path: string): Operation => {
  const { document, operation, pointer } = about;
  const responses = Object.entries(objectAt(operation, 'responses'))
    .filter(([status]) => /^([1-5]\d\d|[1-5]XX|default)$/i.test(status))
    .slice(0, MOST_MEMBERS)
    .map(
      ([status, node]) =>
        [status, resolved(document, { node, pointer: below(`${pointer}/responses`, status) })] as const,
    );
  return {
    method: method.toUpperCase(),
    path: shown(path),
    statuses: responses.map(([status]) => status),
    parameters: parametersOf(about),
    security: securityOf(about),
    pointer,
    responses: new Map(responses),
  };
};

/** The parameters of an operation and of its path. */
const parametersOf = ({ document, item, operation, pointer }: About): ContractOperation['parameters'] =>
  [...listAt(operation, 'parameters'), ...listAt(item, 'parameters')].slice(0, MOST_MEMBERS).flatMap((node) => {
    const { node: parameter } = resolved(document, { node, pointer });
    if (!isObject(parameter) || typeof parameter['name'] !== 'string') return [];
    return [
      { name: shown(parameter['name']), in: shown(textOf(parameter['in'])), required: parameter['required'] === true },
    ];
  });

/** The alternatives of an operation's security, or else the document's; without either, it needs no authorization. */
const securityOf = ({ document, operation }: About): string[] => {
  const versionIn = Array.isArray(operation['security']) ? listAt(operation, 'security') : listAt(document, 'security');
  const schemes = {
    ...objectAt(document, 'securityDefinitions'),
    ...objectAt(objectAt(document, 'components'), 'securitySchemes'),
  };
  const kinds = versionIn.slice(0, MOST_MEMBERS).map((alternative) => {
    if (!isObject(alternative)) return 'other';
    const names = Object.keys(alternative);
    if (names.length === 0) return 'none';
    const kind = new Set(names.map((name) => kindOf(resolved(document, { node: schemes[name], pointer: '' }).node)));
    return kind.size === 1 ? ([...kind][0] ?? 'other') : 'other';
  });
  return kinds.length === 0 ? ['none'] : [...new Set(kinds)];
};

const kindOf = (scheme: unknown): string => {
  if (!isObject(scheme)) return 'other';
  const type = textOf(scheme['type']);
  const http = textOf(scheme['scheme']).toLowerCase();
  if (type === 'basic' || (type === 'http' && http === 'basic')) return 'basic';
  if (type === 'oauth2' || type === 'openIdConnect' || (type === 'http' && http === 'bearer')) return 'token';
  const header = scheme['in'] === 'header' && textOf(scheme['name']).toLowerCase() === 'authorization';
  return type === 'apiKey' && header ? 'token' : 'other';
};

/** Prefixes of the document's paths: basePath, or the paths of its servers. */
const basesOf = ({ document, item, operation }: About, url?: string): string[] => {
  if ('swagger' in document) {
    const base = document['basePath'];
    return [typeof base === 'string' ? base.replace(/\/+$/, '') : ''];
  }
  const servers =
    [operation, item, document].map((node) => listAt(node, 'servers')).find((list) => list.length > 0) ?? [];
  const bases = servers.slice(0, MOST_BASES).flatMap((server) => (isObject(server) ? pathOf(server, url) : []));
  return bases.length === 0 ? [''] : [...new Set(bases)];
};

/** The path of a server's URL. */
const pathOf = (server: JsonValue, url = 'http://server.invalid/'): string[] => {
  const written = serverUrl(server);
  return URL.canParse(written, url) ? [new URL(written, url).pathname.replace(/\/+$/, '')] : [];
};
