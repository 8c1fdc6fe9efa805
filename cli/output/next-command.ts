import { shellWord } from '../../reporters/text/shell.js';
import type { Credentials } from '../../src/model/index.js';
import { type RemoteFlag, remoteOptions, type TargetFlags } from '../options/target.js';

/** The command to run after the doctor: with the same options, and as many requirements as the inputs allow. */
export const nextCommand = (
  command: 'check' | 'doctor',
  url: string | undefined,
  flags: TargetFlags,
  { credentials }: { readonly credentials?: Credentials },
  publicUrl = flags.publicUrl,
): string => {
  const options = remoteOptions.flatMap(([name, option]) => {
    const value = name === 'publicUrl' ? publicUrl : flags[name];
    if (value === undefined) return [];
    return value === true ? [option] : [option, shownValue(name, String(value))];
  });
  return [
    `bcda-conformance ${command}`,
    ...(url === undefined ? [] : [shellWord(url)]),
    ...(credentials === undefined && command === 'check' ? ['metadata'] : []),
    ...(flags.profile === 'auto' ? [] : ['--profile', flags.profile]),
    ...options,
  ].join(' ');
};

/** The query of a token endpoint may be a secret. */
const shownValue = (name: RemoteFlag, value: string): string =>
  shellWord(name === 'tokenUrl' ? value.replace(/\?.*/su, '?…') : value);
