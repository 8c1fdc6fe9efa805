import { isAbsolute, join } from 'node:path';
import { printable } from '../../reporters/text/index.js';
import { INTERNAL, internalErrorIn } from '../../src/unexpected-error.js';
import { formats } from '../../reporters/index.js';
import { CannotJudge, type Report } from '../../src/model/index.js';
import { type FolderDestination, folderDestination, isFolder, refuseWithin } from './folder.js';
import { forRunner, withoutCommands } from './github.js';
import { type Io, type Sink, wantsColour } from '../io.js';
import { type NamedFile, refuseOverwriting } from './overwrite.js';
import type { DefaultFiles } from './report-files.js';
import { type Destination, destination } from './files.js';

/** One report that the user asked for. */
export interface Output {
  readonly format: string;
  /** Where it goes; absent: stdout. */
  readonly to?: Destination;
  /** It is no message to the runner of GitHub Actions, whatever a line of it looks like. */
  readonly inert?: true;
  /** Where it goes if it is a folder of files. */
  readonly folder?: FolderDestination;
}

/** A text that is ready to go out. */
interface Prepared {
  readonly text: string;
  readonly to: Destination | Sink;
}

/** What a command line says about what is to be written. */
export interface OutputFlags {
  readonly report?: readonly string[];
  readonly reportDir?: string;
  readonly transcript?: string;
}

/** Where everything goes that a command writes. */
export interface Outputs {
  readonly reports: readonly Output[];
  readonly transcript?: Destination;
}

/**
 * Reads `--report FORMAT[=FILE]`, `--report-dir DIR` and `--transcript FILE`; throws CannotJudge for a format or a place
 * that will not do. `inputs` are the files that the command reads: none of them may be overwritten. `files` are the
 * formats that there are.
 */
export const outputsFrom = (
  { report = [], reportDir, transcript }: OutputFlags,
  inputs: readonly NamedFile[],
  io: Io,
  files: DefaultFiles,
): Outputs => {
  if (transcript === '') throw new CannotJudge('--transcript lacks the name of the file.');
  if (reportDir === '') throw new CannotJudge('--report-dir lacks the name of the folder.');
  const specs = specsFrom(report, files, reportDir);
  const named = specs.map(({ spec, file }) => ({ what: `--report ${spec}`, name: file }));
  const written = [...named, { what: `--transcript ${transcript}`, name: transcript }];
  refuseOverwriting(inputs, written, io);
  const folders = named.filter((_, index) => isFolder(specs[index]?.format ?? ''));
  refuseWithin(folders, [...inputs, ...written], io);
  const reports = specs.map(({ format, file }) => ({
    format,
    ...(isFolder(format)
      ? { folder: folderDestination(format, file, io) }
      : file !== '' && { to: destination(file, io) }),
  }));
  return {
    reports: report.length === 0 && 'github' in files ? forRunner(reports, io) : reports,
    ...(transcript !== undefined && { transcript: destination(transcript, io) }),
  };
};

interface Spec {
  readonly spec: string;
  readonly format: string;
  /** '' is stdout, which takes one report. */
  readonly file: string;
}

const specsFrom = (specs: readonly string[], files: DefaultFiles, folder: string | undefined): Spec[] => {
  const outputs = (specs.length === 0 ? ['console'] : specs).map((spec) => {
    const [format = '', ...rest] = spec.split('=');
    const name = rest.join('=');
    refuseUnknown(format, files);
    if (rest.length > 0 && name === '') throw new CannotJudge(`--report ${format}= lacks the name of the file.`);
    const file = placeOf(name, files[format], folder);
    if (isFolder(format) && file === '')
      throw new CannotJudge(`--report ${format} is a folder of files: say which (${format}=DIR).`);
    return { spec, format, file };
  });
  if (outputs.filter(({ file }) => file === '').length > 1)
    throw new CannotJudge(
      'Two reports cannot go to stdout: give one of them a file (FORMAT=FILE), or all of them a folder (--report-dir).',
    );
  if (folder !== undefined && outputs.every(({ file }) => file === ''))
    throw new CannotJudge(
      'Nothing would be written into the folder of --report-dir: add a report, such as --report json.',
    );
  return outputs;
};

/** Refuses a format that is none of these. */
export const refuseUnknown = (format: string, files: DefaultFiles): void => {
  if (!Object.hasOwn(files, format))
    throw new CannotJudge(`There is no report format "${format}". The formats are ${Object.keys(files).join(', ')}.`);
};

/** Where a report goes: the file that was named or, in a folder, the one that the format has of its own. */
const placeOf = (name: string, own: string | undefined, folder: string | undefined): string => {
  if (folder === undefined || isAbsolute(name)) return name;
  const file = name === '' ? own : name;
  return file === undefined ? '' : join(folder, file);
};

/**
 * Renders every report that is one text. A reporter that fails costs only its own: the others are rendered with an error
 * that says so.
 */
const rendered = (
  report: Report,
  outputs: readonly Output[],
  io: Io,
): { readonly report: Report; readonly texts: readonly Prepared[] } => {
  const errors: string[] = [];
  const lost = new Set<Output>();
  const render = (of: Report): Prepared[] =>
    outputs.flatMap((output): Prepared[] => {
      const { format, to, inert, folder } = output;
      if (folder !== undefined || lost.has(output)) return [];
      try {
        const colour = to === undefined && wantsColour(io.stdout, io);
        const text = formats[format]?.(of, { colour }) ?? '';
        return [{ text: inert === true ? withoutCommands(text) : text, to: to ?? io.stdout }];
      } catch (error) {
        lost.add(output);
        errors.push(internalErrorIn(`the ${format} report`, error));
        return [];
      }
    });
  const texts = render(report);
  if (errors.length === 0) return { report, texts };
  const told = { ...report, errors: [...report.errors, ...errors] };
  return { report: told, texts: render(told) };
};

/**
 * Writes every report, and what else is to be kept. Nothing at all is written when a secret of the run is in any of
 * it; when one file cannot be written, the others still are, and what failed is thrown at the end. Returns the report with
 * the errors of its reporters.
 */
export const writeReports = (
  given: Report,
  outputs: readonly Output[],
  more: readonly { readonly text: string; readonly to: Destination }[],
  leaks: (text: string) => boolean,
  io: Io,
): Report => {
  const failed: string[] = [];
  const ours: unknown[] = [];
  const attempt = <T>(step: () => T): T[] => {
    try {
      return [step()];
    } catch (error) {
      // A fault of ours in one report must not cost the others.
      if (error instanceof CannotJudge) failed.push(error.message);
      else ours.push(error);
      return [];
    }
  };
  const { report, texts } = rendered(given, outputs, io);
  for (const sentence of report.errors) if (sentence.startsWith(INTERNAL)) io.stderr.write(`${printable(sentence)}\n`);
  const folders = outputs.flatMap(({ folder }) => (folder === undefined ? [] : attempt(() => folder.fill(report))));
  try {
    const prepared: Prepared[] = [...texts, ...folders, ...more];
    // A format may write a sign of a secret in a way of its own (&amp;, %25), so what all are made from is searched too.
    if (leaks(JSON.stringify(report)) || prepared.some(({ text }) => leaks(text)))
      throw new CannotJudge(
        'A secret of the run was found in a report, so nothing was written. This is a fault of the harness: please report it, without the secret.',
      );
    for (const { text, to } of prepared) attempt(() => void to.write(text));
  } finally {
    for (const { discard } of folders) discard();
  }
  if (ours.length > 0) {
    for (const sentence of failed) io.stderr.write(`error: ${sentence}\n`);
    throw ours[0];
  }
  if (failed.length > 0) throw new CannotJudge(failed.join(' '));
  return report;
};
