import { folders, type Format, formats, type ReporterOptions } from '../reporters/index.js';
import { folderFormats, type FolderFormatName, isFolderFormat } from '../reporters/names.js';
import { jsonText } from '../reporters/text/index.js';
import type { Checked } from '../src/assess/results/checked.js';
import { exitCode } from '../src/assess/conforms.js';
import { destination } from '../src/files/destination.js';
import { folderDestination } from '../src/files/folder.js';
import { type Guard, type Output, writeAll } from '../src/files/write.js';
import { addTexts } from '../suites/add-texts.js';

/** What to write, and where: a file for each format, a folder for `allure`, a file for the transcript. */
export type RunFiles = Partial<Readonly<Record<Format | FolderFormatName | 'transcript', string>>>;

/** The result of a check or a certification. */
export interface RunResult extends Checked {
  /** What the command line would exit with: 0 conforms, or incomplete by your own choice; 1 does not; 2 could not judge. */
  readonly exitCode: 0 | 1 | 2;
  /** The report as text. Throws CannotJudge if the text contains a secret of the run. */
  readonly render: (format: Format, options?: ReporterOptions) => string;
  /**
   * Writes reports and the transcript; relative names start from the working folder. If any of them contains a secret of
   * the run, nothing is written, and CannotJudge is thrown.
   */
  readonly write: (files: RunFiles) => void;
}

/** The result of a check or a certification, from what it found. */
export const runOf = async (checked: Checked): Promise<RunResult> => {
  const { leaks } = checked;
  const report = await addTexts(checked.report);
  const guard = { leaks, source: report };
  return {
    ...checked,
    report,
    exitCode: exitCode(report),
    render: (format, options) => rendered(() => formats[format](report, options), guard),
    write: (files) => writeAll(outputsFor({ ...checked, report }, files), guard),
  };
};

/** A text that went through the check for secrets. */
export const rendered = (make: () => string, guard: Guard): string => {
  let text = '';
  writeAll([() => ({ text: make(), to: { write: (made) => (text = made) } })], guard);
  return text;
};

const outputsFor = ({ report, transcript }: Checked, files: RunFiles): Output[] => {
  const here = { cwd: process.cwd() };
  return (Object.keys(files) as (keyof RunFiles)[]).flatMap((name): Output[] => {
    const file = files[name];
    if (file === undefined) return [];
    if (isFolderFormat(name)) {
      const fill = (into: string): void => folders[name](report, into);
      return [() => folderDestination(folderFormats[name], file, here).fill(fill)];
    }
    const make = (): string => (name === 'transcript' ? jsonText(transcript) : formats[name](report));
    return [() => ({ text: make(), to: destination(file, here) })];
  });
};
