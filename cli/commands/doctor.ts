import { diagnosisFormats } from '../../reporters/console/doctor.js';
import { printable } from '../../reporters/text/index.js';
import { diagnosisExitCode, type DoctorOptions, examine, type Recognition } from '../../src/assess/index.js';
import { listedExports } from '../../src/expect/server/metadata.js';
import { CannotJudge, type Exchange } from '../../src/model/index.js';
import { profiles } from '../../suites/profiles/index.js';
import type { ReportingFlags } from './check.js';
import { embedded } from '../options/embedded.js';
import { writeTexts, type Rendered } from '../output/hand.js';
import { type Io, wantsColour } from '../io.js';
import { limitsFrom } from '../options/limits.js';
import { nextCheck } from '../output/next-check.js';
import { DIAGNOSIS_FILES } from '../output/report-files.js';
import { outputsFrom } from '../output/outputs.js';
import { profileNamed } from '../options/profile.js';
import { choose } from '../options/recognize-profile.js';
import { filesOf, inputsFrom, type RemoteFlags } from '../options/remote.js';
import { splitTarget } from '../options/target.js';

export type DoctorFlags = RemoteFlags & Pick<ReportingFlags, 'report' | 'reportDir'>;

/** `doctor [URL]`: looks whether a server is ready to be checked. Returns the exit code. */
export const doctor = async (given: string | undefined, flags: DoctorFlags, io: Io): Promise<number> => {
  const { url, selection } = splitTarget(given === undefined ? [] : [given]);
  if (selection.length > 0)
    throw new CannotJudge(`"${printable(given ?? '', 80)}" is no URL: it begins with http:// or https://.`);
  const { reports } = outputsFrom(flags, filesOf(flags), io, DIAGNOSIS_FILES);
  const ending = new AbortController();
  const forget = io.onInterrupt(() => ending.abort(new CannotJudge('Interrupted before the diagnosis was done.')));
  try {
    const { target, close } = await patient(url, flags, io);
    const options = { ...target, recognise, first: profiles[0], next: nextCheck(url, flags, target) };
    const { diagnosis, leaks } = await examine({ ...options, signal: ending.signal }).finally(close);
    const rendered = reports.map(({ format, to }): Rendered => {
      const colour = to === undefined && wantsColour(io.stdout, io);
      return { text: diagnosisFormats[format]?.(diagnosis, { colour }) ?? '', to: to ?? io.stdout };
    });
    if (rendered.some(({ text }) => leaks(text)))
      throw new CannotJudge(
        'A secret of the run was found in what was to be written, so nothing was. This is a fault of the harness: please report it, without the secret.',
      );
    writeTexts(rendered);
    return diagnosisExitCode(diagnosis);
  } finally {
    forget();
  }
};

/** Who is examined: the server at the URL, or the embedded one. */
const patient = async (
  url: string | undefined,
  flags: DoctorFlags,
  io: Io,
): Promise<{
  target: Omit<DoctorOptions, 'recognise' | 'first' | 'next'>;
  close: () => Promise<void>;
}> => {
  const profile = profileNamed(flags.profile);
  if (url === undefined) {
    const { run, close } = await embedded(flags);
    const { base, credentials, other, clock } = run;
    const own = {
      limits: limitsFrom(flags, 'doctor'),
      ...(credentials !== undefined && { credentials }),
      ...(other !== undefined && { other }),
      ...(clock !== undefined && { clock }),
    };
    return { target: { base, ...own, ...(profile !== undefined && { given: profile }) }, close };
  }
  const clock = io.clock === undefined ? {} : { clock: io.clock };
  const target = {
    base: url,
    ...inputsFrom(flags, io, 'doctor'),
    ...clock,
    ...(profile !== undefined && { given: profile }),
  };
  return { target, close: () => Promise.resolve() };
};

/** The profile that the metadata fit, as a check would choose it. */
const recognise = ({ reply }: Exchange): Recognition => {
  try {
    return choose(profiles, (profile) => listedExports(reply?.body.json, profile));
  } catch (error) {
    if (error instanceof CannotJudge) return { why: error.message };
    throw error;
  }
};
