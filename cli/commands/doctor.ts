import { diagnosisFormats } from '../../reporters/console/doctor.js';
import { diagnosisExitCode, type DoctorOptions, examine } from '../../src/assess/doctor/index.js';
import { type TargetUrl, targetUrl } from '../../src/assess/target-url.js';
import { CannotJudge, printable } from '../../src/model/index.js';
import { profiles } from '../../suites/profiles/index.js';
import type { CommandModule } from '../command.js';
import type { Io } from '../io.js';
import { limitsFrom } from '../options/limits.js';
import { profileNamed } from '../options/profile.js';
import { presetHint, presetOption, type PresetFlags, urlOrPreset } from '../options/preset.js';
import { addReports, type ReportFlags } from '../options/reporting.js';
import { addTarget, filesOf, inputsFrom, type TargetFlags } from '../options/target.js';
import { splitTarget } from '../options/urls.js';
import { nextCommand } from '../output/next-command.js';
import { outputsFrom } from '../output/outputs.js';
import { DIAGNOSIS_FILES } from '../output/report-files.js';
import { writeFormats } from '../output/write.js';

type DoctorFlags = TargetFlags & PresetFlags & ReportFlags;

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  const command = program
    .command('doctor')
    .description('check that a server is ready to be checked, without an export; without a URL, the embedded one')
    .argument('[URL]', 'base URL of the server; may include a path prefix');
  addReports(addTarget(command.addOption(presetOption())), DIAGNOSIS_FILES).action(
    async (url: string | undefined, flags: DoctorFlags) => end(await doctor(url, flags, io)),
  );
};

/** Diagnoses whether a server is ready to be checked. Returns the exit code. */
const doctor = async (given: string | undefined, flags: DoctorFlags, io: Io): Promise<number> => {
  const { url: named, selection } = splitTarget(given === undefined ? [] : [given]);
  if (selection.length > 0)
    throw new CannotJudge(`"${printable(given ?? '', 80)}" is not a URL: a URL begins with http:// or https://.`);
  const url = urlOrPreset(named, flags);
  const outputs = await outputsFrom(flags, filesOf(flags), io, DIAGNOSIS_FILES);
  const ending = new AbortController();
  const forget = io.onInterrupt(() => ending.abort(new CannotJudge('Interrupted before the diagnosis was complete.')));
  try {
    const given = profileNamed(flags.profile);
    const { target, close } =
      url === undefined ? await embeddedServer(flags) : serverAt(targetUrl(url, profiles, given), flags, io);
    const hint = presetHint(flags, target.credentials);
    if (hint !== undefined) io.stderr.write(`note: ${hint}\n`);
    const { diagnosis, leaks } = await examine({
      ...target,
      profiles,
      ...(given !== undefined && { given }),
      next: (command, at = url === undefined ? undefined : target.base, publicUrl = flags.publicUrl) =>
        nextCommand(command, at, flags, target, publicUrl),
      signal: ending.signal,
    }).finally(close);
    writeFormats(diagnosis, diagnosisFormats, outputs, io, { leaks, source: diagnosis });
    return diagnosisExitCode(diagnosis);
  } finally {
    forget();
  }
};

/** The server to examine, and how to stop it. */
interface Examinee {
  readonly target: Omit<DoctorOptions, 'profiles' | 'given' | 'next'>;
  readonly close: () => Promise<void>;
}

const serverAt = ({ base, version }: TargetUrl, flags: DoctorFlags, io: Io): Examinee => {
  const clock = io.clock === undefined ? {} : { clock: io.clock };
  const asked = version === undefined ? {} : { version };
  return { target: { base, ...asked, ...inputsFrom(flags, io, 'doctor'), ...clock }, close: () => Promise.resolve() };
};

const embeddedServer = async (flags: DoctorFlags): Promise<Examinee> => {
  const { embedded } = await import('../target/embedded.js');
  const { run, close } = await embedded(flags);
  const { base, credentials, other, clock } = run;
  const target = {
    base,
    limits: limitsFrom(flags, 'doctor'),
    ...(credentials !== undefined && { credentials }),
    ...(other !== undefined && { other }),
    ...(clock !== undefined && { clock }),
  };
  return { target, close };
};
