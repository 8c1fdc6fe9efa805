import { type Checked, checkServer, exitCode, ofRole } from '../../src/assess/index.js';
import type { JudgeOptions, Progress, Role, RunOptions } from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { embedded } from '../options/embedded.js';
import type { Io } from '../io.js';
import { readKnown } from '../options/known-failures.js';
import { aboutCredentials } from '../output/notes.js';
import { writeReports, outputsFrom } from '../output/outputs.js';
import { createProgressPrinter, type ProgressPrinter } from '../progress/run.js';
import { filesOf, remote, type RemoteFlags } from '../options/remote.js';
import { filesFor } from '../output/report-files.js';
import { jsonText } from '../../reporters/text/index.js';
import { type RunFlags, settingsFrom } from '../options/run.js';
import { splitTarget } from '../options/target.js';
import type { NamedFile } from '../output/overwrite.js';

/** Options of everything that ends in a report. */
export interface ReportingFlags {
  readonly knownFailures?: string;
  readonly strict?: boolean;
  readonly report?: readonly string[];
  readonly reportDir?: string;
}

export interface CheckFlags extends ReportingFlags, RemoteFlags, RunFlags {
  readonly transcript?: string;
  readonly quiet?: boolean;
}

/** The server to check, with what its check needs. */
export interface Target {
  readonly run: RunOptions;
  /** What the report should say about it. */
  readonly notes: readonly string[];
  /** Ends what was started for the check. */
  readonly close: () => Promise<void>;
  /** What went wrong in that. */
  readonly errors: () => readonly string[];
}

/** What to judge of a command line's options. */
export const judgeOptions = (role: Role, selection: readonly string[], flags: ReportingFlags, io: Io): JudgeOptions => {
  const suites = ofRole(catalogue, role);
  return {
    catalogue: suites,
    selection,
    ...(flags.strict === true && { strict: true }),
    ...(flags.knownFailures !== undefined && { known: readKnown(flags.knownFailures, suites, io) }),
  };
};

/** `check [URL] [ID…]`: checks a server, or the embedded one, and reports. Returns the exit code. */
export const check = async (args: readonly string[], flags: CheckFlags, io: Io): Promise<number> => {
  const { url, selection } = splitTarget(args);
  const { reports, transcript: keep } = outputsFrom(flags, filesRead(flags), io, filesFor('server'));
  let code: number = 2;
  await checkTarget(url, selection, flags, io, (checked) => {
    const record = keep === undefined ? [] : [{ text: jsonText(checked.transcript), to: keep }];
    code = exitCode(writeReports(checked.report, reports, record, checked.leaks, io));
  });
  return code;
};

/** Checks the server at a URL, or the embedded one, and hands what was found to `tell` before the teller ends. */
export const checkTarget = async (
  url: string | undefined,
  selection: readonly string[],
  flags: CheckFlags,
  io: Io,
  tell: (checked: Checked) => void,
): Promise<Checked> => {
  const judging = judgeOptions('server', selection, flags, io);
  const { run: how, data } = await settingsFrom(flags, io);
  const teller = createProgressPrinter(io.stderr, flags.quiet === true);
  const ending = new AbortController();
  const forget = io.onInterrupt(() => {
    teller.say('Interrupted: the report of what was done follows. Once more ends at once.');
    ending.abort(new Error('interrupted'));
  });
  try {
    const target = url === undefined ? await embedded(flags) : await remote(url, flags, io, ending.signal);
    const given: Target = {
      ...target,
      run: { ...target.run, ...how },
      notes: [...target.notes, ...(data === undefined ? [] : [KEPT])],
      errors: () => [...target.errors(), ...(data?.errors() ?? [])],
    };
    const checked = await run(given, judging, teller, ending.signal);
    tell(checked);
    return checked;
  } finally {
    teller.done();
    forget();
  }
};

const KEPT = 'Data files are kept, as --keep-data asks: they are health records.';

/** The files that a check reads. */
const filesRead = (flags: CheckFlags): NamedFile[] => [
  { what: 'the file of --known-failures', name: flags.knownFailures },
  ...filesOf(flags),
  { what: 'the file of --openapi', name: flags.openapi?.includes('://') === true ? undefined : flags.openapi },
];

const run = async (
  target: Target,
  judging: JudgeOptions,
  teller: ProgressPrinter,
  signal: AbortSignal,
): Promise<Checked> => {
  const options = {
    ...target.run,
    ...judging,
    signal,
    onProgress: (progress: Progress) => {
      if (progress.kind === 'plan') target.notes.forEach(teller.say);
      // Waits by an injected clock take no time and are not worth telling.
      if (progress.kind !== 'wait' || target.run.clock === undefined) teller.tell(progress);
    },
  };
  const checked = await checkServer(options).finally(async () => {
    await target.close();
    teller.done();
  });
  const { report } = checked;
  const notes = [...target.notes, ...report.notes, ...aboutCredentials(report)];
  return { ...checked, report: { ...report, notes, errors: [...report.errors, ...target.errors()] } };
};
