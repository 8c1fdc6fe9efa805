import {
  type Ask,
  CannotJudge,
  type Depth,
  exportRequests,
  exportsAreComplete,
  type ExportSet,
  type Fact,
  type RunOptions,
  type Step,
  systemClock,
  type Transcript,
  watchesOf,
  releaseOf,
} from '../model/index.js';
import { labelsOf, stepName } from '../model/steps.js';
import { proxySecrets } from '../network/proxy.js';
import type { Redactor } from '../record/redact.js';
import { takeAsk } from './asks.js';
import { beginConversation, type Conversation, endOf } from './conversation.js';
import { asksMetadata, refuseRedirecting } from './elsewhere.js';
import { resumeOption } from './exports/follow.js';
import { followGivenJobs } from './exports/given-jobs.js';
import { runExport } from './exports/jobs.js';
import { depthsOf, stepsInOrder, type TitledScenario } from './plan.js';
import { refuseFirewall, refuseUnreachable } from './reachable.js';
import { tlsHandshake } from './session/http/tls.js';
import { openSession, type Session } from './session/index.js';
import { DeadlinePassed } from './session/send.js';
import { earlier, LATE, type StopReason, whyLate } from './stop.js';
import { internalErrorIn } from '../unexpected-error.js';
import { partAsked, whyUnresponsive } from './unresponsive.js';

/** What a drive returns: the redacted record, and the redactor that knows the run's secrets. */
export interface Driven {
  readonly exchanges: Transcript['exchanges'];
  readonly facts: readonly Fact[];
  readonly steps: readonly string[];
  readonly interrupted: boolean;
  /** Errors of the harness, one sentence each: each ended one step. */
  readonly errors: readonly string[];
  readonly redactor: Redactor;
}

/**
 * Takes the steps of the scenarios with a server, each distinct step once, and returns what was recorded. Throws
 * CannotJudge if the server cannot be reached at all.
 */
export const drive = async (options: RunOptions, scenarios: readonly TitledScenario[]): Promise<Driven> => {
  const session = sessionFor(options, scenarios);
  const { redactor } = session;
  if (options.credentials !== undefined) redactor.add(options.credentials.clientSecret, '«client secret»');
  if (options.other !== undefined) redactor.add(options.other.clientSecret, '«other client secret»');
  if (options.expiredToken !== undefined) redactor.add(options.expiredToken, '«expired token»');
  for (const secret of proxySecrets(options.connection?.proxies)) redactor.add(secret, '«proxy secret»');
  const conversation = beginConversation(session, options);
  try {
    const taken = await takeSteps(conversation, scenarios);
    await refuseUnreachable(conversation, true);
    session.facts.push(
      ...session.subjects(options.profile),
      ...session.history(),
      ...session.people(options.profile),
      ...session.narrowings.facts(),
      ...session.matches.facts(),
    );
    return { exchanges: session.exchanges, facts: session.facts, ...taken, redactor };
  } finally {
    await session.close();
  }
};

const sessionFor = (options: RunOptions, scenarios: readonly TitledScenario[]): Session => {
  const clock = options.clock ?? systemClock;
  const startedAt = clock.now();
  const deadline = endOf(startedAt, options);
  return openSession({
    clock,
    base: options.base,
    ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
    release: releaseOf(options.profile),
    ...(options.profile.carin !== undefined && { carin: true }),
    longestTransferMs: deadline - startedAt,
    deadline,
    ...(scenarios.some(({ steps }) => steps.some((step) => step.do === 'contract')) && { keepBodies: true }),
    ...(options.profile.content !== undefined && { elements: watchesOf(options.profile.content) }),
    ...(options.profile.marks !== undefined && { marks: options.profile.marks }),
    ...(options.sample !== undefined && { sample: options.sample }),
    ...(options.opinion !== undefined && { opinion: options.opinion }),
    ...(options.keepData !== undefined && { keepData: options.keepData }),
    ...(options.connection !== undefined && { connection: options.connection }),
    ...(options.limits !== undefined && { limits: options.limits }),
    ...(options.signal !== undefined && { signal: options.signal }),
    ...(options.onProgress !== undefined && { onProgress: options.onProgress }),
  });
};

/** Places that are asked while a job runs. */
const WHILE_RUNNING: ReadonlySet<Ask['at']> = new Set<Ask['at']>([
  ...(['running-job', 'jobs-while-running', 'export-while-running'] as const),
]);

/** Takes all steps in order; those that are prevented leave a stop. */
const takeSteps = async (
  conversation: Conversation,
  scenarios: readonly TitledScenario[],
): Promise<Pick<Driven, 'steps' | 'interrupted' | 'errors'>> => {
  const { options } = conversation;
  const depths = depthsOf(scenarios);
  const taken: string[] = [];
  const errors: string[] = [];
  let interrupted = false;
  let jobsAreTaken = false;
  const order = stepsInOrder(scenarios);
  const steps = order.map(({ step }) => step);
  conversation.askWhileRunning.push(
    ...steps.filter((step): step is Ask => step.do === 'ask' && WHILE_RUNNING.has(step.at)),
  );
  for (const { scenario, step, first } of order) {
    interrupted ||= options.signal?.aborted === true;
    if (!jobsAreTaken && !asksMetadata(step)) {
      jobsAreTaken = true;
      interrupted ||= !(await unlessAborted(conversation, () => takeGivenJobs(conversation, [...depths.keys()])));
    }
    const blocker = interrupted
      ? interruption(conversation)
      : (whyLate(conversation) ?? whyUnresponsive(conversation, partAsked(step)));
    taken.push(stepName(step));
    if (blocker !== undefined) {
      leaveOut(conversation, step, blocker);
      continue;
    }
    if (first) options.onProgress?.({ kind: 'scenario', suite: scenario.suite, title: scenario.title });
    interrupted = !(await unlessAborted(conversation, () =>
      takeOrLeave(conversation, step, errors, () => take(conversation, step, depths, steps)),
    ));
    if (interrupted) leaveOut(conversation, step, interruption(conversation));
    await refuseUnreachable(conversation);
    refuseFirewall(conversation);
    if (asksMetadata(step) && !interrupted)
      interrupted = !(await unlessAborted(conversation, () => refuseRedirecting(conversation)));
  }
  return { steps: taken, interrupted, errors };
};

/** Takes a step. An error of the harness in it ends that step alone: what was recorded is judged. */
const takeOrLeave = async (
  conversation: Conversation,
  step: Step,
  errors: string[],
  go: () => Promise<void>,
): Promise<void> => {
  try {
    await go();
  } catch (error) {
    if (error instanceof DeadlinePassed) return leaveOut(conversation, step, LATE);
    if (error instanceof CannotJudge || conversation.options.signal?.aborted === true) throw error;
    errors.push(internalErrorIn(`the step ${stepName(step)}`, error));
    leaveOut(conversation, step, earlier('an internal error ended this step'));
  }
};

/** Whether something was completed; false: the user interrupted it. */
const unlessAborted = async ({ options }: Conversation, go: () => Promise<void>): Promise<boolean> => {
  try {
    await go();
    return true;
  } catch (error) {
    if (options.signal?.aborted !== true) throw error;
    return false;
  }
};

const takeGivenJobs = async (conversation: Conversation, sets: readonly ExportSet[]): Promise<void> => {
  try {
    await followGivenJobs(conversation, sets);
  } catch (error) {
    if (error instanceof DeadlinePassed)
      throw new CannotJudge('The job of --job cannot be taken up: the deadline of the run passed.');
    // If the server cannot be reached, that is the better explanation.
    await refuseUnreachable(conversation, true);
    throw error;
  }
};

const INTERRUPTED: StopReason = { because: 'the run was interrupted', cause: 'interrupted' };

/** An interruption, and how a later run can continue with the job that was polled. */
const interruption = ({ polledJob, session }: Conversation): StopReason =>
  polledJob === undefined ? INTERRUPTED : { ...INTERRUPTED, unblock: resumeOption(polledJob, session.redactor) };

/** Notes that a step was not taken, and why. */
const leaveOut = (conversation: Conversation, step: Step, why: StopReason): void =>
  conversation.stop(stepName(step), labelsOf(step), why);

const take = async (
  conversation: Conversation,
  step: Step,
  depths: ReadonlyMap<ExportSet, Depth>,
  steps: readonly Step[],
): Promise<void> => {
  if (step.do === 'ask') return takeAsk(conversation, step);
  if (step.do === 'contract') return (await import('./discovery/swagger.js')).takeContract(conversation, steps);
  if (step.do === 'client-run')
    throw new TypeError(`${stepName(step)} is a step for clients; the driver sends requests to servers.`);
  const { session, profile, options } = conversation;
  if (step.do === 'handshake') {
    const fact = await tlsHandshake(options.base, options.connection, session.limits);
    if (fact !== undefined) session.facts.push(fact);
    return;
  }
  for (const request of exportRequests(profile, step.set)) {
    const blocker = whyUnresponsive(conversation, 'kickoff');
    if (blocker !== undefined) conversation.stop(stepName(step), labelsOf(step), { of: request.of, ...blocker });
    else await runExport(conversation, stepName(step), request, depths.get(step.set) ?? step.to);
    // An export of several types is complete in itself: its identities need not be remembered any longer.
    if (exportsAreComplete(profile)) session.facts.push(...session.subjects(profile));
  }
};
