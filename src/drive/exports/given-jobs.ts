import {
  CannotJudge,
  exportRequests,
  type ExportSet,
  type RunOptions,
  type StopFact,
  requestedAs,
} from '../../model/index.js';
import { type Conversation, keyOf } from '../conversation.js';
import { follow } from './follow.js';
import { onTarget } from '../session/origin.js';
import { stepName } from '../../model/steps.js';

/** Step name of a job's exchanges until its manifest shows which export it belongs to. */
const UNKNOWN_EXPORT = 'given job';

/**
 * Follows the jobs that the user gave to their manifests, which show which exports they belong to; those exports are not
 * started again. Throws CannotJudge for a job that cannot be used: without it, the run would start the export itself.
 * @param sets the exports that the run needs
 */
export const followGivenJobs = async (conversation: Conversation, sets: readonly ExportSet[]): Promise<void> => {
  const { options, session, profile } = conversation;
  const open = sets.flatMap((set) => exportRequests(profile, set));
  for (const given of options.jobs ?? []) {
    const url = onTarget(requestedAs(given, options), options.base);
    if (url === undefined) throw new CannotJudge(`The job of --job is not on ${new URL(options.base).origin}.`);
    const from = session.exchanges.at(-1)?.id ?? 0;
    const request = { of: UNKNOWN_EXPORT, set: 'endpoints', endpoint: '', path: '', types: [] } as const;
    const job = await follow(conversation, UNKNOWN_EXPORT, request, url, ({ content }) => {
      const at = open.findIndex(({ path }) => isRequest(content.documents[0], options, path));
      const [request] = at === -1 ? [] : open.splice(at, 1);
      if (request === undefined)
        throw new CannotJudge(
          '--job: this run would not start the export that job belongs to (see `request` in its manifest). Remove --job, or select the requirements the job belongs to.',
        );
      const step = stepName({ do: 'exports', set: request.set, to: 'files' });
      for (const { id, step: before } of session.exchanges)
        if (id > from && before === UNKNOWN_EXPORT) session.assign(id, step, request.of);
      return request;
    });
    if (job === undefined) throw new CannotJudge(`The job of --job cannot be taken up: ${whyNot(conversation)}.`);
    for (const file of job.files) file.uncompared = true;
    conversation.givenJobs.set(keyOf(job), job);
    conversation.polledJob = undefined;
  }
};

/** Whether a manifest belongs to a request; behind a proxy, the server may know itself by another host. */
const isRequest = (manifest: unknown, options: RunOptions, path: string): boolean => {
  const { base } = options;
  const { request } = (manifest ?? {}) as Record<string, unknown>;
  if (typeof request !== 'string' || !URL.canParse(request, base)) return false;
  return pathOf(new URL(requestedAs(request, options), base)) === pathOf(new URL(base + path));
};

const pathOf = ({ pathname, search }: URL): string => (pathname + search).replaceAll(/%2c/gi, ',');

const whyNot = ({ session }: Conversation): string =>
  session.facts.findLast((fact): fact is StopFact => fact.kind === 'stop' && fact.step === UNKNOWN_EXPORT)?.because ??
  'it has no manifest';
