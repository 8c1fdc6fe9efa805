import { CannotJudge, type Exchange, type TlsFact } from '../model/index.js';
import { proxyFor, proxyName } from '../network/proxy.js';
import { userAgent } from '../package.js';
import { certificateRemedy, codeIn } from './certificates.js';
import type { Conversation } from './conversation.js';

/** Failures after which another request makes no sense: there is no connection. */
const UNREACHABLE =
  /^(EPROXY|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPROTO|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

/**
 * Throws CannotJudge if the server never replied: that says nothing about whether it conforms.
 * @param atEnd no further request follows, so any failure counts
 */
export const refuseUnreachable = async ({ session, options }: Conversation, atEnd = false): Promise<void> => {
  const tls = session.facts.find((fact): fact is TlsFact => fact.kind === 'tls');
  const onlyHandshake = atEnd && session.exchanges.length === 0 && tls?.error !== undefined;
  const failure = onlyHandshake ? { code: codeIn(tls.error), says: tls.error } : session.exchanges[0]?.failure;
  if (failure === undefined || session.exchanges.some(({ reply }) => reply !== undefined)) return;
  if (!atEnd && !UNREACHABLE.test(failure.code)) return;
  const remedy =
    (await certificateRemedy(failure.code, options.base, options.connection, session.limits)) ??
    remedyFor(failure, proxyFor(options.base, options.connection?.proxies));
  throw new CannotJudge(`Cannot reach ${options.base}: ${failure.says}. ${remedy}`);
};

/**
 * Throws CannotJudge if everything so far was refused by 403, the public metadata and the token request too, and never by an
 * OperationOutcome: that is a firewall, and says nothing about the server behind it.
 */
export const refuseFirewall = ({ session: { exchanges }, options }: Conversation): void => {
  const labels = new Set(exchanges.map(({ label }) => label));
  if (!labels.has('metadata') || !labels.has('token')) return;
  if (!exchanges.every(({ reply }) => reply?.status === 403 && !isOutcome(reply.body.json))) return;
  throw new CannotJudge(
    `${options.base} refuses every request with 403, also of the metadata, which need no credentials, and without an OperationOutcome: ` +
      `a firewall or gateway seems to respond in place of the server. Ask its operator to let requests from this machine ` +
      `with the User-Agent ${userAgent} through.`,
  );
};

/** Whether a body is an OperationOutcome. */
export const isOutcome = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'resourceType' in json && json.resourceType === 'OperationOutcome';

const remedyFor = ({ code, says }: NonNullable<Exchange['failure']>, proxy: URL | undefined): string => {
  if (/TLS failed: the server does not support/.test(says)) return 'Enable TLS 1.2 or later on the server.';
  if (/TLS/.test(says)) return 'If the server uses plain http, write http:// in the URL.';
  if (proxy === undefined) return 'Check that the server is running and that the URL is correct.';
  const settings = 'of HTTPS_PROXY, HTTP_PROXY or --proxy; NO_PROXY names hosts that are requested directly';
  return code === 'EPROXY'
    ? `Check the proxy (${settings}).`
    : `The request went through ${proxyName(proxy)} (${settings}). Check that the server is running and that the URL is correct.`;
};
