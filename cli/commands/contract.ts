import { exitCode } from '../../src/assess/index.js';
import { check, type CheckFlags, checkTarget } from './check.js';
import { diffText } from '../output/contract-diff.js';
import type { Io } from '../io.js';
import { profileNamed } from '../options/profile.js';
import { splitTarget } from '../options/target.js';

export interface ContractFlags extends CheckFlags {
  readonly diff?: boolean;
}

const CHAPTER = 'contract';

/**
 * `contract [URL]`: checks the Swagger documentation of a server, or of the embedded one; with --diff it prints what
 * guide, document and server each say. Returns the exit code of that check.
 */
export const contract = async (url: string | undefined, flags: ContractFlags, io: Io): Promise<number> => {
  const args = [...(url === undefined ? [] : [url]), CHAPTER];
  if (flags.diff !== true) return check(args, flags, io);
  const target = splitTarget(args);
  const { report } = await checkTarget(target.url, target.selection, flags, io, (checked) => {
    const profile = profileNamed(checked.report.profile);
    if (profile === undefined) throw new TypeError(`no profile ${checked.report.profile}`);
    const text = diffText(checked.report, profile);
    if (checked.leaks(text)) throw new TypeError('the table holds a secret of the run');
    io.stdout.write(text);
  });
  return exitCode(report);
};
