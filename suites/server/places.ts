import {
  type EffectsAtPlace,
  type ExportSet,
  type Fault,
  type FaultEffects,
  isOneGuide,
  type Need,
  type Profile,
  takes,
} from '../../src/model/index.js';
import content from './content.js';
import { HISTORY } from './kinds.js';
import type { RequirementId } from './suites.js';

type Effects = EffectsAtPlace<RequirementId>;
export type Places = Exclude<NonNullable<Fault<RequirementId>['places']>, readonly unknown[]>;

export const unseen = (reason: string): Effects => ({ unseen: reason });

/** Only a guide with `_type` has requests with it. */
export const typed = (profile: Profile): Effects =>
  takes(profile, '_type') ? 'same' : unseen('this guide has no exports with _type');

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
  'last-job': 'same',
  'second-file': 'same',
  'last-file': 'same',
};
/** What is judged on each error file, of which a job has one. */
export const ERROR_FILES: Places = { 'typed-requests': typed, 'last-job': 'same' };
/** The last export of a run repeats the first one, which has one type alone in the guide without `_type`. */
export const ofOtherType = (profile: Profile): Effects =>
  takes(profile, '_type') ? 'same' : unseen('the export that is made once more has claims alone');
/** What is judged on each file of another type than the first one that a guide exports. */
export const EVERY_OTHER_FILE: Places = { ...EVERY_FILE, 'last-job': ofOtherType };
/** Where a fault is not seen that changes what is asked once more of one file of each type. */
export const SMALLEST_FILES: Places = {
  'typed-requests': unseen('only files of the documented exports are downloaded again'),
  'last-job': unseen('only files of the documented exports are downloaded again'),
};
/** What is judged on the attempts to end a job that is done, which is the last one. */
const OF_DONE_JOB = ['jobs.cancel-done', 'jobs.cancel-expired-token', 'jobs.cancel-other-client'] as const;

/** What is judged on the jobs that a run has, on the list of them, or on exports without `_type` alone. */
const OF_OTHER_JOBS: readonly RequirementId[] = [
  ...([
    'status.repeatable',
    'status.token-suffices',
    'kickoff.runout',
    'kickoff.duplicate-429',
    'jobs.list',
    'jobs.list-json',
  ] as const),
  ...(['jobs.task', 'jobs.contains-run', 'jobs.status-words', 'parameters.type-filter'] as const),
  ...(['parameters.type-filter-complete', 'parameters.type-filter-date', 'parameters.type-filter-tag'] as const),
  ...(['parameters.type-filter-outcome', 'parameters.type-filter-union'] as const),
  ...(['parameters.type-filter-others-whole', 'jobs.list-valid', 'output.unknown-file'] as const),
  ...OF_DONE_JOB,
  // They are sent for a job that runs, too.
  ...(['jobs.cancel-no-token', 'jobs.cancel-garbage-token'] as const),
  'parameters.since-filters',
  'token.renewable',
];

/** What is tried at an export request of each kind. */
const OF_KINDS: readonly RequirementId[] = [
  ...(['protection.export.empty-token', 'protection.export.garbage-token'] as const),
  ...(['protection.export.altered-token', 'protection.export.forged-token'] as const),
  ...(['protection.basic-is-not-enough', 'protection.no-token-in-url'] as const),
];

/** Some sets of exports do not start. */
export const notStarted = (...sets: readonly ExportSet[]) =>
  ({
    fails: ['kickoff.accepted'],
    stops: 'kickoff',
    stopsIn: sets,
    // A file of the documented exports is downloaded again, too.
    spares: [
      ...OF_OTHER_JOBS,
      'output.stable',
      ...(sets.includes('each-type') ? [] : (['parameters.one-type'] as const)),
    ],
    // The complete request was not accepted either.
    blocks: [
      ...(['protection.export.no-token', 'protection.export.expired-token'] as const),
      ...(sets.includes('each-type') ? OF_KINDS : []),
    ],
  }) as const satisfies Effects;

/** What is judged on the jobs that a run has, and on its other jobs while they run. */
const OF_FINISHED: readonly RequirementId[] = [
  ...OF_OTHER_JOBS,
  ...(['parameters.one-type', 'parameters.two-types', 'kickoff.fresh-job'] as const),
];
/** No export with `_type` starts; those with `_typeFilter` have one too. */
export const typedNotStarted = (profile: Profile): Effects => {
  if (!takes(profile, '_type')) return unseen('this guide has no exports with _type');
  const effects = notStarted(...TYPED_SETS);
  if (!takes(profile, '_typeFilter')) return effects;
  return {
    ...effects,
    blocks: [
      ...effects.blocks,
      ...(['parameters.type-filter-outcome', 'parameters.type-filter-date', 'parameters.type-filter-union'] as const),
    ],
    empties: ['parameters.type-filter-complete'],
  };
};

/** What is judged on what an export lists, whether or not its files are there, or on the files of other exports. */
const OF_OTHER_FILES: readonly RequirementId[] = [...OF_OTHER_JOBS, ...content.requirements.map(({ id }) => id)];
/** What is tried at one file of each kind of job, the first one. */
const OF_FIRST_FILES: readonly RequirementId[] = [
  ...(['protection.data.garbage-token', 'protection.data.altered-token', 'protection.data.forged-token'] as const),
  ...(['protection.data.empty-token', 'protection.basic-is-not-enough', 'protection.no-token-in-url'] as const),
];
/** What is tried at the first and the last file of each type. */
const OF_FIRST_AND_LAST: readonly RequirementId[] = [
  ...(['protection.data.no-token', 'protection.data.expired-token', 'protection.other-client'] as const),
];
/** What is asked once more of the smallest file of each type, which is not the last one. */
const OF_SMALLEST: readonly RequirementId[] = [
  ...(['output.accept-allowed', 'output.gzip', 'output.stable', 'hygiene.any-tool'] as const),
];
/** What compares all files of an export with those of others. */
const COMPARED_WITH_OTHERS: readonly RequirementId[] = [
  ...(['parameters.type-filter-others-whole', 'parameters.type-filter-union'] as const),
  'parameters.type-filter-complete',
];
/** Where the files of some jobs, or some files of each job, do not come. */
export const filesMissing = (...fails: readonly RequirementId[]): Places => {
  const files = (
    sets: readonly ExportSet[],
    spares: readonly RequirementId[],
    more: Partial<FaultEffects<RequirementId>> = {},
  ): Effects => ({ fails, stops: 'file', stopsIn: sets, spares: [...OF_OTHER_FILES, ...spares], ...more });
  const lastFile = files(
    ALL_SETS,
    [
      ...OF_FIRST_FILES,
      ...OF_SMALLEST,
      'parameters.since',
      'manifest.empty-types',
      'groups.runout-dates',
      'parameters.type-filter-default',
    ],
    { blocks: COMPARED_WITH_OTHERS },
  );
  return {
    'typed-requests': (profile) =>
      takes(profile, '_type')
        ? files(TYPED_SETS, [...HISTORY, 'parameters.type-filter-default', 'output.stable'], {
            blocks: [
              ...OF_FIRST_FILES,
              ...OF_FIRST_AND_LAST,
              'parameters.type-filter-union',
              'parameters.type-filter-complete',
            ],
            empties: ['parameters.type-filter-outcome', 'parameters.type-filter-date'],
          })
        : unseen('this guide has no exports with _type'),
    'last-job': files(['again'], HISTORY),
    // Of the people of last year, the second file of a type is the last one.
    'second-file': (profile) =>
      isOneGuide(profile) ? files(ALL_SETS, [...OF_FIRST_FILES, ...OF_FIRST_AND_LAST, ...OF_SMALLEST]) : lastFile,
    'last-file': lastFile,
  };
};
/** Sets of exports whose requests have `_type`, and whose files are downloaded. */
export const TYPED_SETS: readonly ExportSet[] = ['all-types', 'each-type', 'type-pairs'];
const ALL_SETS: readonly ExportSet[] = ['endpoints', 'again', ...TYPED_SETS];

/** The last job does not get to its manifest, or what the manifest lists is not to be had. */
export const lastStops = (stops: Need, fails: readonly RequirementId[], blocks: readonly RequirementId[] = []) =>
  ({
    ...{ fails, stops, stopsIn: ['again'], spares: OF_FINISHED },
    // That job is done, whatever its manifest is like.
    blocks: [...blocks, ...(stops === 'list' ? [] : OF_DONE_JOB)],
  }) as const satisfies Effects;

/** The faults of a chapter, each at the places where it is tried. */
export const atPlaces = (
  faults: readonly Fault<RequirementId>[],
  places: Readonly<Record<string, Places>>,
): Fault<RequirementId>[] => {
  const known = new Set(faults.map(({ id }) => id));
  const lost = Object.keys(places).filter((id) => !known.has(id));
  if (lost.length > 0) throw new Error(`there are no faults ${lost.join(', ')}`);
  return faults.map((one) => {
    const own = places[one.id];
    return own === undefined ? one : { ...one, places: own };
  });
};

const SEEN = unseen('an item that any resource of the run has was seen');
/**
 * What is judged of all resources of a run together: an item that other exports or other files have has been seen. That the
 * same resource has it in one export and not in another is other content.
 */
export const amongAll = (type: 'claims' | 'other'): Places => {
  const otherContent = { fails: ['history.same-content'] } satisfies Effects;
  return {
    'typed-requests': (profile) =>
      takes(profile, '_type') ? otherContent : unseen('this guide exports each type once'),
    'last-job': (profile) => (takes(profile, '_type') || type === 'claims' ? otherContent : ofOtherType(profile)),
    'second-file': SEEN,
    'last-file': SEEN,
  };
};

/** The same places for several faults. */
export const forEach = (places: Places, ...ids: readonly string[]): Record<string, Places> =>
  Object.fromEntries(ids.map((id) => [id, places]));

/** What is judged on each resource: one that is changed in some exports only has other content in the others. */
export const changedIn = (id: RequirementId, ...more: readonly RequirementId[]): Places => {
  const inSome = (otherwise: (profile: Profile) => Effects) => (profile: Profile) =>
    takes(profile, '_type') ? ({ fails: [id, ...more, 'history.same-content'] } satisfies Effects) : otherwise(profile);
  return {
    ...EVERY_FILE,
    'typed-requests': inSome(() => unseen('this guide exports each type once')),
    'last-job': inSome((profile) => (id === 'resources.explanation-of-benefit' ? 'same' : ofOtherType(profile))),
  };
};
