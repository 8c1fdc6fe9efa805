import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { type NamedSource, validateFiles, validationExitCode } from '../../src/assess/validate.js';
import { type FhirRelease, releaseNames } from '../../src/fhir/definitions/release.js';
import { isResourceType } from '../../src/fhir/definitions/tables.js';
import type { Shard } from '../../src/fhir/validate/validation.js';
import { noSecrets } from '../../src/files/write.js';
import { CannotJudge, limitsWith } from '../../src/model/index.js';
import type { CommandModule } from '../command.js';
import { dataFiles } from '../input/data-files.js';
import { readable } from '../input/files.js';
import { interruptible } from '../interruption.js';
import type { Io } from '../io.js';
import { opinionFrom, opinionOption, sampleOption, seedOption } from '../options/data.js';
import { limitOption, limitsFrom, type LimitFlags } from '../options/limits.js';
import { countFrom } from '../options/numbers.js';
import { addReports, quietOption, type ReportFlags } from '../options/reporting.js';
import { outputsFrom } from '../output/outputs.js';
import { VALIDATION_FILES } from '../output/report-files.js';
import { writeFormats } from '../output/write.js';
import { createFileMeter } from '../progress/validate.js';

interface ValidateFlags extends LimitFlags, ReportFlags {
  readonly fhir: FhirRelease | 'auto';
  readonly carin?: boolean;
  readonly type?: string;
  readonly workers?: number;
  readonly maxFindings: number;
  readonly sample?: number;
  readonly seed: number;
  readonly secondOpinion?: number | true;
  readonly strict?: boolean;
  readonly shard?: Shard;
  readonly quiet?: boolean;
}

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  const command = program
    .command('validate')
    .description('validate files against NDJSON and FHIR (STU3 or R4)')
    .argument(
      '<FILE...>',
      'NDJSON, or one resource in a .json file; either may be gzipped; a folder of NDJSON; a pattern such as "data/**/*.ndjson"; - is stdin',
    )
    .addOption(
      new Option('--fhir <RELEASE>', 'the FHIR release; auto: what the beginning of each file shows')
        .choices([...releaseNames, 'auto'])
        .default('auto'),
    )
    .option('--carin', 'also judge by the profiles of CARIN Blue Button 2.2.0 (R4)')
    .option('--type <TYPE>', 'the type that every resource must have');
  addReports(command, VALIDATION_FILES)
    .option('--workers <N>', 'threads (default: number of cores, one for a small file)', countFrom(1, 64))
    .option('--max-findings <N>', 'findings to list per file; all are counted', countFrom(0, 1_000_000), 1000)
    .addOption(sampleOption('file'))
    .addOption(seedOption())
    .addOption(opinionOption(''))
    .option('--shard <I/N>', 'only every N-th file, beginning with file I: part I of N for `merge`', shardFrom)
    .addOption(limitOption('line-bytes=64MiB'))
    .option('--strict', 'exit 1 for warnings too')
    .addOption(quietOption())
    .action(async (files: string[], flags: ValidateFlags) => end(await validate(files, flags, io)));
};

const shardFrom = (text: string): Shard => {
  const [, index = 0, of = 0] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > of) throw new InvalidArgumentError('It must be I/N, with I from 1 to N, such as 2/8.');
  return { index, of };
};

/** Validates files against NDJSON and FHIR. Returns the exit code. */
const validate = async (names: readonly string[], flags: ValidateFlags, io: Io): Promise<number> => {
  const { shard } = flags;
  const all = await dataFiles(names, io);
  const files = shard === undefined ? all : all.filter((_, nth) => nth % shard.of === shard.index - 1);
  // The files of the other shards are as much in need of it.
  const inputs = all.filter((file) => file !== '-').map((name) => ({ what: 'a file to validate', name }));
  const outputs = await outputsFrom(flags, inputs, io, VALIDATION_FILES);
  refuse(files, flags, io);
  const { fhir, carin, type, workers, maxFindings, sample, seed, secondOpinion, strict } = flags;
  const quiet = flags.quiet === true;
  const { 'line-bytes': longestLine } = limitsWith(limitsFrom(flags, 'validate'));
  const say = (sentence: string): void => void (quiet || io.stderr.write(`${sentence}\n`));
  const { signal, end } = interruptible(io, say);
  const sources = files.map((file): NamedSource => ({
    name: file,
    source: file === '-' ? io.stdin : resolve(io.cwd, file),
  }));
  const validation = await validateFiles(sources, {
    fhir: carin === true ? 'r4' : fhir,
    ...(carin !== undefined && { carin }),
    maxFindings,
    longestLine,
    signal,
    ...(strict !== undefined && { strict }),
    ...(shard !== undefined && { shard }),
    ...(type !== undefined && { type }),
    ...(workers !== undefined && { workers }),
    ...(sample !== undefined && { sample: { size: sample, seed } }),
    ...opinionFrom(secondOpinion, seed),
    meter: (name) => createFileMeter(io.stderr, name === '-' ? 'stdin' : name, quiet),
  }).finally(end);
  // Findings contain no value of a resource, and there are no credentials.
  const { validationFormats } = await import('../../reporters/validation/index.js');
  writeFormats(validation, validationFormats, outputs, io, noSecrets);
  return validationExitCode(validation);
};

/** Refuses what is known to be wrong before hours of reading. */
const refuse = (files: readonly string[], { type, carin, fhir }: ValidateFlags, io: Io): void => {
  if (carin === true && fhir === 'stu3') throw new CannotJudge('--carin is about R4. Leave out --fhir stu3.');
  if (type !== undefined && !isResourceType(type))
    throw new CannotJudge(`--type must be a FHIR resource type, such as Patient.`);
  if (files.filter((file) => file === '-').length > 1) throw new CannotJudge('stdin can be read only once.');
  for (const file of files) if (file !== '-') readable(file, io);
};
