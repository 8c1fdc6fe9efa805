import type { ServerReply, ServerRequest } from '../../model/index.js';
import { keys } from './jwt.js';
import { plain, unauthorized } from './outcome.js';
import { issueNext, type State } from './state.js';

/**
 * POST <token>: a token for Basic credentials (guide: Encoded Basic authentication; RFC 6749, 4.4 and 5.1).
 * The body is ignored; the two guides show different ones.
 */
export const token = async (state: State, request: ServerRequest): Promise<ServerReply> => {
  if (request.method !== 'POST') return plain(405, 'Method Not Allowed', [['Allow', 'POST']]);
  const given = basic(request.headers['authorization']);
  const client = state.clients.find((known) => `${known.clientId}:${known.clientSecret}` === given);
  if (client === undefined) return unauthorized('Basic');
  return {
    status: 200,
    headers: [
      ['Content-Type', 'application/json'],
      ['Cache-Control', 'no-store'],
      ['Pragma', 'no-cache'],
    ],
    body: JSON.stringify({
      access_token: issueNext(state, await keys(), client.clientId),
      ...(state.expiresIn !== 'none' && {
        expires_in: state.expiresIn === 'number' ? state.tokenLife : String(state.tokenLife),
      }),
      token_type: 'bearer',
    }),
  };
};

/** The `id:secret` of a Basic header (RFC 7617, 2), undefined if there is none. */
const basic = (authorization: string | undefined): string | undefined => {
  const credentials = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? '')?.[1];
  return credentials && Buffer.from(credentials, 'base64').toString('utf8');
};
