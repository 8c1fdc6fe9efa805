import type { KeyObject } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { folderFormats, isFolderFormat } from '../../reporters/names.js';
import { type Destination, destination } from '../../src/files/destination.js';
import { folderDestination } from '../../src/files/folder.js';
import { privateKey, signatureFile } from '../../src/files/signature.js';
import { CannotJudge, didYouMean, type Report } from '../../src/model/index.js';
import { readInput } from '../input/files.js';
import type { Io } from '../io.js';
import { forRunner } from './github-actions.js';
import { type NamedFile, refuseOverwriting, refuseWithin } from './overwrite.js';
import type { FormatFiles } from './report-files.js';
import type { ReportOutput } from './report-output.js';

/** What a command line says about outputs. */
export interface OutputFlags {
  readonly report?: readonly string[];
  readonly reportDir?: string;
  readonly transcript?: string;
  readonly sign?: string;
  readonly baseline?: string;
}

/** Where everything goes that a command writes. */
export interface Outputs {
  readonly reports: readonly ReportOutput[];
  readonly transcript?: Destination;
  /** An earlier report, to compare with. */
  readonly baseline?: Report;
}

/** Outputs as a command line names them. */
export interface NamedOutputs extends Outputs {
  /** The files that are written, with the options that name them. */
  readonly files: readonly NamedFile[];
}

/** What the options are called where a command has two groups of them. */
interface OutputNames {
  readonly report: string;
  readonly transcript: string;
}
const USUAL: OutputNames = { report: '--report', transcript: '--transcript' };

/**
 * Reads `--report FORMAT[=FILE]`, `--report-dir DIR` and `--transcript FILE`; throws CannotJudge for an unknown format
 * and for a place that cannot be written. `inputs` are the files that the command reads: none of them may be
 * overwritten. `files` are the formats of the command, `names` what its options are called.
 */
export const outputsFrom = async (
  { report = [], reportDir, transcript, sign, baseline }: OutputFlags,
  inputs: readonly NamedFile[],
  io: Io,
  files: FormatFiles,
  names: OutputNames = USUAL,
): Promise<NamedOutputs> => {
  if (transcript === '') throw new CannotJudge(`${names.transcript} needs the name of a file.`);
  if (reportDir === '') throw new CannotJudge('--report-dir needs the name of a folder.');
  const specs = specsFrom(report, files, reportDir);
  const key = sign === undefined ? undefined : privateKey(readInput(sign, 'the key of --sign', io), sign);
  const signing = key === undefined ? [] : specs.filter(isSignable);
  if (key !== undefined && signing.length === 0)
    throw new CannotJudge(`--sign signs reports in files: add one of the formats ${SIGNABLE.join(', ')} with a file.`);
  const signatures = signing.map(({ spec, file }) => ({
    what: `the signature of ${names.report} ${spec}`,
    name: signatureFile(file),
  }));
  const named = specs.map(({ spec, file }) => ({ what: `${names.report} ${spec}`, name: file }));
  const written = [...named, ...signatures, { what: `${names.transcript} ${transcript}`, name: transcript }];
  const read = [...inputs, { what: 'the baseline', name: baseline }, { what: 'the key of --sign', name: sign }];
  refuseOverwriting(read, written, io);
  const folders = named.filter((_, index) => isFolderFormat(specs[index]?.format ?? ''));
  refuseWithin(folders, [...read, ...written], io);
  const reports = specs.map((spec) => outputFor(spec, key, io));
  return {
    reports: report.length === 0 && 'github' in files ? forRunner(reports, io) : reports,
    ...(transcript !== undefined && { transcript: destination(transcript, io) }),
    ...(baseline !== undefined && { baseline: await baselineFrom(baseline, io) }),
    files: written,
  };
};

/** What reads a report is loaded only where one is given. */
const baselineFrom = async (file: string, io: Io): Promise<Report> => {
  const { readReport } = await import('../input/report.js');
  return readReport(file, 'the baseline', io);
};

/** What people show to others, and may sign. */
const SIGNABLE = ['certificate', 'certificate-html', 'json'];

const isSignable = ({ format, file }: Spec): boolean => SIGNABLE.includes(format) && file !== '';

const outputFor = (spec: Spec, key: KeyObject | undefined, io: Io): ReportOutput => {
  const { format, file } = spec;
  if (isFolderFormat(format)) return { format, folder: folderDestination(folderFormats[format], file, io) };
  return {
    format,
    ...(file !== '' && { to: destination(file, io) }),
    ...(key !== undefined && isSignable(spec) && { signed: { to: destination(signatureFile(file), io), key } }),
  };
};

interface Spec {
  readonly spec: string;
  readonly format: string;
  /** '' is stdout, which takes one report. */
  readonly file: string;
}

const specsFrom = (specs: readonly string[], files: FormatFiles, folder: string | undefined): Spec[] => {
  const outputs = (specs.length === 0 ? ['console'] : specs).map((spec) => specFrom(spec, files, folder));
  if (outputs.filter(({ file }) => file === '').length > 1)
    throw new CannotJudge(
      'Only one report can go to stdout: give the others a file (FORMAT=FILE), or give a folder for all (--report-dir).',
    );
  if (folder !== undefined && outputs.every(({ file }) => file === ''))
    throw new CannotJudge(
      'Nothing would be written into the folder of --report-dir: add a report, such as --report json.',
    );
  return outputs;
};

const specFrom = (spec: string, files: FormatFiles, folder: string | undefined): Spec => {
  const [format = '', ...rest] = spec.split('=');
  const name = rest.join('=');
  refuseUnknown(format, files);
  if (rest.length > 0 && name === '') throw new CannotJudge(`--report ${format}= needs the name of a file.`);
  const file = placeOf(name, files[format], folder);
  if (isFolderFormat(format) && file === '')
    throw new CannotJudge(`--report ${format} writes a folder of files: name it with ${format}=DIR.`);
  return { spec, format, file };
};

/** Refuses a format that is not one of these. */
export const refuseUnknown = (format: string, files: FormatFiles): void => {
  if (!Object.hasOwn(files, format))
    throw new CannotJudge(
      `There is no report format "${format}".${didYouMean(format, Object.keys(files))} The formats are ${Object.keys(files).join(', ')}.`,
    );
};

/** Where a report goes: the file that was named or, in a folder, the file with the format's usual name. */
const placeOf = (name: string, own: string | undefined, folder: string | undefined): string => {
  if (folder === undefined || isAbsolute(name)) return name;
  const file = name === '' ? own : name;
  return file === undefined ? '' : join(folder, file);
};
