import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type Addresses, certificateFor } from '../../src/certify/listening/addresses.js';
import { CannotJudge, isLoopback } from '../../src/model/index.js';
import { countFrom, gather } from './numbers.js';

/** Options of commands that start reference servers: where they listen. */
export interface ListeningFlags {
  readonly host?: string;
  readonly port?: number;
  readonly publicName?: readonly string[];
  readonly tls?: boolean;
  readonly behindProxy?: boolean;
  readonly cors?: string;
}

/** Adds these options. `port` says what --port means, `name` what --public-name is. */
export const addListening = (command: Command, { port, name }: { port: Option; name: string }): Command =>
  command
    .option('--host <ADDRESS>', 'address to listen on (default: 127.0.0.1, which only this machine reaches)')
    .addOption(port)
    .option('--public-name <NAME>', name, gather)
    .option('--tls', 'use https, with a certificate made for this run')
    .option('--behind-proxy', 'take scheme and host of the URLs from X-Forwarded-Proto and X-Forwarded-Host')
    .option('--cors <ORIGIN>', 'let pages of this origin read the responses in a browser; *: of any origin');

export const portOption = (text: string): Option => new Option('--port <N>', text).argParser(countFrom(0, 65_535));

/** Where to listen, and what removes the files that this needs. */
export interface Listening {
  readonly addresses: Addresses;
  readonly clear: () => void;
}

/** Reads these options, and makes a certificate if there is to be one. `warn` is told if others can reach the servers. */
export const listeningFrom = (
  { host, port, publicName: names, tls, behindProxy, cors }: ListeningFlags,
  mostNames: number,
  warn: (host: string) => void,
): Listening => {
  if (names !== undefined && names.length > mostNames)
    throw new CannotJudge(`--public-name can be given ${mostNames === 1 ? 'once' : 'twice'} at most.`);
  for (const name of names ?? []) checkName(name);
  if (names?.length === 2 && names[0]?.toLowerCase() === names[1]?.toLowerCase())
    throw new CannotJudge('The two --public-name must differ: the second one is that of another host.');
  if (host !== undefined && !isLoopback(host)) warn(host);
  if (cors !== undefined && cors !== '*' && !isOrigin(cors))
    throw new CannotJudge(
      `--cors ${JSON.stringify(cors)} is not an origin. Give scheme, host and port only, such as http://localhost:3000, or *.`,
    );
  const addresses = {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(names !== undefined && { names }),
    front: { ...(behindProxy !== undefined && { behindProxy }), ...(cors !== undefined && { cors }) },
  };
  if (tls !== true) return { addresses, clear: () => undefined };
  const certificate = certificateFor(addresses);
  const folder = mkdtempSync(join(tmpdir(), 'bcda-conformance-ca-'));
  const file = join(folder, 'ca.pem');
  writeFileSync(file, certificate.ca);
  const clear = (): void => {
    process.off('exit', clear);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', clear);
  return { addresses: { ...addresses, tls: { ...certificate, file } }, clear };
};

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

/** A name must be a host and nothing else, since URLs are made with it. */
const checkName = (name: string): void => {
  const host = name.includes(':') ? `[${name}]` : name;
  const url = `http://${host}/`;
  if (!URL.canParse(url) || new URL(url).href !== url.toLowerCase() || name === '')
    throw new CannotJudge(
      `--public-name ${JSON.stringify(name)} is not a host name. Give a name without scheme and port.`,
    );
};
