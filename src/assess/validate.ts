import { reasonOf } from '../files/error.js';
import { RELEASES, releaseOfVersion } from '../fhir/definitions/release.js';
import { Sampler } from '../fhir/ndjson/sample.js';
import type { FileProgress } from '../fhir/ndjson/source.js';
import { drawSample, type FileOptions, validateFile } from '../fhir/validate/file.js';
import { secondOpinion } from '../fhir/validate/second-opinion.js';
import { readResource } from '../fhir/validate/single.js';
import { WorkerUnresponsive } from '../fhir/workers/pool.js';
import type { FileVerdict, Shard, Validation } from '../fhir/validate/validation.js';
import { CannotJudge, type SampleSize } from '../model/index.js';
import { tool } from '../package.js';

/** A file by its path, or a stream, with the name that the result gives it. */
export interface NamedSource {
  readonly name: string;
  readonly source: string | AsyncIterable<Uint8Array>;
}

/** How to validate several files. */
export interface FilesOptions extends Omit<FileOptions, 'onProgress' | 'onChunk'> {
  /** Lines of each file on which the package fhir is asked as well; default: none. */
  readonly opinion?: SampleSize;
  /** Whether warnings count too. */
  readonly strict?: boolean;
  /** The part of a list of files that the sources are. */
  readonly shard?: Shard;
  /** Opens a display for the progress of one file. */
  readonly meter?: (name: string) => { readonly show: (progress: FileProgress) => void; readonly done: () => void };
}

/** Validates files one after another. Throws CannotJudge if one cannot be read; an interruption (signal) still reports. */
export const validateFiles = async (
  sources: readonly NamedSource[],
  options: FilesOptions = {},
): Promise<Validation> => {
  const { strict, shard, ...others } = options;
  const { type, signal } = options;
  const began = Date.now();
  const files: FileVerdict[] = [];
  for (const source of sources) if (signal?.aborted !== true) files.push(await verdictOn(source, others));
  return {
    schema: 'bcda-conformance/validation/1',
    tool,
    fhirVersion: versionsOf(files, options.fhir),
    startedAt: new Date(began).toISOString(),
    durationMs: Date.now() - began,
    valid: files.every(({ errors }) => errors === 0),
    ...(type !== undefined && { type }),
    ...(strict === true && { strict: true as const }),
    ...(shard !== undefined && { shard }),
    ...(signal?.aborted === true && { interrupted: true }),
    files,
  };
};

/** The versions of FHIR that files were judged against; of no file, the one that was asked for. */
export const versionsOf = (files: readonly FileVerdict[], fhir: FilesOptions['fhir'] = 'auto'): string => {
  const versions = new Set(files.map(({ fhirVersion }) => fhirVersion));
  return [...versions].sort().join(', ') || RELEASES[fhir === 'auto' ? 'stu3' : fhir].version;
};

/** Exit code of a validation: 0 valid, 1 not (or with warnings, if strict), 2 interrupted or without a single resource. */
export const validationExitCode = ({ valid, strict, files, shard, interrupted }: Validation): 0 | 1 | 2 => {
  if (interrupted === true) return 2;
  if (!valid || (strict === true && files.some(({ warnings }) => warnings > 0))) return 1;
  // Of few files, a part may have none; whether all parts together have a resource shows when they are merged.
  return shard !== undefined || files.some(({ resources }) => resources > 0) ? 0 : 2;
};

const verdictOn = async ({ name, source }: NamedSource, all: FilesOptions): Promise<FileVerdict> => {
  const { opinion, meter, ...options } = all;
  const { longestLine, signal } = options;
  const shown = meter?.(name);
  // A stream can be read only once, so its lines are drawn while it is validated.
  const passing =
    opinion !== undefined && typeof source !== 'string'
      ? new Sampler(opinion.size, opinion.seed, longestLine)
      : undefined;
  try {
    const result = await validateFile(source, {
      ...options,
      ...(shown !== undefined && { onProgress: shown.show }),
      ...(passing !== undefined && { onChunk: (chunk: Uint8Array) => passing.write(chunk) }),
    });
    if (opinion === undefined || signal?.aborted === true) return { file: name, ...result };
    const lines =
      passing?.end().picked ?? (typeof source === 'string' ? await drawn(source, { ...options, sample: opinion }) : []);
    return { file: name, ...result, secondOpinion: await secondOpinion(lines, releaseOfVersion(result.fhirVersion)) };
  } catch (error) {
    throw whyNoVerdict(name, error);
  } finally {
    shown?.done();
  }
};

/** Why there is no verdict on a file: what the user can know of it, or else the error of the harness. */
export const whyNoVerdict = (name: string, error: unknown): unknown => {
  if (error instanceof WorkerUnresponsive)
    return new CannotJudge(`Cannot judge ${name}: ${error.message}.`, { cause: error });
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined || error instanceof CannotJudge) return error;
  return new CannotJudge(`Cannot read ${name}: ${reasonOf(error)}.`, { cause: error });
};

/** Lines of a file, which is read once more. */
const drawn = async (path: string, options: Parameters<typeof drawSample>[1]) => {
  const single = await readResource(path, options.longestLine);
  if (single === undefined) return (await drawSample(path, options)).picked;
  return [{ number: 1, offset: 0, within: single.bytes, start: 0, end: single.bytes.length }];
};
