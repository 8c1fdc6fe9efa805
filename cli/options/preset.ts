import { Option } from 'commander';
import { CannotJudge, type Credentials, isOfPages } from '../../src/model/index.js';
import { profiles } from '../../suites/profiles/index.js';

/** A server that everybody may use, and where its credentials are published. */
interface Preset {
  readonly url: string;
  readonly credentials: string;
}

/** Published servers, by the names that --preset takes. */
const PRESETS = {
  sandbox: {
    url: 'https://sandbox.bcda.cms.gov',
    credentials:
      'bcda.cms.gov publishes the client ids and secrets of the sandbox: page How to Get a Bearer Token, section Sandbox credentials; those of the small model entity are enough',
  },
} as const satisfies Readonly<Record<string, Preset>>;

export interface PresetFlags {
  readonly preset?: keyof typeof PRESETS;
}

/** `--preset`: a published server in place of a URL. */
export const presetOption = (): Option =>
  new Option('--preset <NAME>', 'a published server in place of URL').choices(Object.keys(PRESETS));

/** The URL to use: the one given, or that of the preset. */
export const urlOrPreset = (url: string | undefined, { preset }: PresetFlags): string | undefined => {
  if (preset === undefined) return url;
  if (url !== undefined)
    throw new CannotJudge(`--preset ${preset} names the server: remove the URL, or remove --preset.`);
  return PRESETS[preset].url;
};

/** Where the credentials of a preset are published, if none were given. */
export const presetHint = ({ preset }: PresetFlags, credentials: Credentials | undefined): string | undefined =>
  preset === undefined || credentials !== undefined
    ? undefined
    : `No client credentials were given; ${PRESETS[preset].credentials}.`;

/** The version that a preset is used with unless the user names another one: the newest. */
export const presetProfile = (): string | undefined => profiles.findLast(isOfPages)?.id;
