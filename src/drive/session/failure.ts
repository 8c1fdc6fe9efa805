import { defaultLimits, inForce, type Limits } from '../../model/index.js';
import { isOverBound } from '../../record/bounds.js';

/** Why there is no whole reply: a stable code and a sentence without addresses or stack. */
export interface Failure {
  readonly code: string;
  readonly says: string;
}

const SENTENCES: Readonly<Record<string, string | ((limits: Limits) => string)>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset before the reply was whole',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'no connection in time',
  ECONNABORTED: (limits) => `no whole reply within ${inForce('small-reply-seconds', limits)}`,
  EPROTO: 'TLS failed (EPROTO)',
  HPE_HEADER_OVERFLOW: (limits) => `the headers are over the bound of ${inForce('header-bytes', limits)}`,
  UND_ERR_HEADERS_OVERFLOW: (limits) => `the headers are over the bound of ${inForce('header-bytes', limits)}`,
  UND_ERR_SOCKET: 'the connection was closed before the reply was whole',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the body is not as long as Content-Length says',
  UND_ERR_HEADERS_TIMEOUT: (limits) => `no reply within ${inForce('reply-seconds', limits)}`,
  UND_ERR_BODY_TIMEOUT: (limits) => `nothing more of the body came for ${inForce('idle-seconds', limits)}`,
  UND_ERR_CONNECT_TIMEOUT: (limits) => `no connection within ${inForce('connect-seconds', limits)}`,
  UND_ERR_ABORTED: 'the run was interrupted',
  ABORT_ERR: 'the run was interrupted',
};

/** A sentence of ours for an error of the network; its own message may quote what the server sent. */
export const failureOf = (error: unknown, limits: Limits = defaultLimits): Failure => {
  const { code, errno, cause, name, message } = error as Record<
    'code' | 'errno' | 'cause' | 'name' | 'message',
    unknown
  >;
  if (isOverBound(error)) return { code: error.code, says: error.message };
  // superagent tells its two time-outs by errno alone.
  if (code === 'ECONNABORTED' && errno === 'ETIMEDOUT')
    return { code, says: `no reply within ${inForce('reply-seconds', limits)}` };
  // supertest makes errors of its own of some failures, with the code at the start of the message.
  const told = typeof message === 'string' ? /^(E[A-Z]{3,}): /.exec(message)?.[1] : undefined;
  const known = typeof code === 'string' ? code : told;
  if (known === undefined && cause !== undefined) return failureOf(cause, limits);
  const stable = known ?? (name === 'AbortError' ? 'ABORT_ERR' : 'broken');
  // Some errors of OpenSSL come under one code, and are told apart by their text alone.
  if (stable === 'EPROTO' && typeof message === 'string' && /alert protocol version|unsupported protocol/.test(message))
    return { code: stable, says: `TLS failed: ${OLD_TLS} (EPROTO)` };
  const sentence = SENTENCES[stable];
  if (sentence !== undefined) return { code: stable, says: typeof sentence === 'string' ? sentence : sentence(limits) };
  if (stable.startsWith('HPE_')) return { code: stable, says: 'the answer is not HTTP' };
  return { code: stable, says: tlsText(stable) ?? `the exchange broke (${stable})` };
};

const OLD_TLS = 'the server speaks no version of it from 1.2 on';

/** What is wrong with TLS, in words where they are known, and by its code. */
const TLS: readonly (readonly [RegExp, string])[] = [
  [/^CERT_HAS_EXPIRED$/, 'the certificate has expired'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'the certificate is for another host'],
  [/SELF_SIGNED|^UNABLE_TO/, 'no authority that is trusted vouches for the certificate'],
  [/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/, OLD_TLS],
  [/^(?:ERR_TLS|ERR_SSL|CERT_)/, ''],
];

const tlsText = (code: string): string | undefined => {
  const words = TLS.find(([codes]) => codes.test(code))?.[1];
  return words === undefined ? undefined : `TLS failed${words === '' ? '' : `: ${words}`} (${code})`;
};
