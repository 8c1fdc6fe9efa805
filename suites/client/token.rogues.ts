import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { headerOf, PullFailed } from '../../src/reference/index.js';
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
  tryingFirst,
  withHeaders,
} from './rogue.js';

const ATTEMPTS = 10;
const PAUSE = 1000;

export default [
  rogue({
    id: 'basic-in-clear',
    title: 'sends its id and secret in the Basic header without encoding them, until the server refuses that',
    fails: ['client.token.basic'],
    around: tryingFirst(isToken, (request, { task: { credentials } }) =>
      withHeaders(request, 'Authorization', `Basic ${credentials.clientId}:${credentials.clientSecret.slice(0, 5)}`),
    ),
  }),
  rogue({
    id: 'token-by-get',
    title: 'requests the token by GET, until the server refuses that',
    fails: ['client.token.basic'],
    around: tryingFirst(isToken, ({ url, headers }) => ({ method: 'GET', url, headers })),
  }),
  rogue({
    id: 'token-accepts-anything',
    title: 'accepts any media type from the token endpoint',
    fails: ['client.token.accept-json'],
    around: sending(isToken, (request) => withHeaders(request, 'Accept', '*/*')),
  }),
  rogue({
    id: 'credentials-everywhere',
    title: 'sends its id in a header of status requests',
    fails: ['client.token.nowhere-else'],
    around: sending(isStatus, (request, { task }) =>
      withHeaders(request, 'X-Client', Buffer.from(task.credentials.clientId).toString('base64')),
    ),
  }),
  rogue({
    id: 'credentials-in-token-url',
    title: 'also sends its secret in the URL of the token request',
    fails: ['client.token.nowhere-else'],
    around: sending(isToken, (request, { task }) => ({
      ...request,
      url: `${request.url}?client_secret=${task.credentials.clientSecret}`,
    })),
  }),
  rogue({
    id: 'files-without-token',
    title: 'requests files without a token, until the server refuses that',
    fails: ['client.token.bearer'],
    around: tryingFirst(isFile, (request) => withHeaders(request, 'Authorization', undefined)),
  }),
  rogue({
    id: 'bearer-in-lower-case',
    title: 'spells bearer in lower case, until the server refuses that',
    fails: ['client.token.bearer'],
    around: tryingFirst(isFile, (request) => ({
      ...request,
      headers: request.headers.map(([name, value]) => [name, value.replace(/^Bearer /, 'bearer ')]),
    })),
  }),
  rogue({
    id: 'replays-the-old-token',
    title: 'sends its first token again after it was renewed, until the server refuses that',
    fails: ['client.token.bearer'],
    around: (http) => {
      let first: string | undefined;
      let renewed: string | undefined;
      return async (request) => {
        const now = headerOf(request.headers, 'Authorization') ?? '';
        if (now.startsWith('Bearer ')) first ??= now;
        // The request that was refused is repeated with the new token.
        if (!now.startsWith('Bearer ') || now === first || now !== renewed) {
          renewed = now;
          return http(request);
        }
        const reply = await http(withHeaders(request, 'Authorization', first));
        if (reply.status !== 401) return reply;
        await drained(reply);
        return http(request);
      };
    },
  }),
  rogue({
    id: 'token-in-url',
    title: 'requests the metadata with its token in the URL',
    fails: ['client.token.not-in-url'],
    around: after(isKickoff, async (reply, { headers }, http, { task, profile }) => {
      const token = headerOf(headers, 'Authorization')?.split(' ')[1] ?? '';
      const url = `${task.url}${profile.paths.metadata}?access_token=${token}`;
      await drained(await http({ method: 'GET', url, headers: [] }));
      return reply;
    }),
  }),
  rogue({
    id: 'gives-up-on-expiry',
    title: 'gives up when the token expires while it polls a job',
    fails: ['client.token.renewed'],
    around: after(isStatus, (reply) => {
      if (reply.status === 401) throw new PullFailed('The token has expired.');
      return Promise.resolve(reply);
    }),
  }),
  rogue({
    id: 'storms',
    title: `tries refused credentials ${ATTEMPTS} times`,
    fails: ['client.token.no-storm'],
    around: after(isToken, async (reply, request, http) => {
      for (let tries = 1; reply.status === 401 && tries < ATTEMPTS; tries += 1) await drained(await http(request));
      return reply;
    }),
  }),
  rogue({
    id: 'renews-without-end',
    title: `renews its token ${ATTEMPTS} times, although each new one is refused`,
    fails: ['client.token.gives-up'],
    around: (http, { task, profile, clock }) => {
      const basic = Buffer.from(`${task.credentials.clientId}:${task.credentials.clientSecret}`).toString('base64');
      const headers = [
        ['Accept', 'application/json'],
        ['Authorization', `Basic ${basic}`],
      ] as const;
      return async (request) => {
        let reply = await http(request);
        for (let tries = 0; isStatus(request, profile) && reply.status === 401 && tries < ATTEMPTS; tries += 1) {
          await drained(reply);
          await clock.sleep(PAUSE);
          const answer = await bytesIn(await http({ method: 'POST', url: task.url + profile.paths.token, headers }));
          const { access_token: token } = JSON.parse(answer.toString()) as { access_token: string };
          reply = await http(withHeaders(request, 'Authorization', `Bearer ${token}`));
        }
        return reply;
      };
    },
  }),
  rogue({
    id: 'keeps-its-token-for-everyone',
    title: 'writes its token into a file of the output folder that every user can read',
    fails: ['client.token.stored-safely'],
    around: after(isKickoff, (reply, { headers }, _http, { task }) => {
      const path = join(task.out, 'token.txt');
      writeFileSync(path, headerOf(headers, 'Authorization') ?? '');
      chmodSync(path, 0o644);
      return Promise.resolve(reply);
    }),
  }),
  rogue({
    id: 'opens-its-folder',
    title: 'lets every user write into the output folder',
    fails: ['client.token.stored-safely'],
    around: after(isKickoff, (reply, _request, _http, { task }) => {
      chmodSync(task.out, 0o777);
      return Promise.resolve(reply);
    }),
  }),
  rogue({
    id: 'token-per-file',
    title: 'requests a token before each file',
    fails: ['client.token.reused'],
    around: (http, { task, profile }) => {
      const basic = Buffer.from(`${task.credentials.clientId}:${task.credentials.clientSecret}`).toString('base64');
      return async (request) => {
        if (isFile(request, profile) && new URL(request.url).origin === task.url)
          await drained(
            await http({
              method: 'POST',
              url: task.url + profile.paths.token,
              headers: [
                ['Accept', 'application/json'],
                ['Authorization', `Basic ${basic}`],
              ],
            }),
          );
        return http(request);
      };
    },
  }),
];
