import { CannotJudge, type Profile } from '../model/index.js';

/** A base URL without the path that the guide's own paths begin with, and a sentence if it had one. */
export interface TargetUrl {
  readonly base: string;
  /** The version that it ended in, as a path. */
  readonly version?: string;
  readonly note?: string;
}

/**
 * Removes a version of the API, such as the guide's own, from the end of a URL: the guide's paths begin with it. Throws
 * CannotJudge for the version of another API.
 * @param given the profile that the user gave; absent: any
 */
export const targetUrl = (url: string, profiles: readonly Profile[], given?: Profile): TargetUrl => {
  const [found] = profiles.flatMap(({ paths }) => versionAtEnd(url, paths.api) ?? []);
  if (found === undefined) return { base: url };
  const known = (given === undefined ? profiles : [given]).map(({ paths }) => paths.api);
  if (!known.includes(found))
    throw new CannotJudge(
      `The URL ends in ${found}, but ${given === undefined ? 'every guide here' : `profile ${given.id}`} has its API at ` +
        `${[...new Set(known)].join(', ')}. Check that the URL and the profile belong together, and remove ${found} from the URL.`,
    );
  return {
    base: url.slice(0, -found.length),
    version: found,
    note: `${found} was removed from the end of the URL: the paths of the guide begin with it.`,
  };
};

/** The end of a URL that differs from a path only in the number at its end. */
const versionAtEnd = (url: string, path: string): string | undefined => {
  const before = path.replace(/\d+$/, '');
  const number = /\d+$/.exec(url)?.[0] ?? '';
  return number !== '' && before !== path && url.endsWith(before + number) ? before + number : undefined;
};
