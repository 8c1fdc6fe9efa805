import { gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import type { Profile } from '../../src/model/index.js';
import { pairs } from '../../src/drive/session/http/messages.js';

/** An entry of a HAR, as far as tests change it. */
export interface HarEntry {
  startedDateTime: string;
  time: number;
  request: { method: string; url: string; headers: HarHeader[]; postData?: { mimeType: string; text: string } };
  response: {
    status: number;
    statusText: string;
    headers: HarHeader[];
    content: { size: number; mimeType: string; text?: string; encoding?: string };
  };
  [more: string]: unknown;
}

interface HarHeader {
  name: string;
  value: string;
}

/** A small client that captures what it does. */
export interface Capturing {
  readonly entries: HarEntry[];
  readonly send: (
    method: string,
    url: string,
    headers?: Readonly<Record<string, string>>,
    body?: string,
  ) => Promise<{ readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string }>;
}

/** What a client has of a request without a complete response; no tool captures it as one. */
const LOST = { status: 0, headers: {}, text: '' };

const listed = (headers: readonly (readonly [string, string])[]): HarHeader[] =>
  headers.map(([name, value]) => ({ name, value }));

/** Sends requests with Node's own client, and captures them as mitmproxy does: nothing is left out. */
export const capturing = (): Capturing => {
  const entries: HarEntry[] = [];
  return {
    entries,
    send: (method, url, headers = {}, body) =>
      new Promise((resolve) => {
        // A client that cannot make sense of a URL does not request it.
        if (!/^http:/.test(url)) return resolve(LOST);
        const began = Date.now();
        const call = request(url, { method, headers }, (reply) => {
          const parts: Buffer[] = [];
          reply.on('data', (part: Buffer) => parts.push(part));
          reply.on('end', () => {
            const wire = Buffer.concat(parts);
            const bytes = reply.headers['content-encoding'] === 'gzip' ? gunzipSync(wire) : wire;
            const text = bytes.toString('utf8');
            const { statusCode: status = 0, statusMessage: statusText = '' } = reply;
            entries.push({
              startedDateTime: new Date(began).toISOString(),
              time: Date.now() - began,
              request: {
                method,
                url,
                headers: listed(Object.entries(headers)),
                ...(body !== undefined && { postData: { mimeType: '', text: body } }),
              },
              response: {
                status,
                statusText,
                headers: listed(pairs(reply.rawHeaders)),
                content: { size: bytes.length, mimeType: reply.headers['content-type'] ?? '', text },
              },
            });
            resolve({ status, headers: reply.headers as Record<string, string>, text });
          });
          reply.on('error', () => resolve(LOST));
        });
        call.on('error', () => resolve(LOST));
        call.end(body);
      }),
  };
};

/** What a test knows of the client that walks through a guide. */
export interface Walker {
  readonly url: string;
  readonly profile: Profile;
  readonly clientId: string;
  readonly clientSecret: string;
}

const MOST_POLLS = 50;

/** The walk-through of the guides: metadata, token, export, polls, files. Returns the token and the URLs that it got. */
export const walkThrough = async (
  { send }: Pick<Capturing, 'send'>,
  { url, profile, clientId, clientSecret }: Walker,
  query = '',
): Promise<{ readonly token: string; readonly job: string; readonly files: readonly string[] }> => {
  const { paths, endpoints } = profile;
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  await send('GET', url + paths.metadata, { Accept: '*/*' });
  const issued = await send('POST', url + paths.token, { Accept: 'application/json', Authorization: basic });
  const { access_token: token = 'none' } = jsonOf(issued) as { access_token?: string };
  const bearer = { Authorization: `Bearer ${token}` };
  const started = await send('GET', `${url}${paths.api}/${endpoints[0]?.name}/$export${query}`, {
    Accept: 'application/fhir+json',
    Prefer: 'respond-async',
    ...bearer,
  });
  const job = started.headers['content-location'] ?? '';
  if (job === '') return { token, job, files: [] };
  let polled = await send('GET', job, bearer);
  for (let polls = 1; polled.status === 202 && polls < MOST_POLLS; polls += 1) polled = await send('GET', job, bearer);
  const { output = [], error = [] } = (polled.status === 200 ? jsonOf(polled) : {}) as Manifest;
  const files = [...output, ...error].flatMap((file) => file?.url ?? []);
  for (const file of files) await send('GET', file, bearer);
  return { token, job, files };
};

interface Manifest {
  readonly output?: readonly ({ readonly url?: string } | null)[];
  readonly error?: readonly ({ readonly url?: string } | null)[];
}

/** The JSON of a response; a client goes on without what it cannot read. */
const jsonOf = ({ text }: { readonly text: string }): object => {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
};

/** A HAR as a tool of that name writes it. */
export const harText = (entries: readonly unknown[], creator = 'mitmproxy'): string =>
  JSON.stringify({ log: { version: '1.2', creator: { name: creator, version: '1' }, entries } });
