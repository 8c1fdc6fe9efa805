import type { Checked } from '../../src/assess/results/checked.js';
import type { Unjudged } from '../../src/assess/results/unjudged.js';
import { CannotJudge, type Report } from '../../src/model/index.js';
import { unexpectedErrorText } from '../../src/unexpected-error.js';
import type { Io } from '../io.js';
import type { Outputs } from './outputs.js';
import { writeReports } from './write.js';

/** Writes the reports of a run that was judged. */
type Write = (checked: Parameters<typeof writeReports>[0]) => Promise<Report>;

/**
 * Judges, and writes the reports with `write`. If nothing could be judged, every report that the command line asks for is
 * written nevertheless: a CI that waits for a file gets one that says why. The error is thrown again.
 */
export const writingAnyway = async <T>(
  about: Omit<Unjudged, 'startedAt' | 'because'>,
  outputs: Outputs,
  io: Io,
  judge: (write: Write) => Promise<T>,
): Promise<T> => {
  const startedAt = new Date();
  const judged: Report[] = [];
  try {
    return await judge((checked) => {
      judged.push(checked.report);
      return writeReports(checked, outputs, io);
    });
  } catch (error) {
    if (judged.length === 0) {
      const because = error instanceof CannotJudge ? error.message : unexpectedErrorText(error);
      const { unjudgedReport } = await import('../../src/assess/results/unjudged.js');
      const report = unjudgedReport({ ...about, startedAt, because });
      await writeReports(unsaid(report), withoutConsole(outputs), io);
    }
    throw error;
  }
};

/** Who throws the error leaves no secret in its message: stderr gets it too. */
const unsaid = (report: Report): Pick<Checked, 'report' | 'leaks'> => ({ report, leaks: () => false });

/** A person at a terminal reads the error itself. */
const withoutConsole = ({ reports }: Outputs): Outputs => ({
  reports: reports.filter(({ format, to }) => format !== 'console' || to !== undefined),
});
