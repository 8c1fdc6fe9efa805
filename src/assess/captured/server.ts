import type { Capture } from '../../capture/har.js';
import { replay } from '../../capture/replay.js';
import { CannotJudge, type Exchange, printable, type Profile } from '../../model/index.js';
import { ask } from '../../model/steps.js';
import { chooseByMetadata, type Recognized } from '../recognize.js';

/** Base URLs that the capture has requests below, with how many requests name a path of a profile. */
const basesIn = ({ entries }: Capture, profiles: readonly Profile[]): Map<string, number> => {
  const found = new Map<string, number>();
  for (const { url, method } of entries) {
    const base = method === 'OPTIONS' ? undefined : baseOf(url, profiles);
    if (base !== undefined) found.set(base, (found.get(base) ?? 0) + 1);
  }
  return found;
};

/** What stands before a path that only an API of a profile has. */
const baseOf = (url: string, profiles: readonly Profile[]): string | undefined => {
  const [place = ''] = url.split('?');
  if (!URL.canParse(place) || !/^https?:/i.test(place)) return undefined;
  const ends = profiles.flatMap(({ paths, endpoints }) => [
    paths.token,
    paths.metadata,
    ...endpoints.flatMap(({ name }) => ['$', '%24'].map((sign) => `${paths.api}/${name}/${sign}export`)),
  ]);
  const end = ends.find((one) => place.endsWith(one));
  return end === undefined ? undefined : place.slice(0, -end.length);
};

/** The base URL of the one server that the capture has requests to. Throws CannotJudge if it has requests to no server, or to several. */
export const baseIn = (capture: Capture, profiles: readonly Profile[]): string => {
  const [first, ...others] = [...basesIn(capture, profiles).keys()];
  if (first === undefined)
    throw new CannotJudge(
      'No request of the capture is for a path of the API (metadata, token, export). If the server has other paths in front, give its base URL with --url.',
    );
  if (others.length > 0)
    throw new CannotJudge(
      `The capture has requests to several servers: ${[first, ...others].map((one) => printable(one, 100)).join(', ')}. Choose one with --url.`,
    );
  return first;
};

/** The profile that the metadata in the capture fit; throws CannotJudge if it has none. */
export const profileIn = async (capture: Capture, base: string, profiles: readonly Profile[]): Promise<Recognized> => {
  const asked = (path: string): boolean => capture.entries.some(({ url }) => url.split('?')[0] === base + path);
  const exported = profiles.filter(({ paths, endpoints }) =>
    endpoints.some(({ name }) => asked(`${paths.api}/${name}/$export`) || asked(`${paths.api}/${name}/%24export`)),
  );
  const [first, ...others] = (exported.length > 0 ? exported : profiles).filter(({ paths }) => asked(paths.metadata));
  if (first === undefined)
    throw new CannotJudge(
      'The capture does not have the metadata of the server, which say which guide it follows. Give the guide with --profile.',
    );
  const scenario = { suite: '', title: '', steps: [ask('metadata', 'metadata', 'none')] };
  const metadataOf = async (profile: Profile): Promise<Exchange | undefined> => {
    const { exchanges } = await replay(capture, { profile, base }, [scenario]);
    return exchanges.findLast(({ label }) => label === 'metadata');
  };
  return chooseByMetadata([first, ...others], metadataOf, base);
};
