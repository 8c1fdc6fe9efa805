import { jsonOf, memberOf, PullFailed } from './reply.js';

/** A file that a finished job lists. */
export interface ManifestFile {
  /** Resource type according to the manifest; OperationOutcome for error files. */
  readonly type: string;
  /** Absolute; as written, if it was absolute. */
  readonly url: string;
  readonly list: 'output' | 'error';
}

export interface Manifest {
  /** Output files, then error files. */
  readonly files: readonly ManifestFile[];
  readonly requiresAccessToken: boolean;
}

/**
 * Reads the reply of a finished job (guide: Check the status of the export job).
 * @param job URL of the job, which relative URLs are relative to
 * @param here a URL of the server, as it is requested
 */
export const manifestOf = (text: string, job: string, here: (url: string) => string): Manifest => {
  const json = jsonOf(text);
  if (json === undefined) throw new PullFailed('The job is finished, but its manifest is not JSON.');
  return {
    files: (['output', 'error'] as const).flatMap((list) => filesOf(json, list, job, here)),
    requiresAccessToken: memberOf(json, 'requiresAccessToken') !== false,
  };
};

const filesOf = (
  json: unknown,
  list: ManifestFile['list'],
  job: string,
  here: (url: string) => string,
): ManifestFile[] => {
  const entries = memberOf(json, list);
  // Some servers write an empty list of errors as null, or omit it.
  if (list === 'error' && (entries === undefined || entries === null)) return [];
  if (!Array.isArray(entries)) throw new PullFailed(`The manifest has no ${list} array.`);
  return entries.map((entry, index) => {
    const type = memberOf(entry, 'type');
    const given = memberOf(entry, 'url');
    const url = typeof given === 'string' ? absolute(here(given), job) : undefined;
    if (typeof type !== 'string' || url === undefined)
      throw new PullFailed(`The manifest's ${list}[${index}] is not an object with a type and the URL of a file.`);
    return { type: list === 'error' ? 'OperationOutcome' : type, url, list };
  });
};

/** A URL from a server, made absolute; undefined if a client cannot GET it. */
export const absolute = (given: string, from: string): string | undefined => {
  if (!URL.canParse(given, from)) return undefined;
  const { protocol, href } = new URL(given, from);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  return /^https?:\/\//i.test(given) ? given : href;
};

/** Whether two URLs have the same scheme, host and port. */
export const sameOrigin = (one: string, other: string): boolean => new URL(one).origin === new URL(other).origin;
