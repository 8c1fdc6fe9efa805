import { EXPORT_LABELS } from '../../src/model/steps.js';
import {
  type Exchange,
  type ExportRequest,
  exportRequests,
  type ExportSet,
  type Profile,
  type StopFact,
} from '../../src/model/index.js';

const MISSING = 'the sample does not hold it';

/**
 * Where a conversation of recorded exchanges ends early: exports that our driver would have made or followed, and the
 * sample does not hold. They are left out as a budget of exports leaves them out: that does not take away what the
 * other exports show.
 */
export const stopsOf = (exchanges: readonly Exchange[], sets: readonly ExportSet[], profile: Profile): StopFact[] =>
  sets.flatMap((set) => exportRequests(profile, set)).flatMap((request) => stopsOfExport(exchanges, request));

type Why = Omit<StopFact, 'kind' | 'step' | 'labels'>;

const stop = (step: string, labels: readonly string[], why: Why): StopFact => ({ kind: 'stop', step, labels, ...why });

const stopsOfExport = (exchanges: readonly Exchange[], { of, set }: ExportRequest): StopFact[] => {
  const own = exchanges.filter((one) => one.of === of && EXPORT_LABELS.some((label) => label === one.label));
  const [kickoff, status, manifest] = ['kickoff', 'status', 'manifest'].map((label) =>
    own.findLast((one) => one.label === label),
  );
  const halt = (after: number, why: Omit<Why, 'of'>): StopFact[] => [
    stop(`exports ${set}`, EXPORT_LABELS.slice(after), { of, ...why }),
  ];
  if (kickoff === undefined) return halt(0, { because: MISSING, cause: 'budget' });
  const code = kickoff.reply?.status ?? 0;
  if (code !== 202)
    return halt(1, { because: `the export request returned status ${code}`, cause: 'earlier', exchange: kickoff.id });
  if (manifest !== undefined) return missingFiles(manifest, own).map((label) => fileStop(set, of, label));
  if (status === undefined) return halt(1, { because: MISSING, cause: 'budget' });
  const last = status.reply?.status ?? 0;
  return last === 202
    ? halt(2, { because: 'the sample does not follow the job to its end', cause: 'deadline', exchange: status.id })
    : halt(2, { because: `the job ended with status ${last}`, cause: 'earlier', exchange: status.id });
};

const fileStop = (set: ExportSet, of: string, label: string): StopFact =>
  stop(`exports ${set}`, [label], { of, because: 'the sample does not hold its files', cause: 'budget' });

/** Labels of the files that a manifest lists and the run does not have. */
const missingFiles = ({ reply }: Exchange, own: readonly Exchange[]): string[] => {
  const { output, error } = reply?.body.json as Record<'output' | 'error', { url: string }[]>;
  const fetched = ({ url }: { url: string }): boolean => own.some(({ request }) => request.url === url);
  return [...(output.every(fetched) ? [] : ['data']), ...(error.every(fetched) ? [] : ['error-data'])];
};
