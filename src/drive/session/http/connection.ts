import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import type { Connection } from '../../../model/index.js';

/**
 * The TLS options of a connection: the usual authorities and the given one (Node would trust only those it is given).
 * Called once per run, since reading the authorities takes a while.
 */
export const trust = ({
  ca,
  insecure,
}: Connection): { secureContext?: SecureContext; rejectUnauthorized?: boolean } => ({
  ...(ca !== undefined && { secureContext: createSecureContext({ ca: [...rootCertificates, ca] }) }),
  ...(insecure === true && { rejectUnauthorized: false }),
});

/** Looks names up in a table first, and in DNS only if they are not there. */
export const lookupIn =
  (hosts: Readonly<Record<string, string>>): LookupFunction =>
  (host, options, done) => {
    const address = hosts[host];
    if (address === undefined) return lookup(host, options, done as never);
    const family = address.includes(':') ? 6 : 4;
    if (options.all === true) done(null, [{ address, family }]);
    else done(null, address, family);
  };
