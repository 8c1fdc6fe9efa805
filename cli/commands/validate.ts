import { resolve } from 'node:path';
import { drawSample, type FileOptions, validateFile } from '../../src/fhir/validate/file.js';
import { Sampler } from '../../src/fhir/ndjson/sample.js';
import { secondOpinion } from '../../src/fhir/validate/second-opinion.js';
import { readResource } from '../../src/fhir/validate/single.js';
import { tables } from '../../src/fhir/definitions/tables.js';
import { CannotJudge, limitsWith } from '../../src/model/index.js';
import { tool } from '../../src/package.js';
import { writeTexts, type Rendered } from '../output/hand.js';
import { readable, reasonOf } from '../options/inputs.js';
import { type Io, wantsColour } from '../io.js';
import { limitsFrom, type LimitFlags } from '../options/limits.js';
import { outputsFrom } from '../output/outputs.js';
import { VALIDATION_FILES } from '../output/report-files.js';
import { meterOn } from '../progress/validate.js';
import { validationText } from '../output/validation-text.js';
import type { FileVerdict, Validation } from '../output/validation.js';

export interface ValidateFlags extends LimitFlags {
  readonly type?: string;
  readonly report?: readonly string[];
  readonly reportDir?: string;
  readonly workers?: number;
  readonly maxFindings: number;
  readonly sample?: number;
  readonly seed: number;
  readonly secondOpinion?: number | true;
  readonly strict?: boolean;
  readonly quiet?: boolean;
}

/** Lines that get a second opinion where no number is given. */
const SECOND = 100;

/** `validate FILE…`: judges files against NDJSON and STU3. Returns the exit code. */
export const validateFiles = async (files: readonly string[], flags: ValidateFlags, io: Io): Promise<number> => {
  const inputs = files.filter((file) => file !== '-').map((name) => ({ what: 'a file to validate', name }));
  const { reports } = outputsFrom(flags, inputs, io, VALIDATION_FILES);
  refuse(files, flags, io);
  const { 'line-bytes': longestLine } = limitsWith(limitsFrom(flags, 'validate'));
  const began = Date.now();
  const verdicts: FileVerdict[] = [];
  const ending = new AbortController();
  const forget = io.onInterrupt(() => {
    if (flags.quiet !== true) io.stderr.write('Interrupted: what was found so far follows. Once more ends at once.\n');
    ending.abort();
  });
  try {
    for (const file of files)
      if (!ending.signal.aborted) verdicts.push(await one(file, { ...flags, longestLine }, io, ending.signal));
  } finally {
    forget();
  }
  const validation: Validation = {
    schema: 'bcda-conformance/validation/1',
    tool,
    fhirVersion: tables().fhirVersion,
    startedAt: new Date(began).toISOString(),
    durationMs: Date.now() - began,
    valid: verdicts.every(({ errors }) => errors === 0),
    ...(flags.type !== undefined && { type: flags.type }),
    ...(ending.signal.aborted && { interrupted: true }),
    files: verdicts,
  };
  writeTexts(
    reports.map(({ format, to }): Rendered => {
      const colour = to === undefined && wantsColour(io.stdout, io);
      const text = format === 'json' ? `${JSON.stringify(validation, null, 2)}\n` : validationText(validation, colour);
      return { text, to: to ?? io.stdout };
    }),
  );
  return exitCode(validation, flags);
};

const exitCode = ({ valid, files, interrupted }: Validation, { strict }: ValidateFlags): number => {
  if (interrupted === true) return 2;
  if (!valid || (strict === true && files.some(({ warnings }) => warnings > 0))) return 1;
  // Nothing judged is nothing shown.
  return files.some(({ resources }) => resources > 0) ? 0 : 2;
};

/** What can be known to go wrong before hours of reading. */
const refuse = (files: readonly string[], { type }: ValidateFlags, io: Io): void => {
  if (type !== undefined && !tables().isResource(type))
    throw new CannotJudge(`STU3 has no type of resource that is called so: give --type a name such as Patient.`);
  if (files.filter((file) => file === '-').length > 1) throw new CannotJudge('stdin can be read only once.');
  for (const file of files) if (file !== '-') readable(file, io);
};

const one = async (
  file: string,
  flags: ValidateFlags & { longestLine: number },
  io: Io,
  signal: AbortSignal,
): Promise<FileVerdict> => {
  const path = resolve(io.cwd, file);
  const source = file === '-' ? io.stdin : path;
  const meter = meterOn(io.stderr, file === '-' ? 'stdin' : file, flags.quiet === true);
  const { type, workers, maxFindings, sample, seed, longestLine } = flags;
  const size = flags.secondOpinion === true ? SECOND : flags.secondOpinion;
  // What is read once only is drawn from while it is judged.
  const passing = size !== undefined && file === '-' ? new Sampler(size, seed, longestLine) : undefined;
  const options: FileOptions = {
    maxFindings,
    longestLine,
    signal,
    ...(type !== undefined && { type }),
    ...(workers !== undefined && { workers }),
    ...(sample !== undefined && { sample: { size: sample, seed } }),
    ...(passing !== undefined && { onChunk: (chunk: Uint8Array) => passing.write(chunk) }),
    onProgress: meter.tell,
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

/** Lines of a file that is read once more. */
const drawn = async (path: string, options: Parameters<typeof drawSample>[1]) => {
  const whole = await readResource(path, options.longestLine);
  if (whole === undefined) return (await drawSample(path, options)).picked;
  return [{ number: 1, offset: 0, within: whole.bytes, start: 0, end: whole.bytes.length }];
};
