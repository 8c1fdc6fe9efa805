import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { CannotJudge, type Connection, type Credentials } from '../../src/model/index.js';
import type { Io } from '../io.js';

/** Reads a file that the user named; a sentence instead of an errno where that fails. */
export const readInput = (file: string, what: string, { cwd }: Io): string => {
  if (file === '') throw new CannotJudge(`Cannot read ${what}: the name of the file is empty.`);
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new CannotJudge(`Cannot read ${what} ${file}: ${reasonOf(error)}.`, { cause: error });
  }
};

/** Throws where a file that the user named cannot be read; for files too large to be read at once. */
export const readable = (file: string, { cwd }: Io): void => {
  try {
    const path = resolve(cwd, file);
    accessSync(path, constants.R_OK);
    if (statSync(path).isDirectory()) throw Object.assign(new Error('folder'), { code: 'EISDIR' });
  } catch (error) {
    throw new CannotJudge(`Cannot read ${file}: ${reasonOf(error)}.`, { cause: error });
  }
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'access is denied',
  EPERM: 'access is denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left to this user',
  EFBIG: 'it would be larger than is allowed here',
  EIO: 'the device failed',
  EEXIST: 'a part of its path is not a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  ESHORTER: 'it became shorter while it was read',
};

/** Why the file system refused, in words. */
export const reasonOf = (error: unknown): string => {
  const { code } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? code ?? 'it failed';
};

/** The environment over what a .env file in the working folder says; an empty value counts as none. */
export const settingsOf = (io: Io): ((name: string) => string | undefined) => {
  let file: NodeJS.Dict<string> = {};
  try {
    file = parseEnv(readFileSync(resolve(io.cwd, '.env'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new CannotJudge(`Cannot read .env: ${reasonOf(error)}.`, { cause: error });
  }
  return (name) => io.env[name] || file[name] || undefined;
};

/** Reads a secret from the file that an option names: one line. */
export const readSecret = (file: string, option: string, io: Io): string => {
  const secret = readUnnamed(file, option, io)
    .replace(/^\u{FEFF}/u, '')
    .trim();
  if (secret === '') throw new CannotJudge(`The file ${file} of ${option} is empty.`);
  if (/[\r\n]/.test(secret))
    throw new CannotJudge(
      `The file ${file} of ${option} has more than one line; it must hold the secret and nothing else.`,
    );
  return secret;
};

/** Reads a file without repeating a name under which there is none: it may be the secret itself. */
const readUnnamed = (file: string, option: string, { cwd }: Io): string => {
  if (file === '') throw new CannotJudge(`${option} lacks the name of the file.`);
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    // Not even as the cause: its message has the name too.
    throw new CannotJudge(
      `Cannot read the file that ${option} names: ${reasonOf(error)}. It takes the name of a file that holds the secret, not the secret.`,
    );
  }
};

/** The flags that give one client's credentials, and their names for messages. */
interface CredentialFlags {
  readonly id: string | undefined;
  readonly secretFile: string | undefined;
  /** '' or 'other-'. */
  readonly prefix: '' | 'other-';
}

/** Credentials of one client from its flags, else from the environment; undefined where there are none at all. */
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
    throw new CannotJudge(`There is a client secret without its id: give --${prefix}client-id or set ${variable}_ID.`);
  if (clientSecret === undefined)
    throw new CannotJudge(
      `There is a client id without its secret: give --${prefix}client-secret-file or set ${variable}_SECRET.`,
    );
  if (clientId.includes(':')) throw new CannotJudge('A client id cannot have a colon in it (RFC 7617).');
  return { clientId, clientSecret };
};

/** How to reach the target. */
export const connectionFrom = ({ ca, insecure }: { ca?: string; insecure?: boolean }, io: Io): Connection => {
  const pem = ca === undefined ? undefined : readInput(ca, 'the certificates', io);
  if (pem !== undefined && !pem.includes('-----BEGIN CERTIFICATE-----'))
    throw new CannotJudge(`${ca} holds no certificate in PEM form.`);
  return { ...(pem !== undefined && { ca: pem }), ...(insecure === true && { insecure }) };
};
