import { diagnosisFormats } from '../reporters/console/doctor.js';
import type { ReporterOptions } from '../reporters/index.js';
import { shellWord } from '../reporters/text/shell.js';
import { diagnosisExitCode, type DoctorOptions, examine } from '../src/assess/doctor/index.js';
import { targetUrl } from '../src/assess/target-url.js';
import { baseUrl, type Diagnosis, type Profile } from '../src/model/index.js';
import { withProxies } from '../src/network/proxy.js';
import { profiles } from '../suites/profiles/index.js';
import { profileFrom } from './profile.js';
import { rendered } from './run.js';

/** How to examine a server. Every option has a default. */
export interface DiagnosisOptions extends Omit<DoctorOptions, 'base' | 'profiles' | 'given' | 'version' | 'next'> {
  /**
   * The guide that the server follows, by id or as an object; `auto` chooses it by the server's metadata.
   * @default 'auto'
   */
  readonly profile?: string | Profile;
}

/** The result of an examination. */
export interface DiagnosisRun {
  readonly diagnosis: Diagnosis;
  /** What the command line would exit with: 0 ready, 1 a problem, 2 unreachable. */
  readonly exitCode: 0 | 1 | 2;
  /** The diagnosis as text. Throws CannotJudge if the text contains a secret. */
  readonly render: (format: keyof typeof diagnosisFormats, options?: ReporterOptions) => string;
}

/**
 * Examines whether a server is ready to be checked, with at most seven requests, none of which starts an export. Throws
 * CannotJudge for wrong input; a server that cannot be reached is part of the diagnosis.
 */
export const doctor = async (
  url: string,
  { profile = 'auto', ...options }: DiagnosisOptions = {},
): Promise<DiagnosisRun> => {
  const given = profile === 'auto' ? undefined : profileFrom(profile);
  const { base, version } = targetUrl(baseUrl(url), profiles, given);
  const more = given === undefined ? [] : ['--profile', given.id];
  const { diagnosis, leaks } = await examine({
    ...options,
    connection: withProxies(options.connection),
    base,
    profiles,
    ...(given !== undefined && { given }),
    ...(version !== undefined && { version }),
    next: (command, at = base) => ['bcda-conformance', command, ...[at, ...more].map(shellWord)].join(' '),
  });
  return {
    diagnosis,
    exitCode: diagnosisExitCode(diagnosis),
    render: (format, how) => rendered(() => diagnosisFormats[format](diagnosis, how), { leaks, source: diagnosis }),
  };
};
