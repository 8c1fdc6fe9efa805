import { drive } from '../../src/drive/drive.js';
import { ask } from '../../src/model/steps.js';
import { listedExports } from '../../src/expect/server/metadata.js';
import { CannotJudge, type Exchange, headerOf, type Profile, type RunOptions } from '../../src/model/index.js';
import { printable } from '../../reporters/text/index.js';

/** A profile, and why it was chosen. */
export interface Recognised {
  readonly profile: Profile;
  readonly why: string;
}

/** Reads the metadata of a server and chooses the profile that fits its export operations best. */
export const recognise = async (
  profiles: readonly [Profile, ...Profile[]],
  run: Omit<RunOptions, 'profile' | 'onProgress'>,
): Promise<Recognised> => {
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
    throw notRecognised(
      `${run.base} does not look like a BCDA server: ${answerText(answer)}`,
      hint(run.base, profiles[0], answer),
    );
  return choose(profiles, (profile) => listedExports(statement, profile));
};

const notRecognised = (
  why: string,
  remedy = 'Check the URL, or say with --profile which guide to check against.',
): CannotJudge => new CannotJudge(`No profile was recognised: ${why}. ${remedy}`);

/** A URL copied from the guide often ends in a path of the API, to which the paths of the guide are appended again. */
const hint = (base: string, { paths }: Profile, answer: Exchange | undefined): string | undefined => {
  const at = base.search(new RegExp(`${paths.api}(/|$)`));
  if (answer?.reply?.status !== 404 || at === -1) return undefined;
  return `Perhaps the URL goes too far: leave ${printable(base.slice(at), 80)} away, since the paths of the guide, which begin with ${paths.api}, are appended to it.`;
};

const answerText = (answer: Exchange | undefined): string => {
  const asked = `GET ${answer?.request.url ?? 'the metadata'}`;
  if (answer?.reply === undefined) return `${asked} had no reply (${answer?.failure?.says ?? 'none was recorded'})`;
  const { status, headers } = answer.reply;
  const type = headerOf(headers, 'content-type');
  return `${asked} was answered ${status} with ${type === undefined ? 'no Content-Type' : printable(type, 60)}, which is no CapabilityStatement`;
};

/**
 * The profile with most of its endpoints listed; among equals the one that misses fewest.
 * @param listedUnder names of the endpoints that are listed below a profile's paths
 */
export const choose = (
  profiles: readonly Profile[],
  listedUnder: (profile: Profile) => readonly string[],
): Recognised => {
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
    throw notRecognised(
      listed.length === 0
        ? 'the metadata list no export operation'
        : `the metadata list exports of ${names}, which no guide has`,
    );
  if (second !== undefined && second.fitting === best.fitting && second.missing === best.missing)
    throw notRecognised(`${best.profile.id} and ${second.profile.id} fit the listed exports (${names}) equally well`);
  const { profile, fitting } = best;
  return {
    profile,
    why: `Profile ${profile.id} was chosen by the metadata, which list ${fitting} of its ${profile.endpoints.length} export endpoints (all that is listed: ${names}).`,
  };
};
