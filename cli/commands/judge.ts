import { exitCode, judgeTranscript } from '../../src/assess/index.js';
import { CannotJudge, type Transcript } from '../../src/model/index.js';
import { judgeOptions, type ReportingFlags } from './check.js';
import { readInput } from '../options/inputs.js';
import type { Io } from '../io.js';
import { aboutCredentials } from '../output/notes.js';
import { writeReports, outputsFrom, refuseUnknown } from '../output/outputs.js';
import { printable } from '../../reporters/text/index.js';
import { profileNamed } from '../options/profile.js';
import { filesFor } from '../output/report-files.js';
import { splitTarget } from '../options/target.js';
import { transcriptIn } from '../options/transcript.js';

export type JudgeFlags = ReportingFlags;

/** `judge TRANSCRIPT [ID…]`: judges a saved transcript as the run itself did. Returns the exit code. */
export const judge = (file: string, ids: readonly string[], flags: JudgeFlags, io: Io): number => {
  const { selection } = splitTarget(ids);
  const inputs = [
    { what: 'the transcript that is judged', name: file },
    { what: 'the file of --known-failures', name: flags.knownFailures },
  ];
  // A client's report has every format that there is; whose report it will be, the transcript tells.
  const { reports } = outputsFrom(flags, inputs, io, filesFor('client'));
  const transcript = transcriptIn(readInput(file, 'the transcript', io), file);
  for (const { format } of reports) refuseUnknown(format, filesFor(transcript.role));
  const profile = profileNamed(transcript.profile);
  if (profile === undefined)
    throw new CannotJudge(`${file} was recorded under profile "${printable(transcript.profile, 60)}", which is not known here.`);
  const judged = judgeTranscript(
    transcript,
    profile,
    judgeOptions(transcript.role, within(transcript, selection), flags, io),
  );
  const report = { ...judged, notes: [...judged.notes, ...aboutCredentials(judged)] };
  return exitCode(writeReports(report, reports, [], () => false, io));
};

/** A conversation that was never held shows nothing, so only what the transcript was recorded for can be judged. */
const within = ({ selection }: Transcript, wanted: readonly string[]): readonly string[] => {
  if (wanted.length === 0) return selection;
  const outside = wanted.find(
    (name) =>
      selection.length > 0 && !selection.some((recorded) => name === recorded || name.startsWith(`${recorded}.`)),
  );
  if (outside !== undefined)
    throw new CannotJudge(
      `The transcript was recorded for ${printable(selection.join(', '), 300)} only, so "${outside}" cannot be judged from it.`,
    );
  return wanted;
};
