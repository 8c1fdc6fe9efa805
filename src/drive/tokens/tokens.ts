import type { Credentials, Exchange, Profile, TokenFact } from '../../model/index.js';
import { headerOf } from '../../record/headers.js';
import type { JsonContent } from '../../record/json.js';
import { readJwt } from './jwt.js';
import type { Answer, Session } from '../session/index.js';

/** A token that the run holds. */
export interface HeldToken {
  readonly value: string;
  readonly fact: TokenFact;
  /** When it came, by the driver's clock. */
  readonly issuedAt: number;
  /** How far the server's clock (Date) is ahead of the driver's, in milliseconds. */
  readonly skew: number;
}

/** How a token request differs from the documented one. */
export interface TokenRequest {
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

/** Asks the token endpoint; a token in any answer of it is registered as a secret before it is recorded. */
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
      if (documented && fact.sendable) token = { value, fact, issuedAt, skew };
    },
  );
  return { answer, ...(token !== undefined && { token }) };
};

const answerIn = ({ documents: [document] }: JsonContent): Record<string, unknown> =>
  typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {};

/** A token wherever an answer holds one; `documented`: where the guide says it is. */
const tokenIn = (content: JsonContent): { value?: string; documented: boolean } => {
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
 * When a token's life ends, in milliseconds by the driver's clock; the documented life where the token does not say. One
 * that has expired when it comes is of a clock that differs: to go by it would be to ask for a new one each time.
 */
export const expiryOf = (token: HeldToken, profile: Profile): number => {
  const { fact, issuedAt, skew } = token;
  const told = fact.exp === undefined ? undefined : fact.exp * 1000 - skew;
  return told !== undefined && told > issuedAt ? told : issuedAt + (fact.expiresIn ?? profile.tokenLife) * 1000;
};
