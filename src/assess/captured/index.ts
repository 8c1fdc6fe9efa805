import type { Capture } from '../../capture/har.js';
import { replay, type Replayed } from '../../capture/replay.js';
import { CannotJudge, counted, type JudgeOptions, printable, type Profile } from '../../model/index.js';
import { type Checked, judgeRecordedRun } from '../results/checked.js';
import { ofRole, scenariosOf, selectRequirements } from '../select.js';

/** A capture, and the server whose part of it is judged. */
export interface CaptureOptions {
  readonly capture: Capture;
  readonly profile: Profile;
  readonly base: string;
  readonly publicUrl?: string;
  /** What else the user should know, first. */
  readonly notes: readonly string[];
}

/** Judges the server of a capture by what the capture shows. Throws CannotJudge if it has no request to that server. */
export const judgeCapture = async (given: CaptureOptions & JudgeOptions): Promise<Checked> => {
  const { capture, profile, base, publicUrl, notes } = given;
  const options = { ...given, catalogue: ofRole(given.catalogue, 'server') };
  const selected = selectRequirements(profile, options);
  const replayed = await replay(
    capture,
    { profile, base, ...(publicUrl !== undefined && { publicUrl }) },
    scenariosOf(selected),
  );
  const { startedAt, counts, exchanges } = replayed;
  if (counts.own === 0)
    throw new CannotJudge(
      `The capture has no request to the API of profile ${profile.id} at ${printable(base, 200)}. Give the base URL of the server with --url, and the guide with --profile.`,
    );
  const { report, ...rest } = judgeRecordedRun(
    {
      ...replayed,
      ...{ profile, base, interrupted: false, startedAt: new Date(startedAt).toISOString() },
      ...(publicUrl !== undefined && { publicUrl }),
      durationMs: Math.max(0, ...exchanges.map(({ at, ms }) => at + ms)),
    },
    options,
  );
  return { report: { ...report, notes: [...notes, ...notesOn(capture, replayed), ...report.notes] }, ...rest };
};

/** What the capture has, and what of it could not be judged. */
const notesOn = ({ tool: by, unanswered, keepsCredentials }: Capture, { counts }: Replayed): string[] => [
  `The verdicts are of a capture written by ${by}: ${counted(counts.own, 'request')} to the server${counts.others === 0 ? '' : `; ${counts.others} others were not read`}. What the capture does not show is not tested.`,
  ...(keepsCredentials
    ? []
    : [
        'No request of the capture has an Authorization header: the tool left them out, as browsers do by default. Nothing that depends on tokens was tested. In Chrome, turn on "Allow to generate HAR with sensitive data" in the settings of the developer tools and export the HAR with sensitive data; keep that file secret.',
      ]),
  ...(counts.unlike > 0
    ? [
        `A check does not make ${counted(counts.unlike, 'request')} of the capture, or not with these headers or credentials: of the response only what holds for every response was judged.`,
      ]
    : []),
  ...(counts.bodiless > 0
    ? [
        `The capture does not have the body of ${counted(counts.bodiless, 'response')} as it was, so none of it was judged.`,
      ]
    : []),
  ...(unanswered > 0
    ? [
        `The capture does not have a response of the server to ${counted(unanswered, 'request')} (from a cache, blocked or lost), so they were left out.`,
      ]
    : []),
];
