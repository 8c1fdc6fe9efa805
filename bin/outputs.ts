import { formats } from '../reporters/index.js';
import { CannotJudge, type Report } from '../src/model/index.js';
import { type FolderDestination, folderDestination, isFolder, refuseWithin } from './folder.js';
import { type Io, type Sink, wantsColour } from './io.js';
import { type NamedFile, refuseOverwriting } from './overwrite.js';
import { type Destination, destination } from './write.js';

/** One report that the user asked for. */
export interface Output {
  readonly format: string;
  /** Where it goes; absent: stdout. */
  readonly to?: Destination;
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
  readonly transcript?: string;
}

/** Where everything goes that a command writes. */
export interface Outputs {
  readonly reports: readonly Output[];
  readonly transcript?: Destination;
}

/**
 * Reads `--report FORMAT[=FILE]` and `--transcript FILE`; throws CannotJudge for a format or a place that will not do.
 * `inputs` are the files that the command reads: none of them may be overwritten.
 */
export const outputsFrom = (
  { report = [], transcript }: OutputFlags,
  inputs: readonly NamedFile[],
  io: Io,
  names: readonly string[] = Object.keys(formats),
): Outputs => {
  if (transcript === '') throw new CannotJudge('--transcript lacks the name of the file.');
  const specs = specsFrom(report, names);
  const files = specs.map(({ format, file }) => ({ what: `--report ${format}=${file}`, name: file }));
  const written = [...files, { what: `--transcript ${transcript}`, name: transcript }];
  refuseOverwriting(inputs, written, io);
  refuseWithin(
    files.filter((_, index) => isFolder(specs[index]?.format ?? '')),
    [...inputs, ...written],
    io,
  );
  return {
    reports: specs.map(({ format, file }) => ({
      format,
      ...(isFolder(format)
        ? { folder: folderDestination(format, file, io) }
        : file !== '' && { to: destination(file, io) }),
    })),
    ...(transcript !== undefined && { transcript: destination(transcript, io) }),
  };
};

/** The formats with their files; '' is stdout, which takes one report. */
const specsFrom = (specs: readonly string[], names: readonly string[]): { format: string; file: string }[] => {
  const outputs = (specs.length === 0 ? ['console'] : specs).map((spec) => {
    const [format = '', ...rest] = spec.split('=');
    const file = rest.join('=');
    if (!names.includes(format))
      throw new CannotJudge(`There is no report format "${format}". The formats are ${names.join(', ')}.`);
    if (rest.length > 0 && file === '') throw new CannotJudge(`--report ${format}= lacks the name of the file.`);
    if (isFolder(format) && file === '')
      throw new CannotJudge(`--report ${format} is a folder of files: say which (${format}=DIR).`);
    return { format, file };
  });
  if (outputs.filter(({ file }) => file === '').length > 1)
    throw new CannotJudge('Two reports cannot go to stdout: give one of them a file (FORMAT=FILE).');
  return outputs;
};

/**
 * Writes every report, and what else is to be kept. Nothing at all is written when a secret of the run is in any of
 * it; when one file cannot be written, the others still are, and what failed is thrown at the end.
 */
export const deliver = (
  report: Report,
  outputs: readonly Output[],
  more: readonly { readonly text: string; readonly to: Destination }[],
  leaks: (text: string) => boolean,
  io: Io,
): void => {
  const failed: string[] = [];
  const attempt = <T>(step: () => T): T[] => {
    try {
      return [step()];
    } catch (error) {
      if (!(error instanceof CannotJudge)) throw error;
      failed.push(error.message);
      return [];
    }
  };
  const folders = outputs.flatMap(({ folder }) => (folder === undefined ? [] : attempt(() => folder.fill(report))));
  try {
    const prepared: Prepared[] = [
      ...outputs
        .filter(({ folder }) => folder === undefined)
        .map(({ format, to }): Prepared => {
          const colour = to === undefined && wantsColour(io.stdout, io);
          return { text: formats[format]?.(report, { colour }) ?? '', to: to ?? io.stdout };
        }),
      ...folders,
      ...more,
    ];
    if (prepared.some(({ text }) => leaks(text)))
      throw new CannotJudge(
        'A secret of the run was found in a report, so nothing was written. This is a fault of the harness: please report it, without the secret.',
      );
    for (const { text, to } of prepared) attempt(() => void to.write(text));
  } finally {
    for (const { discard } of folders) discard();
  }
  if (failed.length > 0) throw new CannotJudge(failed.join(' '));
};
