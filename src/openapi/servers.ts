import type { ContractServer } from '../model/index.js';
import { isObject, type JsonValue, listAt, objectAt, shown, textOf } from './json.js';

const MOST_SERVERS = 20;

/** The servers that a document names: by schemes and host (Swagger 2.0) or by URL (OpenAPI 3). */
export const serversOf = (document: JsonValue): ContractServer[] => {
  if (!('swagger' in document)) return listAt(document, 'servers').slice(0, MOST_SERVERS).map(named);
  const host = textOf(document['host']);
  const schemes = listAt(document, 'schemes').slice(0, MOST_SERVERS).map(textOf);
  const more = host === '' ? {} : { host: shown(host) };
  if (schemes.length > 0) return schemes.map((scheme) => ({ scheme: shown(scheme), ...more }));
  return host === '' ? [] : [more];
};

/** A server by its URL, which may be relative. */
const named = (server: unknown): ContractServer => {
  const [, scheme, host] = /^(?:([a-z][a-z0-9+.-]*):)?\/\/([^/?#]*)/i.exec(serverUrl(server)) ?? [];
  return { ...(scheme !== undefined && { scheme: shown(scheme) }), ...(host !== undefined && { host: shown(host) }) };
};

/** The URL of a server of OpenAPI 3; variables in it have their defaults. */
export const serverUrl = (server: unknown): string => {
  if (!isObject(server)) return '';
  const variables = objectAt(server, 'variables');
  return textOf(server['url']).replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const value = objectAt(variables, name)['default'];
    return typeof value === 'string' ? value : '';
  });
};
