import { checkServer } from '../src/assess/check.js';
import { startEmbedded } from '../src/assess/embedded.js';
import { recognize } from '../src/assess/recognize.js';
import { targetUrl } from '../src/assess/target-url.js';
import { baseUrl, type JudgeOptions, type Profile, type RunOptions } from '../src/model/index.js';
import { withProxies } from '../src/network/proxy.js';
import { catalogue } from '../suites/index.js';
import { newest, profiles } from '../suites/profiles/index.js';
import { profileFrom } from './profile.js';
import { type RunResult, runOf } from './run.js';

/** How to check a server. Every option has a default. */
export interface CheckOptions extends Omit<RunOptions, 'profile' | 'base'>, Omit<JudgeOptions, 'catalogue'> {
  /**
   * The guide to check against, by id or as an object; `auto` chooses it by the server's metadata.
   * @default 'auto'
   */
  readonly profile?: string | Profile;
}

/**
 * Checks a server against its guide; without a URL, the embedded reference server. Throws CannotJudge for wrong input and
 * for a server that cannot be reached. What the server does wrong is in the report.
 */
export const check = async (url?: string, options: CheckOptions = {}): Promise<RunResult> => {
  const { profile = 'auto', ...others } = options;
  if (url === undefined) return checkEmbedded(profile === 'auto' ? newest : profileFrom(profile), others);
  const connected = { ...others, connection: withProxies(others.connection) };
  const given = profile === 'auto' ? undefined : profileFrom(profile);
  const { base, note = '', version } = targetUrl(baseUrl(url), profiles, given);
  const chosen =
    given === undefined ? await recognize(profiles, { ...connected, base }, version) : { profile: given, why: '' };
  const checked = await checkServer({ ...connected, profile: chosen.profile, base, catalogue });
  const { report } = checked;
  return runOf({
    ...checked,
    report: { ...report, notes: [note, chosen.why, ...report.notes].filter((note) => note !== '') },
  });
};

const checkEmbedded = async (profile: Profile, options: Omit<CheckOptions, 'profile'>): Promise<RunResult> => {
  const { run, server } = await startEmbedded(profile);
  try {
    return await runOf(await checkServer({ ...options, ...run, catalogue }));
  } finally {
    await server.close();
  }
};
