import { exportedTypes, type Header } from '../../model/index.js';
import { headerOf } from '../server/alter.js';
import type { Folder } from './files.js';
import { BrokenExchange, type ClientReply, orBroken } from './http.js';
import { absolute, type ManifestFile, type Manifest, sameOrigin } from './manifest.js';
import { answerOf, failureOf, PullFailed } from './reply.js';
import type { Pulled, Run } from './run.js';
import { patiently, SECOND } from './wait.js';

/** How often a file is asked for whose transfer is cut. */
const TRIES = 3;
const HOPS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const GZIP: Header = ['Accept-Encoding', 'gzip'];

/** Fetches every file of a manifest. @param resuming leave out those that are whole in the folder already */
export const fetchFiles = async (
  run: Run,
  folder: Folder,
  manifest: Manifest,
  resuming: boolean,
): Promise<Omit<Pulled, 'jobs'>> => {
  refuseStrangers(manifest, run.base);
  const errors = manifest.files.filter(({ list }) => list === 'error').length;
  const files = manifest.files.length - errors;
  run.tell({ kind: 'manifest', files, errors });
  let bytes = 0;
  let kept = 0;
  for (const file of manifest.files) {
    const name = folder.nameOf({ ...file, type: typeOf(file, run), url: run.session.discreet(file.url) });
    if (resuming && folder.whole.has(name)) {
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

/** The type that a file's name says: progress and errors show it, so what is no type of the guide is not repeated. */
const typeOf = ({ type, list }: ManifestFile, { profile }: Run): string =>
  list === 'error' || exportedTypes(profile).includes(type) ? type : 'Other';

/** Fetches one file into the folder, whole or not at all; how many bytes it has. */
const fetchFile = async (run: Run, folder: Folder, file: ManifestFile, name: string): Promise<number> => {
  for (let tries = 1; ; tries += 1) {
    const bytes = await orBroken(async () => {
      const reply = await patiently(() => follow(run, file.url), `the request for ${name}`, run);
      if (reply.status !== 200) throw failureOf(`The request for ${name}`, await answerOf(reply), true);
      return folder.save(name, reply.body, (bytes) => run.tell({ kind: 'bytes', name, bytes }));
    });
    if (!(bytes instanceof BrokenExchange)) return bytes;
    if (tries === TRIES) throw new PullFailed(`${name} did not come whole in ${TRIES} tries: ${bytes.message}.`, true);
    await run.wait(SECOND, `${name} did not come whole: ${bytes.message}`);
  }
};

/** Refuses files that could only be had by sending the token to a stranger. */
const refuseStrangers = ({ files, requiresAccessToken }: Manifest, base: string): void => {
  const strange = files.findIndex(({ url }) => !sameOrigin(url, base));
  if (requiresAccessToken && strange >= 0)
    throw new PullFailed(
      `File ${strange + 1} of the manifest is on another origin than the server and needs the token, which is not sent there.`,
    );
};

/** GET along redirects. The token goes to the server's own origin and nowhere else. */
const follow = async ({ base, session, http }: Run, first: string): Promise<ClientReply> => {
  for (let url = first, hops = 0; hops <= HOPS; hops += 1) {
    const own = sameOrigin(url, base);
    const reply = own ? await session.get(url, [GZIP]) : await http({ method: 'GET', url, headers: [GZIP] });
    const location = REDIRECTS.has(reply.status) ? headerOf(reply.headers, 'Location') : undefined;
    if (location === undefined) return reply;
    await answerOf(reply);
    const next = absolute(location, url);
    if (next === undefined) throw new PullFailed('A file is redirected to what is no http or https URL.', true);
    if (url.startsWith('https:') && !next.startsWith('https:'))
      throw new PullFailed('A file is redirected from https to plain http, where others could read it.', true);
    url = next;
  }
  throw new PullFailed(`A file is redirected more than ${HOPS} times.`, true);
};
