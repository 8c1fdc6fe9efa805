import { isIP } from 'node:net';
import { connect } from 'node:tls';
import type { Connection, TlsFact } from '../model/index.js';
import { bounds } from './bounds.js';
import { failureOf, trust } from './http.js';

/** Makes one TLS handshake with the host of `base` and tells how it went; undefined where it is plain http. */
export const tlsHandshake = (base: string, connection: Connection = {}): Promise<TlsFact> | undefined => {
  const url = new URL(base);
  if (url.protocol !== 'https:') return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host: connection.hosts?.[host] ?? host,
      port: url.port === '' ? 443 : Number(url.port),
      ...(isIP(host) === 0 && { servername: host }),
      ...trust(connection),
      timeout: bounds.tlsMs,
    });
    const end = (fact: TlsFact): void => {
      socket.destroy();
      resolve(fact);
    };
    socket.once('secureConnect', () => end({ kind: 'tls', protocol: socket.getProtocol() ?? 'unknown' }));
    socket.once('error', (error) => end({ kind: 'tls', error: failureOf(error).says }));
    socket.once('timeout', () => end({ kind: 'tls', error: 'no handshake in time' }));
  });
};
