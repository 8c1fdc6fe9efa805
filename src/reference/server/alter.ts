import type { Alter, Header, FaultContext, ServerReply, ServerRequest } from '../../model/index.js';

type Body = ServerReply['body'];

/** Changes every reply by a function of its own. */
export const changing =
  (
    change: (reply: ServerReply, request: ServerRequest, lent: FaultContext) => ServerReply | Promise<ServerReply>,
  ): Alter =>
  async (request, next, lent) =>
    change(await next(request), request, lent);

/** Leaves a header out of the reply, in whatever case it is written. */
export const without = (header: string): Alter =>
  changing((reply) => ({ ...reply, headers: reply.headers.filter(([name]) => !same(name, header)) }));

/** Replaces a header of the reply where it stands, or adds it at the end. */
export const withHeader = (name: string, value: string): Alter =>
  changing((reply) => {
    const at = reply.headers.findIndex((header) => same(header[0], name));
    const others = reply.headers.filter((header) => !same(header[0], name));
    return { ...reply, headers: others.toSpliced(at < 0 ? others.length : at, 0, [name, value]) };
  });

/** Changes the value of a header wherever the reply has it. */
export const changingHeader = (name: string, change: (value: string) => string): Alter =>
  changing((reply) => ({
    ...reply,
    headers: reply.headers.map(([own, value]) => [own, same(own, name) ? change(value) : value]),
  }));

/** Changes the status and nothing else. */
export const withStatus = (status: number): Alter => changing((reply) => ({ ...reply, status }));

/**
 * Answers in place of the server, which never hears of the request. Whoever writes a whole reply does it by this: it keeps
 * the headers that every sound reply to the request has.
 */
export const answering =
  (reply: ServerReply | ((request: ServerRequest, lent: FaultContext) => ServerReply)): Alter =>
  (request, _next, lent) =>
    Promise.resolve(withDefaults(typeof reply === 'function' ? reply(request, lent) : reply, lent.headers));

/** The reply with those headers of a list that it does not set itself. */
export const withDefaults = (reply: ServerReply, headers: readonly Header[]): ServerReply => ({
  ...reply,
  headers: [...reply.headers, ...headers.filter(([name]) => headerOf(reply.headers, name) === undefined)],
});

/**
 * Changes the JSON document of a 200; other replies stay as they are. `change` returns the new document, or changes
 * the given one and returns undefined.
 */
export const json = <Document = Record<string, unknown>>(
  change: (document: Document, request: ServerRequest, lent: FaultContext) => unknown,
): Alter =>
  text((body, request, lent) => {
    const document = JSON.parse(body) as Document;
    const changed = change(document, request, lent);
    return JSON.stringify(changed === undefined ? document : changed);
  });

/** Changes the text of a 200's whole body, collected where it is a stream; other replies stay as they are. */
export const text = (change: (text: string, request: ServerRequest, lent: FaultContext) => string): Alter =>
  changing(async (reply, request, lent) =>
    reply.status === 200 ? { ...reply, body: change(await collect(reply.body), request, lent) } : reply,
  );

/** Changes the request before the server sees it. The server goes by path, query, headers; `target` is only echoed. */
export const asking =
  (change: (request: ServerRequest, lent: FaultContext) => ServerRequest): Alter =>
  (request, next, lent) =>
    next(change(request, lent));

/** Applies another change only to requests of a kind. */
export const when =
  (kind: (request: ServerRequest, lent: FaultContext) => boolean, alter: Alter): Alter =>
  (request, next, lent) =>
    kind(request, lent) ? alter(request, next, lent) : next(request);

/** Applies another change only to replies of a kind; to it, the reply is all that the server says. */
export const onReply =
  (kind: (reply: ServerReply, request: ServerRequest, lent: FaultContext) => boolean, alter: Alter): Alter =>
  async (request, next, lent) => {
    const reply = await next(request);
    return kind(reply, request, lent) ? alter(request, () => Promise.resolve(reply), lent) : reply;
  };

/** Several changes as one; the first is the outermost: last to see the reply. */
export const both = (...alters: readonly Alter[]): Alter =>
  alters.reduceRight<Alter>(
    (inner, outer) => (request, next, lent) => outer(request, (asked) => inner(asked, next, lent), lent),
    (request, next) => next(request),
  );

/** The request with one header replaced, added, or (undefined) left out. */
export const withRequestHeader = (request: ServerRequest, name: string, value: string | undefined): ServerRequest => {
  const others = Object.entries(request.headers).filter(([other]) => !same(other, name));
  const headers = value === undefined ? others : [...others, [name.toLowerCase(), value] as const];
  return { ...request, headers: Object.fromEntries(headers) };
};

/** The request's bearer token, whatever it is worth (RFC 6750, 2.1). */
export const bearerOf = (request: ServerRequest): string | undefined =>
  /^bearer +(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];

/** Value of a reply's header, the first where there are several. */
export const headerOf = (headers: readonly Header[], name: string): string | undefined =>
  headers.find((header) => same(header[0], name))?.[1];

/** A whole body as text. */
export const collect = async (body: Body): Promise<string> =>
  typeof body === 'string' ? body : (await bytesOf(body)).toString('utf8');

/** A whole body as bytes. */
export const bytesOf = async (body: Body): Promise<Buffer> => {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body as string);
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(Buffer.from(part as string));
  return Buffer.concat(parts);
};

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
