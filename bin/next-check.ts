import type { Credentials } from '../src/model/index.js';
import type { RemoteFlags } from './remote.js';

/** Options that a check takes over as they are, in the order of its help. */
const TAKEN = {
  clientId: '--client-id',
  clientSecretFile: '--client-secret-file',
  otherClientId: '--other-client-id',
  otherClientSecretFile: '--other-client-secret-file',
  tokenUrl: '--token-url',
  expiredTokenFile: '--expired-token-file',
  ca: '--ca',
} as const;

/** The check to run after a look at a server: with the same options, and as much of it as the inputs allow. */
export const nextCheck = (
  url: string | undefined,
  flags: RemoteFlags,
  { credentials }: { readonly credentials?: Credentials },
): string => {
  const taken = (Object.keys(TAKEN) as (keyof typeof TAKEN)[]).flatMap((name) => {
    const value = flags[name];
    return value === undefined ? [] : [TAKEN[name], shown(name, value)];
  });
  return [
    'npx bcda-conformance check',
    ...(url === undefined ? [] : [word(url)]),
    ...(credentials === undefined ? ['metadata'] : []),
    ...(flags.profile === 'auto' ? [] : ['--profile', flags.profile]),
    ...taken,
    ...(flags.waitForExpiry === true ? ['--wait-for-expiry'] : []),
    ...(flags.insecure === true ? ['--insecure'] : []),
  ].join(' ');
};

/** The query of a token endpoint may be a secret. */
const shown = (name: keyof typeof TAKEN, value: string): string =>
  word(name === 'tokenUrl' ? value.replace(/\?.*/su, '?…') : value);

/** A word of the shell, quoted where it needs to be. */
const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
