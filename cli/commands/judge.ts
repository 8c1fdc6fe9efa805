import { judgeCapture } from '../../src/assess/captured/index.js';
import type { Checked } from '../../src/assess/results/checked.js';
import { exitCode } from '../../src/assess/conforms.js';
import { judgeTranscript } from '../../src/assess/report.js';
import { CannotJudge, type Report, type Transcript, printable } from '../../src/model/index.js';
import type { CommandModule } from '../command.js';
import { readInput } from '../input/files.js';
import { captureFrom, type HarFlags, harIn } from '../input/har.js';
import { transcriptIn } from '../input/transcript.js';
import type { Io } from '../io.js';
import { profileNamed, profileOption } from '../options/profile.js';
import { addJudging, judgeOptions, knownFrom, type JudgingFlags, transcriptOption } from '../options/reporting.js';
import { splitTarget } from '../options/urls.js';
import { type Outputs, outputsFrom, refuseUnknown } from '../output/outputs.js';
import { filesFor } from '../output/report-files.js';
import { writingAnyway } from '../output/unjudged.js';
import { addTexts } from '../../suites/add-texts.js';

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  const command = program
    .command('judge')
    .description('judge a saved transcript again, or a HAR that another tool captured')
    .argument('<TRANSCRIPT>', 'file written by check, certify or record with --transcript, or a HAR')
    .argument('[ID...]', 'requirements to judge (default: those that the transcript was recorded for)')
    .option('--url <URL>', 'of a HAR: base URL of the server to judge (default: the one that it has requests to)')
    .addOption(profileOption('of a HAR: the guide to judge by, or auto: by the metadata in it (default: auto)', 'auto'))
    .option('--public-url <URL>', 'of a HAR: base URL that the server announces its URLs under (default: --url)')
    .addOption(transcriptOption());
  addJudging(command, filesFor('client')).action(async (file: string, ids: string[], flags: JudgeFlags) =>
    end(await judge(file, ids, flags, io)),
  );
};

/** Options of the command; those of a HAR are refused for a transcript. */
interface JudgeFlags extends JudgingFlags, HarFlags {
  readonly transcript?: string;
}

/** Judges a saved transcript as the run itself did, or a HAR as far as it goes. Returns the exit code. */
const judge = async (file: string, ids: readonly string[], flags: JudgeFlags, io: Io): Promise<number> => {
  const { selection } = splitTarget(ids);
  const inputs = [
    { what: 'the transcript that is judged', name: file },
    { what: 'the file of --known-failures', name: flags.knownFailures },
  ];
  // A client's report has every format; only the transcript tells whose report this will be.
  const outputs = await outputsFrom(flags, inputs, io, filesFor('client'));
  const about = { role: 'server' as const, target: file, profile: 'auto', selection, strict: flags.strict === true };
  return writingAnyway(about, outputs, io, (write) => judged({ file, selection, flags, outputs, io, write }));
};

/** What the judging of a file is made from. */
interface Judging {
  readonly file: string;
  readonly selection: readonly string[];
  readonly flags: JudgeFlags;
  readonly outputs: Outputs;
  readonly io: Io;
  readonly write: (
    checked: Pick<Checked, 'report' | 'leaks'> & Partial<Pick<Checked, 'transcript'>>,
  ) => Promise<Report>;
}

const judged = async ({ file, selection, flags, outputs, io, write }: Judging): Promise<number> => {
  const text = readInput(file, 'the transcript', io);
  const har = harIn(text, file);
  if (har !== undefined) {
    for (const { format } of outputs.reports) refuseUnknown(format, filesFor('server'));
    const options = await judgeOptions('server', selection, flags, await knownFrom('server', flags, io));
    const checked = await judgeCapture({ ...(await captureFrom(har, flags)), ...options });
    return exitCode(await write({ ...checked, report: await addTexts(checked.report) }));
  }
  const given = OF_HAR.find((name) => flags[name] !== undefined);
  if (given !== undefined)
    throw new CannotJudge(
      `${file} is not a HAR, and --${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is for a HAR only: remove it.`,
    );
  const transcript = transcriptIn(text, file);
  for (const { format } of outputs.reports) refuseUnknown(format, filesFor(transcript.role));
  const profile = profileNamed(transcript.profile);
  if (profile === undefined)
    throw new CannotJudge(
      `${file} was recorded under profile "${printable(transcript.profile, 60)}", which does not exist here.`,
    );
  const options = await judgeOptions(
    transcript.role,
    within(transcript, selection),
    flags,
    await knownFrom(transcript.role, flags, io),
  );
  const report = await addTexts(judgeTranscript(transcript, profile, options));
  // The recorder removed every secret before the transcript was saved, and nobody here knows them.
  return exitCode(await write({ report, leaks: () => false }));
};

const OF_HAR = ['url', 'profile', 'publicUrl', 'transcript'] as const;

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
