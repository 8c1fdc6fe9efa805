import type { Ask, Depth, ExportSet, Handshake, ReadContract, RunExports, Step } from './step.js';

/** A single request; `differs`: its differences from the documented one. */
export const ask = (
  label: string,
  at: Ask['at'],
  as: Ask['as'],
  differs: Omit<Ask, 'do' | 'label' | 'at' | 'as'> = {},
): Ask => ({ do: 'ask', label, at, as, ...differs });

/** A token as the guide asks for it; the one that the run uses. */
export const obtainToken = (): Ask => ask('token', 'token', 'client');

/** Exports of a set, each followed as far as `to`, one after another. */
export const runExports = (set: ExportSet, to: Depth): RunExports => ({ do: 'exports', set, to });

/** A TLS handshake with the target. */
export const handshake = (): Handshake => ({ do: 'handshake' });

/** Compares the server's own documentation with what was recorded. */
export const readContract = (): ReadContract => ({ do: 'contract' });

/** Name of a step in a transcript: equal steps have equal names and are taken once. */
export const stepName = (step: Step): string => {
  if (step.do === 'ask') return step.label;
  if (step.do === 'exports') return `exports ${step.set}`;
  return step.do === 'client-run' ? step.condition : step.do;
};

/** Places that are more the more exports a run has: they are asked after all exports. */
const OF_ALL_EXPORTS: ReadonlySet<Ask['at']> = new Set<Ask['at']>([
  ...(['every-export', 'every-job', 'every-file'] as const),
  ...(['shown-exports', 'export-kinds', 'job-kinds', 'file-kinds', 'job-files'] as const),
  ...(['jobs', 'done-job'] as const),
]);

/**
 * Whether a step belongs after all exports: it asks what they have left, or for one more token, which may end the life of
 * the one that they use, or it makes an export once more, which that token starts.
 */
export const isOfAllExports = (step: Step): boolean =>
  step.do === 'exports'
    ? step.set === 'again'
    : step.do === 'ask' &&
      (OF_ALL_EXPORTS.has(step.at) || (step.at === 'token' && step.as === 'client' && step.label !== 'token'));

/**
 * What is not sent where there is no occasion for it: a token that states its life is not tried late, nor are sandbox
 * credentials at a server of which nobody says that it is a production one.
 */
const OCCASIONAL: ReadonlySet<Ask['as']> = new Set<Ask['as']>(['late-token', 'sandbox-client']);

/** An opaque token has neither claims nor an algorithm that could be forged. */
const isOfJwt = ({ forgery }: Ask): boolean => forgery === 'unsigned' || forgery === 'claims';

/** It starts a job only if the request before it, which asks for recent changes, did not. */
const isSecondStart = ({ starts, sinceManifest }: Ask): boolean => starts === true && sinceManifest !== true;

/** Whether a step may leave nothing in a transcript, not even a stop. */
export const mayLeaveNothing = (step: Step): boolean =>
  step.do === 'handshake' ||
  (step.do === 'ask' &&
    (OCCASIONAL.has(step.as) ||
      step.at === 'running-job' ||
      step.at === 'jobs-while-running' ||
      step.at === 'export-while-running' ||
      // A guide of one version has no others.
      step.at === 'job-elsewhere' ||
      isSecondStart(step) ||
      step.secret === 'other' ||
      step.secret === 'swapped' ||
      isOfJwt(step)));

/** Labels that a step's exchanges may carry. */
export const labelsOf = (step: Step): readonly string[] => {
  if (step.do === 'ask') return [step.label];
  if (step.do === 'exports') return EXPORT_LABELS;
  if (step.do === 'contract') return ['page', 'document'];
  return step.do === 'client-run' ? CLIENT_RUN_LABELS : ['handshake'];
};

/** Labels of an export's exchanges, in the order in which they are reached. */
export const EXPORT_LABELS = ['kickoff', 'status', 'manifest', 'data', 'error-data'] as const;

/** Labels of a client's requests, of its exit, and of its output. */
export const CLIENT_RUN_LABELS = [
  'token',
  'kickoff',
  'status',
  'data',
  'error-data',
  'foreign',
  'exit',
  'output',
] as const;
