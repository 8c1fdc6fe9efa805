import { runInAllConditions, type ClientRunOptions, type ClientRecording } from '../certify/client-run.js';
import { CLIENT_RUN_LABELS } from '../model/steps.js';
import { waitForAll, type WaitOptions } from '../certify/wait.js';
import {
  CannotJudge,
  type Condition,
  didYouMean,
  type JudgeOptions,
  type Profile,
  type StopFact,
  type Transcript,
} from '../model/index.js';
import { unexpectedErrorText } from '../unexpected-error.js';
import { tool } from '../package.js';
import type { Checked } from './results/checked.js';
import { currentKnown } from './known-failures.js';
import { judgeTranscript } from './report.js';
import { ofRole, scenariosOf, selectRequirements } from './select.js';

/** Options of every certification. */
export interface CertifyOptions extends JudgeOptions {
  readonly profile: Profile;
  /** Every condition that the suites name. */
  readonly conditions: readonly Condition[];
  /**
   * Whether the client resumes its export if it is run again: then it is also killed and run again.
   * @default false
   */
  readonly resume?: boolean;
  /**
   * Ids of the conditions that the client is run in.
   * @default every condition that the requirements need
   */
  readonly only?: readonly string[] | undefined;
  /** The name of the client in the report. */
  readonly target: string;
  readonly client?: Transcript['client'];
}

/**
 * Certifies a client: runs it once in each condition that the selected requirements need, and judges what it sent.
 * Throws CannotJudge for wrong input and for a client that cannot be started; an interruption (signal) still reports.
 */
export const certifyClient = (options: CertifyOptions & Omit<ClientRunOptions, 'condition'>): Promise<Checked> =>
  judged(options, (condition) => runInAllConditions({ ...options, condition }));

/** The same for a client that is started by hand: its traffic is judged, but not its exit status and output. */
export const waitForClient = (options: CertifyOptions & Omit<WaitOptions, 'condition'>): Promise<Checked> =>
  // Nobody can kill it and run it again.
  judged({ ...options, resume: false }, (condition) => waitForAll({ ...options, condition }));

/** Seconds without a request after which a client is not storming a server (client.failure.no-storm). */
const QUIET = 10;

/** The conditions that the selected requirements need, in the order in which the client runs under them. Throws CannotJudge for an unknown one. */
export const plannedConditions = ({
  profile,
  conditions,
  resume = false,
  only,
  ...judging
}: CertifyOptions): Condition[] => {
  const selected = selectRequirements(profile, judging, 'client');
  const steps = scenariosOf(selected).flatMap((scenario) => scenario.steps);
  const needed = new Set(steps.flatMap((step) => (step.do === 'client-run' ? [step.condition] : [])));
  const planned = conditions
    .filter(
      ({ id, where, killedAfter }) =>
        needed.has(id) && where?.(profile) !== false && (killedAfter === undefined || resume),
    )
    .map((condition) =>
      condition.quietFor === undefined || selected.some(({ requirement }) => requirement.id === condition.quietFor)
        ? condition
        : { ...condition, quietSeconds: Math.min(condition.quietSeconds ?? QUIET, QUIET) },
    );
  const ids = planned.map(({ id }) => id);
  const unknown = only?.find((id) => !ids.includes(id));
  if (unknown !== undefined)
    throw new CannotJudge(
      `There is no condition "${unknown}" in this run.${didYouMean(unknown, ids)} It has ${ids.join(', ')}.`,
    );
  return only === undefined ? planned : planned.filter(({ id }) => only.includes(id));
};

/** Ids and prefixes of a client's requirements, which may be written without their `client.`. */
export const clientSelection = (names: readonly string[]): string[] =>
  names.map((name) => (name === 'client' || name.startsWith('client.') ? name : `client.${name}`));

/** Why conditions are left out of a run. */
type LeftOut = (condition: Condition) => Pick<StopFact, 'because' | 'unblock'>;

const byOnly: LeftOut = ({ id }) => ({ because: `--only left out ${id}`, unblock: 'every condition, without --only' });

const notChosen =
  (why: LeftOut) =>
  (condition: Condition): StopFact => ({
    kind: 'stop',
    step: condition.id,
    labels: CLIENT_RUN_LABELS,
    cause: 'choice',
    ...why(condition),
  });

/** Runs a client under the conditions with `runIn`, and judges it. */
export const judged = async (
  options: CertifyOptions,
  runIn: (conditions: readonly Condition[]) => Promise<ClientRecording>,
  leftOutBecause: LeftOut = byOnly,
): Promise<Checked> => {
  const catalogue = ofRole(options.catalogue, 'client');
  currentKnown({ ...options, catalogue });
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const planned = plannedConditions(options);
  const recording = await runIn(planned);
  const leftOut = plannedConditions({ ...options, only: undefined }).filter(
    ({ id }) => !planned.some((condition) => condition.id === id),
  );
  const transcript: Transcript = {
    schema: 'bcda-conformance/transcript/1',
    tool,
    role: 'client',
    profile: options.profile.id,
    target: options.target,
    ...(options.client !== undefined && { client: options.client }),
    startedAt,
    durationMs: Math.round(performance.now() - begun),
    selection: options.selection ?? [],
    steps: [...recording.steps, ...leftOut.map(({ id }) => id)],
    interrupted: recording.interrupted,
    exchanges: recording.exchanges,
    facts: [...recording.facts, ...leftOut.map(notChosen(leftOutBecause))],
  };
  const report = judgeTranscript(transcript, options.profile, options);
  const errors = recording.errors.map((error) => `The reference server failed: ${unexpectedErrorText(error)}.`);
  return {
    report: { ...report, errors: [...report.errors, ...errors] },
    transcript,
    leaks: (text) => recording.redactor.leaks(text, JSON.stringify(catalogue)),
  };
};
