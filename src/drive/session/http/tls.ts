import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { type Connection, defaultLimits, inForce, type Limits, type TlsFact } from '../../../model/index.js';
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
  return new Promise((resolve) => {
    const socket = connect({
      host: connection.hosts?.[host] ?? host,
      port: url.port === '' ? 443 : Number(url.port),
      ...(isIP(host) === 0 && { servername: host }),
      ...trust(connection),
      timeout: limits['tls-seconds'] * 1000,
    });
    const end = (result: TlsHandshake): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('secureConnect', () => {
      const validTo = Date.parse(socket.getPeerCertificate().valid_to);
      end({
        protocol: socket.getProtocol() ?? 'unknown',
        ...(!Number.isNaN(validTo) && { validTo }),
        ...(!socket.authorized && { distrusted: true }),
      });
    });
    socket.once('error', (error) => end({ failure: failureOf(error, limits) }));
    socket.once('timeout', () =>
      end({ failure: { code: 'ETIMEDOUT', says: `no handshake within ${inForce('tls-seconds', limits)}` } }),
    );
  });
};

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
