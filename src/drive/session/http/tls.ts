import { isIP } from 'node:net';
import { connect, type ConnectionOptions, type DetailedPeerCertificate } from 'node:tls';
import { type Connection, defaultLimits, inForce, type Limits, type TlsFact } from '../../../model/index.js';
import { tunnel } from '../../../network/agents.js';
import { proxyFor } from '../../../network/proxy.js';
import { type Failure, failureOf } from './failure.js';
import { trust } from './connection.js';

/** The result of a TLS handshake. */
export interface TlsHandshake {
  /** e.g. `TLSv1.3`; absent if the handshake failed. */
  readonly protocol?: string;
  readonly failure?: Failure;
  /** When the server's certificate expires, in milliseconds since the epoch. */
  readonly validTo?: number;
  /** The certificate is not trusted; the handshake succeeded because certificates are not checked. */
  readonly distrusted?: true;
  /** Who issued the last certificate of a chain that is not trusted, unless that is the certificate itself. */
  readonly issuer?: string;
}

/** Makes one TLS handshake with the host of `base`; undefined if that is plain http. */
export const handshake = (
  base: string,
  connection: Connection = {},
  limits: Limits = defaultLimits,
): Promise<TlsHandshake> | undefined => {
  const url = new URL(base);
  if (url.protocol !== 'https:') return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? 443 : Number(url.port);
  const proxy = proxyFor(base, connection.proxies);
  const shake = (place: ConnectionOptions): Promise<TlsHandshake> =>
    handshakeOver({ ...place, ...(isIP(host) === 0 && { servername: host }), ...trust(connection) }, limits);
  if (proxy === undefined) return shake({ host: connection.hosts?.[host] ?? host, port });
  return new Promise((resolve) => {
    tunnel(proxy, host, port, (error, socket) =>
      resolve(error === null && socket !== undefined ? shake({ socket }) : { failure: failureOf(error, limits) }),
    );
  });
};

const handshakeOver = (place: ConnectionOptions, limits: Limits): Promise<TlsHandshake> =>
  new Promise((resolve) => {
    const socket = connect({ ...place, timeout: limits['tls-seconds'] * 1000 });
    const end = (result: TlsHandshake): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('secureConnect', () => {
      const issuer = socket.authorized ? undefined : lastIssuer(socket.getPeerCertificate(true));
      const validTo = Date.parse(socket.getPeerCertificate().valid_to);
      end({
        protocol: socket.getProtocol() ?? 'unknown',
        ...(!Number.isNaN(validTo) && { validTo }),
        ...(!socket.authorized && { distrusted: true }),
        ...(issuer !== undefined && { issuer }),
      });
    });
    socket.once('error', (error) => end({ failure: failureOf(error, limits) }));
    socket.once('timeout', () =>
      end({ failure: { code: 'ETIMEDOUT', says: `no handshake within ${inForce('tls-seconds', limits)}` } }),
    );
  });

/** The result of a handshake as a fact of a transcript. */
export const tlsHandshake = (
  base: string,
  connection: Connection = {},
  limits: Limits = defaultLimits,
): Promise<TlsFact> | undefined =>
  handshake(base, connection, limits)?.then(({ protocol, failure }) =>
    failure === undefined
      ? { kind: 'tls', ...(protocol !== undefined && { protocol }) }
      : { kind: 'tls', error: failure.says },
  );

/**
 * The name of the authority that issued the last certificate of the chain which the server sends, and whose own certificate
 * is not among them. Nothing is sent over the connection. Returns undefined if no issuer is missing, or if the handshake does not show it.
 */
export const unknownIssuer = async (
  base: string,
  connection: Connection = {},
  limits: Limits = defaultLimits,
): Promise<string | undefined> => (await handshake(base, { ...connection, insecure: true }, limits))?.issuer;

/** The chain of a certificate ends where a certificate has no issuer, or is its own. */
const lastIssuer = (certificate: DetailedPeerCertificate): string | undefined => {
  let last = certificate;
  for (let length = 0; length < MOST_CERTIFICATES; length += 1) {
    // Node's type does not say that it may be absent.
    const next = last.issuerCertificate as DetailedPeerCertificate | undefined;
    if (next === undefined || next.fingerprint256 === last.fingerprint256) break;
    last = next;
  }
  const issuer = last.issuer as Partial<DetailedPeerCertificate['issuer']> | undefined;
  const own = last.subject as Partial<DetailedPeerCertificate['subject']> | undefined;
  const name = [issuer?.CN ?? issuer?.O].flat()[0];
  return JSON.stringify(issuer) === JSON.stringify(own) ? undefined : name;
};

const MOST_CERTIFICATES = 20;
