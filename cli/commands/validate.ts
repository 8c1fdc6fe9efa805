import { resolve } from 'node:path';
import { reasonOf } from '../../src/files/error.js';
import { noSecrets } from '../../src/files/write.js';
import { tables } from '../../src/fhir/definitions/tables.js';
import { Sampler } from '../../src/fhir/ndjson/sample.js';
import { drawSample, type FileOptions, validateFile } from '../../src/fhir/validate/file.js';
import { secondOpinion } from '../../src/fhir/validate/second-opinion.js';
import { readResource } from '../../src/fhir/validate/single.js';
import { CannotJudge, limitsWith } from '../../src/model/index.js';
import { tool } from '../../src/package.js';
import type { CommandModule } from '../command.js';
import { readable } from '../input/files.js';
import { interruptible } from '../interruption.js';
import type { Io } from '../io.js';
import { sampleOption, seedOption } from '../options/data.js';
import { limitOption, limitsFrom, type LimitFlags } from '../options/limits.js';
import { countFrom } from '../options/numbers.js';
import { addReports, quietOption, type ReportFlags } from '../options/reporting.js';
import { outputsFrom } from '../output/outputs.js';
import { VALIDATION_FILES } from '../output/report-files.js';
import type { FileVerdict, Validation } from '../output/validation.js';
import { validationFormats } from '../output/validation-text.js';
import { writeFormats } from '../output/write.js';
import { createFileMeter } from '../progress/validate.js';

interface ValidateFlags extends LimitFlags, ReportFlags {
  readonly type?: string;
  readonly workers?: number;
  readonly maxFindings: number;
  readonly sample?: number;
  readonly seed: number;
  readonly secondOpinion?: number | true;
  readonly strict?: boolean;
  readonly quiet?: boolean;
}

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  const command = program
    .command('validate')
    .description('validate files against NDJSON and FHIR STU3')
    .argument('<FILE...>', 'NDJSON, or one resource in a .json file; either may be gzipped (.gz); - is stdin')
    .option('--type <TYPE>', 'the type that every resource must have');
  addReports(command, VALIDATION_FILES)
    .option('--workers <N>', 'threads (default: number of cores, one for a small file)', countFrom(1, 64))
    .option('--max-findings <N>', 'findings to list per file; all are counted', countFrom(0, 1_000_000), 1000)
    .addOption(sampleOption('file'))
    .addOption(seedOption())
    .option(
      '--second-opinion [N]',
      'show where the package fhir disagrees, on N lines (default: 100)',
      countFrom(1, 10_000),
    )
    .addOption(limitOption())
    .option('--strict', 'exit 1 for warnings too')
    .addOption(quietOption())
    .action(async (files: string[], flags: ValidateFlags) => end(await validate(files, flags, io)));
};

/** Lines that get a second opinion if no number is given. */
const SECOND = 100;

/** Validates files against NDJSON and STU3. Returns the exit code. */
const validate = async (files: readonly string[], flags: ValidateFlags, io: Io): Promise<number> => {
  const inputs = files.filter((file) => file !== '-').map((name) => ({ what: 'a file to validate', name }));
  const outputs = outputsFrom(flags, inputs, io, VALIDATION_FILES);
  refuse(files, flags, io);
  const { 'line-bytes': longestLine } = limitsWith(limitsFrom(flags, 'validate'));
  const began = Date.now();
  const verdicts: FileVerdict[] = [];
  const say = (sentence: string): void => void (flags.quiet === true || io.stderr.write(`${sentence}\n`));
  const { signal, end } = interruptible(io, say);
  try {
    for (const file of files)
      if (!signal.aborted) verdicts.push(await validateOne(file, { ...flags, longestLine }, io, signal));
  } finally {
    end();
  }
  const validation: Validation = {
    schema: 'bcda-conformance/validation/1',
    tool,
    fhirVersion: '3.0.1',
    startedAt: new Date(began).toISOString(),
    durationMs: Date.now() - began,
    valid: verdicts.every(({ errors }) => errors === 0),
    ...(flags.type !== undefined && { type: flags.type }),
    ...(signal.aborted && { interrupted: true }),
    files: verdicts,
  };
  // Findings contain no value of a resource, and there are no credentials.
  writeFormats(validation, validationFormats, outputs, io, noSecrets);
  return exitCode(validation, flags);
};

const exitCode = ({ valid, files, interrupted }: Validation, { strict }: ValidateFlags): number => {
  if (interrupted === true) return 2;
  if (!valid || (strict === true && files.some(({ warnings }) => warnings > 0))) return 1;
  // Without a single resource nothing was shown.
  return files.some(({ resources }) => resources > 0) ? 0 : 2;
};

/** Refuses what is known to be wrong before hours of reading. */
const refuse = (files: readonly string[], { type }: ValidateFlags, io: Io): void => {
  if (type !== undefined && !tables().isResource(type))
    throw new CannotJudge(`--type is not a resource type of STU3: give a name such as Patient.`);
  if (files.filter((file) => file === '-').length > 1) throw new CannotJudge('stdin can be read only once.');
  for (const file of files) if (file !== '-') readable(file, io);
};

const validateOne = async (
  file: string,
  flags: ValidateFlags & { longestLine: number },
  io: Io,
  signal: AbortSignal,
): Promise<FileVerdict> => {
  const path = resolve(io.cwd, file);
  const source = file === '-' ? io.stdin : path;
  const meter = createFileMeter(io.stderr, file === '-' ? 'stdin' : file, flags.quiet === true);
  const { type, workers, maxFindings, sample, seed, longestLine } = flags;
  const size = flags.secondOpinion === true ? SECOND : flags.secondOpinion;
  // A stream can be read only once, so its lines are drawn while it is judged.
  const passing = size !== undefined && file === '-' ? new Sampler(size, seed, longestLine) : undefined;
  const options: FileOptions = {
    maxFindings,
    longestLine,
    signal,
    ...(type !== undefined && { type }),
    ...(workers !== undefined && { workers }),
    ...(sample !== undefined && { sample: { size: sample, seed } }),
    ...(passing !== undefined && { onChunk: (chunk: Uint8Array) => passing.write(chunk) }),
    onProgress: meter.show,
  };
  try {
    const result = await validateFile(source, options);
    if (size === undefined || signal.aborted) return { file, ...result };
    const lines = passing?.end().picked ?? (await drawn(path, { longestLine, sample: { size, seed }, signal }));
    return { file, ...result, secondOpinion: await secondOpinion(lines) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof CannotJudge) throw error;
    throw new CannotJudge(`Cannot read ${file}: ${reasonOf(error)}.`, { cause: error });
  } finally {
    meter.done();
  }
};

/** Lines of a file, which is read once more. */
const drawn = async (path: string, options: Parameters<typeof drawSample>[1]) => {
  const single = await readResource(path, options.longestLine);
  if (single === undefined) return (await drawSample(path, options)).picked;
  return [{ number: 1, offset: 0, within: single.bytes, start: 0, end: single.bytes.length }];
};
