import type { Format } from '../../reporters/names.js';
import type { Reporter } from '../../reporters/reporter.js';
import { isFolderFormat } from '../../reporters/names.js';
import { jsonText, printable } from '../../reporters/text/index.js';
import type { Report } from '../../src/model/index.js';
import { signatureOf } from '../../src/files/signature.js';
import { INTERNAL, internalErrorIn } from '../../src/unexpected-error.js';
import { type Guard, type Output, type Ready, writeAll } from '../../src/files/write.js';
import type { Checked } from '../../src/assess/results/checked.js';
import { type Io, wantsColor } from '../io.js';
import { withoutCommands } from './github-actions.js';
import type { Outputs } from './outputs.js';
import type { ReportOutput } from './report-output.js';

/** Turns a value into text, for every format by its name. */
type Formats<T> = Readonly<Record<string, (value: T, options: { readonly color: boolean }) => string>>;

/**
 * Loads the reporters. The first request does not wait for them; what then takes long loads them before, so that a package
 * that is updated meanwhile costs no report.
 */
export const loadReporters = () => import('../../reporters/index.js');

/**
 * Writes the reports of a run, and its transcript if the command line asks for it. A reporter that fails costs only its
 * own report: the others say so. Returns the report with these errors in it.
 */
export const writeReports = async (
  checked: Pick<Checked, 'report' | 'leaks'> & Partial<Pick<Checked, 'transcript'>>,
  { reports, transcript: file, baseline }: Outputs,
  io: Io,
): Promise<Report> => {
  const { folders, formats } = await loadReporters();
  const { leaks, transcript } = checked;
  const judged = baseline === undefined ? checked.report : await compared(checked.report, baseline);
  const { report, texts } = rendered(judged, formats, reports, io);
  sayInternalErrors(report, io);
  writeAll(
    [
      ...texts.map(
        (text): Output =>
          () =>
            text,
      ),
      ...reports.flatMap(({ format, folder }) =>
        folder === undefined || !isFolderFormat(format)
          ? []
          : [() => folder.fill((into) => folders[format](report, into))],
      ),
      ...(file === undefined ? [] : [() => ({ text: jsonText(transcript), to: file })]),
    ],
    { leaks, source: report, warn: (sentence) => io.stderr.write(`error: ${sentence}\n`) },
  );
  return report;
};

const compared = async (report: Report, baseline: Report): Promise<Report> =>
  (await import('../../src/assess/results/baseline.js')).withBaseline(report, baseline);

/** Says on stderr which parts of a run ended by an error of this program. */
export const sayInternalErrors = ({ errors }: Report, io: Io): void => {
  for (const sentence of errors) if (sentence.startsWith(INTERNAL)) io.stderr.write(`${printable(sentence)}\n`);
};

/** Renders every report that is one text; after a failure, the others once more with an error that says so. */
const rendered = (
  report: Report,
  formats: Readonly<Record<Format, Reporter>>,
  reports: readonly ReportOutput[],
  io: Io,
): { readonly report: Report; readonly texts: readonly Ready[] } => {
  const errors: string[] = [];
  const lost = new Set<ReportOutput>();
  const render = (of: Report): Ready[] =>
    reports.flatMap((output) => {
      if (output.folder !== undefined || lost.has(output)) return [];
      try {
        const ready = textOf(of, formats, output, io)();
        const { signed } = output;
        return signed === undefined ? [ready] : [ready, { text: signatureOf(ready.text, signed.key), to: signed.to }];
      } catch (error) {
        lost.add(output);
        errors.push(internalErrorIn(`the ${output.format} report`, error));
        return [];
      }
    });
  const texts = render(report);
  if (errors.length === 0) return { report, texts };
  const withErrors = { ...report, errors: [...report.errors, ...errors] };
  return { report: withErrors, texts: render(withErrors) };
};

/** Writes a value in each format that the command line asks for. */
export const writeFormats = <T>(value: T, known: Formats<T>, { reports }: Outputs, io: Io, guard: Guard): void =>
  writeAll(
    reports.map((output) => textOf(value, known, output, io)),
    guard,
  );

const textOf =
  <T>(value: T, known: Formats<T>, { format, to, inert }: ReportOutput, io: Io): Output =>
  () => {
    const color = to === undefined && wantsColor(io.stdout, io);
    const text = known[format]?.(value, { color }) ?? '';
    return { text: inert === true ? withoutCommands(text) : text, to: to ?? io.stdout };
  };
