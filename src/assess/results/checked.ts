import type { Exchange, Fact, JudgeOptions, Profile, Report, Transcript } from '../../model/index.js';
import { tool } from '../../package.js';
import { type Redactor, redactedLate } from '../../record/redact.js';
import { judgeTranscript } from '../report.js';

/** The result of a check. */
export interface Checked {
  readonly report: Report;
  readonly transcript: Transcript;
  /** Whether a text contains one of the run's secrets: such a text must not be written. */
  readonly leaks: (text: string) => boolean;
}

/** What was recorded of a server, by a run or from a capture. */
interface RecordedRun extends Pick<
  Transcript,
  'startedAt' | 'durationMs' | 'steps' | 'sample' | 'ca' | 'interrupted' | 'publicUrl'
> {
  readonly profile: Profile;
  readonly base: string;
  readonly exchanges: readonly Exchange[];
  readonly facts: readonly Fact[];
  /** Knows every secret of the record; those that it learned late are hidden now. */
  readonly redactor: Redactor;
}

/** Judges what was recorded of a server. The report notes last which of the user's own secrets could not be hidden. */
export const judgeRecordedRun = (
  { profile, base, publicUrl, redactor, ...recorded }: RecordedRun,
  options: JudgeOptions,
): Checked => {
  const own = JSON.stringify(options.catalogue);
  const { exchanges, facts } = redactedLate({ exchanges: recorded.exchanges, facts: recorded.facts }, redactor, own);
  const { startedAt, durationMs, steps, sample, ca, interrupted } = recorded;
  const transcript: Transcript = {
    schema: 'bcda-conformance/transcript/1',
    tool,
    role: 'server',
    profile: profile.id,
    target: base,
    ...(publicUrl !== undefined && publicUrl !== base && { publicUrl }),
    startedAt,
    durationMs,
    selection: options.selection ?? [],
    steps,
    ...(sample !== undefined && { sample }),
    ...(ca !== undefined && { ca }),
    interrupted,
    exchanges,
    facts,
  };
  const report = judgeTranscript(transcript, profile, options);
  return {
    report: { ...report, notes: [...report.notes, ...ordinarySecrets(redactor)] },
    transcript,
    leaks: (text) => redactor.leaks(text, own),
  };
};

/** Of the user's own secrets, those that could not be hidden. */
const ordinarySecrets = ({ unhidden }: Redactor): string[] =>
  unhidden()
    .filter((mark) => /secret/.test(mark))
    .map((mark) => {
      const which = mark.replaceAll(/[«»]/g, '');
      return `The ${which} is too short or too ordinary to redact safely: it is a word that requests, responses or reports contain anyway. Reports and transcripts may contain it as that word. Use a longer, random secret.`;
    });
