import { BrokenExchange, orBroken, PullFailed } from '../../src/reference/index.js';
import { after, bytesIn, drained, isFile, isKickoff, isStatus, isToken, rogue, whole } from './rogue.js';

const STORM = 30;

const repeatedOnce: Parameters<typeof after>[1] = async (reply, request, http) => {
  if (reply.status !== 429 && reply.status !== 503) return reply;
  await drained(reply);
  return http(request);
};

const FAILED = [404, 410, 500];
const SKIPPED = 'The file is busy, and skipped.';
const NO_TOKEN = 'There is no token today.';

export default [
  rogue({
    id: 'stores-error-bodies',
    title: 'stores the body of a 404, 410 or 500 as the file',
    fails: ['client.failure.reported'],
    around: after(isFile, (reply) =>
      Promise.resolve(FAILED.includes(reply.status) ? { ...reply, status: 200 } : reply),
    ),
  }),
  rogue({
    id: 'skips-files-that-stay-busy',
    title: 'skips a file after three responses of 429 or 503, and ends with exit status 0',
    fails: ['client.failure.reported'],
    around: (http, context) => {
      const busy = new Map<string, number>();
      return after(isFile, (reply, { url }) => {
        if (reply.status !== 429 && reply.status !== 503) return Promise.resolve(reply);
        busy.set(url, (busy.get(url) ?? 0) + 1);
        if (busy.get(url) === 3) throw new PullFailed(SKIPPED);
        return Promise.resolve(reply);
      })(http, context);
    },
    ends: (ending) => (ending.lines.includes(SKIPPED) ? { ...ending, code: 0 } : ending),
  }),
  rogue({
    id: 'takes-a-cut-manifest-for-an-empty-one',
    title: 'takes a manifest whose transfer was cut off for one that lists no file',
    fails: ['client.failure.reported'],
    around: after(isStatus, async (reply) => {
      const body = await orBroken(() => bytesIn(reply));
      const nothing = Buffer.from('{"output":[]}');
      return { ...reply, body: whole(body instanceof BrokenExchange ? nothing : body) };
    }),
  }),
  rogue({
    id: 'gives-up-on-a-cut-manifest',
    title: 'gives up when the transfer of the manifest is cut off',
    fails: ['client.failure.passing'],
    around: after(isStatus, async (reply) => {
      const body = await orBroken(() => bytesIn(reply));
      if (body instanceof BrokenExchange) throw new PullFailed('The manifest was cut off.');
      return { ...reply, body: whole(body) };
    }),
  }),
  rogue({
    id: 'always-content',
    title: 'always ends with exit status 0',
    fails: ['client.failure.reported'],
    ends: (ending) => ({ ...ending, code: 0 }),
  }),
  rogue({
    id: 'content-without-a-token',
    title: 'ends with exit status 0 when a token request returns 429, 502 or 503',
    fails: ['client.failure.reported'],
    around: after(isToken, (reply) => {
      if ([429, 502, 503].includes(reply.status)) throw new PullFailed(NO_TOKEN);
      return Promise.resolve(reply);
    }),
    ends: (ending) => (ending.lines.includes(NO_TOKEN) ? { ...ending, code: 0 } : ending),
  }),
  rogue({
    id: 'storms-failed-files',
    title: 'repeats the request for a file 30 times at once when it returns 404, 410 or 500',
    fails: ['client.failure.no-storm', 'client.failure.gives-up'],
    around: after(isFile, async (reply, request, http) => {
      let last = reply;
      for (let tries = 0; FAILED.includes(last.status) && tries < STORM; tries += 1) {
        await drained(last);
        last = await http(request);
      }
      return last;
    }),
  }),
  rogue({
    id: 'storms-the-metadata',
    title: `requests the metadata ${STORM} times at once`,
    fails: ['client.failure.no-storm'],
    around: after(isKickoff, async (reply, _, http, { task, profile }) => {
      const request = { method: 'GET', url: task.url + profile.paths.metadata, headers: [] } as const;
      for (let times = 0; times < STORM; times += 1) await drained(await http(request));
      return reply;
    }),
  }),
  rogue({
    id: 'asks-for-failed-files-for-a-minute',
    title: 'repeats the request for a file every two seconds for a minute when it returns 404, 410 or 500',
    fails: ['client.failure.gives-up'],
    around: after(isFile, async (reply, request, http, { clock }) => {
      let last = reply;
      for (let tries = 0; FAILED.includes(last.status) && tries < STORM; tries += 1) {
        await drained(last);
        await clock.sleep(2000);
        last = await http(request);
      }
      return last;
    }),
  }),
  rogue({
    id: 'repeats-busy-files-at-once',
    title: 'repeats the request for a file at once when it returns 429 or 503',
    fails: ['client.failure.waits'],
    around: after(isFile, repeatedOnce),
  }),
  rogue({
    id: 'repeats-busy-tokens-at-once',
    title: 'repeats the token request at once when it returns 429 or 503',
    fails: ['client.failure.waits'],
    around: after(isToken, repeatedOnce),
  }),
  rogue({
    id: 'never-content',
    title: 'always ends with exit status 1',
    // No export of such a client succeeds.
    fails: ['client.failure.reported', 'client.failure.passing', 'client.download.completes'],
    ends: (ending) => ({ ...ending, code: 1 }),
  }),
  rogue({
    id: 'gives-up-on-a-busy-token-endpoint',
    title: 'gives up when a token request returns 429 or 503',
    fails: ['client.failure.passing'],
    around: after(isToken, (reply) => {
      if (reply.status === 429 || reply.status === 503) throw new PullFailed('There is no token.');
      return Promise.resolve(reply);
    }),
  }),
  rogue({
    id: 'gives-up-on-a-gateway',
    title: 'gives up when a request returns 502 or 504',
    fails: ['client.failure.passing'],
    around: (http) => async (request) => {
      const reply = await http(request);
      if (reply.status === 502 || reply.status === 504) throw new PullFailed('The gateway failed.');
      return reply;
    },
  }),
  rogue({
    id: 'gives-up-on-a-reset',
    title: 'gives up when a request has no response',
    fails: ['client.failure.passing'],
    around: (http) => async (request) => {
      try {
        return await http(request);
      } catch (error) {
        throw error instanceof BrokenExchange ? new PullFailed('There was no response.') : error;
      }
    },
  }),
  rogue({
    id: 'gives-up-on-an-unused-token',
    title: 'gives up when the kick-off returns 401',
    fails: ['client.failure.passing'],
    around: after(isKickoff, (reply) => {
      if (reply.status === 401) throw new PullFailed('The token is refused.');
      return Promise.resolve(reply);
    }),
  }),
];
