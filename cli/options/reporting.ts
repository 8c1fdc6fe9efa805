import { type Command, Option } from 'commander';
import { ofRole } from '../../src/assess/select.js';
import type { JudgeOptions, Role } from '../../src/model/index.js';
import { catalogueVersions } from '../../suites/released/index.js';
import type { Io } from '../io.js';
import type { FormatFiles } from '../output/report-files.js';
import { gather } from './numbers.js';

/** Options of every command that writes reports. */
export interface ReportFlags {
  readonly report?: readonly string[];
  readonly reportDir?: string;
}

/** Options of every command that judges requirements. */
export interface JudgingFlags extends ReportFlags {
  readonly knownFailures?: string;
  readonly strict?: boolean;
  readonly catalogue?: string;
  readonly sign?: string;
  readonly baseline?: string;
}

/** Adds the options of a command that writes reports in one of these formats. */
export const addReports = (command: Command, files: FormatFiles, usual = 'console'): Command =>
  command
    .option(
      '--report <FORMAT[=FILE]>',
      `write a report in FORMAT to FILE, or to stdout; formats: ${Object.keys(files).join(', ')}; repeatable (default: ${usual})`,
      gather,
    )
    .option(
      '--report-dir <DIR>',
      `folder for reports; a report without FILE gets its usual name${'console' in files ? ' (console: stdout)' : ''}`,
    );

/** Adds the options of a command that judges requirements. */
export const addJudging = (command: Command, files: FormatFiles): Command =>
  addReports(command, files)
    .option('--known-failures <FILE>', 'YAML list of known failures (id, because, see, until, rule, path)')
    .addOption(
      new Option(
        '--catalogue <VERSION>',
        'judge by the requirements of this version; later ones are information only (default: all)',
      ).choices(catalogueVersions),
    )
    .option(
      '--sign <KEY>',
      'sign certificates and JSON reports with the Ed25519 key in this PEM file, each in FILE.sig',
    )
    .option('--baseline <REPORT>', 'an earlier JSON report: the HTML report shows what is new and what is fixed since')
    .option('--strict', 'treat every failed requirement as an error, and exit 1 if the run is incomplete');

/** `--transcript`, for every command that records. */
export const transcriptOption = (): Option =>
  new Option('--transcript <FILE>', 'save the recorded transcript, to judge it again');

/** `--quiet`, for every command that shows progress. */
export const quietOption = (): Option => new Option('--quiet', 'print no progress to stderr');

/** What to judge of a command line's options. */
export const judgeOptions = async (
  role: Role,
  selection: readonly string[],
  { strict, catalogue: asOf }: JudgingFlags,
  known: Known,
): Promise<JudgeOptions> => ({
  catalogue: await suitesOf(role),
  selection,
  ...(strict === true && { strict: true }),
  ...(asOf !== undefined && { asOf }),
  ...(known !== undefined && { known }),
});

/** The catalogue is large: it is loaded after the first request, which does not need it. */
const suitesOf = async (role: Role): Promise<JudgeOptions['catalogue']> =>
  ofRole((await import('../../suites/index.js')).catalogue, role);

type Known = JudgeOptions['known'];

/**
 * The known failures that a command line names, if it names any; throws CannotJudge for a file that is no list of them. The
 * parsers of YAML and JSON Schema are loaded only then.
 */
export const knownFrom = async (role: Role, { knownFailures: file }: JudgingFlags, io: Io): Promise<Known> => {
  if (file === undefined) return undefined;
  const { readKnown } = await import('../input/known-failures.js');
  return readKnown(file, await suitesOf(role), io);
};
