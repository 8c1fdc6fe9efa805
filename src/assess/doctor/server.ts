import type { Survey } from '../../drive/discovery/survey.js';
import { type Exchange, headerOf, type Point } from '../../model/index.js';

/** No connection came about, or none in time. */
const NO_CONNECTION = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ETIME|ECONNABORTED)$/;

/** Why there was no answer, if there was none. */
const failureIn = ({ handshake, metadata }: Survey): Exchange['failure'] => handshake?.failure ?? metadata?.failure;

/** Whether something was there, at the URL as it was given. */
export const wasReached = (seen: Survey): boolean => {
  const failure = failureIn(seen);
  return seen.otherScheme !== true && (failure === undefined || !NO_CONNECTION.test(failure.code));
};

const REMEDIES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Start the server, or correct the host or the port of the URL.',
  ENOTFOUND: 'Correct the host name; if it is a name of your network, connect to that (VPN).',
  EAI_AGAIN: 'Look whether this machine is connected and can resolve names.',
};

/** Whether the server answers at all. */
export const reachPoint = (seen: Survey, base: string): Point => {
  const id = 'reachable';
  const failure = failureIn(seen);
  if (seen.otherScheme === true) return otherScheme(base);
  if (failure === undefined) return { id, state: 'ok', says: `${base} answers (in ${seen.metadata?.ms ?? 0} ms).` };
  if (NO_CONNECTION.test(failure.code)) {
    const remedy =
      REMEDIES[failure.code] ?? 'Look whether a firewall or a proxy is in the way, and whether the server is up.';
    return { id, state: 'problem', says: `${base} cannot be reached: ${failure.says}.`, remedy };
  }
  if (seen.handshake?.failure !== undefined) return { id, state: 'ok', says: `The host and port of ${base} answer.` };
  return {
    id,
    state: 'problem',
    says: `${base} took the request but gave no answer that can be read: ${failure.says}.`,
    remedy:
      'Look whether the port is that of the API, and whether something between here and the server spoils answers.',
  };
};

const otherScheme = (base: string): Point => {
  const [is, not] = base.startsWith('https:') ? ['http', 'https'] : ['https', 'http'];
  const remedy = `Write ${base.replace(/^https?:/, `${is}:`)}, or give the port for ${not}.`;
  return { id: 'reachable', state: 'problem', says: `The URL says ${not}, but the server answers by ${is}.`, remedy };
};

const DAY_MS = 86_400_000;
/** A certificate that expires sooner may do so between two runs. */
const SOON_DAYS = 30;

/** How the connection is protected. */
export const tlsPoint = (
  { handshake, otherScheme: other }: Survey,
  base: string,
  now: number,
  insecure: boolean,
): Point => {
  const id = 'tls';
  if (handshake === undefined) return plainPoint(base);
  const { failure, protocol = 'TLS', validTo, distrusted } = handshake;
  if (failure !== undefined) {
    if (other === true || NO_CONNECTION.test(failure.code))
      return { id, state: 'not tried', says: 'There was nothing to speak TLS with.' };
    const remedy = 'If you trust this server, give the authority of its certificate with --ca; --insecure accepts any.';
    return { id, state: 'problem', says: `The handshake failed: ${failure.says}. Nothing was sent.`, remedy };
  }
  const days = validTo === undefined ? undefined : Math.floor((validTo - now) / DAY_MS);
  const life = days === undefined ? '' : days < 0 ? ', which has expired' : `, valid for ${days} more days`;
  if (distrusted === true || insecure) {
    const trust = distrusted === true ? 'which would not be trusted' : 'which would be trusted too';
    const remedy =
      distrusted === true ? 'Give its authority with --ca in place of --insecure.' : 'Leave --insecure away.';
    return {
      id,
      state: 'warning',
      says: `${protocol}, with a certificate that was not checked and ${trust}${life}.`,
      remedy,
    };
  }
  const says = `${protocol}, with a trusted certificate${life}.`;
  if (days === undefined || days >= SOON_DAYS) return { id, state: 'ok', says };
  return { id, state: 'warning', says, remedy: 'Renew the certificate.' };
};

const plainPoint = (base: string): Point => {
  const own = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(base).hostname);
  if (own) return { id: 'tls', state: 'ok', says: 'Plain http, which does on this machine.' };
  return {
    id: 'tls',
    state: 'warning',
    says: 'Plain http: credentials, tokens and claims data go over the network for all to read.',
    remedy: 'Use https wherever the data or the credentials are real.',
  };
};

/** Clocks that differ by more look like a fault to come; by still more, tokens look expired or not yet valid. */
const SKEW_WARNING_S = 60;
const SKEW_PROBLEM_S = 300;

/** How far the server's clock is from ours: its Date beside the middle of the round trip. */
export const clockPoint = ({ metadata, startedAt }: Survey): Point => {
  const id = 'clock';
  if (metadata?.reply === undefined)
    return { id, state: 'not tried', says: 'There was no answer to read a Date from.' };
  const { headers } = metadata.reply;
  const date = Date.parse(headerOf(headers, 'date') ?? '');
  if (Number.isNaN(date))
    return {
      id,
      state: 'warning',
      says: 'The answer has no Date that can be read, so the clocks cannot be compared.',
      remedy: 'Let the server send Date, as HTTP asks of it, and look at its clock by hand.',
    };
  // A cache says in Age how long ago the Date was written.
  const age = /^\d{1,9}$/.test(headerOf(headers, 'age') ?? '') ? Number(headerOf(headers, 'age')) * 1000 : 0;
  // Date has whole seconds: on average half of one has passed since.
  const skew = Math.round((date + age + 500 - (startedAt + metadata.at + metadata.ms / 2)) / 1000);
  const off = Math.abs(skew);
  const says =
    off <= 1
      ? 'The clocks agree.'
      : `The server's clock is ${off} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's.`;
  if (off <= SKEW_WARNING_S) return { id, state: 'ok', says };
  const remedy = 'Set both clocks by NTP: tokens are judged by their exp, and look expired or not yet valid.';
  return { id, state: off > SKEW_PROBLEM_S ? 'problem' : 'warning', says, remedy };
};
