import { drive } from '../drive/drive.js';
import { listedExports } from '../expect/server/metadata.js';
import { ask, CannotJudge, type Exchange, printable, type Profile, type RunOptions } from '../model/index.js';

/** A profile, and why it was chosen. */
export interface Recognized {
  readonly profile: Profile;
  readonly why: string;
}

/** Reads the metadata of a server and chooses the profile that fits its export operations best. */
export const recognize = async (
  profiles: readonly [Profile, ...Profile[]],
  run: Omit<RunOptions, 'profile' | 'onProgress'>,
): Promise<Recognized> => {
  const scenario = { suite: '', title: '', steps: [ask('metadata', 'metadata', 'none')] };
  const { exchanges, interrupted } = await drive({ ...run, profile: profiles[0] }, [scenario]);
  if (interrupted) throw new CannotJudge('Interrupted before anything was judged.');
  const answer = exchanges.findLast(({ superseded }) => superseded === undefined);
  const statement = answer?.reply?.body.json;
  const isStatement =
    typeof statement === 'object' &&
    statement !== null &&
    'resourceType' in statement &&
    statement.resourceType === 'CapabilityStatement';
  if (!isStatement)
    throw notRecognized(
      `${run.base} does not look like a BCDA server: ${answerText(answer)}`,
      hint(run.base, profiles[0], answer),
    );
  return chooseProfile(profiles, () => listedExports(statement));
};

const notRecognized = (
  why: string,
  remedy = 'Check the URL, or give the guide to check against with --profile.',
): CannotJudge => new CannotJudge(`No profile was recognized: ${why}. ${remedy}`);

/** A URL copied from the guide often ends in a path of the API, to which the guide's paths would be appended again. */
const hint = (base: string, { paths }: Profile, answer: Exchange | undefined): string | undefined => {
  const at = base.search(new RegExp(`${paths.api}(/|$)`));
  if (answer?.reply?.status !== 404 || at === -1) return undefined;
  return `The URL may be too long: remove ${printable(base.slice(at), 80)} from it, since the guide's paths, which begin with ${paths.api}, are appended to it.`;
};

const answerText = (answer: Exchange | undefined): string => {
  const asked = `GET ${answer?.request.url ?? 'the metadata'}`;
  if (answer?.reply === undefined) return `${asked} had no response (${answer?.failure?.says ?? 'none was recorded'})`;
  const { status, headers } = answer.reply;
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
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
