import { exportedTypes, type Header } from '../../model/index.js';
import { headerOf } from '../server/alter.js';
import type { Folder } from './files.js';
import { BrokenExchange, type ClientReply, orBroken } from './http.js';
import { absolute, type ManifestFile, type Manifest, sameOrigin } from './manifest.js';
import { answerOf, failureOf, PullFailed } from './reply.js';
import type { Pulled, Run } from './run.js';
import { retryWhileBusy, SECOND } from './wait.js';

/** Attempts for a file whose transfer is cut off. */
const TRIES = 3;
const HOPS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const GZIP: Header = ['Accept-Encoding', 'gzip'];

/** Downloads every file of a manifest. @param resuming skip files that are complete in the folder already */
export const fetchFiles = async (
  run: Run,
  folder: Folder,
  manifest: Manifest,
  resuming: boolean,
): Promise<Omit<Pulled, 'jobs'>> => {
  refuseOtherOrigins(manifest, run.base);
  const errors = manifest.files.filter(({ list }) => list === 'error').length;
  const files = manifest.files.length - errors;
  run.tell({ kind: 'manifest', files, errors });
  let bytes = 0;
  let kept = 0;
  for (const file of manifest.files) {
    const name = folder.nameOf({ ...file, type: typeOf(file, run), url: run.session.redacted(file.url) });
    if (resuming && folder.complete.has(name)) {
      kept += 1;
      run.tell({ kind: 'kept', name });
      continue;
    }
    const length = await fetchFile(run, folder, file, name);
    bytes += length;
    run.tell({ kind: 'file', name, bytes: length });
  }
  return { files, bytes, kept, errors };
};

/** The type in a file's name: progress and errors show the name, so only types of the guide are used. */
const typeOf = ({ type, list }: ManifestFile, { profile }: Run): string =>
  list === 'error' || exportedTypes(profile).includes(type) ? type : 'Other';

/** Downloads one file into the folder, completely or not at all; returns its length in bytes. */
const fetchFile = async (run: Run, folder: Folder, file: ManifestFile, name: string): Promise<number> => {
  for (let tries = 1; ; tries += 1) {
    const bytes = await orBroken(async () => {
      const reply = await retryWhileBusy(() => follow(run, file.url), `the request for ${name}`, run);
      if (reply.status !== 200) throw failureOf(`The request for ${name}`, await answerOf(reply), true);
      return folder.save(name, reply.body, (bytes) => run.tell({ kind: 'bytes', name, bytes }));
    });
    if (!(bytes instanceof BrokenExchange)) return bytes;
    if (tries === TRIES)
      throw new PullFailed(`${name} could not be downloaded completely in ${TRIES} attempts: ${bytes.message}.`, true);
    await run.wait(SECOND, `${name} was not downloaded completely: ${bytes.message}`);
  }
};

/** Refuses files that require sending the token to another origin. */
const refuseOtherOrigins = ({ files, requiresAccessToken }: Manifest, base: string): void => {
  const foreign = files.findIndex(({ url }) => !sameOrigin(url, base));
  if (requiresAccessToken && foreign >= 0)
    throw new PullFailed(
      `File ${foreign + 1} of the manifest is not on the origin of the server but requires the token, which is not sent elsewhere.`,
    );
};

/** GET that follows redirects. The token is sent only to the server's own origin. */
const follow = async ({ base, session, http, here }: Run, first: string): Promise<ClientReply> => {
  for (let url = first, hops = 0; hops <= HOPS; hops += 1) {
    const own = sameOrigin(url, base);
    const reply = own ? await session.get(url, [GZIP]) : await http({ method: 'GET', url, headers: [GZIP] });
    const location = REDIRECTS.has(reply.status) ? headerOf(reply.headers, 'Location') : undefined;
    if (location === undefined) return reply;
    await answerOf(reply);
    const next = absolute(here(location), url);
    if (next === undefined) throw new PullFailed('A file is redirected to a URL that is not http or https.', true);
    if (url.startsWith('https:') && !next.startsWith('https:'))
      throw new PullFailed('A file is redirected from https to http, where others could read it.', true);
    url = next;
  }
  throw new PullFailed(`A file is redirected more than ${HOPS} times.`, true);
};
