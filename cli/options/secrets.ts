import { CannotJudge } from '../../src/model/index.js';

/** Options that would carry a secret, and what to use in their place. */
const INSTEAD: Readonly<Record<string, string>> = {
  '--client-secret': '--client-secret-file FILE, or the environment variable BCDA_CLIENT_SECRET',
  '--other-client-secret': '--other-client-secret-file FILE, or the environment variable BCDA_OTHER_CLIENT_SECRET',
  '--expired-token': '--expired-token-file FILE',
  '--token': 'client credentials; the run asks for its own token',
};

/** Refuses secrets on the command line before anything else looks at it, and without repeating them. */
export const refuseSecrets = (argv: readonly string[]): void => {
  for (const word of argv) {
    const option = word.split('=', 1)[0] ?? '';
    if (Object.hasOwn(INSTEAD, option))
      throw new CannotJudge(
        `${option} is refused: the process list and the shell's history would show the secret. Use ${INSTEAD[option]}.`,
      );
  }
};
