import { type Ask, type ExportRequest, exportRequests, type Header } from '../../model/index.js';
import { type Conversation, keyOf, mayStartAgain } from '../conversation.js';
import type { Answer } from '../session/call.js';
import { retryAfterMs } from '../session/retry.js';
import { stepName, runExports } from '../../model/steps.js';
import { usedUp } from '../stop.js';
import { REFUSED, withToken } from '../tokens/authorized.js';

/** The documented headers of an export request, apart from the token. */
export const EXPORT_HEADERS: readonly Header[] = [
  ['Accept', 'application/fhir+json'],
  ['Prefer', 'respond-async'],
];

/** A list in which the documented value stands beside another one. */
const LISTS: Readonly<Record<string, string>> = {
  Accept: 'application/fhir+json, application/json;q=0.5',
  Prefer: 'respond-async, handling=lenient',
};

/** The same, with a list in one of them. */
export const headersWith = (list: ExportRequest['list']): readonly Header[] =>
  EXPORT_HEADERS.map(([name, value]) => [name, (name === list ? LISTS[name] : undefined) ?? value]);

/**
 * Makes the request of a job that runs once more, if the run makes that export once more anyway: where the server starts a
 * job for it, the run has that job and starts no further one. Returns for how long, in milliseconds, the server asked to
 * send no request.
 */
export const repeatRunning = async (
  conversation: Conversation,
  step: Ask,
  { of, path, set }: ExportRequest,
): Promise<number> => {
  const { session, options, profile } = conversation;
  const again = exportRequests(profile, 'again').find((one) => set === 'endpoints' && one.path === path);
  if (again === undefined || conversation.givenJobs.has(keyOf(again))) return 0;
  if (conversation.started >= (options.exportBudget ?? Infinity)) {
    conversation.stop(step.label, [step.label], { of, ...usedUp(options.exportBudget) });
    return 0;
  }
  const answer = await withToken(conversation, step.label, (authorization) =>
    session.send({
      ...{ step: step.label, label: step.label, of, as: 'token', method: 'GET', url: options.base + path },
      headers: [...EXPORT_HEADERS, ['Authorization', authorization]],
      takesBusy: true,
      mayRepeat: () => mayStartAgain(conversation),
    }),
  );
  const { status = 0, headers = [] } = answer?.head ?? {};
  if (status >= 200 && status < 300) {
    conversation.started += 1;
    conversation.repeated = answer;
  }
  return status === 429 ? (retryAfterMs(headers, session.clock.now(), session.limits) ?? 0) : 0;
};

/** The reply that started the job of an export while its first job ran, which now belongs to the export; undefined if no reply did. */
export const startedWhileRunning = (conversation: Conversation, step: string, of: string): Answer | undefined => {
  const answer = conversation.repeated;
  if (answer === undefined) return undefined;
  conversation.session.assign(answer.exchange.id, step, of);
  conversation.session.relabel(answer.exchange.id, 'kickoff');
  return answer;
};

/** Notes that the server refused the second token at an export request in place of that of the export made once more. */
export const noteRefusedSecond = ({ session, profile, secondRefused }: Conversation, id: number): void => {
  const [again] = exportRequests(profile, 'again');
  session.assign(id, stepName(runExports('again', 'files')), again?.of ?? '');
  session.relabel(id, REFUSED.kickoff);
  secondRefused.add('kickoff');
};
