import { baseUrl, CannotJudge, plainUrl } from '../../src/model/index.js';

/** The arguments of `check`, separated: an argument with a scheme is the URL, everything else an id. */
export const splitTarget = (args: readonly string[]): { url?: string; selection: string[] } => {
  const [first, ...rest] = args;
  const url = first?.includes('://') === true ? first : undefined;
  const selection = url === undefined ? [...args] : rest;
  const second = selection.find((name) => name.includes('://'));
  if (second !== undefined && url !== undefined) throw new CannotJudge('Only one URL can be checked at a time.');
  if (second !== undefined) throw new CannotJudge('Give the URL first, then the ids.');
  const strange = selection.find((name) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*\.?$/i.test(name));
  if (strange !== undefined)
    throw new CannotJudge(
      `"${strange}" is neither a URL nor the id of a requirement. A URL begins with http:// or https://.`,
    );
  return {
    ...(url !== undefined && { url: baseUrl(url) }),
    selection: selection.map((name) => name.replace(/\.$/, '')),
  };
};

/** The token endpoint's URL, which may have a query. */
export const tokenEndpoint = (text: string): string => plainUrl(text, '--token-url').href;

/** The URL of a document, which may have a query. */
export const documentUrl = (text: string): string => plainUrl(text, 'The URL of --openapi').href;

/** The URL of a job, which may have a query. */
export const jobUrl = (text: string): string => plainUrl(text, 'The URL of --job').href;

/** The same of a job that was done long ago, or of one of its files. */
export const oldJobUrl = (text: string): string => plainUrl(text, 'The URL of --old-job').href;
