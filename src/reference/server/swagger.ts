import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Profile, type ServerReply, type ServerRequest } from '../../model/index.js';
import { packageRoot } from '../../package.js';
import { notFound, plain, wrongMethod } from './outcome.js';
import type { State } from './state.js';

/** The parts of the document that the page shows. */
interface Swagger {
  readonly info: { readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly summary: string }>>>>;
}

const DOCUMENT = 'swagger.json';

/** The Swagger page and its document, for anyone (guide: User Guide). */
export const swagger = (state: State, request: ServerRequest): ServerReply => {
  if (request.method !== 'GET') return wrongMethod('GET');
  const { profile, prefix } = state;
  const base = profile.paths.swagger ?? '';
  if (request.path === base) return plain(301, 'Moved Permanently', [['Location', `${prefix}${base}/`]]);
  if (request.path === `${base}/`)
    return { status: 200, headers: [['Content-Type', 'text/html; charset=utf-8']], body: pageOf(readSwagger(profile)) };
  if (request.path !== `${base}/${DOCUMENT}`) return notFound('page');
  return {
    status: 200,
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify({ ...readSwagger(profile), basePath: prefix === '' ? '/' : prefix }),
  };
};

/** Read on request: most servers in tests need none. */
const readSwagger = ({ id }: Profile): Swagger =>
  JSON.parse(readFileSync(join(packageRoot, 'schemas', 'openapi', `${id}.json`), 'utf8')) as Swagger;

const pageOf = ({ info, paths }: Swagger): string => {
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, { summary }]) =>
        `<tr><td>${method.toUpperCase()}</td><td><code>${escaped(path)}</code></td><td>${escaped(summary)}</td></tr>`,
    ),
  );
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escaped(info.title)}</title></head><body>`,
    `<h1>${escaped(info.title)}</h1><p>${escaped(info.description)}</p>`,
    `<p>The same as a Swagger 2.0 document: <a href="${DOCUMENT}">${DOCUMENT}</a></p>`,
    `<table>${rows.join('\n')}</table>`,
    '</body></html>\n',
  ].join('\n');
};

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
