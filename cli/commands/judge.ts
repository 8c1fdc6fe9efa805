import type { Checked } from '../../src/assess/check.js';
import { exitCode } from '../../src/assess/conforms.js';
import { judgeTranscript } from '../../src/assess/report.js';
import { CannotJudge, type Report, type Transcript, printable } from '../../src/model/index.js';
import type { CommandModule } from '../command.js';
import { readInput } from '../input/files.js';
import { transcriptIn } from '../input/transcript.js';
import type { Io } from '../io.js';
import { profileNamed } from '../options/profile.js';
import { addJudging, judgeOptions, type JudgingFlags } from '../options/reporting.js';
import { splitTarget } from '../options/urls.js';
import { type Outputs, outputsFrom, refuseUnknown } from '../output/outputs.js';
import { filesFor } from '../output/report-files.js';
import { writingAnyway } from '../output/unjudged.js';
import { addGuide } from '../../suites/guides/add-guide.js';

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  const command = program
    .command('judge')
    .description('judge a saved transcript again')
    .argument('<TRANSCRIPT>', 'file written by check --transcript or certify --transcript')
    .argument('[ID...]', 'requirements to judge (default: those that the transcript was recorded for)');
  addJudging(command, filesFor('client')).action(async (file: string, ids: string[], flags: JudgingFlags) =>
    end(await judge(file, ids, flags, io)),
  );
};

/** Judges a saved transcript as the run itself did. Returns the exit code. */
const judge = async (file: string, ids: readonly string[], flags: JudgingFlags, io: Io): Promise<number> => {
  const { selection } = splitTarget(ids);
  const inputs = [
    { what: 'the transcript that is judged', name: file },
    { what: 'the file of --known-failures', name: flags.knownFailures },
  ];
  // A client's report has every format; only the transcript tells whose report this will be.
  const outputs = outputsFrom(flags, inputs, io, filesFor('client'));
  const about = { role: 'server' as const, target: file, profile: 'auto', selection, strict: flags.strict === true };
  return writingAnyway(about, outputs, io, (write) => judged({ file, selection, flags, outputs, io, write }));
};

/** What the judging of a file is made from. */
interface Judging {
  readonly file: string;
  readonly selection: readonly string[];
  readonly flags: JudgingFlags;
  readonly outputs: Outputs;
  readonly io: Io;
  readonly write: (checked: Pick<Checked, 'report' | 'leaks'>) => Report;
}

const judged = async ({ file, selection, flags, outputs, io, write }: Judging): Promise<number> => {
  const transcript = transcriptIn(readInput(file, 'the transcript', io), file);
  for (const { format } of outputs.reports) refuseUnknown(format, filesFor(transcript.role));
  const profile = profileNamed(transcript.profile);
  if (profile === undefined)
    throw new CannotJudge(
      `${file} was recorded under profile "${printable(transcript.profile, 60)}", which does not exist here.`,
    );
  const options = await judgeOptions(transcript.role, within(transcript, selection), flags, io);
  const report = await addGuide(judgeTranscript(transcript, profile, options));
  // The recorder removed every secret before the transcript was saved, and nobody here knows them.
  return exitCode(write({ report, leaks: () => false }));
};

/** The requirements to judge: only those that the transcript was recorded for, since it shows nothing about others. */
const within = ({ selection }: Transcript, wanted: readonly string[]): readonly string[] => {
  if (wanted.length === 0) return selection;
  const outside = wanted.find(
    (name) =>
      selection.length > 0 && !selection.some((recorded) => name === recorded || name.startsWith(`${recorded}.`)),
  );
  if (outside !== undefined)
    throw new CannotJudge(
      `The transcript was recorded only for ${printable(selection.join(', '), 300)}, so "${outside}" cannot be judged from it.`,
    );
  return wanted;
};
