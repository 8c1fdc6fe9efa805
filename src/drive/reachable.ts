import { CannotJudge, type TlsFact } from '../model/index.js';
import { userAgent } from '../package.js';
import type { Conversation } from './conversation.js';

/** Failures after which another request makes no sense: there is no connection. */
const UNREACHABLE =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPROTO|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

/**
 * Throws CannotJudge if the server never replied: that says nothing about whether it conforms.
 * @param atEnd no further request follows, so any failure counts
 */
export const refuseUnreachable = ({ session, options }: Conversation, atEnd = false): void => {
  const tls = session.facts.find((fact): fact is TlsFact => fact.kind === 'tls');
  const onlyHandshake = atEnd && session.exchanges.length === 0 && tls?.error !== undefined;
  const failure = onlyHandshake ? { code: 'TLS', says: tls.error } : session.exchanges[0]?.failure;
  if (failure === undefined || session.exchanges.some(({ reply }) => reply !== undefined)) return;
  if (!atEnd && !UNREACHABLE.test(failure.code)) return;
  throw new CannotJudge(`Cannot reach ${options.base}: ${failure.says}. ${remedyFor(failure.says)}`);
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

const isOutcome = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'resourceType' in json && json.resourceType === 'OperationOutcome';

const remedyFor = (says: string): string => {
  if (/TLS failed: the server does not support/.test(says)) return 'Enable TLS 1.2 or later on the server.';
  if (!/TLS/.test(says)) return 'Check that the server is running and that the URL is correct.';
  return 'If you trust this server, pass its certificate authority with --ca, or accept any certificate with --insecure. If it uses plain http, write http:// in the URL.';
};
