import { Option } from 'commander';
import type { RunOptions } from '../../src/model/index.js';
import { givenDocument } from '../input/openapi.js';
import type { Io } from '../io.js';
import { type DataFolder, dataFolder } from '../output/keep-data.js';
import { type DataFlags, dataFrom } from './data.js';
import { type LimitFlags, limitsFrom } from './limits.js';
import { countFrom, secondsFrom } from './numbers.js';

/** Options about the course of a run, whatever its target. */
export interface RunFlags extends LimitFlags, DataFlags {
  readonly environment?: 'production';
  readonly openapi?: string;
  readonly exportBudget?: number;
  readonly deadline?: number;
  readonly pollInterval?: number;
}

/** The options that only this group has. */
export const runOptions = {
  environment: new Option(
    '--environment <NAME>',
    'say that the server is one of production: the sandbox credentials that the guide publishes are tried once',
  )
    .choices(['production'])
    .conflicts('preset'),
  openapi: new Option(
    '--openapi <URL|FILE>',
    "compare with this Swagger or OpenAPI document instead of the server's own",
  ),
  exportBudget: new Option('--export-budget <N>', 'start at most N exports').argParser(countFrom(0)),
  deadline: new Option(
    '--deadline <SECONDS>',
    'how long the run may take (default: 21600, six hours); what is left then is blocked. Its last part, at most 600 seconds, is for requests that need no export',
  ).argParser(secondsFrom(1)),
  pollInterval: new Option(
    '--poll-interval <SECONDS>',
    'pause between the first polls of a job (default: 1)',
  ).argParser(secondsFrom(0.01)),
} as const satisfies Partial<Record<keyof RunFlags, Option>>;

/** The course of a run, and where its data files are kept if they are. */
export interface RunSettings {
  readonly run: Partial<RunOptions>;
  readonly data?: DataFolder;
}

/** What a command line says about the course of a run; throws CannotJudge for wrong input. */
export const settingsFrom = async (flags: RunFlags, io: Io): Promise<RunSettings> => {
  const { environment, exportBudget, deadline, pollInterval } = flags;
  // Before the first request.
  if (flags.secondOpinion !== undefined) await (await import('../../src/fhir/validate/second-opinion.js')).loadOther();
  const openapi = flags.openapi === undefined ? undefined : await givenDocument(flags.openapi, io);
  const run: Partial<RunOptions> = {
    ...dataFrom(flags),
    limits: limitsFrom(flags, 'check'),
    ...(environment !== undefined && { environment }),
    ...(openapi !== undefined && { openapi }),
    ...(exportBudget !== undefined && { exportBudget }),
    ...(deadline !== undefined && { deadline }),
    ...(pollInterval !== undefined && { pollInterval }),
  };
  // The folder comes last: nothing is created for a command line that is refused.
  const data = flags.keepData === undefined ? undefined : dataFolder(flags.keepData, io);
  return data === undefined ? { run } : { run: { ...run, keepData: data.keep }, data };
};
