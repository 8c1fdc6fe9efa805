import type { Credentials, Exchange, Profile, TokenFact } from '../../model/index.js';
import { headerOf } from '../../record/headers.js';
import type { JsonContent } from '../../record/json.js';
import { readJwt } from './jwt.js';
import type { Answer, OnAnswer } from '../session/call.js';
import type { Session } from '../session/index.js';

/** A token that the run holds. */
export interface HeldToken {
  readonly value: string;
  readonly fact: TokenFact;
  /** When it was received, by the driver's clock. */
  readonly issuedAt: number;
  /** How far the server's clock (Date header) is ahead of the driver's, in milliseconds. */
  readonly skew: number;
}

/** How a token request differs from the documented one. */
interface TokenRequest {
  readonly step: string;
  readonly label: string;
  readonly as: Exchange['as'];
  /** Value of the Authorization header; absent: none is sent. */
  readonly authorization?: string;
  readonly method?: string;
  readonly otherBody?: boolean;
}

/** Basic credentials (RFC 7617) as an Authorization header. */
export const basic = ({ clientId, clientSecret }: Credentials): string =>
  `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;

/** Requests a token; a token in any reply is registered as a secret before the reply is recorded. */
export const requestToken = async (
  session: Session,
  profile: Profile,
  url: string,
  request: TokenRequest,
): Promise<{ answer: Answer; token?: HeldToken }> => {
  const form = (profile.tokenRequest === 'empty-form') !== (request.otherBody === true);
  let token: HeldToken | undefined;
  const answer = await session.send(
    {
      step: request.step,
      label: request.label,
      as: request.as,
      method: request.method ?? 'POST',
      url,
      headers: [
        ['Accept', 'application/json'],
        ...(request.authorization === undefined ? [] : [['Authorization', request.authorization] as const]),
        ...(form ? [['Content-Type', 'application/x-www-form-urlencoded'] as const] : []),
      ],
      ...(form && { body: '' }),
    },
    notingToken(session, (issued) => (token = issued)),
  );
  return { answer, ...(token !== undefined && { token }) };
};

/** Registers a token in a reply as a secret, and notes it as a fact; `hold` gets it if it is where the guide says and can be sent. */
export const notingToken =
  (session: Session, hold: (token: HeldToken) => void): OnAnswer =>
  ({ head, content, id }) => {
    const { value, documented } = tokenIn(content);
    if (value === undefined) return;
    const count = session.facts.filter(({ kind }) => kind === 'token').length;
    const mark = session.redactor.add(value, `«token ${count + 1}»`);
    const issuedAt = session.clock.now();
    const fact: TokenFact = {
      kind: 'token',
      exchange: id,
      mark,
      shape: readJwt(value) === undefined ? 'opaque' : 'jwt',
      length: value.length,
      sendable: /^[\x21-\x7e]+$/.test(value),
      receivedAt: Math.floor(issuedAt / 1000),
      ...readJwt(value),
      ...expiresIn(content),
    };
    session.facts.push(fact);
    const date = Date.parse(headerOf(head.headers, 'date') ?? '');
    const skew = Number.isNaN(date) ? 0 : date - issuedAt;
    if (documented && fact.sendable) hold({ value, fact, issuedAt, skew });
  };

const answerIn = ({ documents: [document] }: JsonContent): Record<string, unknown> =>
  typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {};

/** A token anywhere in a reply; `documented`: it is where the guide says. */
export const tokenIn = (content: JsonContent): { value?: string; documented: boolean } => {
  const value = answerIn(content)['access_token'];
  if (typeof value === 'string' && value !== '') return { value, documented: true };
  const [, inJson, inForm] =
    /"access_token"\s*:\s*"([^"\\]{1,8192})"|\baccess_token=([^&\s"]{1,8192})/.exec(content.text) ?? [];
  const found = inJson ?? inForm;
  return { ...(found !== undefined && { value: found }), documented: false };
};

const expiresIn = (content: JsonContent): { expiresIn?: number } => {
  const value = answerIn(content)['expires_in'];
  return typeof value === 'number' ? { expiresIn: value } : {};
};

/**
 * When a token expires, in milliseconds by the driver's clock; the documented lifetime applies if the token does not say.
 * A token that is expired on arrival comes from a clock that differs: to believe it would mean a new token each time.
 */
export const expiryOf = (token: HeldToken, profile: Profile): number => {
  const { fact, issuedAt, skew } = token;
  const stated = fact.exp === undefined ? undefined : fact.exp * 1000 - skew;
  return stated !== undefined && stated > issuedAt ? stated : issuedAt + (fact.expiresIn ?? profile.tokenLife) * 1000;
};
