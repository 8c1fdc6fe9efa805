import type { Fact } from '../../model/index.js';
import { validityOfText } from '../../fhir/validate/validity.js';
import { contentOf, type JsonContent } from '../../record/json.js';
import type { Answer, Call, OnAnswer } from './call.js';
import type { SessionContext } from './context.js';
import type { Begun } from './recording.js';
import { retryWhileBusy } from './retry.js';

/** A small exchange, repeated while the server is busy. */
export const send = (context: SessionContext, call: Call, onAnswer?: OnAnswer): Promise<Answer> =>
  retryWhileBusy(context, call, async () => {
    const { http, options, recording, facts, replies } = context;
    const begun = recording.begin();
    const answer = await http.small(call, options.signal);
    stopIfAborted(context, call, begun);
    const content = contentOf('bytes' in answer ? answer.bytes : undefined);
    if ('failure' in answer) return { exchange: recording.record(call, begun, { ...answer, content }), content };
    const { head } = answer;
    onAnswer?.({ head, content, id: begun.id });
    if (options.keepBodies === true) replies.keep(begun.id, head, content);
    const resource = call.isDocument === true ? undefined : resourceFact(begun.id, content);
    if (resource !== undefined) facts.push(resource);
    return { exchange: recording.record(call, begun, { head, content }), head, content };
  });

/** Records a request that was on its way when the user ended the run, as one that does not count, and throws. */
export const stopIfAborted = ({ options: { signal }, recording }: SessionContext, call: Call, begun: Begun): void => {
  if (signal?.aborted !== true) return;
  recording.record(call, begun, { content: contentOf(), failure: INTERRUPTED });
  recording.amend(begun.id, { superseded: 'interrupted' });
  signal.throwIfAborted();
};

const INTERRUPTED = { code: 'interrupted', says: 'the run was interrupted' };

/** Findings about a body that is a resource which the guides mention. */
export const resourceFact = (exchange: number, { text, documents }: JsonContent): Fact | undefined => {
  const [document] = documents;
  if (documents.length !== 1 || typeof document !== 'object' || document === null) return undefined;
  const type = (document as { resourceType?: unknown }).resourceType;
  return type === 'CapabilityStatement' || type === 'OperationOutcome'
    ? { kind: 'resource', exchange, type, validity: validityOfText(text) }
    : undefined;
};
