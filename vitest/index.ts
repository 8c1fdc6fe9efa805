import { afterAll, beforeAll, describe, test } from 'vitest';
import { tellAllure } from '../reporters/allure/index.js';
import { formats } from '../reporters/index.js';
import { type Checked, checkServer, selectRequirements, startEmbedded } from '../src/assess/index.js';
import { destination } from '../src/files/destination.js';
import { writeAll } from '../src/files/write.js';
import { CannotJudge, type Credentials, type Profile, type RunOptions, type Verdict } from '../src/model/index.js';
import { unexpectedErrorText } from '../src/unexpected-error.js';
import { catalogue } from '../suites/index.js';
import { profiles } from '../suites/profiles/index.js';

/** What a vitest project checks. Without `run`, the embedded reference server. */
export interface ConformanceOptions {
  /**
   * Profile id.
   * @default 2019-12
   */
  readonly profile?: string;
  /** The server under test; see RunOptions. Credentials with an empty part count as none. */
  readonly run?: Omit<RunOptions, 'profile'>;
  /**
   * Ids or prefixes of requirements.
   * @default all requirements of the profile
   */
  readonly selection?: readonly string[];
  /** Whether a failed SHOULD, or a MUST that is not of the guide or its standards, fails its test too. */
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
 * Defines one vitest test per requirement; the conversations with the server are held once, before the first.
 * A gating failure fails its test, a failed requirement that does not gate passes with its verdict in task.meta,
 * blocked for want of the user's input is skipped with the reason, and any other blocked fails. Where the run cannot
 * be held at all, every test fails with the sentence that says why. Where the project has set up allure-vitest, Allure
 * gets each verdict's epic, feature, severity, links and evidence.
 */
export const conformance = (options: ConformanceOptions = {}): void => {
  const profile = profileOf(options.profile);
  const { selection = [], strict = false } = options;
  const selected = selectRequirements(profile, { catalogue, selection });
  describe(`BCDA ${profile.id}`, () => {
    let checked: Checked | undefined;
    let hindrance: string | undefined;
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
        // The message of an error that nobody expected may quote what was read.
        if (!(error instanceof CannotJudge)) throw plain(`internal error: ${unexpectedErrorText(error)}`);
        hindrance = error.message;
      }
    }, options.timeout ?? 3_600_000);
    afterAll(() => close());
    for (const suite of catalogue) {
      const own = selected.filter((one) => one.suite === suite);
      if (own.length === 0) continue;
      describe(suite.title, () => {
        for (const { id, statement } of own.map(({ requirement }) => requirement))
          test(`${id}: ${statement}`, async ({ task, skip }) => {
            if (hindrance !== undefined) throw plain(hindrance);
            const verdict = checked?.report.verdicts.find((one) => one.id === id);
            if (checked === undefined || verdict === undefined) throw plain(`There is no verdict on ${id}.`);
            task.meta.bcda = JSON.stringify(verdict);
            await tellAllure(verdict, checked.report, checked.leaks);
            if (verdict.outcome === 'blocked' && verdict.cause === 'input') skip(reasonOf(verdict));
            const problem = problemOf(verdict);
            // Not by expect: it would shorten the sentence.
            if (problem !== undefined) throw plain(problem);
          });
      });
    }
  });
};

/** An error that is its sentence: the line of this file that throws it would tell a reader nothing. */
const plain = (sentence: string): Error => {
  const error = new Error(sentence);
  error.stack = `Error: ${sentence}`;
  return error;
};

/** An unset variable often arrives as an empty text, which is no id and no secret. */
const withCredentials = ({ credentials, other, ...rest }: Omit<RunOptions, 'profile'>): Omit<RunOptions, 'profile'> => {
  const isGiven = (some: Credentials | undefined): some is Credentials =>
    some !== undefined && some.clientId !== '' && some.clientSecret !== '';
  return { ...rest, ...(isGiven(credentials) && { credentials }), ...(isGiven(other) && { other }) };
};

const profileOf = (id = '2019-12'): Profile => {
  const profile = profiles.find((one) => one.id === id);
  if (profile === undefined)
    throw plain(`There is no profile ${id}; there are ${profiles.map((one) => one.id).join(' and ')}.`);
  return profile;
};

const reasonOf = ({ because = 'blocked', unblock }: Verdict): string =>
  unblock === undefined ? because : `${because} (${unblock})`;

/** What is wrong with a verdict. */
const problemOf = (verdict: Verdict): string | undefined => {
  const { outcome, gating, expected, seen, evidence } = verdict;
  if (outcome === 'blocked') return `blocked: ${reasonOf(verdict)}`;
  if (outcome !== 'fail' || !gating) return undefined;
  return `expected ${expected}; seen ${seen}; exchanges ${evidence.join(', ')}`;
};

const write = (file: string | undefined, { report, leaks }: Checked): void => {
  if (file === undefined) return;
  const to = destination(file, { cwd: process.cwd() });
  writeAll([() => ({ text: formats.json(report), to })], { leaks, source: report });
};
