import { type Connection, type Limits, printable } from '../model/index.js';
import { unknownIssuer } from './session/http/tls.js';

const NO_ISSUER = /^UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT)/;
const ANY = '--insecure accepts any certificate.';

/** What to do about a certificate that was refused; undefined: it was not refused for what it is. */
export const certificateRemedy = async (
  code: string,
  base: string,
  connection: Connection = {},
  limits?: Limits,
): Promise<string | undefined> => {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `Use a host name that the certificate is for, or correct the certificate of the server. ${ANY}`;
  if (code === 'CERT_HAS_EXPIRED') return `Renew the certificate of the server. ${ANY}`;
  if (code === 'CERT_NOT_YET_VALID') return `Check the clock of this machine and the dates of the certificate. ${ANY}`;
  if (!/SELF_SIGNED|^UNABLE_TO/.test(code)) return undefined;
  const issuer = NO_ISSUER.test(code) ? await unknownIssuer(base, connection, limits) : undefined;
  if (issuer === undefined)
    return `If you trust this server, give the authority that issued its certificate with --ca; ${ANY}`;
  const name = `"${printable(issuer, 80)}"`;
  const missing =
    `The server sends the certificate that ${name} issued, but not the certificate of ${name}. If that is an intermediate ` +
    'authority, the chain is incomplete: make the server send its intermediate certificates, or add them to the file of --ca.';
  return connection.ca === undefined ? `${missing} If it is the authority itself, give it with --ca; ${ANY}` : missing;
};

/** The code at the end of a sentence about TLS. */
export const codeIn = (says: string): string => /\(([A-Z_\d]+)\)$/.exec(says)?.[1] ?? '';
