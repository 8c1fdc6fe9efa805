import { CannotJudge, type ExportRequest, exportRequests, type ExportSet, type StopFact } from '../../model/index.js';
import type { Conversation } from '../conversation.js';
import { follow } from './follow.js';
import { onTarget } from '../session/origin.js';
import { stepName } from '../../model/steps.js';

/** What a job's exchanges are called until its manifest tells which export it is of. */
const UNTOLD = 'given job';

/**
 * Follows the jobs that the user gave to their manifests, which say of which exports they are; those are not started
 * again. Throws CannotJudge for a job that will not do: without it the run would start what it was to take up.
 * @param sets the exports that the run is about
 */
export const takeUpJobs = async (conversation: Conversation, sets: readonly ExportSet[]): Promise<void> => {
  const { options, session, profile } = conversation;
  const open = sets.flatMap((set) => exportRequests(profile, set));
  for (const given of options.jobs ?? []) {
    const url = onTarget(given, options.base);
    if (url === undefined) throw new CannotJudge(`The job of --job is not on ${new URL(options.base).origin}.`);
    const from = session.exchanges.at(-1)?.id ?? 0;
    const untold = { of: UNTOLD, set: 'endpoints', endpoint: '', path: '', types: [] } as const;
    const job = await follow(conversation, UNTOLD, untold, url, ({ content }) => {
      const at = open.findIndex(({ path }) => isRequest(content.documents[0], options.base, path));
      const [request] = at === -1 ? [] : open.splice(at, 1);
      if (request === undefined)
        throw new CannotJudge(
          'The job of --job is of none of the exports that this run would start, or its manifest names another request. Leave --job away, or select what the job is about.',
        );
      const step = stepName({ do: 'exports', set: request.set, to: 'files' });
      for (const { id, step: before } of session.exchanges)
        if (id > from && before === UNTOLD) session.assign(id, step, request.of);
      return request;
    });
    if (job === undefined) throw new CannotJudge(`The job of --job cannot be taken up: ${whyNot(conversation)}.`);
    conversation.takenUp.set(keyOf(job), job);
    conversation.watching = undefined;
  }
};

/** Tells the exports of a run apart. */
export const keyOf = ({ set, of }: Pick<ExportRequest, 'set' | 'of'>): string => `${set} ${of}`;

/** Whether a manifest is of a request; a proxy may have told the server another host. */
const isRequest = (manifest: unknown, base: string, path: string): boolean => {
  const { request } = (manifest ?? {}) as Record<string, unknown>;
  if (typeof request !== 'string' || !URL.canParse(request, base)) return false;
  return pathOf(new URL(request, base)) === pathOf(new URL(base + path));
};

const pathOf = ({ pathname, search }: URL): string => (pathname + search).replaceAll(/%2c/gi, ',');

const whyNot = ({ session }: Conversation): string =>
  session.facts.findLast((fact): fact is StopFact => fact.kind === 'stop' && fact.step === UNTOLD)?.because ??
  'it has no manifest';
