import { contentOf } from '../../record/json.js';
import type { resourceFact as ResourceFact } from '../resource-fact.js';
import type { Answer, Call, OnAnswer } from './call.js';
import type { SessionContext, SessionOptions } from './context.js';
import type { Begun } from './recording.js';
import { retryWhileBusy } from './retry.js';

/** A small exchange, repeated while the server is busy. */
export const send = (context: SessionContext, call: Call, onAnswer?: OnAnswer): Promise<Answer> =>
  retryWhileBusy(context, call, async () => {
    const { http, options, recording, facts, replies } = context;
    const begun = recording.begin();
    const timer = deadlineTimer(options);
    const answer = await http.small(call, timer.signal).finally(timer.end);
    stopIfAborted(context, call, begun);
    if (timer.passed() && 'failure' in answer) stopAtDeadline(context, call, begun);
    const content = contentOf('bytes' in answer ? answer.bytes : undefined);
    if ('failure' in answer) return { exchange: recording.record(call, begun, { ...answer, content }), content };
    const { head } = answer;
    onAnswer?.({ head, content, id: begun.id });
    if (options.keepBodies === true) replies.keep(begun.id, head, content);
    const exchange = recording.record(call, begun, { head, content });
    if (call.isDocument !== true && content.documents.length === 1) {
      // The rules of FHIR are large: they are loaded after the first response, and its time does not have theirs.
      const { resourceFact } = await (judging ??= import('../resource-fact.js'));
      const resource = resourceFact(exchange.id, content, options.release);
      if (resource !== undefined) facts.push(resource);
    }
    return { exchange, head, content };
  });

/** What judges resources, once it was needed. */
let judging: Promise<{ readonly resourceFact: typeof ResourceFact }> | undefined;

/** Records a request that was on its way when the user ended the run, as one that does not count, and throws. */
export const stopIfAborted = ({ options: { signal }, recording }: SessionContext, call: Call, begun: Begun): void => {
  if (signal?.aborted !== true) return;
  recording.record(call, begun, { content: contentOf(), failure: INTERRUPTED });
  recording.amend(begun.id, { superseded: 'interrupted' });
  signal.throwIfAborted();
};

/** The deadline of the run passed while a request was on its way. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

/** Records a request that was on its way at the deadline of the run, as one that does not count, and throws. */
export const stopAtDeadline = ({ recording }: SessionContext, call: Call, begun: Begun): never => {
  const failure = { code: 'deadline', says: 'the deadline of the run passed before the response was complete' };
  recording.record(call, begun, { content: contentOf(), failure });
  recording.amend(begun.id, { superseded: 'interrupted' });
  throw new DeadlinePassed();
};

/** A signal that ends a request at the deadline of the run, or when the user ends the run. */
export const deadlineTimer = ({
  clock,
  deadline,
  signal,
}: SessionOptions): { signal: AbortSignal | undefined; passed: () => boolean; end: () => void } => {
  if (deadline === undefined) return { signal, passed: () => false, end: () => undefined };
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), Math.min(Math.max(0, deadline - clock.now()), LONGEST_TIMER_MS));
  return {
    signal: signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]),
    passed: () => limit.signal.aborted,
    end: () => clearTimeout(timer),
  };
};

/** Node's timers take no more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Why an exchange failed that the user ended. */
export const INTERRUPTED = { code: 'interrupted', says: 'the run was interrupted' };
