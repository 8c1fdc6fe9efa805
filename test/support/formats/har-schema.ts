/** An object with these members, of which those with ! are required; any other must begin with _ (HAR 1.2, custom fields). */
const object = (members: Readonly<Record<string, object>>): object => {
  const entries = Object.entries(members).map(([name, schema]) => [name.replace('!', ''), schema] as const);
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    patternProperties: { '^_': true },
    required: Object.keys(members).flatMap((name) => (name.endsWith('!') ? [name.slice(0, -1)] : [])),
    additionalProperties: false,
  };
};

const string = { type: 'string' };
const list = (items: object): object => ({ type: 'array', items });
/** Bytes; -1 where they are not known. */
const size = { type: 'integer', minimum: -1 };
const duration = { type: 'number', minimum: 0 };
/** Milliseconds; -1 where it does not apply. */
const phase = { type: 'number', minimum: -1 };
const instant = { type: 'string', format: 'date-time' };
const pair = object({ 'name!': string, 'value!': string, comment: string });
const cookie = object({
  'name!': string,
  'value!': string,
  path: string,
  domain: string,
  expires: instant,
  httpOnly: { type: 'boolean' },
  secure: { type: 'boolean' },
  comment: string,
});
const program = object({ 'name!': string, 'version!': string, comment: string });
const parameter = object({ 'name!': string, value: string, fileName: string, contentType: string, comment: string });

const request = object({
  'method!': { type: 'string', minLength: 1 },
  'url!': { type: 'string', format: 'uri' },
  'httpVersion!': string,
  'cookies!': list(cookie),
  'headers!': list(pair),
  'queryString!': list(pair),
  postData: object({ 'mimeType!': string, 'params!': list(parameter), 'text!': string, comment: string }),
  'headersSize!': size,
  'bodySize!': size,
  comment: string,
});

const response = object({
  'status!': { type: 'integer', minimum: 0, maximum: 999 },
  'statusText!': string,
  'httpVersion!': string,
  'cookies!': list(cookie),
  'headers!': list(pair),
  'content!': object({
    'size!': { type: 'integer', minimum: 0 },
    compression: { type: 'integer' },
    'mimeType!': string,
    text: string,
    encoding: string,
    comment: string,
  }),
  'redirectURL!': string,
  'headersSize!': size,
  'bodySize!': size,
  comment: string,
});

const entry = object({
  pageref: string,
  'startedDateTime!': instant,
  'time!': duration,
  'request!': request,
  'response!': response,
  'cache!': object({
    beforeRequest: { type: ['object', 'null'] },
    afterRequest: { type: ['object', 'null'] },
    comment: string,
  }),
  'timings!': object({
    ...{ blocked: phase, dns: phase, connect: phase, ssl: phase },
    ...{ 'send!': duration, 'wait!': duration, 'receive!': duration },
    comment: string,
  }),
  serverIPAddress: string,
  connection: string,
  comment: string,
});

/** HAR 1.2 as a JSON Schema (draft 2020-12), after http://www.softwareishard.com/blog/har-12-spec/; pages are left out. */
export const HAR_SCHEMA = object({
  'log!': object({
    'version!': { const: '1.2' },
    'creator!': program,
    browser: program,
    'entries!': list(entry),
    comment: string,
  }),
});
