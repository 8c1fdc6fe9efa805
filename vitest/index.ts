import { afterAll, beforeAll, describe, test } from 'vitest';
import { tellAllure } from '../reporters/allure/index.js';
import { formats } from '../reporters/index.js';
import { type Checked, checkServer, selectRequirements, startEmbedded } from '../src/assess/index.js';
import { destination } from '../src/files/destination.js';
import { writeAll } from '../src/files/write.js';
import { CannotJudge, type Credentials, type Profile, type RunOptions, runProblems } from '../src/model/index.js';
import { withProxies } from '../src/network/proxy.js';
import { unexpectedErrorText } from '../src/unexpected-error.js';
import { catalogue } from '../suites/index.js';
import { newest, profiles } from '../suites/profiles/index.js';
import { vitestResultOf } from './result.js';

/** What a vitest project checks. Without `run`, the embedded reference server. */
export interface ConformanceOptions {
  /**
   * Profile id.
   * @default 2019-12
   */
  readonly profile?: string;
  /** The server under test; see RunOptions. Credentials with an empty part count as missing. */
  readonly run?: Omit<RunOptions, 'profile'>;
  /**
   * Ids or prefixes of requirements.
   * @default all requirements of the profile
   */
  readonly selection?: readonly string[];
  /** Treat every failed requirement as an error, and fail if the run is incomplete. */
  readonly strict?: boolean;
  /**
   * File for the JSON report.
   * @default none
   */
  readonly report?: string;
  /**
   * Milliseconds that the whole run may take.
   * @default 3600000
   */
  readonly timeout?: number;
}

declare module 'vitest' {
  interface TaskMeta {
    /** The verdict on the test's requirement, as JSON. */
    bcda?: string;
  }
}

/**
 * Defines one vitest test per requirement; all requests are sent before the first of them. A test passes, fails or is
 * skipped as the requirement would in JUnit, and the whole fails exactly where the command line would not exit 0: a
 * requirement that is blocked fails, and is skipped if that is because of an input that is missing or of the options. A
 * failure that does not gate passes, with its verdict in task.meta. If the run is not possible at all, every test fails
 * with the sentence that says why. If the project has set up allure-vitest, Allure gets each verdict's epic, feature,
 * severity, links and evidence.
 */
export const conformance = (options: ConformanceOptions = {}): void => {
  const profile = profileOf(options.profile);
  const { selection = [], strict = false } = options;
  const selected = selectRequirements(profile, { catalogue, selection });
  describe(`BCDA ${profile.id}`, () => {
    let checked: Checked | undefined;
    let blocker: string | undefined;
    let close = (): Promise<void> => Promise.resolve();
    beforeAll(async () => {
      const embedded = options.run === undefined ? await startEmbedded(profile) : undefined;
      if (embedded !== undefined) close = embedded.server.close;
      const run: RunOptions | undefined =
        embedded?.run ?? (options.run && { ...withCredentials(options.run), profile });
      if (run === undefined) throw new Error('There is no server to check.');
      try {
        checked = await checkServer({ ...run, catalogue, selection, strict });
        write(options.report, checked);
      } catch (error) {
        // The message of an unexpected error may quote what was read.
        if (!(error instanceof CannotJudge)) throw plain(`internal error: ${unexpectedErrorText(error)}`);
        blocker = error.message;
      }
    }, options.timeout ?? 3_600_000);
    afterAll(async () => {
      await close();
      // No test shows these: a run that was interrupted, for one.
      const problems = checked === undefined ? [] : runProblems(checked.report);
      if (problems.length > 0) throw plain(`the run does not pass: ${problems.join('; ')}`);
    });
    for (const suite of catalogue) {
      const own = selected.filter((one) => one.suite === suite);
      if (own.length === 0) continue;
      describe(suite.title, () => {
        for (const { id, statement } of own.map(({ requirement }) => requirement))
          test(`${id}: ${statement}`, async ({ task, skip }) => {
            if (blocker !== undefined) throw plain(blocker);
            const verdict = checked?.report.verdicts.find((one) => one.id === id);
            if (checked === undefined || verdict === undefined) throw plain(`There is no verdict on ${id}.`);
            task.meta.bcda = JSON.stringify(verdict);
            await tellAllure(verdict, checked.report, checked.leaks);
            const result = vitestResultOf(verdict, checked.report);
            if (result.status === 'skipped') skip(result.because);
            // Not by expect: it would shorten the sentence.
            if (result.status === 'failed') throw plain(result.because);
          });
      });
    }
  });
};

/** An error with nothing but its sentence: the line of this file that throws it would not help a reader. */
const plain = (sentence: string): Error => {
  const error = new Error(sentence);
  error.stack = `Error: ${sentence}`;
  return error;
};

/** An unset variable often arrives as an empty text, which is neither an id nor a secret. */
const withCredentials = ({ credentials, other, ...rest }: Omit<RunOptions, 'profile'>): Omit<RunOptions, 'profile'> => {
  const isGiven = (some: Credentials | undefined): some is Credentials =>
    some !== undefined && some.clientId !== '' && some.clientSecret !== '';
  const connection = withProxies(rest.connection);
  return { ...rest, connection, ...(isGiven(credentials) && { credentials }), ...(isGiven(other) && { other }) };
};

const profileOf = (id: string = newest.id): Profile => {
  const profile = profiles.find((one) => one.id === id);
  if (profile === undefined)
    throw plain(`There is no profile ${id}; the profiles are ${profiles.map((one) => one.id).join(' and ')}.`);
  return profile;
};

const write = (file: string | undefined, { report, leaks }: Checked): void => {
  if (file === undefined) return;
  const to = destination(file, { cwd: process.cwd() });
  writeAll([() => ({ text: formats.json(report), to })], { leaks, source: report });
};
