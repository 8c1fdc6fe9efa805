import { startEmbedded } from '../../src/assess/embedded.js';
import { CannotJudge } from '../../src/model/index.js';
import { unexpectedErrorText } from '../../src/unexpected-error.js';
import { newest } from '../../suites/profiles/index.js';
import { profileNamed } from '../options/profile.js';
import { remoteOptions, type TargetFlags } from '../options/target.js';
import type { Target } from './target.js';

/** Options about a run that only make sense for a server at a URL too. */
const OF_REMOTE = [
  ['job', '--job'],
  ['oldJob', '--old-job'],
  ['environment', '--environment'],
] as const;

/** The reference server as the target. */
export const embedded = async (
  flags: TargetFlags & {
    readonly job?: readonly string[];
    readonly oldJob?: readonly string[];
    readonly environment?: string;
  },
): Promise<Target> => {
  const named = [...remoteOptions, ...OF_REMOTE].find(([name]) => flags[name] !== undefined);
  if (named !== undefined)
    throw new CannotJudge(
      `${named[1]} needs a URL: without a URL the embedded reference server is checked, which needs no such input.`,
    );
  const profile = profileNamed(flags.profile) ?? newest;
  const { run, server } = await startEmbedded(profile);
  return {
    run,
    notes: [`No URL was given: this is the embedded reference server, under profile ${profile.id}.`],
    close: server.close,
    errors: () => server.errors.map((error) => `The embedded server failed: ${unexpectedErrorText(error)}.`),
  };
};
