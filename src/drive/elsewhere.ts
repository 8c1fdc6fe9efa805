import { ask, CannotJudge, type Exchange, headerOf, type Step } from '../model/index.js';
import type { Conversation } from './conversation.js';
import { unknownJob } from './places.js';

/** The first step of a run with credentials: it shows whether the server is there, before it gets them. */
export const METADATA_STEP = ask('metadata', 'metadata', 'none');

export const asksMetadata = (step: Step): boolean => step.do === 'ask' && step.at === 'metadata';

/** Where a reply redirects to another origin than it was requested from, without secrets. Undefined: it does not. */
export const leadsElsewhere = ({ reply, request }: Exchange): string | undefined => {
  if (reply === undefined || reply.status < 300 || reply.status > 399) return undefined;
  const location = headerOf(reply.headers, 'location');
  if (location === undefined || !URL.canParse(location, request.url)) return undefined;
  return new URL(location, request.url).origin === new URL(request.url).origin ? undefined : location;
};

/** The base URL that a redirect of the metadata leads to. Undefined: it leads to something else, such as a login page. */
export const baseElsewhere = (location: string, metadata: string): string | undefined => {
  const place = location.split(/[?#]/)[0] ?? '';
  return /^https?:\/\//.test(place) && place.endsWith(metadata) ? place.slice(0, -metadata.length) : undefined;
};

/**
 * Throws CannotJudge if the server redirects everything to another one: the URL is wrong, and credentials sent to it would be
 * lost. A second request, also without credentials, shows whether it is everything.
 */
export const refuseRedirecting = async ({ session, options, profile }: Conversation): Promise<void> => {
  const metadata = session.exchanges.findLast(
    ({ label, superseded }) => label === 'metadata' && superseded === undefined,
  );
  const location = metadata === undefined ? undefined : leadsElsewhere(metadata);
  if (metadata === undefined || location === undefined) return;
  const url = `${options.base}${profile.paths.jobs}/${unknownJob()}`;
  const call = { step: 'redirect', label: 'redirect', as: 'none', method: 'GET', headers: [] } as const;
  const { exchange } = await session.send({ ...call, url });
  if (leadsElsewhere(exchange) === undefined) return;
  const right = baseElsewhere(location, profile.paths.metadata);
  const remedy =
    right === undefined
      ? 'Give the URL of the API itself; if that is a login page or a proxy, sign in or bypass it.'
      : `If that is the server to check, use ${right} as the URL.`;
  throw new CannotJudge(
    `${options.base} redirects every request to another server: GET ${metadata.request.url} returned ${metadata.reply?.status ?? 0} ` +
      `with Location: ${location}. Redirects are not followed, and no credentials were sent. ${remedy}`,
  );
};
