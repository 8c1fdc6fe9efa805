import { gzipSync } from 'node:zlib';
import type { Header } from '../../src/model/index.js';
import { plantedErrors, plantedLines, plantedOutcome } from './lines.js';
import type { Marks } from './marks.js';
import { type PrivacyRequest, jsonIn, type Planting, type RawResponse, withJson } from './server.js';

/**
 * Marks in every header, also where a value is to have a grammar, and in the reason phrase. Only the segments of a
 * URL's path are none: they stay by design, since an answer is found again by them in the server's own log.
 */
const adorned = (reply: RawResponse, { route }: PrivacyRequest, marks: Marks): RawResponse => {
  const word = (place: string): string => marks.word(`${place}, in an answer of ${route}`);
  const number = (place: string): number => marks.number(`${place}, in an answer of ${route}`);
  const has = (name: string): boolean => reply.headers.some(([key]) => key.toLowerCase() === name);
  const own: Header[] = [
    [word('name of a header'), word('value of a header of its own name')],
    [`X-${word('name of a header that begins with X')}`, '1'],
    ['Set-Cookie', `${word('name of a cookie')}=${word('cookie')}; Path=/${word('path of a cookie')}`],
    ['Cookie', word('Cookie')],
    ['Server', `${word('Server')}/${number('Server')} (${word('comment of Server')})`],
    ['Authorization', `Bearer ${word('Authorization of a reply')}`],
    [
      'WWW-Authenticate',
      `${word('scheme of WWW-Authenticate')} ${word('parameter of it')}=${word('its value')}, realm="${word('realm')}", x='${word('single quotes')}'`,
    ],
    ['ETag', `"${word('ETag')}"`],
    ['Cache-Control', `no-store, ${word('directive')}=${word('value of a directive')}, max-age=${number('max-age')}`],
    ['Pragma', word('Pragma')],
    ['Vary', word('Vary')],
    ['Allow', `GET, ${word('Allow')}`],
    ['Age', `${number('Age')}`],
    ['Accept-Ranges', word('Accept-Ranges')],
    ['Access-Control-Allow-Origin', `https://${word('Access-Control-Allow-Origin')}.example`],
    [
      'Strict-Transport-Security',
      `max-age=${number('Strict-Transport-Security')}; ${word('Strict-Transport-Security')}`,
    ],
    ['X-Content-Type-Options', word('X-Content-Type-Options')],
    ['Last-Modified', `${word('Last-Modified')} ${marks.date('Last-Modified')}`],
    ['Link', `<https://x.example/${word('Link')}>; rel="${word('rel')}"`],
    ['Warning', `199 - "${word('Warning')}"`],
    ['Content-Disposition', `attachment; filename="${word('filename')}"`],
    ['X-Request-Id', word('X-Request-Id')],
  ];
  const missing: Header[] = [
    ['Expires', `${word('Expires')} ${marks.date('Expires')}`],
    ['X-Progress', `${word('X-Progress')} ${number('X-Progress')} ${number('percentage')}%`],
    [
      'Location',
      `https://${word('user')}:${word('password')}@x.example/jobs/7 ${word('behind a space')};${word('parameter of a path')}=${word('its value')}?${word('name in a query')}=${word('value in a query')}#${word('fragment')}`,
    ],
    ['Content-Location', `data:text/plain,${word('Content-Location')}`],
    ['Retry-After', `${word('Retry-After')} ${marks.date('Retry-After')}`],
    ['Content-Type', `${word('Content-Type')}/${word('subtype')}`],
  ];
  const headers = reply.headers.map(([name, value]): Header =>
    name.toLowerCase() === 'content-type'
      ? [name, `${value}; ${word('parameter of Content-Type')}=${word('its value')}; boundary="${word('boundary')}"`]
      : [name, value],
  );
  return {
    ...reply,
    reason: word('reason phrase'),
    headers: [...headers, ...own, ...missing.filter(([name]) => !has(name.toLowerCase()))],
  };
};

/** Bodies that errors have, one after another. */
const errorBody = ({ route, nth }: PrivacyRequest, marks: Marks): { type: string; text: string } => {
  const word = (place: string): string => marks.word(`${place}, in an error of ${route}`);
  const kinds = [
    () => ({ type: 'application/json', text: JSON.stringify(plantedOutcome(marks, `OperationOutcome of ${route}`)) }),
    () => ({ type: 'text/html', text: `<html><h1 title="${word('attribute')}">${word('HTML')}</h1></html>` }),
    () => ({
      type: 'text/plain',
      text: `Error: ${word('message')}\n    at ${word('function')} (/srv/${word('file')}.js:12:3)\nSELECT ${word('SQL')} FROM ${word('table')}`,
    }),
    () => ({
      type: 'application/json',
      text: JSON.stringify({
        error: word('error'),
        [word('name')]: { message: word('message') },
        stack: [word('stack')],
      }),
    }),
    // Only the metadata themselves are public.
    () => ({
      type: 'application/json',
      text: JSON.stringify({
        resourceType: route === 'metadata' ? 'Basic' : 'CapabilityStatement',
        publisher: word('publisher'),
      }),
    }),
    () => ({ type: 'application/json', text: `{"error": ${word('no JSON')}} {"${word('second document')}": 1}` }),
  ];
  return (kinds[(nth - 1) % kinds.length] ?? (() => ({ type: '', text: '' })))();
};

const withError = (reply: RawResponse, asked: PrivacyRequest, marks: Marks): RawResponse => {
  const { type, text } = errorBody(asked, marks);
  const others = reply.headers.filter(([name]) => name.toLowerCase() !== 'content-type');
  return { ...reply, headers: [...others, ['Content-Type', type]], body: Buffer.from(text) };
};

const TYPES = ['ExplanationOfBenefit', 'Patient', 'Coverage'] as const;
const linesOf = new Map<string, Buffer>();
/** The lines of a type, made once for all files. */
const fileOf = (marks: Marks, type: (typeof TYPES)[number]): Buffer => {
  const made = linesOf.get(type) ?? plantedLines(type, marks);
  linesOf.set(type, made);
  return made;
};

/** Every answer is as it should be, but for marks wherever there is room for one; the conversation goes to its end. */
export const filled: Planting = (reply, asked, marks) => {
  const word = (place: string): string => marks.word(place);
  const plain = adorned(reply, asked, marks);
  if (reply.status >= 400) return withError(plain, asked, marks);
  switch (asked.route) {
    case 'token':
      return withJson(plain, {
        ...jsonIn(plain),
        refresh_token: word('refresh_token'),
        id_token: word('id_token'),
        scope: word('scope'),
        [word('name in a token answer')]: { [word('name within')]: word('unknown field of a token answer') },
      });
    case 'swagger':
      return asked.path.endsWith('.json') ? documented(plain, marks) : plain;
    case 'kickoff':
      return withJson(
        { ...plain, headers: asked.path === '' ? plain.headers : withQuery(plain.headers, marks) },
        {
          [word('name in a kick-off answer')]: word('kick-off answer'),
        },
      );
    case 'status':
      return reply.status === 200 ? withJson(plain, manifest(jsonIn(plain), marks)) : progress(plain, marks);
    case 'data':
      return { ...plain, body: fileOf(marks, TYPES[asked.nth % TYPES.length] ?? 'Patient') };
    case 'error-file':
      return { ...plain, body: plantedErrors(marks) };
    default:
      return plain;
  }
};

const withQuery = (headers: readonly Header[], marks: Marks): Header[] =>
  headers.map(([name, value]) =>
    name.toLowerCase() === 'content-location'
      ? [
          name,
          `${value}?${marks.word('name in a query')}=${marks.word('value in a query')}&${marks.word('bare query')}&sig=${marks.number('sig')}#${marks.word('fragment')}`,
        ]
      : [name, value],
  );

const progress = (reply: RawResponse, marks: Marks): RawResponse => ({
  ...reply,
  headers: reply.headers.map(([name, value]) =>
    name.toLowerCase() === 'x-progress'
      ? [
          name,
          `${value} ${marks.word('X-Progress of a job')} ${marks.number('X-Progress of a job')} ${marks.date('X-Progress of a job')}`,
        ]
      : [name, value],
  ),
  body: Buffer.from(marks.word('body of a status answer')),
});

const manifest = (json: Record<string, unknown>, marks: Marks): Record<string, unknown> => {
  const word = (place: string): string => marks.word(`manifest, ${place}`);
  const files = (list: string): unknown[] =>
    (json[list] as { url: string }[]).map((file) => ({
      ...file,
      url: `${file.url}?X-Amz-Signature=${word('signature')}&${word('name in a query')}=1#${word('fragment')}`,
      count: marks.number('manifest, count'),
      [word('name in a file entry')]: word('value in a file entry'),
    }));
  return {
    ...json,
    output: files('output'),
    error: files('error'),
    extension: { [word('name in extension')]: word('extension') },
    [word('a name')]: [word('an unknown field')],
    request: `${String(json['request'])}&${word('name in request')}=${word('request')}`,
  };
};

/** Marks in what a Swagger document says to people. */
const documented = (reply: RawResponse, marks: Marks): RawResponse => {
  const json = jsonIn(reply);
  const word = (place: string): string => marks.word(`Swagger document, ${place}`);
  const paths = json['paths'] as Record<string, Record<string, object>>;
  for (const operations of Object.values(paths))
    for (const [method, operation] of Object.entries(operations))
      operations[method] = {
        ...operation,
        summary: word('summary'),
        description: word('description'),
        operationId: word('operationId'),
        tags: [word('tag')],
        externalDocs: { url: `https://${word('externalDocs')}.example`, description: word('externalDocs') },
        [`x-${word('extension')}`]: word('value of an extension'),
      };
  return withJson(reply, {
    ...json,
    info: {
      title: word('title'),
      version: word('version'),
      description: word('info'),
      contact: { email: `${word('email')}@x.example` },
    },
    host: `${word('host')}.example`,
    tags: [{ name: word('tag name') }],
    [`x-${word('name')}`]: { [word('name within')]: word('value') },
  });
};

/** The same packed, where a client takes it packed. */
export const packed: Planting = (reply, asked, marks) => {
  const plain = filled(reply, asked, marks);
  if (plain.status !== 200 || (asked.route !== 'data' && asked.route !== 'error-file')) return plain;
  const others = plain.headers.filter(([name]) => name.toLowerCase() !== 'content-encoding');
  const body = gzipSync(plain.body);
  // Every third is spoilt in its middle, every fourth cut.
  if (asked.nth % 3 === 0) body.fill(0x55, body.length >> 1, (body.length >> 1) + 20);
  return {
    ...plain,
    headers: [...others, ['Content-Encoding', 'gzip']],
    body,
    ...(asked.nth % 4 === 0 && { cutAt: body.length >> 1 }),
  };
};

/** Everything that can be told is told wrongly: values of other kinds where a check reads them. */
export const strange: Planting = (reply, asked, marks) => {
  const word = (place: string): string => marks.word(`${place}, strange`);
  const plain = filled(reply, asked, marks);
  if (reply.status >= 400) return plain;
  switch (asked.route) {
    case 'token':
      return withJson(plain, { ...jsonIn(plain), token_type: word('token_type'), expires_in: word('expires_in') });
    case 'status': {
      if (reply.status !== 200) return plain;
      const json = jsonIn(plain);
      const [first, ...rest] = json['output'] as object[];
      return withJson(plain, {
        ...json,
        transactionTime: `${word('transactionTime')} ${marks.date('transactionTime')}`,
        requiresAccessToken: word('requiresAccessToken'),
        JobID: word('JobID'),
        request: `https://${word('user in request')}:${word('password in request')}@x.example/`,
        output: [
          { ...first, type: word('type') },
          ...rest,
          { type: { [word('type as object')]: 1 }, url: [word('url as list')] },
          {
            type: 'Patient',
            url: `https://${word('user in url')}:${word('password in url')}@x.example/a?b#${word('fragment of url')}`,
          },
          { type: 'Patient', url: `data:text/plain,${word('data url')}` },
          { type: 'Patient', url: `file:///${word('file url')}` },
          { type: 'Patient', url: `${word('url that is none')}:${word('url that is none')}` },
          { type: 'Patient', url: `${asked.base}/data/a b ${word('url with a space')}` },
          word('entry of output'),
        ],
        error: word('error'),
      });
    }
    case 'kickoff':
      return asked.nth % 2 === 0
        ? plain
        : {
            ...plain,
            headers: plain.headers.map(([name, value]) =>
              name.toLowerCase() === 'content-location'
                ? [
                    name,
                    `http://${word('user')}:${word('password')}@x.example/jobs/<${word('within brackets')}>?${word('query')}`,
                  ]
                : [name, value],
            ),
          };
    case 'data':
      return asked.nth % 2 === 0
        ? { ...plain, headers: [...plain.headers, ['Content-Encoding', word('Content-Encoding')]] }
        : { ...plain, cutAt: 2000 };
    default:
      return plain;
  }
};

/** Every file is listed as of a type that there is none of. */
export const mistyped: Planting = (reply, asked, marks) => {
  const plain = filled(reply, asked, marks);
  if (reply.status !== 200 || asked.route !== 'status') return plain;
  const json = jsonIn(plain);
  const output = (json['output'] as object[]).map((file) => ({ ...file, type: marks.word('type of a file') }));
  return withJson(plain, { ...json, output });
};

/** Nothing works: all but the metadata is an error. */
export const refusing: Planting = (reply, asked, marks) =>
  asked.route === 'metadata' || asked.route === 'swagger'
    ? filled(reply, asked, marks)
    : withError(
        { ...adorned(reply, asked, marks), status: [500, 404, 400, 422, 418][asked.nth % 5] ?? 500 },
        asked,
        marks,
      );

/** Forms in which a server, or a log that it shows, may repeat a secret. */
const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(`x${secret}`).toString('base64url'),
  Buffer.from(secret).toString('hex'),
  JSON.stringify(`"${secret}`),
  Array.from(Buffer.from(secret), (byte) => `%${byte.toString(16)}`).join(''),
];

/** Every secret of the run is repeated, in every form, also where texts of the server are kept by design. */
export const echoing: Planting = (reply, asked, marks) => {
  const plain = filled(reply, asked, marks);
  const forms = asked.secrets.flatMap(formsOf);
  const headers: Header[] = forms
    .filter((form) => !form.includes('"'))
    .slice(-20)
    .flatMap((form): Header[] => [
      ['X-Echo', form],
      ['Server', form],
      ['X-Progress', `In Progress ${form}`],
      ['Location', `${asked.base}/api/v1/${form}?access_token=${form}&_type=${form}`],
      ['WWW-Authenticate', `Bearer realm="${form}", error=${form}`],
    ]);
  const echo = { ...plain, headers: [...plain.headers, ...headers] };
  if (reply.status >= 400) return { ...echo, body: Buffer.from(JSON.stringify({ error: forms })) };
  if (asked.route === 'metadata')
    return withJson(echo, {
      ...jsonIn(echo),
      publisher: forms.join(' '),
      contact: forms.map((form) => ({ [form]: { name: form, telecom: [{ value: form }] } })),
    });
  if (asked.route === 'swagger' && asked.path.endsWith('.json')) {
    const json = jsonIn(echo);
    const paths = forms.map((form): [string, unknown] => [
      `/api/v1/${form}`,
      { get: { responses: { 200: { description: form } }, parameters: [{ in: 'query', name: form, type: 'string' }] } },
    ]);
    return withJson(echo, { ...json, paths: { ...(json['paths'] as object), ...Object.fromEntries(paths) } });
  }
  if (asked.route === 'data') return { ...echo, body: Buffer.from(`${forms.join('\n')}\n`) };
  return echo;
};

/** Tokens are issued, and nothing else works. */
export const failing: Planting = (reply, asked, marks) =>
  asked.route === 'token' ? filled(reply, asked, marks) : refusing(reply, asked, marks);

/** Tokens where none is expected: in a form, in broken JSON, in an error. */
export const misplaced: Planting = (reply, asked, marks) => {
  if (asked.route !== 'token') return refusing(reply, asked, marks);
  const token = `${marks.word('a token elsewhere')}${marks.number('a token elsewhere')}`;
  const bodies = [
    `access_token=${token}&token_type=bearer`,
    `{"access_token":"${token}", broken ${marks.word('behind a token')}`,
    JSON.stringify([{ access_token: token }]),
    JSON.stringify({ access_token: { value: token }, token_type: 'bearer' }),
    JSON.stringify({ access_token: `${token} with\nspaces`, token_type: 'bearer' }),
  ];
  return { ...adorned(reply, asked, marks), body: Buffer.from(bodies[asked.nth % bodies.length] ?? '') };
};

/** The data files are no files: errors, redirects and breaks at each stage. */
export const lost: Planting = (reply, asked, marks) => {
  const plain = filled(reply, asked, marks);
  if (reply.status !== 200 || asked.route !== 'data') return plain;
  const to = `${asked.base}/data/x?${marks.word('query of a redirect')}#${marks.word('fragment of a redirect')}`;
  const others = plain.headers.filter(([name]) => name.toLowerCase() !== 'location');
  const kinds: RawResponse[] = [
    withError({ ...plain, status: 500 }, asked, marks),
    { ...plain, status: 302, headers: [...others, ['Location', to]] },
    {
      ...plain,
      headers: [...plain.headers, ['Content-Length', `${plain.body.length + 10}`]],
      cutAt: plain.body.length,
    },
    { ...plain, cutAt: 0 },
    { ...plain, body: Buffer.from(JSON.stringify(plantedOutcome(marks, 'outcome in place of a file'))) },
  ];
  return kinds[asked.nth % kinds.length] ?? plain;
};
