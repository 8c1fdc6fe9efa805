import { type EffectsAtPlace, type ExportSet, type Fault, type Profile, takes } from '../../src/model/index.js';
import type { ProfileId } from '../profiles/index.js';
import type { RequirementId } from './suites.js';

type Effects = EffectsAtPlace<RequirementId, ProfileId>;
type Places = Exclude<NonNullable<Fault<RequirementId, ProfileId>['places']>, readonly unknown[]>;

export const unseen = (reason: string): Effects => ({ unseen: reason });

/** Only a guide with `_type` has requests with it. */
export const typed = (profile: Profile): Effects =>
  takes(profile, '_type') ? 'same' : unseen('this guide has no exports with _type');
/** The last export of a run repeats the first, and its files are not downloaded. */
const filesOfLastJob = unseen('the last export repeats the first one, and its files are not asked for');

/** What is judged on each export request. */
export const EVERY_KICKOFF: Places = { 'typed-requests': typed, 'last-job': 'same' };
/** What is judged on each job, from its kick-off to its manifest. */
export const EVERY_JOB: Places = { 'typed-requests': typed, 'last-job': 'same' };
/** What a fault does to jobs after the first: the time of the first manifest is asked for as _since. */
export const afterFirst = (effects: Effects): Places => ({
  'typed-requests': (profile: Profile) =>
    takes(profile, '_type') ? effects : unseen('this guide has no exports with _type'),
  'last-job': effects,
});
/** What is judged on each status request of each job. */
export const EVERY_POLL: Places = { ...EVERY_JOB, 'later-polls': 'same' };
/** What is judged on each file. */
export const EVERY_FILE: Places = {
  'typed-requests': typed,
  'last-job': filesOfLastJob,
  'second-file': 'same',
  'last-file': 'same',
};
/** What is judged on each error file, of which a job has one. */
export const ERROR_FILES: Places = { 'typed-requests': typed, 'last-job': filesOfLastJob };
/** Where a fault is not seen that changes what is asked once more of one file of each type. */
export const SMALLEST_FILES: Places = {
  'typed-requests': unseen('only files of the documented exports are downloaded again'),
  'last-job': unseen('only files of the documented exports are downloaded again'),
};
/** What is judged on the jobs that a run has, on the list of them, or on exports without `_type` alone. */
const OF_OTHER_JOBS: readonly RequirementId[] = [
  ...(['status.repeatable', 'status.token-suffices', 'kickoff.runout', 'jobs.list', 'jobs.list-json'] as const),
  ...(['jobs.task', 'jobs.contains-run', 'jobs.status-words', 'parameters.type-filter'] as const),
  ...(['parameters.type-filter-complete', 'parameters.type-filter-date', 'parameters.type-filter-tag'] as const),
  ...(['parameters.type-filter-outcome', 'parameters.type-filter-union'] as const),
  ...(['parameters.type-filter-others-whole', 'jobs.list-valid', 'jobs.cancel-done', 'output.unknown-file'] as const),
];

/** Some sets of exports do not start. */
export const notStarted = (...sets: readonly ExportSet[]) =>
  ({
    fails: ['kickoff.accepted'],
    stops: 'kickoff',
    stopsIn: sets,
    spares: sets.includes('each-type') ? OF_OTHER_JOBS : [...OF_OTHER_JOBS, 'parameters.one-type'],
    // The complete request was not accepted either.
    blocks: ['protection.export.no-token', 'protection.export.expired-token'],
  }) as const satisfies Effects;

/** The faults of a chapter, each at the places where it is tried. */
export const atPlaces = (
  faults: readonly Fault<RequirementId, ProfileId>[],
  places: Readonly<Record<string, Places>>,
): Fault<RequirementId, ProfileId>[] => {
  const known = new Set(faults.map(({ id }) => id));
  const lost = Object.keys(places).filter((id) => !known.has(id));
  if (lost.length > 0) throw new Error(`there are no faults ${lost.join(', ')}`);
  return faults.map((one) => {
    const own = places[one.id];
    return own === undefined ? one : { ...one, places: own };
  });
};

/** The same places for several faults. */
export const forEach = (places: Places, ...ids: readonly string[]): Record<string, Places> =>
  Object.fromEntries(ids.map((id) => [id, places]));

/** What is judged on each resource: one that is changed in some exports only has other content in the others. */
export const changedIn = (id: RequirementId): Places => {
  const inSome = (profile: Profile): Effects =>
    takes(profile, '_type') ? { fails: [id, 'history.same-content'] } : unseen('this guide exports each type once');
  return { ...EVERY_FILE, 'typed-requests': inSome };
};
