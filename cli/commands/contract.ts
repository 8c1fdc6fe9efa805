import { exitCode } from '../../src/assess/conforms.js';
import { writeAll } from '../../src/files/write.js';
import type { CommandModule } from '../command.js';
import type { Io } from '../io.js';
import { profileNamed } from '../options/profile.js';
import { addJudging, quietOption } from '../options/reporting.js';
import { runOptions } from '../options/run.js';
import { addTarget } from '../options/target.js';
import { splitTarget } from '../options/urls.js';
import { contractTable } from '../output/contract-table.js';
import { filesFor } from '../output/report-files.js';
import { sayInternalErrors } from '../output/write.js';
import { type CheckFlags, checkTarget } from '../target/check-target.js';
import { check } from './check.js';

interface ContractFlags extends CheckFlags {
  readonly diff?: boolean;
}

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  const command = program
    .command('contract')
    .description("check a server's Swagger documentation; without a URL, the embedded reference server's")
    .argument('[URL]', 'base URL of the server; may include a path prefix')
    .option('--diff', 'print what guide, document and server say about each operation, instead of a report');
  addTarget(command)
    .addOption(runOptions.openapi)
    .addOption(runOptions.exportBudget)
    .addOption(runOptions.pollInterval);
  addJudging(command, filesFor('server'))
    .addOption(quietOption())
    .action(async (url: string | undefined, flags: ContractFlags) => end(await contract(url, flags, io)));
};

const CHAPTER = 'contract';

/**
 * Checks the Swagger documentation of a server, or of the embedded one; with --diff it prints what guide, document and
 * server each say. Returns the exit code of that check.
 */
const contract = async (given: string | undefined, flags: ContractFlags, io: Io): Promise<number> => {
  const args = [...(given === undefined ? [] : [given]), CHAPTER];
  if (flags.diff !== true) return check(args, flags, io);
  const { url, selection } = splitTarget(args);
  const { report } = await checkTarget(url, selection, flags, io, (checked) => {
    const profile = profileNamed(checked.report.profile);
    if (profile === undefined) throw new TypeError(`no profile ${checked.report.profile}`);
    sayInternalErrors(checked.report, io);
    writeAll([() => ({ text: contractTable(checked.report, profile), to: io.stdout })], { leaks: checked.leaks });
  });
  return exitCode(report);
};
