import type { Checked } from '../../src/assess/results/checked.js';
import type { JudgeOptions, Progress } from '../../src/model/index.js';
import type { Io } from '../io.js';
import { type JudgingFlags, judgeOptions, knownFrom } from '../options/reporting.js';
import { type RunFlags, settingsFrom } from '../options/run.js';
import type { PresetFlags } from '../options/preset.js';
import type { TargetFlags } from '../options/target.js';
import { interruptible } from '../interruption.js';
import { loadReporters } from '../output/write.js';
import { createRunProgress, type RunProgress } from '../progress/run.js';
import { remote } from './remote.js';
import type { Target } from './target.js';

/** Options of every command that checks a server. */
export interface CheckFlags extends JudgingFlags, TargetFlags, PresetFlags, RunFlags {
  readonly transcript?: string;
  readonly quiet?: boolean;
}

const KEPT = 'Data files are kept, as --keep-data requests: they are health records.';

/** Checks the server at a URL, or the embedded one, and gives what was found to `write` while the progress is on. */
export const checkTarget = async (
  url: string | undefined,
  selection: readonly string[],
  flags: CheckFlags,
  io: Io,
  write: (checked: Checked) => void | Promise<void>,
): Promise<Checked> => {
  const known = await knownFrom('server', flags, io);
  const { run: settings, data } = await settingsFrom(flags, io);
  const progress = createRunProgress(io.stderr, flags.quiet === true);
  const { signal, end } = interruptible(io, progress.say);
  try {
    const target = url === undefined ? await embedded(flags) : await remote(url, flags, io, signal);
    const given: Target = {
      ...target,
      run: { ...target.run, ...settings },
      notes: [...target.notes, ...(data === undefined ? [] : [KEPT])],
      errors: () => [...target.errors(), ...(data?.errors() ?? [])],
    };
    const judging = await judgeOptions('server', selection, flags, known);
    await loadReporters();
    const checked = await run(given, judging, progress, signal);
    await write(checked);
    return checked;
  } finally {
    progress.done();
    end();
  }
};

/** The reference server is loaded only where it is checked. */
const embedded = async (flags: CheckFlags): Promise<Target> => (await import('./embedded.js')).embedded(flags);

const run = async (
  target: Target,
  judging: JudgeOptions,
  progress: RunProgress,
  signal: AbortSignal,
): Promise<Checked> => {
  const onProgress = (event: Progress): void => {
    if (event.kind === 'plan') target.notes.forEach(progress.say);
    // Waits by an injected clock take no time and are not worth showing.
    if (event.kind !== 'wait' || target.run.clock === undefined) progress.show(event);
  };
  const { checkServer } = await import('../../src/assess/check.js');
  const { addTexts } = await import('../../suites/add-texts.js');
  const checked = await checkServer({ ...target.run, ...judging, signal, onProgress }).finally(async () => {
    await target.close();
    progress.done();
  });
  const { report } = checked;
  const notes = [...target.notes, ...report.notes];
  return { ...checked, report: await addTexts({ ...report, notes, errors: [...report.errors, ...target.errors()] }) };
};
