import { resolve } from 'node:path';
import { counted, printable } from '../../reporters/text/index.js';
import { sanitizedUrl } from '../../src/record/sanitize.js';
import { CannotJudge, type Credentials, limitsWith, systemClock } from '../../src/model/index.js';
import {
  type ClientHttp,
  openClientHttp,
  pull,
  type Pulled,
  PullFailed,
  type PullProgress,
} from '../../src/reference/index.js';
import { connectionFrom, credentialsFrom, reasonOf } from '../options/inputs.js';
import type { Io } from '../io.js';
import { type LimitFlags, limitsFrom } from '../options/limits.js';
import { newest, profileNamed } from '../options/profile.js';
import { sizeText, createPullProgressPrinter } from '../progress/pull.js';
import { baseUrl } from '../options/target.js';

export interface PullFlags extends LimitFlags {
  readonly out: string;
  readonly profile: string;
  readonly type?: readonly string[];
  readonly job?: string;
  readonly clientId?: string;
  readonly clientSecretFile?: string;
  readonly ca?: string;
  readonly quiet?: boolean;
}

/** What is known of the run should it end early. */
interface Standing {
  job: string | undefined;
  rest: readonly string[];
}

/** `pull URL --out DIR`: pulls what a server exports, with the reference client. Returns the exit code. */
export const pullFiles = async (url: string, flags: PullFlags, io: Io): Promise<number> => {
  const base = baseUrl(url);
  const profile = profileNamed(flags.profile) ?? newest;
  const types = typesFrom(flags);
  const credentials = credentialsOf(flags, io);
  const http = clientHttp(flags, io);
  const resume = (job: string): string => resumption(base, flags, job);
  const standing: Standing = { job: flags.job, rest: [] };
  const teller = createPullProgressPrinter(io.stderr, flags.quiet === true, resume);
  const onProgress = (progress: PullProgress): void => {
    if (progress.kind === 'job') Object.assign(standing, { job: progress.url, rest: progress.rest });
    teller.tell(progress);
  };
  const ending = new AbortController();
  const forget = io.onInterrupt(() => ending.abort(new Error('interrupted')));
  try {
    const pulled = await pull({
      profile,
      base,
      credentials,
      types,
      out: outFolder(flags, io),
      http,
      clock: io.clock ?? systemClock,
      onProgress,
      signal: ending.signal,
      ...(flags.job !== undefined && { job: flags.job }),
    });
    teller.done();
    io.stdout.write(`${sentence(pulled, flags.out)}\n`);
    return 0;
  } catch (error) {
    teller.done();
    const goOn = goingOn(standing, resume);
    if (ending.signal.aborted) throw new CannotJudge(`Interrupted.${goOn}`);
    if (error instanceof PullFailed) {
      io.stderr.write(`error: ${error.message}${error.resumable ? goOn : ''}\n`);
      return 1;
    }
    // The file system's errors name the call that failed.
    if (error instanceof Error && 'syscall' in error)
      throw new CannotJudge(`Cannot write into ${flags.out}: ${reasonOf(error)}.${goOn}`, { cause: error });
    throw error;
  } finally {
    forget();
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
    throw new CannotJudge('--type and --job exclude each other: a job has its types since it was started.');
  return type.flatMap((list) => list.split(',')).map((one) => one.trim());
};

const credentialsOf = (flags: PullFlags, io: Io): Credentials => {
  const credentials = credentialsFrom({ id: flags.clientId, secretFile: flags.clientSecretFile, prefix: '' }, io);
  if (credentials !== undefined) return credentials;
  throw new CannotJudge(
    'There are no client credentials: set BCDA_CLIENT_ID and BCDA_CLIENT_SECRET, or give --client-id and --client-secret-file.',
  );
};

const outFolder = ({ out }: PullFlags, { cwd }: Io): string => {
  if (out === '') throw new CannotJudge('--out lacks the name of the folder.');
  return resolve(cwd, out);
};

const sentence = ({ files, bytes, kept, errors }: Pulled, out: string): string => {
  const there = kept === 0 ? '' : `; ${counted(kept, 'file')} had come before`;
  const whole = `Pulled ${counted(files, 'file')} into ${printable(out)}: ${sizeText(bytes)}${there}.`;
  if (errors === 0) return whole;
  return `${whole} The server could not export everything: ${counted(errors, 'error file')} (OperationOutcome-…) ${errors === 1 ? 'says' : 'say'} what.`;
};

/** How to go on where it ended, as sentences. */
const goingOn = ({ job, rest }: Standing, resume: (job: string) => string): string => {
  if (job === undefined) return '';
  const others = rest.length === 0 ? '' : ` No job was started yet for ${rest.join(', ')}: pull them with --type.`;
  return ` To go on: ${resume(job)}${others}`;
};

const resumption = (base: string, { out, profile }: PullFlags, job: string): string =>
  sanitizedUrl(job) !== job
    ? 'only by hand, as the URL of the job holds more than a path, which may be a secret and is not shown.'
    : `bcda-conformance pull ${quoted(base)} --out ${quoted(out)} --profile ${profile} --job ${quoted(job)}`;

/** A word as a shell takes it. */
const quoted = (word: string): string =>
  /^[\w./:-]+$/.test(word) ? word : `'${printable(word).replaceAll("'", String.raw`'\''`)}'`;
