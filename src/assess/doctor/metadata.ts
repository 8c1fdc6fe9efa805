import type { Survey } from '../../drive/discovery/survey.js';
import type { Point, RecordedReply } from '../../model/index.js';
import { userAgent } from '../../package.js';
import { type Announced, announcedTrouble } from '../announced.js';
import { commonTrouble, type Trouble } from './answers.js';

/** Whether the metadata can be read without a token; `api` is the path that the URLs of a guide begin with. */
export const metadataPoint = ({ metadata, otherScheme }: Survey, base: string, api: string): Point => {
  const id = 'metadata';
  if (metadata === undefined || otherScheme === true || metadata.reply === undefined)
    return { id, state: 'not tried', says: 'The server was not reached.' };
  const { status, body } = metadata.reply;
  const trouble = commonTrouble(metadata, `GET ${metadata.request.url}`);
  if (trouble !== undefined) return { id, state: 'problem', ...trouble };
  if (status === 200 && isResource(body.json, 'CapabilityStatement'))
    return { id, state: 'ok', says: 'The metadata are a CapabilityStatement and require no token.' };
  return { id, state: 'problem', ...otherTrouble(metadata.reply, metadata.request.url, base, api) };
};

const otherTrouble = ({ status, body }: RecordedReply, url: string, base: string, api: string): Trouble => {
  const isOutcome = isResource(body.json, 'OperationOutcome');
  if (status === 401 || status === 403)
    return {
      says: `GET ${url} returned ${status}: the metadata must be readable without a token.`,
      remedy:
        'Allow access without a token in the server, or in the gateway in front of it.' +
        (status === 403 && !isOutcome ? ` If a firewall responds, let the User-Agent ${userAgent} through.` : ''),
    };
  const path = pathAfterBase(base, api);
  if (status === 404)
    return {
      says: `GET ${url} returned 404: there are no metadata.`,
      remedy:
        path === undefined
          ? `Correct the path of the URL: paths that begin with ${api} are appended to it.`
          : `Remove ${path} from the URL: paths that begin with ${api} are appended to it.`,
    };
  return {
    says: `GET ${url} returned ${status}, without a CapabilityStatement.`,
    remedy: 'Check that the URL is that of a BCDA server.',
  };
};

const isResource = (json: unknown, type: string): boolean =>
  typeof json === 'object' && json !== null && 'resourceType' in json && json.resourceType === type;

/** The path of the API at the end of a URL, which does not belong there. */
export const pathAfterBase = (base: string, api: string): string | undefined => {
  const at = base.search(new RegExp(`${api}(/|$)`));
  return at === -1 ? undefined : base.slice(at);
};

/** Whether something else than the API responded: the URL is wrong. */
export const isNotTheApi = ({ metadata }: Survey): boolean => {
  const { status = 0, body } = metadata?.reply ?? {};
  return status === 404 || (status >= 200 && status < 300 && !isResource(body?.json, 'CapabilityStatement'));
};

/** Whether the metadata announce the URL that the server is requested at. */
export const announcedPoint = ({ metadata }: Survey, announced: Announced | undefined, expected: string): Point => {
  const id = 'announced-urls';
  if (!isResource(metadata?.reply?.body.json, 'CapabilityStatement') || metadata === undefined)
    return { id, state: 'not tried', says: 'There are no metadata that say where the server is.' };
  return announced === undefined
    ? { id, state: 'ok', says: `The metadata name no other server than ${new URL(expected).origin}.` }
    : { id, state: 'problem', ...announcedTrouble(announced, expected) };
};
