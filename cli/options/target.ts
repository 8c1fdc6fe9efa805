import { type Command, Option } from 'commander';
import { baseUrl, CannotJudge, type LimitedCommand, type RunOptions } from '../../src/model/index.js';
import { connectionFrom, credentialsFrom, readSecret } from './credentials.js';
import type { Io } from '../io.js';
import { type LimitFlags, limitOption, limitsFrom } from './limits.js';
import type { NamedFile } from '../output/overwrite.js';
import { profileOption } from './profile.js';
import { tokenEndpoint } from './urls.js';

/** Options that say how to reach a server, and as which client. */
export interface TargetFlags extends LimitFlags {
  readonly profile: string;
  readonly clientId?: string;
  readonly clientSecretFile?: string;
  readonly otherClientId?: string;
  readonly otherClientSecretFile?: string;
  readonly publicUrl?: string;
  readonly tokenUrl?: string;
  readonly expiredTokenFile?: string;
  readonly waitForExpiry?: boolean;
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly proxy?: string;
}

/** The only list of these options, in the order of the help. */
export const targetOptions = {
  profile: profileOption('the published guide to check against; auto: the one that fits its metadata', 'auto').default(
    'auto',
  ),
  clientId: new Option('--client-id <ID>', 'client id (or BCDA_CLIENT_ID, also from .env)'),
  clientSecretFile: new Option(
    '--client-secret-file <FILE>',
    'file that contains the client secret (or BCDA_CLIENT_SECRET)',
  ),
  otherClientId: new Option(
    '--other-client-id <ID>',
    'id of a second client, to check that it is denied access (or BCDA_OTHER_CLIENT_ID)',
  ),
  otherClientSecretFile: new Option(
    '--other-client-secret-file <FILE>',
    'file that contains its secret (or BCDA_OTHER_CLIENT_SECRET)',
  ),
  publicUrl: new Option(
    '--public-url <URL>',
    'base URL that the server announces its URLs under, if not URL; they are requested from URL',
  ),
  tokenUrl: new Option('--token-url <URL>', 'URL of the token endpoint, if it is not below URL'),
  expiredTokenFile: new Option('--expired-token-file <FILE>', 'file that contains an expired token').conflicts(
    'waitForExpiry',
  ),
  waitForExpiry: new Option('--wait-for-expiry', "wait until the run's first token has expired"),
  ca: new Option('--ca <FILE>', 'PEM file with additional certificate authorities'),
  insecure: new Option('--insecure', 'accept any TLS certificate'),
  proxy: new Option('--proxy <URL>', 'proxy for every request (default: HTTPS_PROXY, HTTP_PROXY and NO_PROXY)'),
  limit: limitOption(),
} as const satisfies Readonly<Record<keyof TargetFlags, Option>>;

/** Those of them that only make sense for a server at a URL, with their names. */
export const remoteOptions = Object.entries(targetOptions).flatMap(([name, { long }]) =>
  name === 'profile' || name === 'limit' ? [] : [[name as RemoteFlag, long ?? ''] as const],
);

/** The flag of such an option. */
export type RemoteFlag = Exclude<keyof TargetFlags, 'profile' | 'limit'>;

/** Adds the options that say how to reach a server, and as which client. */
export const addTarget = (command: Command): Command => {
  for (const option of Object.values(targetOptions)) command.addOption(option);
  return command;
};

/** The files that these options name. */
export const filesOf = (flags: TargetFlags): NamedFile[] => [
  { what: 'the file of --client-secret-file', name: flags.clientSecretFile },
  { what: 'the file of --other-client-secret-file', name: flags.otherClientSecretFile },
  { what: 'the file of --expired-token-file', name: flags.expiredTokenFile },
  { what: 'the file of --ca', name: flags.ca },
  { what: 'the settings in .env', name: '.env' },
];

/** How a command line says to speak with a server; throws CannotJudge for wrong input. */
export const inputsFrom = (
  flags: TargetFlags,
  io: Io,
  command: LimitedCommand = 'check',
): Omit<RunOptions, 'profile' | 'base'> => {
  const credentials = credentialsFrom({ id: flags.clientId, secretFile: flags.clientSecretFile, prefix: '' }, io);
  const other = credentialsFrom(
    { id: flags.otherClientId, secretFile: flags.otherClientSecretFile, prefix: 'other-' },
    io,
  );
  if (other !== undefined && credentials === undefined)
    throw new CannotJudge('There is a second client but no first client: give --client-id and --client-secret-file.');
  return {
    ...(credentials !== undefined && { credentials }),
    ...(other !== undefined && { other }),
    ...(flags.publicUrl !== undefined && { publicUrl: baseUrl(flags.publicUrl, 'The URL of --public-url') }),
    ...(flags.tokenUrl !== undefined && { tokenUrl: tokenEndpoint(flags.tokenUrl) }),
    ...(flags.expiredTokenFile !== undefined && {
      expiredToken: readSecret(flags.expiredTokenFile, '--expired-token-file', io),
    }),
    ...(flags.waitForExpiry === true && { waitForExpiry: true }),
    connection: connectionFrom(flags, io),
    limits: limitsFrom(flags, command),
  };
};
