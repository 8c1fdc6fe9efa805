import { formats } from '../../reporters/index.js';
import { jsonText } from '../../reporters/text/index.js';
import { type Guard, type Output, writeAll } from '../../src/files/write.js';
import type { Checked } from '../../src/assess/check.js';
import { type Io, wantsColor } from '../io.js';
import { withoutCommands } from './github-actions.js';
import type { Outputs } from './outputs.js';
import type { ReportOutput } from './report-output.js';

/** Turns a value into text, for every format by its name. */
type Formats<T> = Readonly<Record<string, (value: T, options: { readonly colour: boolean }) => string>>;

/** Writes the reports of a run, and its transcript if the command line asks for it. */
export const writeReports = (
  { report, transcript, leaks }: Pick<Checked, 'report' | 'leaks'> & Partial<Pick<Checked, 'transcript'>>,
  { reports, transcript: file }: Outputs,
  io: Io,
): void =>
  writeAll(
    [
      ...reports.map((output) => folderOf(output, report) ?? textOf(report, formats, output, io)),
      ...(file === undefined ? [] : [() => ({ text: jsonText(transcript), to: file })]),
    ],
    { leaks, source: report, warn: (sentence) => io.stderr.write(`error: ${sentence}\n`) },
  );

/** Writes a value in each format that the command line asks for. */
export const writeFormats = <T>(value: T, known: Formats<T>, { reports }: Outputs, io: Io, guard: Guard): void =>
  writeAll(
    reports.map((output) => textOf(value, known, output, io)),
    guard,
  );

const folderOf = ({ folder }: ReportOutput, report: Checked['report']): Output | undefined =>
  folder === undefined ? undefined : () => folder.fill(report);

const textOf =
  <T>(value: T, known: Formats<T>, { format, to, inert }: ReportOutput, io: Io): Output =>
  () => {
    const colour = to === undefined && wantsColor(io.stdout, io);
    const text = known[format]?.(value, { colour }) ?? '';
    return { text: inert === true ? withoutCommands(text) : text, to: to ?? io.stdout };
  };
