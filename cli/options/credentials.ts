import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { reasonOf } from '../../src/files/error.js';
import { CannotJudge, type Connection, type Credentials } from '../../src/model/index.js';
import { readInput } from '../input/files.js';
import { proxiesFrom } from '../../src/network/proxy.js';
import { textOf } from '../input/text.js';
import type { Io } from '../io.js';

/** Settings from the environment, then from the .env file in the working folder; an empty value counts as unset. */
export const settingsOf = (io: Io): ((name: string) => string | undefined) => {
  let file: NodeJS.Dict<string> = {};
  try {
    file = parseEnv(textOf(readFileSync(resolve(io.cwd, '.env')), 'The file .env'));
  } catch (error) {
    if (error instanceof CannotJudge) throw error;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new CannotJudge(`Cannot read .env: ${reasonOf(error)}.`, { cause: error });
  }
  return (name) => io.env[name] || file[name] || undefined;
};

/** Reads a secret from the file that an option names: one line. */
export const readSecret = (file: string, option: string, io: Io): string => {
  const secret = textOf(readUnnamed(file, option, io), `The file of ${option}`).trim();
  if (secret === '') throw new CannotJudge(`The file ${file} of ${option} is empty.`);
  if (/[\r\n]/.test(secret))
    throw new CannotJudge(`The file ${file} of ${option} has more than one line; it must contain only the secret.`);
  return secret;
};

/** Reads a file without repeating its name if there is no such file: the name may be the secret itself. */
const readUnnamed = (file: string, option: string, { cwd }: Io): Uint8Array => {
  if (file === '') throw new CannotJudge(`${option} needs the name of a file.`);
  try {
    return readFileSync(resolve(cwd, file));
  } catch (error) {
    // Not even as the cause: its message contains the name too.
    throw new CannotJudge(
      `Cannot read the file that ${option} names: ${reasonOf(error)}. Give the name of a file that contains the secret, not the secret itself.`,
    );
  }
};

/** The flags that give one client's credentials. */
interface CredentialFlags {
  readonly id: string | undefined;
  readonly secretFile: string | undefined;
  /** '' or 'other-'. */
  readonly prefix: '' | 'other-';
}

/** The credentials of one client, from its flags or else from the environment; undefined if there are none at all. */
export const credentialsFrom = (flags: CredentialFlags, io: Io): Credentials | undefined => {
  const setting = settingsOf(io);
  const { prefix } = flags;
  const variable = prefix === '' ? 'BCDA_CLIENT' : 'BCDA_OTHER_CLIENT';
  if (flags.id === '') throw new CannotJudge(`--${prefix}client-id is empty.`);
  const clientId = flags.id ?? setting(`${variable}_ID`);
  const clientSecret =
    flags.secretFile === undefined
      ? setting(`${variable}_SECRET`)
      : readSecret(flags.secretFile, `--${prefix}client-secret-file`, io);
  if (clientId === undefined && clientSecret === undefined) return undefined;
  if (clientId === undefined)
    throw new CannotJudge(
      `There is a client secret but no client id: give --${prefix}client-id or set ${variable}_ID.`,
    );
  if (clientSecret === undefined)
    throw new CannotJudge(
      `There is a client id but no client secret: give --${prefix}client-secret-file or set ${variable}_SECRET.`,
    );
  if (clientId.includes(':')) throw new CannotJudge('A client id cannot contain a colon (RFC 7617).');
  return { clientId, clientSecret };
};

interface ConnectionFlags {
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly proxy?: string;
}

/** How to reach the target. */
export const connectionFrom = ({ ca, insecure, proxy }: ConnectionFlags, io: Io): Connection => {
  if (proxy !== undefined && /\/\/[^/]*@/.test(proxy))
    throw new CannotJudge(
      '--proxy contains a user name or password, which the process list would show: set HTTPS_PROXY and HTTP_PROXY in the environment instead.',
    );
  const proxies = proxiesFrom(io.env, proxy);

  const pem = ca === undefined ? undefined : readInput(ca, 'the certificates', io);
  if (pem !== undefined && !pem.includes('-----BEGIN CERTIFICATE-----'))
    throw new CannotJudge(`${ca} does not contain a PEM certificate.`);
  return {
    ...(pem !== undefined && { ca: pem }),
    ...(insecure === true && { insecure }),
    ...(proxies !== undefined && { proxies }),
  };
};
