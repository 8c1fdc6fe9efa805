import { BEYOND_CAPTURE, exportRequests, type Step, type StopFact } from '../model/index.js';
import { EXPORT_LABELS, labelsOf, stepName } from '../model/steps.js';
import type { CapturedJob } from './place.js';
import type { Walk } from './walk.js';

const missing = (because: string): Pick<StopFact, 'because' | 'cause' | 'unblock'> => ({
  because,
  cause: 'choice',
  unblock: BEYOND_CAPTURE,
});

/** Notes what the capture does not have, and compares its exports where it has all of their data files. */
export const noteMissing = (walk: Walk, steps: readonly Step[]): void => {
  const { conversation, jobs } = walk;
  const { session, profile } = conversation;
  const complete = jobs.map((job) => noteJob(walk, job)).every((one) => one);
  if (complete)
    session.facts.push(
      ...[
        session.subjects(profile),
        session.people(profile),
        session.narrowings.facts(),
        session.matches.facts(),
      ].flat(),
    );
  session.facts.push(...session.history());
  for (const step of steps) noteStep(walk, step);
};

/** Notes what the capture does not have of a job. Returns whether it has all of its data. */
const noteJob = ({ conversation }: Walk, { step, request: { of }, finished, over, read }: CapturedJob): boolean => {
  if (finished === undefined) {
    if (over !== true)
      conversation.stop(step, ['manifest', 'data', 'error-data'], {
        of,
        ...missing('the capture does not have the end of this job'),
      });
    return false;
  }
  for (const [list, label] of [
    ['output', 'data'],
    ['error', 'error-data'],
  ] as const) {
    const files = finished.files.filter((file) => file.list === list);
    const here = files.filter(({ url }) => read.has(url)).length;
    if (here < files.length)
      conversation.stop(step, [label], {
        of,
        ...missing(
          here === 0
            ? `the capture has the content of none of the ${files.length} files under ${list}`
            : `the capture has the content of ${here} of the ${files.length} files under ${list}`,
        ),
      });
  }
  return finished.files.every(({ url, list, whole }) => list === 'error' || (read.has(url) && whole !== false));
};

const noteStep = ({ conversation }: Walk, step: Step): void => {
  const { session, profile } = conversation;
  const name = stepName(step);
  const own = session.exchanges.filter(({ step: one, superseded }) => one === name && superseded === undefined);
  const isStopped = (of?: string): boolean =>
    session.facts.some((fact) => fact.kind === 'stop' && fact.step === name && fact.of === of);
  const nothing = missing(
    step.do === 'handshake'
      ? 'a capture does not show the TLS handshake'
      : step.do === 'contract'
        ? 'the capture does not have the Swagger page and its document, or does not show whether they need a token'
        : 'the capture has no such request, with the headers and the credential that it needs',
  );
  if (step.do !== 'exports') {
    if (own.length === 0 && !isStopped()) conversation.stop(name, labelsOf(step), nothing);
    return;
  }
  for (const { of } of exportRequests(profile, step.set)) {
    const ofExport = own.filter((exchange) => exchange.of === of);
    if (ofExport.length === 0 && !isStopped(of)) conversation.stop(name, EXPORT_LABELS, { of, ...nothing });
    else if (!ofExport.some(({ label }) => label.startsWith('kickoff')))
      conversation.stop(name, ['kickoff'], { of, ...nothing });
  }
};
