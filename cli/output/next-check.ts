import type { Credentials } from '../../src/model/index.js';
import { type RemoteFlags, VALUED } from '../options/remote.js';

/** The check to run after a look at a server: with the same options, and as much of it as the inputs allow. */
export const nextCheck = (
  url: string | undefined,
  flags: RemoteFlags,
  { credentials }: { readonly credentials?: Credentials },
): string => {
  const taken = (Object.keys(VALUED) as (keyof typeof VALUED)[]).flatMap((name) => {
    const value = flags[name];
    return value === undefined ? [] : [VALUED[name], shown(name, value)];
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
const shown = (name: keyof typeof VALUED, value: string): string =>
  word(name === 'tokenUrl' ? value.replace(/\?.*/su, '?…') : value);

/** A word of the shell, quoted where it needs to be. */
const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
