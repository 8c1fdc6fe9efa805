import { CannotJudge, type LimitedCommand, type RunOptions } from '../../src/model/index.js';
import { profiles } from '../../suites/profiles/index.js';
import type { Target } from '../commands/check.js';
import { connectionFrom, credentialsFrom, readSecret } from './inputs.js';
import type { Io } from '../io.js';
import { type LimitFlags, limitsFrom } from './limits.js';
import type { NamedFile } from '../output/overwrite.js';
import { profileNamed } from './profile.js';
import { recognise, type Recognised } from './recognize-profile.js';
import { tokenEndpoint } from './target.js';

/** Options that say how to reach a server elsewhere, and as whom. */
export interface RemoteFlags extends LimitFlags {
  readonly profile: string;
  readonly clientId?: string;
  readonly clientSecretFile?: string;
  readonly otherClientId?: string;
  readonly otherClientSecretFile?: string;
  readonly tokenUrl?: string;
  readonly expiredTokenFile?: string;
  readonly waitForExpiry?: boolean;
  readonly ca?: string;
  readonly insecure?: boolean;
}

/** Of these, the options that have a value and are the same for every command, in the order of their help. */
export const VALUED = {
  clientId: '--client-id',
  clientSecretFile: '--client-secret-file',
  otherClientId: '--other-client-id',
  otherClientSecretFile: '--other-client-secret-file',
  tokenUrl: '--token-url',
  expiredTokenFile: '--expired-token-file',
  ca: '--ca',
} as const;

/** The files that these options name. */
export const filesOf = (flags: RemoteFlags): NamedFile[] => [
  { what: 'the file of --client-secret-file', name: flags.clientSecretFile },
  { what: 'the file of --other-client-secret-file', name: flags.otherClientSecretFile },
  { what: 'the file of --expired-token-file', name: flags.expiredTokenFile },
  { what: 'the file of --ca', name: flags.ca },
  { what: 'the settings in .env', name: '.env' },
];

/** A server at a URL as the target; its profile is read from its metadata unless it was given. */
export const remote = async (url: string, flags: RemoteFlags, io: Io, signal: AbortSignal): Promise<Target> => {
  const inputs = { ...inputsFrom(flags, io), ...(io.clock !== undefined && { clock: io.clock }) };
  const given = profileNamed(flags.profile);
  const chosen: Recognised =
    given === undefined ? await recognise(profiles, { base: url, ...inputs, signal }) : { profile: given, why: '' };
  const notes = [
    ...(chosen.why === '' ? [] : [chosen.why]),
    ...(flags.insecure === true ? ['Certificates were not checked (--insecure).'] : []),
  ];
  return {
    run: { profile: chosen.profile, base: url, ...inputs },
    notes,
    close: () => Promise.resolve(),
    errors: () => [],
  };
};

/** What a command line says of how to speak with a server; throws CannotJudge for what will not do. */
export const inputsFrom = (
  flags: RemoteFlags,
  io: Io,
  command: LimitedCommand = 'check',
): Omit<RunOptions, 'profile' | 'base'> => {
  const credentials = credentialsFrom({ id: flags.clientId, secretFile: flags.clientSecretFile, prefix: '' }, io);
  const other = credentialsFrom(
    { id: flags.otherClientId, secretFile: flags.otherClientSecretFile, prefix: 'other-' },
    io,
  );
  if (other !== undefined && credentials === undefined)
    throw new CannotJudge('There is a second client but no first: give --client-id and --client-secret-file.');
  return {
    ...(credentials !== undefined && { credentials }),
    ...(other !== undefined && { other }),
    ...(flags.tokenUrl !== undefined && { tokenUrl: tokenEndpoint(flags.tokenUrl) }),
    ...(flags.expiredTokenFile !== undefined && {
      expiredToken: readSecret(flags.expiredTokenFile, '--expired-token-file', io),
    }),
    ...(flags.waitForExpiry === true && { waitForExpiry: true }),
    connection: connectionFrom(flags, io),
    limits: limitsFrom(flags, command),
  };
};
