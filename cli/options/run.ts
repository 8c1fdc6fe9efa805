import { availableParallelism } from 'node:os';
import type { RunOptions } from '../../src/model/index.js';
import type { Io } from '../io.js';
import { type DataFolder, dataFolder } from '../output/keep-data.js';
import { type LimitFlags, limitsFrom } from './limits.js';
import { givenDocument } from './openapi.js';
import { jobUrl } from './target.js';

/** Options that say how a run goes, whatever its target. */
export interface RunFlags extends LimitFlags {
  readonly exportBudget?: number;
  readonly deadline?: number;
  readonly pollInterval?: number;
  readonly parallel?: number;
  readonly sample?: number;
  readonly seed?: number;
  readonly job?: readonly string[];
  readonly keepData?: string;
  readonly openapi?: string;
}

/** How a run goes, and where its data files are kept if they are. */
export interface RunSettings {
  readonly run: Partial<RunOptions>;
  readonly data?: DataFolder;
}

/** What a command line says of how a run goes; throws CannotJudge for what will not do. */
export const settingsFrom = async (flags: RunFlags, io: Io): Promise<RunSettings> => {
  const { exportBudget, deadline, pollInterval, parallel = defaultParallel(), sample, seed = 1, job = [] } = flags;
  const openapi = flags.openapi === undefined ? undefined : await givenDocument(flags.openapi, io);
  const run: Partial<RunOptions> = {
    limits: limitsFrom(flags, 'check'),
    parallel,
    jobs: job.map(jobUrl),
    ...(openapi !== undefined && { openapi }),
    ...(exportBudget !== undefined && { exportBudget }),
    ...(deadline !== undefined && { deadline }),
    ...(pollInterval !== undefined && { pollInterval }),
    ...(sample !== undefined && { sample: { size: sample, seed } }),
  };
  // The folder comes last: nothing is made for a command line that is refused.
  const data = flags.keepData === undefined ? undefined : dataFolder(flags.keepData, io);
  return data === undefined ? { run } : { run: { ...run, keepData: data.keep }, data };
};

/** As many data files at a time as there are cores; a server is not to be flooded by a large machine. */
const defaultParallel = (): number => Math.min(availableParallelism(), 8);
