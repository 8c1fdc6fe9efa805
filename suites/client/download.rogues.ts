import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, type Profile, takes } from '../../src/model/index.js';
import { type ClientReply, headerOf, PullFailed } from '../../src/reference/index.js';
import { OTHER_FILE_PATH } from './condition.js';
import {
  after,
  bytesIn,
  drained,
  isFile,
  isKickoff,
  isStatus,
  isToken,
  rogue,
  sending,
  whole,
  withHeaders,
} from './rogue.js';

type Manifest = Record<'output' | 'error', { url: string }[]>;

/** Reads another manifest than the server sent. */
const reading = (change: (manifest: Manifest & Readonly<Record<string, unknown>>, profile: Profile) => void) =>
  after(isStatus, async (reply, _request, _http, { profile }) => {
    if (reply.status !== 200) return reply;
    const manifest = JSON.parse((await bytesIn(reply)).toString()) as Manifest & Readonly<Record<string, unknown>>;
    change(manifest, profile);
    return { ...reply, body: whole(Buffer.from(JSON.stringify(manifest))) };
  });

/** Reads the token and the names of the members of each token response. */
const withTokens = (read: (token: string, members: readonly string[]) => void) =>
  after(isToken, async (reply) => {
    if (reply.status !== 200) return reply;
    const bytes = await bytesIn(reply);
    const answer = JSON.parse(bytes.toString()) as Readonly<Record<string, unknown>>;
    read(String(answer['access_token']), Object.keys(answer));
    return { ...reply, body: whole(bytes) };
  });

/** What a client that ends with the token in its hand never shows. */
const UNSEEN = [
  'client.token.bearer',
  'client.token.nowhere-else',
  'client.token.not-in-url',
  'client.kickoff.request',
  'client.polling.courteous',
  'client.polling.location',
  'client.polling.stops',
  'client.download.faithful',
  'client.failure.gives-up',
] as const;
const UNSEEN_WITH_TYPES = [...UNSEEN, 'client.kickoff.types'] as const;
/** The guide of 2019-09 has no _type. */
const UNSEEN_BY_PROFILE = (profile: Profile) => (takes(profile, '_type') ? UNSEEN_WITH_TYPES : UNSEEN);

/** Stores other bytes than the server sent. */
const storing = (change: (body: ClientReply['body']) => ClientReply['body']) =>
  after(isFile, (reply) => Promise.resolve(reply.status === 200 ? { ...reply, body: change(reply.body) } : reply));

/** Stores other text than the server sent. */
const rewriting = (change: (text: string) => string) =>
  storing(async function* (body) {
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    yield Buffer.from(change(Buffer.concat(parts).toString()));
  });

/** Changes each line separately; drops empty lines. */
const eachLine = (change: (line: string) => string[]) =>
  rewriting((text) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .flatMap(change)
      .map((line) => `${line}\n`)
      .join(''),
  );

/** A body after a share of itself; calls `onCut` where the transfer was cut off. */
async function* repeating(body: ClientReply['body'], share: number, onCut: () => void): ClientReply['body'] {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of body) parts.push(part);
  } catch (error) {
    onCut();
    throw error;
  }
  const bytes = Buffer.concat(parts);
  yield bytes.subarray(0, Math.floor(bytes.length * share));
  yield bytes;
}

const MEGABYTE = 1_000_000;
const TEN_SECONDS = 10_000;

async function* withoutErrors(body: ClientReply['body']): ClientReply['body'] {
  try {
    yield* body;
  } catch {
    // The fault: the error is ignored.
  }
}

async function* inTime(body: ClientReply['body'], clock: Clock, begun: number): ClientReply['body'] {
  yield* body;
  // Only at its end: how much the server has sent before that, the network decides.
  if (clock.now() - begun > TEN_SECONDS) throw new PullFailed('The file takes too long.');
}

export default [
  rogue({
    id: 'skips-the-last-file',
    title: 'does not download the last of three files',
    fails: ['client.download.all'],
    around: reading((manifest) => void manifest.output.splice(2)),
  }),
  rogue({
    id: 'rewrites-file-urls',
    title: 'requests files at the path that the guide shows, whatever URL the manifest lists',
    fails: ['client.download.all'],
    around: reading((manifest, { paths }) => {
      for (const file of manifest.output) file.url = file.url.replace(OTHER_FILE_PATH, `${paths.data}/`);
    }),
  }),
  rogue({
    id: 'gives-up-on-busy-files',
    title: 'gives up when the request for a file returns 429 or 503',
    fails: ['client.download.completes'],
    around: after(isFile, (reply) => {
      if (reply.status === 429 || reply.status === 503) throw new PullFailed('The file is not available.');
      return Promise.resolve(reply);
    }),
  }),
  rogue({
    id: 'gives-up-on-empty-files',
    title: 'gives up when a file is empty',
    fails: ['client.download.completes'],
    around: after(isFile, async (reply) => {
      if (reply.status !== 200) return reply;
      const length = headerOf(reply.headers, 'Content-Length');
      if (length !== '0') return reply;
      await drained(reply);
      throw new PullFailed('The file is empty.');
    }),
  }),
  rogue({
    id: 'stores-busy-answers',
    title: 'stores the body of a 429 or 503 as the file',
    fails: ['client.download.faithful', 'client.failure.reported'],
    around: after(isFile, (reply) =>
      Promise.resolve(reply.status === 429 || reply.status === 503 ? { ...reply, status: 200 } : reply),
    ),
  }),
  rogue({
    id: 'ignores-error-files',
    title: 'does not download the error files',
    fails: ['client.download.errors'],
    around: reading((manifest) => void (manifest.error = [])),
  }),
  rogue({
    id: 'gives-up-between-files',
    title: 'gives up when the token expires between two files',
    fails: ['client.download.renews'],
    around: after(isFile, (reply) => {
      if (reply.status === 401) throw new PullFailed('The token has expired.');
      return Promise.resolve(reply);
    }),
  }),
  rogue({
    id: 'restarts-between-files',
    title: 'starts the export again when the token expires between two files',
    // This also starts one export twice.
    fails: ['client.download.renews', 'client.kickoff.once'],
    around: (http, { profile }) => {
      let started: Parameters<typeof http>[0] | undefined;
      let expired = false;
      return async (request) => {
        if (isKickoff(request, profile)) started = request;
        const reply = await http(request);
        const isOfFile = isFile(request, profile);
        if (isOfFile && reply.status === 401) expired = true;
        if (!isOfFile || !expired || started === undefined || reply.status !== 200) return reply;
        expired = false;
        const authorization = headerOf(request.headers, 'Authorization');
        await drained(await http(withHeaders(started, 'Authorization', authorization)));
        return reply;
      };
    },
  }),
  rogue({
    id: 'bearer-to-strangers',
    title: 'sends its token to another origin when a file is redirected',
    fails: ['client.download.foreign-origin'],
    around: (http, { task }) => {
      let authorization: string | undefined;
      let redirected: string | undefined;
      return async (request) => {
        authorization = headerOf(request.headers, 'Authorization') ?? authorization;
        const reply = await http(
          request.url === redirected && new URL(request.url).origin !== task.url
            ? withHeaders(request, 'Authorization', authorization)
            : request,
        );
        redirected = headerOf(reply.headers, 'Location');
        return reply;
      };
    },
  }),
  rogue({
    id: 'bearer-to-listed-strangers',
    title: 'sends its token to every URL in the manifest, on whatever host',
    fails: ['client.download.public-files'],
    around: (http, { task, profile }) => {
      let authorization: string | undefined;
      let listed = '';
      return async (request) => {
        authorization = headerOf(request.headers, 'Authorization') ?? authorization;
        if (new URL(request.url).origin !== task.url && listed.includes(request.url))
          return http(withHeaders(request, 'Authorization', authorization));
        const reply = await http(request);
        if (!isStatus(request, profile) || reply.status !== 200) return reply;
        const bytes = await bytesIn(reply);
        listed = bytes.toString();
        return { ...reply, body: whole(bytes) };
      };
    },
  }),
  rogue({
    id: 'skips-files-after-a-busy-kickoff',
    title: 'downloads nothing if the server was busy at the kick-off',
    fails: ['client.download.all'],
    around: (http, context) => {
      let busy = false;
      const skipping = reading((manifest) => void (busy && (manifest.output = [])))(http, context);
      return async (request) => {
        const reply = await skipping(request);
        if (isKickoff(request, context.profile) && [429, 503].includes(reply.status)) busy = true;
        return reply;
      };
    },
  }),
  rogue({
    id: 'names-by-last-segment',
    title: 'stores each file under the last segment of its URL',
    fails: ['client.download.distinct'],
    around:
      (http, { task, profile }) =>
      async (request) => {
        // The earlier file of the same name is overwritten.
        if (isFile(request, profile) && request.url.endsWith('/part.ndjson'))
          for (const name of readdirSync(task.out)) rmSync(join(task.out, name));
        return http(request);
      },
  }),
  rogue({
    id: 'takes-half-a-gzip-body-for-the-whole',
    title: 'does not notice that a gzip body was cut off',
    fails: ['client.download.whole'],
    around: after(isFile, (reply) => {
      if (headerOf(reply.headers, 'Content-Encoding') === undefined) return Promise.resolve(reply);
      return Promise.resolve({ ...reply, body: withoutErrors(reply.body) });
    }),
  }),
  rogue({
    id: 'takes-a-half-for-the-whole',
    title: 'does not notice that a transfer was cut off',
    fails: ['client.download.whole'],
    around: storing(withoutErrors),
  }),
  rogue({
    id: 'forgets-what-came-before-a-renewal',
    title: 'deletes what it has stored when it renews its token',
    fails: ['client.download.faithful'],
    around:
      (http, { task, profile }) =>
      async (request) => {
        if (isToken(request, profile)) for (const name of readdirSync(task.out)) rmSync(join(task.out, name));
        return http(request);
      },
  }),
  rogue({
    id: 'appends-after-a-cut',
    title: 'keeps the part that arrived before a cut, and appends the whole file to it',
    fails: ['client.download.faithful'],
    around: (http, { profile }) => {
      const cut = new Set<string>();
      return async (request) => {
        const reply = await http(request);
        if (!isFile(request, profile) || reply.status !== 200) return reply;
        // What came before the cut is the first half; whether it was read in time, the network decides.
        const before = cut.has(request.url) ? 0.5 : 0;
        return { ...reply, body: repeating(reply.body, before, () => cut.add(request.url)) };
      };
    },
  }),
  rogue({
    id: 'rewrites-numbers',
    title: 'stores numbers as its JSON library rewrites them',
    fails: ['client.download.faithful'],
    around: eachLine((line) => [JSON.stringify(JSON.parse(line))]),
  }),
  rogue({
    id: 'loses-characters',
    title: 'decodes files byte by byte',
    fails: ['client.download.faithful'],
    around: rewriting((text) => text.replace(/\P{ASCII}/gu, (char) => '\u{FFFD}'.repeat(Buffer.byteLength(char)))),
  }),
  rogue({
    id: 'drops-long-lines',
    title: 'drops lines longer than one megabyte',
    fails: ['client.download.faithful'],
    around: eachLine((line) => (line.length > MEGABYTE ? [] : [line])),
  }),
  rogue({
    id: 'stores-twice',
    title: 'stores the last line of each file twice',
    fails: ['client.download.faithful'],
    around: rewriting((text) => text + (text.trimEnd().split('\n').at(-1) ?? '')),
  }),
  rogue({
    id: 'takes-a-redirect-for-the-file',
    title: 'stores the empty body of a redirect as the file',
    fails: ['client.download.faithful'],
    around: after(isFile, (reply) =>
      Promise.resolve(reply.status === 307 ? { ...reply, status: 200, headers: [] } : reply),
    ),
  }),
  rogue({
    id: 'escapes-for-html',
    title: 'writes & as &amp;',
    fails: ['client.download.faithful'],
    around: rewriting((text) => text.replaceAll('&', '&amp;')),
  }),
  rogue({
    id: 'keeps-a-thousand-lines',
    title: 'stores the first 1,000 lines of a file',
    fails: ['client.download.faithful'],
    around: rewriting((text) =>
      text
        .split(/(?<=\n)/)
        .slice(0, 1000)
        .join(''),
    ),
  }),
  rogue({
    id: 'splits-at-separators',
    title: 'ends lines at U+2028, U+2029 and U+0085 too, and drops what is not JSON then',
    fails: ['client.download.faithful'],
    around: rewriting((text) =>
      text
        .split(/[\n\u2028\u2029\u0085]/)
        .filter((line) => line.startsWith('{') && line.trimEnd().endsWith('}'))
        .map((line) => `${line}\n`)
        .join(''),
    ),
  }),
  rogue({
    id: 'needs-a-last-newline',
    title: 'drops a last line without a newline',
    fails: ['client.download.faithful'],
    around: rewriting((text) => text.slice(0, text.lastIndexOf('\n') + 1)),
  }),
  rogue({
    id: 'keeps-ten-files',
    title: 'downloads the first ten files of a manifest only',
    fails: ['client.download.all'],
    around: reading((manifest) => void manifest.output.splice(10)),
  }),
  rogue({
    id: 'trims-strings',
    title: 'removes the spaces at both ends of strings',
    fails: ['client.download.faithful'],
    around: eachLine((line) => [line.replaceAll(/(?<=":") +| +(?="[,}\]])/g, '')]),
  }),
  rogue({
    id: 'appends-files',
    title: 'appends each file to the one before, without a newline between them',
    fails: ['client.download.faithful'],
    around: (http, context) => {
      let open = '';
      const appended = rewriting((text) => {
        const line = open + text;
        open = text.slice(text.lastIndexOf('\n') + 1);
        return line;
      });
      return appended(http, context);
    },
  }),
  rogue({
    id: 'needs-the-type-first',
    title: 'drops lines that do not begin with resourceType',
    fails: ['client.download.faithful'],
    around: eachLine((line) => (line.startsWith('{"resourceType":') ? [line] : [])),
  }),
  rogue({
    id: 'notices-cuts-by-length-only',
    title: 'notices that a transfer was cut off only if there was a Content-Length',
    fails: ['client.download.whole'],
    around: after(isFile, (reply) => {
      if (headerOf(reply.headers, 'Content-Length') !== undefined) return Promise.resolve(reply);
      return Promise.resolve({ ...reply, body: withoutErrors(reply.body) });
    }),
  }),
  rogue({
    id: 'notices-cuts-within-lines-only',
    title: 'notices that a transfer was cut off only if the last line is not complete',
    fails: ['client.download.whole'],
    around: storing(async function* (body) {
      let last: Uint8Array = new Uint8Array();
      try {
        for await (const part of body) yield (last = part);
      } catch (error) {
        // What came before the cut may be lost; whether it was read in time, the network decides.
        if (last.length > 0 && last.at(-1) !== 0x0a) throw error;
      }
    }),
  }),
  rogue({
    id: 'times-out-slow-files',
    title: 'gives up when a file takes longer than ten seconds',
    // It does not store what the server sent.
    fails: ['client.download.completes', 'client.download.faithful'],
    around:
      (http, { clock, profile }) =>
      async (request) => {
        const begun = clock.now();
        const reply = await http(request);
        return isFile(request, profile) ? { ...reply, body: inTime(reply.body, clock, begun) } : reply;
      },
  }),
  rogue({
    id: 'knows-the-members-of-the-guide',
    title: 'gives up when the manifest has a member that the guide does not show',
    fails: ['client.download.completes'],
    around: reading((manifest) => {
      if ('extra' in manifest) throw new PullFailed('The manifest has another member.');
    }),
  }),
  rogue({
    id: 'ignores-the-case-of-ids',
    title: 'stores the ids of resources in lower case',
    fails: ['client.download.faithful'],
    around: eachLine((line) => [line.replace(/"id":"[^"]*"/g, (id) => id.toLowerCase())]),
  }),
  rogue({
    id: 'reads-entities',
    title: 'replaces HTML entities in strings',
    fails: ['client.download.faithful'],
    around: eachLine((line) => [line.replaceAll('&amp;', '&').replaceAll('&lt;', '<')]),
  }),
  rogue({
    id: 'collapses-spaces',
    title: 'stores one space for several in a row',
    fails: ['client.download.faithful'],
    around: eachLine((line) => [line.replace(/ {2,}/g, ' ')]),
  }),
  rogue({
    id: 'keeps-a-hundred-items',
    title: 'stores only the first hundred extensions of a resource',
    fails: ['client.download.faithful'],
    around: eachLine((line) => [line.replace(/,\{"url":"https:\/\/example\.org\/extension-1\d\d"[^}]*\}/g, '')]),
  }),
  rogue({
    id: 'rounds-long-numbers',
    title: 'stores numbers of more than 16 digits as a double holds them',
    fails: ['client.download.faithful'],
    around: eachLine((line) => [line.replace(/(?<=:)\d{17,}(?:\.\d+)?/g, (number) => String(Number(number)))]),
  }),
  rogue({
    id: 'looks-for-a-claim',
    title: 'gives up when the token is a JWT without the claim client_id',
    fails: ['client.download.completes'],
    blocks: UNSEEN_BY_PROFILE,
    around: withTokens((token) => {
      const [, claims, signature] = token.split('.');
      if (claims === undefined || signature === undefined) return;
      const { client_id: id } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
      if (id === undefined) throw new PullFailed('The token does not say for which client it is.');
    }),
  }),
  rogue({
    id: 'keeps-tokens-in-a-column',
    title: 'gives up when the token is longer than 2,000 characters',
    fails: ['client.download.completes'],
    blocks: UNSEEN_BY_PROFILE,
    around: withTokens((token) => {
      if (token.length > 2000) throw new PullFailed('The token is too long.');
    }),
  }),
  rogue({
    id: 'knows-the-members-of-a-token-response',
    title: 'gives up when the token response has a member that the guide does not show',
    where: ({ showsExpiresIn }) => !showsExpiresIn,
    fails: ['client.download.completes'],
    blocks: UNSEEN_BY_PROFILE,
    around: withTokens((_, members) => {
      if (members.includes('expires_in')) throw new PullFailed('The token response has another member.');
    }),
  }),
  rogue({
    id: 'keeps-job-ids-in-32-bits',
    title: 'gives up when the job id needs more than 32 bits',
    fails: ['client.download.completes'],
    around: reading(({ JobID }) => {
      if (Number(JobID) >= 2 ** 31) throw new PullFailed('The job id is too large.');
    }),
  }),
  rogue({
    id: 'needs-decimals',
    title: 'gives up when transactionTime has no decimals',
    fails: ['client.download.completes'],
    around: reading(({ transactionTime }) => {
      if (!/\.\d/.test(String(transactionTime))) throw new PullFailed('The transaction time has another form.');
    }),
  }),
  rogue({
    id: 'needs-six-decimals',
    title: 'gives up when transactionTime has decimals, but not six',
    fails: ['client.download.completes'],
    around: reading(({ transactionTime }) => {
      const decimals = /\.(\d+)/.exec(String(transactionTime))?.[1];
      if (decimals !== undefined && decimals.length !== 6)
        throw new PullFailed('The transaction time has another form.');
    }),
  }),
  rogue({
    id: 'needs-an-http-date',
    title: 'gives up when Expires is not an HTTP-date',
    fails: ['client.download.completes'],
    around: after(isStatus, async (reply) => {
      const expires = headerOf(reply.headers, 'Expires');
      if (reply.status !== 200 || expires === undefined || /^\w{3}, .* GMT$/.test(expires)) return reply;
      await drained(reply);
      throw new PullFailed('Expires has another form.');
    }),
  }),
  rogue({
    id: 'needs-the-media-type',
    title: 'gives up when a file is not sent as NDJSON',
    // It does not store what the server sent.
    fails: ['client.download.completes', 'client.download.faithful'],
    around: after(isFile, async (reply) => {
      const type = headerOf(reply.headers, 'Content-Type') ?? '';
      if (reply.status !== 200 || /ndjson/.test(type)) return reply;
      await drained(reply);
      throw new PullFailed('The file is not NDJSON.');
    }),
  }),
  rogue({
    id: 'knows-one-case-of-headers',
    title: 'gives up when the names of headers are in lower case',
    fails: ['client.download.completes'],
    around: after(isKickoff, async (reply) => {
      if (!reply.headers.some(([name]) => name === 'content-location')) return reply;
      await drained(reply);
      throw new PullFailed('The response has no Content-Location.');
    }),
  }),
  rogue({
    id: 'decodes-files-alone',
    title: 'accepts gzip everywhere, and decodes it only for files',
    fails: ['client.download.completes'],
    around: (http, context) =>
      after(isStatus, async (reply) => {
        if (headerOf(reply.headers, 'Content-Encoding') === undefined) return reply;
        await drained(reply);
        throw new PullFailed('The manifest is not JSON.');
      })(sending(isStatus, (request) => withHeaders(request, 'Accept-Encoding', 'gzip'))(http, context), context),
  }),
  rogue({
    id: 'reads-urls-as-text',
    title: 'takes the URLs of a manifest from its text, without reading it as JSON',
    fails: ['client.download.completes'],
    around: after(isStatus, async (reply) => {
      if (reply.status !== 200) return reply;
      const bytes = await bytesIn(reply);
      if (bytes.includes('\\/')) throw new PullFailed('The URL of a file has another form.');
      return { ...reply, body: whole(bytes) };
    }),
  }),
];
