import { type Command, Option } from 'commander';
import { availableParallelism } from 'node:os';
import type { RunOptions } from '../../src/model/index.js';
import { countFrom, gather } from './numbers.js';
import { jobUrl, oldJobUrl } from './urls.js';

/** Options about the data files of a run. */
export interface DataFlags {
  readonly parallel?: number;
  readonly sample?: number;
  readonly seed?: number;
  readonly secondOpinion?: number | true;
  readonly job?: readonly string[];
  readonly oldJob?: readonly string[];
  readonly keepData?: string;
}

/** `--sample`; `each` says of what. */
export const sampleOption = (each: string): Option =>
  new Option(
    '--sample <N>',
    `validate only N lines of each ${each}: the first, the last and random ones (--seed); the report says so`,
  ).argParser(countFrom(2, 1_000_000));

/** Lines that get a second opinion if no number is given. */
const OPINIONS = 100;

/** `--second-opinion`; `each` says of what. */
export const opinionOption = (each: string): Option =>
  new Option(
    '--second-opinion [N]',
    `show where the package fhir disagrees, on N lines${each} (default: ${OPINIONS})`,
  ).argParser(countFrom(1, 10_000));

/** How many lines get a second opinion, if any. */
export const opinionFrom = (
  flag: DataFlags['secondOpinion'],
  seed: number,
): { readonly opinion?: { readonly size: number; readonly seed: number } } =>
  flag === undefined ? {} : { opinion: { size: flag === true ? OPINIONS : flag, seed } };

/** `--seed`, for every command that makes random choices. */
export const seedOption = (): Option =>
  new Option('--seed <N>', 'seed of the random choices').argParser(countFrom(0, 0xffff_ffff)).default(1);

/** Adds the options about data files. */
export const addData = (command: Command): Command =>
  command
    .option(
      '--parallel <N>',
      'data files to download at a time (default: number of cores, at most 8)',
      countFrom(1, 64),
    )
    .addOption(sampleOption('data file'))
    .addOption(seedOption())
    .addOption(opinionOption(' of each data file'))
    .option('--job <URL>', 'use a job that was started before, instead of starting its export; repeatable', gather)
    .option(
      '--old-job <URL>',
      'a job that was done more than a day ago, or one of its files: it must be gone; repeatable',
      gather,
    )
    .option('--keep-data <DIR>', 'keep the data files in DIR, an empty or new folder; they are health records');

/** What these options say of a run, but for the folder. */
export const dataFrom = ({
  parallel = defaultParallel(),
  sample,
  seed = 1,
  job = [],
  oldJob = [],
  secondOpinion,
}: DataFlags): Partial<RunOptions> => ({
  parallel,
  jobs: job.map(jobUrl),
  // The embedded server brings one of its own.
  ...(oldJob.length > 0 && { oldJobs: oldJob.map(oldJobUrl) }),
  ...(sample !== undefined && { sample: { size: sample, seed } }),
  ...opinionFrom(secondOpinion, seed),
});

/** As many data files at a time as there are cores; a large machine must not flood a server. */
const defaultParallel = (): number => Math.min(availableParallelism(), 8);
