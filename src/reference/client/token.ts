import { type Clock, CannotJudge, type Credentials, type Header, type Profile } from '../../model/index.js';
import { BrokenExchange, type ClientHttp, type ClientReply, orBroken } from './http.js';
import { answerOf, failureOf, jsonOf, memberOf, PullFailed } from './reply.js';
import { retryWhileBusy, type Wait } from './wait.js';

/** What is needed to request a token. */
interface TokenSource {
  readonly profile: Profile;
  readonly base: string;
  readonly credentials: Credentials;
  readonly http: ClientHttp;
  readonly wait: Wait;
  readonly clock: Clock;
}

export interface TokenSession {
  /** Gets the token of the run. Throws CannotJudge if the server cannot be reached at all. */
  readonly signIn: () => Promise<void>;
  /** GET with the token. After a 401 the request is repeated once with a new token. */
  readonly get: (url: string, headers?: readonly Header[]) => Promise<ClientReply>;
  /** A text without the run's secrets and tokens, in case the server included one. */
  readonly redacted: (text: string) => string;
}

/** One token for the whole run, used until the server refuses it. */
export const openTokenSession = (source: TokenSource): TokenSession => {
  const secrets = [source.credentials.clientSecret, basicOf(source.credentials)].filter((secret) => secret !== '');
  let token: string | undefined;
  /** How many tokens in a row were refused before they worked. */
  let refused = 0;
  const renewed = async (): Promise<string> => {
    token = await issued(source);
    secrets.push(token);
    return token;
  };
  return {
    signIn: async () => {
      const first = await orBroken(renewed);
      if (first instanceof BrokenExchange) throw new CannotJudge(`The server cannot be reached: ${first.message}.`);
    },
    get: async (url, headers = []) => {
      for (;;) {
        const bearer = token ?? (await renewed());
        const reply = await source.http({
          method: 'GET',
          url,
          headers: [...headers, ['Authorization', `Bearer ${bearer}`]],
        });
        if (reply.status !== 401) {
          refused = 0;
          return reply;
        }
        await answerOf(reply);
        refused += 1;
        // A first token may have expired; a second one has not.
        if (refused > 1) throw new PullFailed('The server refuses, with status 401, a token that it has just issued.');
        token = undefined;
      }
    },
    redacted: (text) => secrets.reduce((left, secret) => left.replaceAll(secret, '«secret»'), text),
  };
};

/** Requests a token as the profile's guide shows (guide: Authentication Walkthrough). */
const issued = async (source: TokenSource): Promise<string> => {
  const { profile, base, credentials, http } = source;
  const headers: Header[] = [
    ['Accept', 'application/json'],
    ['Authorization', `Basic ${basicOf(credentials)}`],
  ];
  const form: Header = ['Content-Type', 'application/x-www-form-urlencoded'];
  const url = base + profile.paths.token;
  const request =
    profile.tokenRequest === 'empty-form'
      ? ({ method: 'POST', url, headers: [...headers, form], body: '' } as const)
      : ({ method: 'POST', url, headers } as const);
  const answer = await answerOf(await retryWhileBusy(() => http(request), 'the request for a token', source));
  // Credentials do not become valid by being sent again.
  if (answer.status === 401 || answer.status === 403)
    throw new PullFailed(
      `The server refuses the client credentials (status ${answer.status}). Check the id and the secret.`,
    );
  if (answer.status !== 200) throw failureOf('The request for a token', answer);
  const token = memberOf(jsonOf(answer.text), 'access_token');
  if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new PullFailed(
    'The response of the token endpoint is not JSON with an access_token that can be sent in a header.',
  );
};

/** Id and secret as RFC 7617 joins them. */
const basicOf = ({ clientId, clientSecret }: Credentials): string =>
  Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64');
