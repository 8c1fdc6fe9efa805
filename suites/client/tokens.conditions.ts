import { bearerOf, json, withRequestHeader } from '../../src/reference/index.js';
import type { Alter } from '../../src/model/index.js';
import { condition, type Json, withCommon } from './condition.js';

/** Routes of requests with a token, and the one that gives it. */
const WITH_TOKEN = ['token', 'kickoff', 'other', 'status', 'data', 'error-file'] as const;

/** The client gets another token for each of the server's, and the server gets its own back. */
const tokensAs =
  (other: (token: string) => string): Alter =>
  async (request, next, context) => {
    const tokens = context.keep('other tokens', new Map<string, string>());
    const own = tokens.get(bearerOf(request) ?? '');
    if (own !== undefined) return next(withRequestHeader(request, 'authorization', `Bearer ${own}`));
    if (request.path !== context.profile.paths.token) return next(request);
    return json((answer: Json) => {
      const token = answer['access_token'];
      if (typeof token !== 'string') return;
      const given = other(token);
      tokens.set(given, token);
      answer['access_token'] = given;
    })(request, next, context);
  };

/** The token with other claims. Its signature, which no client can check, stays. */
const claiming = (claims: (own: Json) => Json): ((token: string) => string) => {
  return (token) => {
    const [header = '', content = '', signature = ''] = token.split('.');
    const own = JSON.parse(Buffer.from(content, 'base64url').toString()) as Json;
    return [header, Buffer.from(JSON.stringify(claims(own))).toString('base64url'), signature].join('.');
  };
};

/** Characters that make a token longer than a column or buffer of 2,000. */
const LONG = 2000;

/** Tokens that the guide allows, since it says nothing about their form. */
export const tokenDialects = [
  condition({
    id: 'token-with-other-claims',
    title: 'the token is a JWT that names the client as cid, not as client_id, with a list of audiences',
    type: 'Patient',
    behavior: () =>
      withCommon({
        at: WITH_TOKEN,
        alter: tokensAs(
          claiming(({ exp, jti, client_id: cid }) => ({
            iss: 'ssas',
            aud: ['bcda', 'dpc'],
            cid,
            use: 'AccessToken',
            exp,
            jti,
          })),
        ),
      }),
  }),
  condition({
    id: 'long-token',
    title: 'the token is a JWT of more than 2,000 characters',
    type: 'Coverage',
    behavior: () =>
      withCommon({ at: WITH_TOKEN, alter: tokensAs(claiming((own) => ({ ...own, data: 'x'.repeat(LONG) }))) }),
  }),
  condition({
    id: 'expires-in-not-shown',
    title: 'the token response has expires_in as a number, also where the guide shows none',
    type: 'Patient',
    behavior: () =>
      withCommon({
        at: 'token',
        alter: json((answer: Json, _, { profile }) => {
          if ('access_token' in answer) answer['expires_in'] = profile.tokenLife;
        }),
      }),
  }),
] as const;
