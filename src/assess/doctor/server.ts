import type { Survey } from '../../drive/discovery/survey.js';
import { type Exchange, headerOf, isLoopback, type Point } from '../../model/index.js';

/** No connection could be made, or none in time. */
const NO_CONNECTION =
  /^(EPROXY|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ETIME|ECONNABORTED)$/;

/** Why there was no response, if there was none. */
const failureIn = ({ handshake, metadata }: Survey): Exchange['failure'] => handshake?.failure ?? metadata?.failure;

/** Whether something responded at the URL as it was given. */
export const wasReached = (seen: Survey): boolean => {
  const failure = failureIn(seen);
  return seen.otherScheme !== true && (failure === undefined || !NO_CONNECTION.test(failure.code));
};

const REMEDIES: Readonly<Record<string, string>> = {
  EPROXY: 'Correct HTTPS_PROXY, HTTP_PROXY or --proxy; NO_PROXY names hosts that are requested directly.',
  ECONNREFUSED: 'Start the server, or correct the host or the port of the URL.',
  ENOTFOUND: 'Correct the host name; if only your own network knows the name, connect to that network (VPN).',
  EAI_AGAIN: 'Check that this machine has a network connection and can resolve names.',
};

/** Whether the server responds at all. */
export const reachPoint = (seen: Survey, base: string): Point => {
  const id = 'reachable';
  const failure = failureIn(seen);
  if (seen.otherScheme === true) return otherScheme(base);
  if (failure === undefined) return { id, state: 'ok', says: `${base} responds (in ${seen.metadata?.ms ?? 0} ms).` };
  if (NO_CONNECTION.test(failure.code)) {
    const remedy =
      REMEDIES[failure.code] ??
      'Check that the server is running, and that no firewall or proxy blocks the connection.';
    return { id, state: 'problem', says: `${base} cannot be reached: ${failure.says}.`, remedy };
  }
  if (seen.handshake?.failure !== undefined) return { id, state: 'ok', says: `The host and port of ${base} respond.` };
  return {
    id,
    state: 'problem',
    says: `${base} accepted the request but sent no valid response: ${failure.says}.`,
    remedy: 'Check that the port is that of the API, and that nothing between here and the server alters responses.',
  };
};

/** The URL with the other one of http and https. */
export const otherSchemeOf = (base: string): string =>
  base.startsWith('https:') ? base.replace(/^https:/, 'http:') : base.replace(/^http:/, 'https:');

const otherScheme = (base: string): Point => {
  const [is, not] = base.startsWith('https:') ? ['http', 'https'] : ['https', 'http'];
  const remedy = `Use ${otherSchemeOf(base)}, or give the port for ${not}.`;
  return { id: 'reachable', state: 'problem', says: `The URL has ${not}, but the server uses ${is}.`, remedy };
};

const DAY_MS = 86_400_000;
/** A certificate that expires sooner may do so between two runs. */
const SOON_DAYS = 30;

/** How the connection is protected. */
export const tlsPoint = (
  { handshake, otherScheme: other, certificateRemedy }: Survey,
  base: string,
  now: number,
  insecure: boolean,
): Point => {
  const id = 'tls';
  if (handshake === undefined) return plainPoint(base);
  const { failure, protocol = 'TLS', validTo, distrusted } = handshake;
  if (failure !== undefined) {
    if (other === true || NO_CONNECTION.test(failure.code))
      return { id, state: 'not tried', says: 'There was no server to connect to with TLS.' };
    const remedy =
      certificateRemedy ?? 'Check that the port is that of the API, and that the server supports TLS 1.2 or later.';
    return { id, state: 'problem', says: `The handshake failed: ${failure.says}. Nothing was sent.`, remedy };
  }
  const days = validTo === undefined ? undefined : Math.floor((validTo - now) / DAY_MS);
  const life = days === undefined ? '' : days < 0 ? ', which has expired' : `, valid for ${days} more days`;
  if (distrusted === true || insecure) {
    const trust = distrusted === true ? 'would not be trusted' : 'would also be trusted';
    const remedy = distrusted === true ? 'Give its authority with --ca instead of --insecure.' : 'Remove --insecure.';
    return {
      id,
      state: 'warning',
      says: `${protocol}, with a certificate that was not checked (it ${trust})${life}.`,
      remedy,
    };
  }
  const says = `${protocol}, with a trusted certificate${life}.`;
  if (days === undefined || days >= SOON_DAYS) return { id, state: 'ok', says };
  return { id, state: 'warning', says, remedy: 'Renew the certificate.' };
};

const plainPoint = (base: string): Point => {
  if (isLoopback(new URL(base).hostname))
    return { id: 'tls', state: 'ok', says: 'Plain http, which is fine on this machine.' };
  return {
    id: 'tls',
    state: 'warning',
    says: 'Plain http: everyone on the network can read credentials, tokens and claims data.',
    remedy: 'Use https if the data or the credentials are real.',
  };
};

/** Clocks that differ by more may soon cause errors; by still more, tokens look expired or not yet valid. */
const SKEW_WARNING_S = 60;
const SKEW_PROBLEM_S = 300;

/** How far the server's clock is from ours: its Date compared with the middle of the round trip. */
export const clockPoint = ({ metadata, startedAt }: Survey): Point => {
  const id = 'clock';
  if (metadata?.reply === undefined) return { id, state: 'not tried', says: 'There was no response with a Date.' };
  const { headers } = metadata.reply;
  const date = Date.parse(headerOf(headers, 'date') ?? '');
  if (Number.isNaN(date))
    return {
      id,
      state: 'warning',
      says: 'The response has no valid Date, so the clocks cannot be compared.',
      remedy: 'Make the server send Date, as HTTP requires, and check its clock yourself.',
    };
  // A cache states in Age how long ago the Date was written.
  const age = /^\d{1,9}$/.test(headerOf(headers, 'age') ?? '') ? Number(headerOf(headers, 'age')) * 1000 : 0;
  // Date has whole seconds: on average half of one has passed since.
  const skew = Math.round((date + age + 500 - (startedAt + metadata.at + metadata.ms / 2)) / 1000);
  const off = Math.abs(skew);
  const says =
    off <= 1
      ? 'The clocks agree.'
      : `The server's clock is ${off} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's.`;
  if (off <= SKEW_WARNING_S) return { id, state: 'ok', says };
  const remedy = 'Set both clocks by NTP: otherwise tokens look expired or not yet valid.';
  return { id, state: off > SKEW_PROBLEM_S ? 'problem' : 'warning', says, remedy };
};
