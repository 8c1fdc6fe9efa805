import { type Recognized, recognize } from '../../src/assess/recognize.js';
import { targetUrl } from '../../src/assess/target-url.js';
import { profiles } from '../../suites/profiles/index.js';
import type { Io } from '../io.js';
import { profileNamed } from '../options/profile.js';
import { presetHint, type PresetFlags } from '../options/preset.js';
import { inputsFrom, type TargetFlags } from '../options/target.js';
import type { Target } from './target.js';

/** A server at a URL as the target; its profile is chosen by its metadata unless it was given. */
export const remote = async (
  url: string,
  flags: TargetFlags & PresetFlags,
  io: Io,
  signal: AbortSignal,
): Promise<Target> => {
  const inputs = { ...inputsFrom(flags, io), ...(io.clock !== undefined && { clock: io.clock }) };
  const given = profileNamed(flags.profile);
  const { base, note, version } = targetUrl(url, profiles, given);
  const chosen: Recognized =
    given === undefined ? await recognize(profiles, { base, ...inputs, signal }, version) : { profile: given, why: '' };
  const hint = presetHint(flags, inputs.credentials);
  const notes = [
    ...(hint === undefined ? [] : [hint]),
    ...(note === undefined ? [] : [note]),
    ...(chosen.why === '' ? [] : [chosen.why]),
    ...(flags.insecure === true ? ['Certificates were not checked (--insecure).'] : []),
  ];
  return {
    run: { profile: chosen.profile, base, ...inputs },
    notes,
    close: () => Promise.resolve(),
    errors: () => [],
  };
};
