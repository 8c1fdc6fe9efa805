import { startEmbedded } from '../../src/assess/index.js';
import { CannotJudge } from '../../src/model/index.js';
import { unexpectedErrorText } from '../../src/unexpected-error.js';
import type { CheckFlags, Target } from '../commands/check.js';
import { newest, profileNamed } from './profile.js';
import { VALUED } from './remote.js';

/** Options that say something about a server elsewhere. */
const REMOTE_ONLY = {
  ...VALUED,
  waitForExpiry: '--wait-for-expiry',
  insecure: '--insecure',
  job: '--job',
} as const;

/** The reference server as the target. */
export const embedded = async (flags: CheckFlags): Promise<Target> => {
  const names = Object.keys(REMOTE_ONLY) as (keyof typeof REMOTE_ONLY)[];
  const useless = names.find((name) => flags[name] !== undefined);
  if (useless !== undefined)
    throw new CannotJudge(
      `${REMOTE_ONLY[useless]} needs a URL: without one the embedded reference server is checked, which brings everything itself.`,
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
