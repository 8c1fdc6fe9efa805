import { CannotJudge, type Condition, isLoopback } from '../../model/index.js';
import type { ServerFront } from '../../reference/index.js';
import { makeCertificate, type ServerCertificate } from './certificates.js';

/** Where the servers of a run listen, and which URLs its client gets. */
export interface Addresses {
  /**
   * Address to listen on.
   * @default 127.0.0.1
   */
  readonly host?: string;
  /**
   * The first port: each condition has the next one, and then each other host.
   * @default any free ports
   */
  readonly port?: number;
  /**
   * The host name in the URLs, and that of the other host to which some conditions lead.
   * @default the address, and another name for this machine
   */
  readonly names?: readonly string[];
  /** Certificate for https, and the file with its authority. */
  readonly tls?: ServerCertificate & { readonly file: string };
  /** What is between the servers and the client. */
  readonly front?: ServerFront;
}

/** The addresses of one run. */
export interface Addressing {
  readonly host: string;
  readonly name: string;
  /** The name of the other host, and the addresses that it listens on; absent: the run has one host. */
  readonly other?: { readonly name: string; readonly hosts: readonly string[] };
  /** The port of a condition, or of its other host; 0: any. */
  readonly portOf: (condition: Condition, other?: boolean) => number;
  readonly tls?: Addresses['tls'];
  readonly front: ServerFront;
}

const LAST_PORT = 65_535;

/** The addresses of a run in these conditions. Throws CannotJudge if there are not enough ports. */
export const addressing = (addresses: Addresses, planned: readonly Condition[]): Addressing => {
  const { port = 0, tls, front = {} } = addresses;
  const others = planned.filter(({ withOtherOrigin }) => withOtherOrigin === true);
  const count = planned.length + others.length;
  if (port + count - 1 > LAST_PORT)
    throw new CannotJudge(
      `The run needs ${count} ports from --port on, so --port is at most ${LAST_PORT - count + 1}.`,
    );
  const { host, name, other } = namesOf(addresses);
  return {
    host,
    name,
    ...(other !== undefined && { other }),
    portOf: ({ id }, isOther = false) => {
      if (port === 0) return 0;
      const nth = (isOther ? others : planned).findIndex((condition) => condition.id === id);
      return port + (isOther ? planned.length : 0) + nth;
    },
    front,
    ...(tls !== undefined && { tls }),
  };
};

/** The names and addresses of the servers. An address that only other machines use has no second name. */
const namesOf = ({ host = '127.0.0.1', names = [] }: Addresses): Pick<Addressing, 'host' | 'name' | 'other'> => {
  const [name, second] = names;
  if (name !== undefined)
    return { host, name, ...(second !== undefined && { other: { name: second, hosts: [host] } }) };
  if (!isWildcard(host) && !isLoopback(host)) return { host, name: host };
  const own = isWildcard(host) ? (host.includes(':') ? '::1' : '127.0.0.1') : host;
  // Another host name, not only another port: HTTP libraries remove Authorization by host.
  const other = own.toLowerCase() === 'localhost' ? '127.0.0.1' : 'localhost';
  return { host, name: own, other: { name: other, hosts: ['127.0.0.1', '::1'] } };
};

/** Whether an address stands for all addresses of a machine. */
const isWildcard = (host: string): boolean => ['0.0.0.0', '::', ''].includes(host.replace(/^\[|\]$/g, ''));

/** A certificate for the names and addresses of a run. */
export const certificateFor = (addresses: Addresses): ServerCertificate => {
  const { host, name, other } = namesOf(addresses);
  const all = [name, ...(other === undefined ? [] : [other.name]), host, 'localhost', '127.0.0.1', '::1'];
  return makeCertificate([...new Set(all)].filter((one) => !isWildcard(one)));
};

/** What to do if a server cannot listen; undefined for another error. */
export const cannotListen = (error: unknown, host: string, port: number): CannotJudge | undefined => {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new CannotJudge(`Port ${port} is in use. Give another --port, or 0 for any free port.`);
    case 'EACCES':
      return new CannotJudge(`You are not allowed to listen on port ${port}. Give another --port.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new CannotJudge(`This machine has no address ${host} to listen on.`);
    default:
      return undefined;
  }
};
