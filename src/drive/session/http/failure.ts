import { defaultLimits, inForce, type Limits } from '../../../model/index.js';
import { ProxyFailed } from '../../../network/agents.js';
import { isOverBound } from '../../../record/bounds.js';

/** Why there is no complete reply: a stable code and a sentence without addresses or stack. */
export interface Failure {
  readonly code: string;
  readonly says: string;
}

const SENTENCES: Readonly<Record<string, string | ((limits: Limits) => string)>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset before the response was complete',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up at the moment',
  ETIMEDOUT: 'the connection timed out',
  ECONNABORTED: (limits) => `no complete response within ${inForce('small-reply-seconds', limits)}`,
  EPROTO: 'TLS failed (EPROTO)',
  HPE_HEADER_OVERFLOW: (limits) => `the headers exceed the limit of ${inForce('header-bytes', limits)}`,
  'reply-timeout': (limits) => `no response within ${inForce('reply-seconds', limits)}`,
  'body-timeout': (limits) => `no more of the body arrived for ${inForce('idle-seconds', limits)}`,
  'connect-timeout': (limits) => `no connection within ${inForce('connect-seconds', limits)}`,
  ABORT_ERR: 'the run was interrupted',
};

/** The harness's own sentence for an error of the network; the error's message may quote what the server sent. */
export const failureOf = (error: unknown, limits: Limits = defaultLimits): Failure => {
  const { code, errno, cause, name, message } = error as Record<
    'code' | 'errno' | 'cause' | 'name' | 'message',
    unknown
  >;
  if (isOverBound(error) || error instanceof ProxyFailed) return { code: error.code, says: error.message };
  // superagent's two time-outs differ only in errno.
  if (code === 'ECONNABORTED' && errno === 'ETIMEDOUT')
    return { code, says: `no response within ${inForce('reply-seconds', limits)}` };
  // supertest replaces some errors by its own, with the code at the start of the message.
  const codeInMessage = typeof message === 'string' ? /^(E[A-Z]{3,}): /.exec(message)?.[1] : undefined;
  const known = typeof code === 'string' ? code : codeInMessage;
  if (known === undefined && cause !== undefined) return failureOf(cause, limits);
  const stable = known ?? (name === 'AbortError' ? 'ABORT_ERR' : 'broken');
  // Some OpenSSL errors share one code and differ only in their text.
  if (stable === 'EPROTO' && typeof message === 'string' && /alert protocol version|unsupported protocol/.test(message))
    return { code: stable, says: `TLS failed: ${OLD_TLS} (EPROTO)` };
  const sentence = SENTENCES[stable];
  if (sentence !== undefined) return { code: stable, says: typeof sentence === 'string' ? sentence : sentence(limits) };
  if (stable.startsWith('HPE_')) return { code: stable, says: 'the response is not HTTP' };
  return { code: stable, says: tlsText(stable) ?? `the exchange failed (${stable})` };
};

const OLD_TLS = 'the server does not support TLS 1.2 or later';

/** Sentences for TLS error codes. */
const TLS: readonly (readonly [RegExp, string])[] = [
  [/^CERT_HAS_EXPIRED$/, 'the certificate has expired'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'the certificate is for another host'],
  [/SELF_SIGNED|^UNABLE_TO/, 'the certificate is not from a trusted authority'],
  [/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/, OLD_TLS],
  [/^(?:ERR_TLS|ERR_SSL|CERT_)/, ''],
];

const tlsText = (code: string): string | undefined => {
  const words = TLS.find(([codes]) => codes.test(code))?.[1];
  return words === undefined ? undefined : `TLS failed${words === '' ? '' : `: ${words}`} (${code})`;
};
