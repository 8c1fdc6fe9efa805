import {
  CannotJudge,
  type Depth,
  exportRequests,
  exportsAreComplete,
  type ExportSet,
  type Fact,
  type Profile,
  type RunOptions,
  type Scenario,
  type Step,
  systemClock,
  type TlsFact,
  type Transcript,
} from '../model/index.js';
import { takeAsk } from './asks.js';
import { beginConversation, type Conversation } from './conversation.js';
import { resumption } from './exports/follow.js';
import { takeUpJobs } from './exports/given-jobs.js';
import { runExport } from './exports/jobs.js';
import { type StopReason, partAsked, silenceOf } from './unresponsive.js';
import type { Redactor } from '../record/redact.js';
import { openSession } from './session/index.js';
import { labelsOf, stepName } from '../model/steps.js';
import { takeContract } from './discovery/swagger.js';
import { tlsHandshake } from './session/tls.js';

/** What a drive leaves: the redacted record, and the redactor that knows the run's secrets. */
export interface Driven {
  readonly exchanges: Transcript['exchanges'];
  readonly facts: readonly Fact[];
  readonly steps: readonly string[];
  readonly interrupted: boolean;
  readonly redactor: Redactor;
}

/** A scenario with the title of its chapter, for progress. */
export interface TitledScenario extends Scenario {
  readonly suite: string;
}

/** How many jobs the scenarios will start, refusals and accidents apart. */
export const plannedExports = (profile: Profile, scenarios: readonly Scenario[]): number =>
  [...depths(scenarios).keys()]
    .filter((set) => set !== 'empty-type')
    .reduce((sum, set) => sum + exportRequests(profile, set).length, 0);

/**
 * Holds the conversations of the scenarios with a server, each distinct step once, and returns what was recorded.
 * Scenarios that wait for a token to expire come late; those that compare what was recorded, last. Throws CannotJudge where the server cannot be reached at all.
 */
export const drive = async (options: RunOptions, scenarios: readonly TitledScenario[]): Promise<Driven> => {
  const { signal } = options;
  const session = openSession({
    clock: options.clock ?? systemClock,
    longestTransferMs: (options.deadline ?? 7200) * 1000,
    ...(scenarios.some(({ steps }) => steps.some((step) => step.do === 'contract')) && { keepBodies: true }),
    ...(options.sample !== undefined && { sample: options.sample }),
    ...(options.keepData !== undefined && { keepData: options.keepData }),
    ...(options.connection !== undefined && { connection: options.connection }),
    ...(options.limits !== undefined && { limits: options.limits }),
    ...(signal !== undefined && { signal }),
    ...(options.onProgress !== undefined && { onProgress: options.onProgress }),
  });
  const { redactor } = session;
  if (options.credentials !== undefined) redactor.add(options.credentials.clientSecret, '«client secret»');
  if (options.other !== undefined) redactor.add(options.other.clientSecret, '«other client secret»');
  if (options.expiredToken !== undefined) redactor.add(options.expiredToken, '«expired token»');
  const conversation = beginConversation(session, options);
  const depth = depths(scenarios);
  const taken: string[] = [];
  let interrupted = false;
  try {
    interrupted = !(await unlessAborted(conversation, () => takeUp(conversation, [...depth.keys()])));
    const order = stepsInOrder(scenarios);
    const steps = order.map(({ step }) => step);
    for (const { scenario, step, first } of order) {
      interrupted ||= signal?.aborted === true;
      const hindrance = interrupted ? interruptionOf(conversation) : silenceOf(conversation, partAsked(step));
      taken.push(stepName(step));
      if (hindrance !== undefined) {
        leaveOut(conversation, step, hindrance);
        continue;
      }
      if (first) options.onProgress?.({ kind: 'scenario', suite: scenario.suite, title: scenario.title });
      interrupted = !(await unlessAborted(conversation, () => take(conversation, step, depth, steps)));
      if (interrupted) leaveOut(conversation, step, interruptionOf(conversation));
      refuseUnreachable(conversation);
    }
    refuseUnreachable(conversation, true);
    session.facts.push(...session.subjects(options.profile));
  } finally {
    await session.close();
  }
  return { exchanges: session.exchanges, facts: session.facts, steps: taken, interrupted, redactor };
};

const unlessAborted = async ({ options }: Conversation, go: () => Promise<void>): Promise<boolean> => {
  try {
    await go();
    return true;
  } catch (error) {
    if (options.signal?.aborted !== true) throw error;
    return false;
  }
};

const takeUp = async (conversation: Conversation, sets: readonly ExportSet[]): Promise<void> => {
  try {
    await takeUpJobs(conversation, sets);
  } catch (error) {
    // Where nothing is reached, that says more.
    refuseUnreachable(conversation, true);
    throw error;
  }
};

/** An interruption, and how a later run goes on with the job that was watched. */
const interruptionOf = ({ watching, session }: Conversation): StopReason =>
  watching === undefined ? INTERRUPTED : { ...INTERRUPTED, unblock: resumption(watching, session.redactor) };

const take = async (
  conversation: Conversation,
  step: Step,
  depth: ReadonlyMap<ExportSet, Depth>,
  steps: readonly Step[],
): Promise<void> => {
  if (step.do === 'ask') return takeAsk(conversation, step);
  if (step.do === 'handshake') {
    const { session, options } = conversation;
    const fact = await tlsHandshake(options.base, options.connection, session.limits);
    if (fact !== undefined) session.facts.push(fact);
    return;
  }
  if (step.do === 'contract') return takeContract(conversation, steps);
  if (step.do === 'client-run')
    throw new TypeError(`${stepName(step)} is for clients; the driver speaks with servers.`);
  for (const request of exportRequests(conversation.profile, step.set)) {
    const silence = silenceOf(conversation, 'kickoff');
    if (silence !== undefined) conversation.stop(stepName(step), labelsOf(step), { of: request.of, ...silence });
    else await runExport(conversation, stepName(step), request, depth.get(step.set) ?? step.to);
    // An export of several types is complete in itself: what was kept in mind of it need not be kept longer.
    const { session, profile } = conversation;
    if (exportsAreComplete(profile)) session.facts.push(...session.subjects(profile));
  }
};

const INTERRUPTED: StopReason = { because: 'the run was interrupted', cause: 'interrupted' };

/** Notes that a step was not taken, and why. */
const leaveOut = (conversation: Conversation, step: Step, why: StopReason): void =>
  conversation.stop(stepName(step), labelsOf(step), why);

/**
 * Every distinct step, scenario by scenario; `first` marks the first that a scenario adds. What is compared with all
 * that was recorded comes last.
 */
const stepsInOrder = (
  scenarios: readonly TitledScenario[],
): { scenario: TitledScenario; step: Step; first: boolean }[] => {
  const seen = new Set<string>();
  const steps = inOrder(scenarios).flatMap((scenario) => {
    const own = scenario.steps.filter((step) => !seen.has(stepName(step)) && seen.add(stepName(step)));
    return own.map((step, index) => ({ scenario, step, first: index === 0 }));
  });
  const isLast = ({ step }: { step: Step }): boolean => step.do === 'contract';
  return [...steps.filter((one) => !isLast(one)), ...steps.filter(isLast)];
};

const DEPTHS: readonly Depth[] = ['kickoff', 'manifest', 'files'];

/** How far each set of exports must be followed so that every scenario that names it is served. */
const depths = (scenarios: readonly Scenario[]): Map<ExportSet, Depth> => {
  const deepest = new Map<ExportSet, Depth>();
  for (const step of scenarios.flatMap(({ steps }) => steps)) {
    if (step.do !== 'exports') continue;
    const before = deepest.get(step.set);
    if (before === undefined || DEPTHS.indexOf(step.to) > DEPTHS.indexOf(before)) deepest.set(step.set, step.to);
  }
  return deepest;
};

const inOrder = (scenarios: readonly TitledScenario[]): TitledScenario[] => {
  const rank = ({ steps }: Scenario): number =>
    Math.max(
      ...steps.map((step) =>
        step.do !== 'ask' ? 0 : step.as === 'late-token' ? 1 : step.as === 'expired-token' ? 2 : 0,
      ),
    );
  return scenarios
    .map((scenario, index) => ({ scenario, index, rank: rank(scenario) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ scenario }) => scenario);
};

/** Failures after which asking for more is pointless: there is no connection. */
const UNREACHABLE =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPROTO|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

/** A server that never once answered is not judged: that says nothing about what it does. */
const refuseUnreachable = ({ session, options }: Conversation, atEnd = false): void => {
  const tls = session.facts.find((fact): fact is TlsFact => fact.kind === 'tls');
  const shaken = atEnd && session.exchanges.length === 0 && tls?.error !== undefined;
  const failure = shaken ? { code: 'TLS', says: tls.error } : session.exchanges[0]?.failure;
  if (failure === undefined || session.exchanges.some(({ reply }) => reply !== undefined)) return;
  if (!atEnd && !UNREACHABLE.test(failure.code)) return;
  const remedy = /TLS failed: the server speaks/.test(failure.says)
    ? 'Let it speak TLS 1.2 or newer.'
    : /TLS/.test(failure.says)
      ? 'If you trust this server, give the authority of its certificate with --ca, or accept any with --insecure; if it speaks plain http, write http://.'
      : 'Check that the server runs and that the URL is right.';
  throw new CannotJudge(`Cannot reach ${options.base}: ${failure.says}. ${remedy}`);
};
