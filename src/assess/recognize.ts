import { drive } from '../drive/drive.js';
import { listedExports } from '../expect/server/metadata/metadata.js';
import {
  ask,
  CannotJudge,
  type Exchange,
  headerOf,
  isOneGuide,
  printable,
  type Profile,
  type RunOptions,
} from '../model/index.js';

/** A profile, and why it was chosen. */
export interface Recognized {
  readonly profile: Profile;
  readonly why: string;
}

type Known = readonly [Profile, ...Profile[]];

/**
 * Reads the metadata of a server and chooses the profile that fits its export operations best. Where versions of the API
 * have metadata of their own, those of the first profile are read, and then the others from the newest on, unless the first
 * ones name a guide with one version.
 * @param version the path of the version that the user's URL ended in; absent: any
 */
export const recognize = async (
  profiles: Known,
  run: Omit<RunOptions, 'profile' | 'onProgress'>,
  version?: string,
): Promise<Recognized> => {
  const answers = new Map<string, Exchange | undefined>();
  const ask = async (profile: Profile): Promise<Exchange | undefined> => {
    const { metadata } = profile.paths;
    if (!answers.has(metadata)) answers.set(metadata, await metadataOf(profile, run));
    return answers.get(metadata);
  };
  return chooseByMetadata(candidatesFor(profiles, version), ask, run.base);
};

/** Requests the metadata of a server, so that a server that cannot be reached is told of before anything else. */
export const reach = async (profile: Profile, run: Omit<RunOptions, 'profile' | 'onProgress'>): Promise<void> => {
  await metadataOf(profile, run);
};

/** The profiles of a version; all of them, if it is that of none. */
export const candidatesFor = (profiles: Known, version: string | undefined): Known => {
  const [first, ...others] = profiles.filter(({ paths }) => version === undefined || paths.api === version);
  return first === undefined ? profiles : [first, ...others];
};

/** The metadata at the path of a profile. */
const metadataOf = async (
  profile: Profile,
  run: Omit<RunOptions, 'profile' | 'onProgress'>,
): Promise<Exchange | undefined> => {
  const scenario = { suite: '', title: '', steps: [ask('metadata', 'metadata', 'none')] };
  const { exchanges, interrupted } = await drive({ ...run, profile }, [scenario]);
  if (interrupted) throw new CannotJudge('Interrupted before anything was judged.');
  return exchanges.findLast(({ superseded }) => superseded === undefined);
};

/** The profile that the metadata fit; `ask` reads those at the path of a profile. */
export const chooseByMetadata = async (
  profiles: Known,
  ask: (profile: Profile) => Promise<Exchange | undefined>,
  base: string,
): Promise<Recognized> => {
  const [first] = profiles;
  const answer = await ask(first);
  const together = profiles.filter(({ paths }) => paths.metadata === first.paths.metadata);
  const chosen = fitting(together, answer);
  // A server of a guide of 2019 has no other version.
  if (chosen !== undefined && isOneGuide(chosen.profile)) return chosen;
  // Another path is asked only of a server that is an API: it has other metadata, or its oldest version may be gone (404).
  const isApi = isStatement(answer) || answer?.reply?.status === 404;
  const later = profiles.filter(({ paths }) => isApi && paths.metadata !== first.paths.metadata).toReversed();
  for (const profile of later) {
    const newer = fitting([profile], await ask(profile));
    if (newer !== undefined) return chosen === undefined ? newer : { ...newer, why: `${newer.why} ${ALSO}` };
  }
  if (chosen !== undefined) return chosen;
  if (!isStatement(answer))
    throw notRecognized(
      `${base} does not look like a BCDA server: ${answerText(answer)}`,
      hint(base, profiles, answer),
    );
  return chooseProfile(together, (profile) => listedExports(answer?.reply?.body.json, profile));
};

const ALSO = 'The server has older versions of the API too: choose one of them with --profile.';

/** The one of these profiles that the metadata fit; undefined: none of them. */
const fitting = (profiles: readonly Profile[], answer: Exchange | undefined): Recognized | undefined => {
  if (!isStatement(answer)) return undefined;
  try {
    return chooseProfile(profiles, (profile) => listedExports(answer?.reply?.body.json, profile));
  } catch (error) {
    if (error instanceof CannotJudge) return undefined;
    throw error;
  }
};

const isStatement = (answer: Exchange | undefined): boolean => {
  const statement = answer?.reply?.body.json;
  return (
    typeof statement === 'object' &&
    statement !== null &&
    'resourceType' in statement &&
    statement.resourceType === 'CapabilityStatement'
  );
};

const notRecognized = (
  why: string,
  remedy = 'Check the URL, or give the guide to check against with --profile.',
): CannotJudge => new CannotJudge(`No profile was recognized: ${why}. ${remedy}`);

/** A URL copied from the guide often ends in a path of the API, to which the guide's paths would be appended again. */
const hint = (base: string, profiles: readonly Profile[], answer: Exchange | undefined): string | undefined => {
  const found = profiles
    .map(({ paths: { api } }) => ({ api, at: base.search(new RegExp(`${api}(/|$)`)) }))
    .find(({ at }) => at !== -1);
  if (answer?.reply?.status !== 404 || found === undefined) return undefined;
  const { api, at } = found;
  return `The URL may be too long: remove ${printable(base.slice(at), 80)} from it, since the guide's paths, which begin with ${api}, are appended to it.`;
};

const answerText = (answer: Exchange | undefined): string => {
  const asked = `GET ${answer?.request.url ?? 'the metadata'}`;
  if (answer?.reply === undefined) return `${asked} had no response (${answer?.failure?.says ?? 'none was recorded'})`;
  const { status, headers } = answer.reply;
  const type = headerOf(headers, 'content-type');
  return `${asked} returned ${status} with ${type === undefined ? 'no Content-Type' : printable(type, 60)}, which is not a CapabilityStatement`;
};

/**
 * The profile that has most of its endpoints listed; among equals the one that misses fewest.
 * @param listedUnder names of the endpoints that are listed below a profile's paths
 */
export const chooseProfile = (
  profiles: readonly Profile[],
  listedUnder: (profile: Profile) => readonly string[],
): Recognized => {
  const listed = [...new Set(profiles.flatMap(listedUnder))];
  const names = listed
    .slice(0, 10)
    .map((name) => printable(name, 40))
    .join(', ');
  const ranked = profiles
    .map((profile) => {
      const fitting = profile.endpoints.filter(({ name }) => listedUnder(profile).includes(name)).length;
      return { profile, fitting, missing: profile.endpoints.length - fitting };
    })
    .sort((a, b) => b.fitting - a.fitting || a.missing - b.missing);
  const [best, second] = ranked;
  if (best === undefined || best.fitting === 0)
    throw notRecognized(
      listed.length === 0
        ? 'the metadata list no export operation'
        : `the metadata list exports of ${names}, which are in no guide`,
    );
  if (second !== undefined && second.fitting === best.fitting && second.missing === best.missing)
    throw notRecognized(`${best.profile.id} and ${second.profile.id} fit the listed exports (${names}) equally well`);
  const { profile, fitting } = best;
  return {
    profile,
    why: `Profile ${profile.id} was chosen by the metadata, which list ${fitting} of its ${profile.endpoints.length} export endpoints (listed in all: ${names}).`,
  };
};
