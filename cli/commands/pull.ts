import type { Command } from 'commander';
import { resolve } from 'node:path';
import { shellWord } from '../../reporters/text/shell.js';
import { reasonOf } from '../../src/files/error.js';
import { baseUrl, CannotJudge, type Credentials, limitsWith, printable, systemClock } from '../../src/model/index.js';
import { targetUrl } from '../../src/assess/target-url.js';
import { sanitizedUrl } from '../../src/record/sanitize.js';
import { type ClientHttp, openClientHttp, pull, PullFailed, type PullProgress } from '../../src/reference/index.js';
import { newest } from '../../suites/profiles/index.js';
import type { CommandModule } from '../command.js';
import { interruptible } from '../interruption.js';
import type { Io } from '../io.js';
import { connectionFrom, credentialsFrom } from '../options/credentials.js';
import { type LimitFlags, limitOption, limitsFrom } from '../options/limits.js';
import { gather } from '../options/numbers.js';
import { type PresetFlags, presetHint, presetOption, presetProfile, urlOrPreset } from '../options/preset.js';
import { profileNamed, profileOption } from '../options/profile.js';
import { quietOption } from '../options/reporting.js';
import { targetOptions } from '../options/target.js';
import { pulledText } from '../output/pulled-text.js';
import { createPullMeter } from '../progress/pull.js';

interface PullFlags extends LimitFlags, PresetFlags {
  readonly out: string;
  readonly profile: string;
  readonly type?: readonly string[];
  readonly job?: string;
  readonly publicUrl?: string;
  readonly clientId?: string;
  readonly clientSecretFile?: string;
  readonly ca?: string;
  readonly proxy?: string;
  readonly quiet?: boolean;
}

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  program
    .command('pull')
    .description('download an export from a server into a folder, with the reference client')
    .argument('[URL]', 'base URL of the server; may include a path prefix')
    .addOption(presetOption())
    .requiredOption('--out <DIR>', 'folder for the files (required); created if it does not exist')
    .addOption(profileOption('the guide to follow').default(newest.id))
    .option('--type <TYPE[,TYPE]>', 'only these resource types; repeatable (default: all of the profile)', gather)
    .option('--job <URL>', 'resume a job that was started before, without the files that were downloaded before')
    .addOption(targetOptions.publicUrl)
    .addOption(targetOptions.clientId)
    .addOption(targetOptions.clientSecretFile)
    .addOption(targetOptions.ca)
    .addOption(targetOptions.proxy)
    .addOption(limitOption('idle-seconds=20'))
    .addOption(quietOption())
    .action(async (url: string | undefined, flags: PullFlags, command: Command) =>
      end(await pullFiles(urlOf(url, flags), versionOf(flags, command), io)),
    );
};

const urlOf = (given: string | undefined, flags: PullFlags): string => {
  const url = urlOrPreset(given, flags);
  if (url === undefined) throw new CannotJudge('Give the URL of the server, or --preset.');
  return url;
};

/** With a preset, the newest version of the API is used where the user names none. */
const versionOf = (flags: PullFlags, command: Command): PullFlags => {
  const isDefault = command.getOptionValueSource('profile') === 'default';
  return flags.preset === undefined || !isDefault ? flags : { ...flags, profile: presetProfile() ?? flags.profile };
};

/** The state of the pull, in case it ends early. */
interface Standing {
  job: string | undefined;
  rest: readonly string[];
}

/** Downloads what a server exports, with the reference client. Returns the exit code. */
const pullFiles = async (url: string, flags: PullFlags, io: Io): Promise<number> => {
  const profile = profileNamed(flags.profile) ?? newest;
  const { base } = targetUrl(baseUrl(url), [profile], profile);
  const types = typesFrom(flags);
  const credentials = credentialsOf(flags, io);
  const http = clientHttp(flags, io);
  const resume = (job: string): string => resumption(base, flags, job);
  const standing: Standing = { job: flags.job, rest: [] };
  const meter = createPullMeter(io.stderr, flags.quiet === true, resume);
  const onProgress = (progress: PullProgress): void => {
    if (progress.kind === 'job') Object.assign(standing, { job: progress.url, rest: progress.rest });
    meter.show(progress);
  };
  const { signal, end } = interruptible(io, () => undefined);
  try {
    const pulled = await pull({
      profile,
      base,
      ...(flags.publicUrl !== undefined && { publicUrl: baseUrl(flags.publicUrl, 'The URL of --public-url') }),
      credentials,
      types,
      out: outFolder(flags, io),
      http,
      clock: io.clock ?? systemClock,
      onProgress,
      signal,
      ...(flags.job !== undefined && { job: flags.job }),
    });
    meter.done();
    io.stdout.write(`${pulledText(pulled, flags.out)}\n`);
    return 0;
  } catch (error) {
    meter.done();
    const howToResume = resumeText(standing, resume);
    if (signal.aborted) throw new CannotJudge(`Interrupted.${howToResume}`);
    if (error instanceof PullFailed) {
      io.stderr.write(`error: ${error.message}${error.resumable ? howToResume : ''}\n`);
      return 1;
    }
    // The file system's errors name the call that failed.
    if (error instanceof Error && 'syscall' in error)
      throw new CannotJudge(`Cannot write into ${flags.out}: ${reasonOf(error)}.${howToResume}`, { cause: error });
    throw error;
  } finally {
    end();
  }
};

const clientHttp = (flags: PullFlags, io: Io): ClientHttp => {
  const limits = limitsWith(limitsFrom(flags, 'pull'));
  return openClientHttp({
    ...connectionFrom(flags, io),
    silenceMs: limits['idle-seconds'] * 1000,
    maxHeaderSize: limits['header-bytes'],
  });
};

const typesFrom = ({ type = [], job }: PullFlags): string[] => {
  if (job !== undefined && type.length > 0)
    throw new CannotJudge('--type cannot be used with --job: the types of a job are fixed when it is started.');
  return type.flatMap((list) => list.split(',')).map((one) => one.trim());
};

const credentialsOf = (flags: PullFlags, io: Io): Credentials => {
  const credentials = credentialsFrom({ id: flags.clientId, secretFile: flags.clientSecretFile, prefix: '' }, io);
  if (credentials !== undefined) return credentials;
  const hint = presetHint(flags, credentials);
  throw new CannotJudge(
    'There are no client credentials: set BCDA_CLIENT_ID and BCDA_CLIENT_SECRET, or give --client-id and --client-secret-file.' +
      (hint === undefined ? '' : ` ${hint}`),
  );
};

const outFolder = ({ out }: PullFlags, { cwd }: Io): string => {
  if (out === '') throw new CannotJudge('--out needs the name of a folder.');
  return resolve(cwd, out);
};

/** How to resume a pull that ended early, as sentences. */
const resumeText = ({ job, rest }: Standing, resume: (job: string) => string): string => {
  if (job === undefined) return '';
  const others = rest.length === 0 ? '' : ` No job was started yet for ${rest.join(', ')}: pull them with --type.`;
  return ` To resume: ${resume(job)}${others}`;
};

const resumption = (base: string, { out, profile, publicUrl }: PullFlags, job: string): string => {
  if (sanitizedUrl(job) !== job)
    return 'only by hand, with --job: the URL of the job is not shown, since it is more than a path and may contain a secret.';
  const words = ['pull', base, '--out', out, '--profile', profile];
  if (publicUrl !== undefined) words.push('--public-url', publicUrl);
  words.push('--job', job);
  return ['bcda-conformance', ...words.map((word) => shellWord(printable(word)))].join(' ');
};
