import { comparisonFormats } from '../../../reporters/comparison/index.js';
import { compareReports, comparisonExitCode } from '../../../src/assess/compare/index.js';
import { noSecrets } from '../../../src/files/write.js';
import type { CommandModule } from '../../command.js';
import { readReport } from '../../input/report.js';
import type { Io } from '../../io.js';
import { addReports, type ReportFlags } from '../../options/reporting.js';
import { outputsFrom } from '../../output/outputs.js';
import { COMPARISON_FILES } from '../../output/report-files.js';
import { writeFormats } from '../../output/write.js';

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  const command = program
    .command('compare')
    .description('compare two saved reports; exit 1 if a gating requirement regressed')
    .argument('<OLD>', 'report written by --report json=FILE')
    .argument('<NEW>', 'a later report of the same role');
  addReports(command, COMPARISON_FILES).action(async (older: string, newer: string, flags: ReportFlags) =>
    end(await compare(older, newer, flags, io)),
  );
};

/** Compares two saved reports about one target. Returns the exit code. */
const compare = async (older: string, newer: string, flags: ReportFlags, io: Io): Promise<number> => {
  const inputs = [
    { what: 'the old report', name: older },
    { what: 'the new report', name: newer },
  ];
  const outputs = await outputsFrom(flags, inputs, io, COMPARISON_FILES);
  const comparison = compareReports(readReport(older, 'the old report', io), readReport(newer, 'the new report', io));
  writeFormats(comparison, comparisonFormats, outputs, io, noSecrets);
  return comparisonExitCode(comparison);
};
