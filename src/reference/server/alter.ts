import type { Alter, Header, FaultContext, ServerReply, ServerRequest } from '../../model/index.js';

type Body = ServerReply['body'];

/** Changes every reply with a function. */
export const changing =
  (
    change: (reply: ServerReply, request: ServerRequest, context: FaultContext) => ServerReply | Promise<ServerReply>,
  ): Alter =>
  async (request, next, context) =>
    change(await next(request), request, context);

/** Removes a header from the reply, in any case. */
export const without = (header: string): Alter =>
  changing((reply) => ({ ...reply, headers: reply.headers.filter(([name]) => !same(name, header)) }));

/** Replaces a header of the reply in its place, or adds it at the end. */
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
  (reply: ServerReply | ((request: ServerRequest, context: FaultContext) => ServerReply)): Alter =>
  (request, _next, context) =>
    Promise.resolve(withDefaults(typeof reply === 'function' ? reply(request, context) : reply, context.headers));

/** The reply with those headers of a list that it does not set itself. */
export const withDefaults = (reply: ServerReply, headers: readonly Header[]): ServerReply => ({
  ...reply,
  headers: [...reply.headers, ...headers.filter(([name]) => headerOf(reply.headers, name) === undefined)],
});

/**
 * Changes the JSON document of a 200; other replies are not changed, nor a body that another fault has made something else
 * than JSON. `change` returns the new document, or changes the given one and returns undefined.
 */
export const json = <Document = Record<string, unknown>>(
  change: (document: Document, request: ServerRequest, context: FaultContext) => unknown,
): Alter =>
  text((body, request, context) => {
    const document = documentIn(body) as Document | undefined;
    if (document === undefined) return body;
    const changed = change(document, request, context);
    return JSON.stringify(changed === undefined ? document : changed);
  });

/** The document of a body; undefined if another fault has made it something else than JSON. */
export const documentIn = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** Changes the text of a 200's complete body, collected if it is a stream; other replies are not changed. */
export const text = (change: (text: string, request: ServerRequest, context: FaultContext) => string): Alter =>
  changing(async (reply, request, context) =>
    reply.status === 200 ? { ...reply, body: change(await collect(reply.body), request, context) } : reply,
  );

/** Changes the request before the server receives it. The server uses path, query and headers; it only echoes `target`. */
export const asking =
  (change: (request: ServerRequest, context: FaultContext) => ServerRequest): Alter =>
  (request, next, context) =>
    next(change(request, context));

/** Applies another change to certain requests only. */
export const when =
  (kind: (request: ServerRequest, context: FaultContext) => boolean, alter: Alter): Alter =>
  (request, next, context) =>
    kind(request, context) ? alter(request, next, context) : next(request);

/** Applies another change to certain replies only; for that change, the reply is all that the server returns. */
export const onReply =
  (kind: (reply: ServerReply, request: ServerRequest, context: FaultContext) => boolean, alter: Alter): Alter =>
  async (request, next, context) => {
    const reply = await next(request);
    return kind(reply, request, context) ? alter(request, () => Promise.resolve(reply), context) : reply;
  };

/** Combines changes; the first one is the outermost: it sees the reply last. */
export const both = (...alters: readonly Alter[]): Alter =>
  alters.reduceRight<Alter>(
    (inner, outer) => (request, next, context) => outer(request, (asked) => inner(asked, next, context), context),
    (request, next) => next(request),
  );

/** The request with one header replaced, added, or (undefined) left out. */
export const withRequestHeader = (request: ServerRequest, name: string, value: string | undefined): ServerRequest => {
  const others = Object.entries(request.headers).filter(([other]) => !same(other, name));
  const headers = value === undefined ? others : [...others, [name.toLowerCase(), value] as const];
  return { ...request, headers: Object.fromEntries(headers) };
};

/** The request's bearer token, valid or not (RFC 6750, 2.1). */
export const bearerOf = (request: ServerRequest): string | undefined =>
  /^bearer +(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];

/** Value of a reply's header; the first one if there are several. */
export const headerOf = (headers: readonly Header[], name: string): string | undefined =>
  headers.find((header) => same(header[0], name))?.[1];

/** A complete body as text. */
export const collect = async (body: Body): Promise<string> =>
  typeof body === 'string' ? body : (await bytesOf(body)).toString('utf8');

/** A complete body as bytes. */
export const bytesOf = async (body: Body): Promise<Buffer> => {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body as string);
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(Buffer.from(part as string));
  return Buffer.concat(parts);
};

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
