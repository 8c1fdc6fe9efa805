import { type Exchange, exportNamed, type FileFact, isOfPages, type View } from '../../model/index.js';
import { objectIn, valueAt } from './bodies.js';
import { counted } from '../counted.js';
import { filesOf } from './jobs.js';
import { jobIdOf, labelled } from './labelled.js';
import {
  type Assertion,
  not,
  nothing,
  ok,
  replies,
  type Selection,
  show,
  stopsBefore,
  unreadable,
} from '../assertion.js';
import { announcedBase, urlOnTarget } from '../values.js';

/** An assertion about a manifest. `judge` says what is wrong; undefined: nothing. */
const manifestAssertion = (
  says: string,
  judge: (manifest: Record<string, unknown>, exchange: Exchange, view: View) => string | undefined,
): Assertion => ({
  says,
  at: (exchange, view) => {
    const manifest = objectIn(exchange);
    if (manifest === undefined) return unreadable('the manifest is not one JSON object');
    const seen = judge(manifest, exchange, view);
    return seen === undefined ? ok : not(seen);
  },
});

/** Status requests for finished jobs with these labels. What kept the run from sending them is no matter. */
const later = (says: string, ...labels: readonly string[]): Selection => ({
  says,
  labels: [],
  of: (view) => {
    const own = new Set(labelled(view, 'manifest').map(({ of }) => of));
    return replies(...labels)
      .of(view)
      .filter(({ of }) => own.has(of));
  },
});

const OTHERWISE = ['status-with-accept', 'status-renewed-token'] as const;

/** Manifests of the scenario's jobs that later status requests returned: that there is one again is judged elsewhere. */
export const manifestsAgain = later('every later manifest', 'status-again', ...OTHERWISE);

/** Those of them that were asked for with an Accept header or a second token. */
export const manifestsOtherwise = later('every manifest with an Accept header or a second token', ...OTHERWISE);

/** `request` is the URL of the kick-off, as it was sent. */
export const requestAsSent: Assertion = {
  says: 'request is the kick-off URL as sent',
  at: (exchange, view) => {
    const request = objectIn(exchange)?.['request'];
    if (objectIn(exchange) === undefined) return unreadable('the manifest is not one JSON object');
    const kickoff = labelled(view, 'kickoff').find(({ of }) => of === exchange.of);
    if (kickoff === undefined)
      return unreadable(
        'there is no kick-off to compare with',
        stopsBefore(view, ['kickoff']).find(({ of }) => of === exchange.of),
      );
    return typeof request === 'string' && sameUrl(request, announcedAs(kickoff.request.url, view))
      ? ok
      : not(`request: ${show(request)}`);
  },
};

/** A URL that was requested, as the server is expected to write it. */
const announcedAs = (url: string, view: View): string =>
  url.startsWith(view.base) ? announcedBase(view) + url.slice(view.base.length) : url;

/** Equal as text or in normal form (RFC 3986 section 6.2). */
const sameUrl = (left: string, right: string): boolean =>
  left === right || (URL.canParse(left) && URL.canParse(right) && new URL(left).href === new URL(right).href);

/** `JobID` is a number and equals the id in the job URL. */
export const jobIdMatches = manifestAssertion(
  'JobID is a number and equals the id in the job URL',
  (manifest, { of }, view) => {
    const id = jobIdOf(view, of);
    const { JobID } = manifest;
    // The JSON parser rounds numbers above 2^53, so only the rounded number can be compared.
    const same =
      typeof JobID === 'number' && (String(JobID) === id || (!Number.isSafeInteger(JobID) && Number(id) === JobID));
    return same ? undefined : `JobID: ${show(JobID)}; id in the job URL: ${show(id)}`;
  },
);

interface Entry {
  readonly type: unknown;
  readonly url: unknown;
  readonly list: 'output' | 'error';
}

const entriesIn = (manifest: Record<string, unknown>, lists: readonly Entry['list'][] = ['output', 'error']): Entry[] =>
  lists.flatMap((list) => {
    const entries = manifest[list];
    return (Array.isArray(entries) ? (entries as unknown[]) : []).map((entry) => ({
      type: valueAt(entry, 'type'),
      url: valueAt(entry, 'url'),
      list,
    }));
  });

const entryText = ({ type, url }: Entry): string =>
  `${type === undefined ? 'no type' : `type ${show(type)}`} and ${typeof url === 'string' ? 'a url' : 'no url string'}`;

/** A list of the manifest is an array of {type, url}; `type`, if given, is the only type allowed. */
export const entries = (list: Entry['list'], type?: string): Assertion =>
  manifestAssertion(
    `${list} is an array of entries with ${type === undefined ? 'a type' : `type ${type}`} and a url`,
    (manifest) => {
      if (!Array.isArray(manifest[list])) return `${list}: ${show(manifest[list])}`;
      const wrong = entriesIn(manifest, [list]).filter(
        (entry) =>
          typeof entry.url !== 'string' || (type === undefined ? typeof entry.type !== 'string' : entry.type !== type),
      );
      return wrong[0] === undefined ? undefined : `${list}: an entry with ${entryText(wrong[0])}`;
    },
  );

/** Every type in output was requested. */
export const onlyTypesAsked = manifestAssertion('every type in output was requested', (manifest, { of }, view) => {
  const { types = [], forSome = [] } = exportNamed(view.profile, of ?? '') ?? {};
  const requested = [...types, ...forSome];
  const others = entriesIn(manifest, ['output']).flatMap(({ type }) =>
    typeof type === 'string' && !requested.includes(type) ? [type] : [],
  );
  return others.length === 0 ? undefined : `also listed: ${show([...new Set(others)])}`;
});

/** Every listed URL is the base URL, the profile's data path, the job id and a name with the extension .ndjson. */
export const fileUrls = manifestAssertion(
  'every url is <base URL>/<data path>/<job id>/<name>.ndjson',
  (manifest, { of }, view) => {
    const id = jobIdOf(view, of);
    const name = urlOnTarget('', new RegExp(`^${view.profile.paths.data}/${escaped(id ?? '')}/[\\w.~%-]+\\.ndjson$`));
    const wrong = entriesIn(manifest).find(({ url }) => typeof url === 'string' && !name.fits(url, view));
    return wrong === undefined ? undefined : `${wrong.list}: ${show(wrong.url)}`;
  },
);

const escaped = (text: string): string => text.replace(/[^\w]/g, '\\$&');

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';

/** File names are random UUIDs (RFC 9562, version 4); that of an error file is <UUID>-error if the guide shows that. */
export const fileNames = manifestAssertion('file names are random UUIDs', (manifest, _, { profile }) => {
  const output = new RegExp(`^${UUID}$`, 'i');
  const error = new RegExp(`^${UUID}${profile.errorFileSuffix ? '-error' : '(-error)?'}$`, 'i');
  const wrong = entriesIn(manifest).filter(({ url, list }) => {
    // The pages show no name of an error file.
    if (list === 'error' && isOfPages(profile)) return false;
    const name = typeof url === 'string' ? /\/([^/]+)\.ndjson$/.exec(url)?.[1] : undefined;
    return name !== undefined && !(list === 'output' ? output : error).test(name);
  });
  return wrong.length === 0
    ? undefined
    : `${counted(wrong.length, 'file name')} in another form, the first in ${wrong[0]?.list}`;
});

/** The names of data files in a manifest. */
const namesIn = (manifest: Record<string, unknown>): string[] =>
  entriesIn(manifest, ['output']).flatMap(({ url }) =>
    typeof url === 'string' ? (/\/([^/]+)\.ndjson$/.exec(url)?.[1] ?? []) : [],
  );

/** A random name is never that of a file of another job. The file of one job has one name, however often it is listed. */
export const namesOfNoOtherJob = manifestAssertion(
  'no file has the name of a file of another job',
  (manifest, { of }, view) => {
    const own = new Set(namesIn(manifest));
    const shared = labelled(view, 'manifest')
      .filter((other) => other.of !== of && jobIdOf(view, other.of) !== jobIdOf(view, of))
      .flatMap((other) => namesIn(objectIn(other) ?? {}))
      .filter((name) => own.has(name));
    return shared.length === 0 ? undefined : `${counted(new Set(shared).size, 'name')} of files of other jobs`;
  },
);

/** No url is listed twice. */
export const distinctUrls = manifestAssertion('no url is listed twice', (manifest) => {
  const urls = entriesIn(manifest).map(({ url }) => url);
  return new Set(urls).size === urls.length
    ? undefined
    : `${counted(urls.length - new Set(urls).size, 'URL')} repeated`;
});

/** Each type that is listed under output has a resource in one of its files. */
export const noneListedEmpty: Assertion = {
  says: 'each type under output has a resource in its files',
  at: (exchange, view) => {
    const manifest = objectIn(exchange);
    if (manifest === undefined) return unreadable('the manifest is not one JSON object');
    const files = filesOf(view, exchange.of ?? '');
    const empty = [...new Set(files.map(({ type }) => type))].filter((type) =>
      files.every((file) => file.type !== type || isEmpty(file)),
    );
    if (empty[0] !== undefined) return not(`${empty[0]} is listed, and no resource of it was exported`);
    if (entriesIn(manifest, ['output']).length === 0) return nothing('no manifest lists a data file');
    return files.length === 0 ? unreadable('no file of the export was downloaded') : ok;
  },
};

/** Whether a file has no line but blank ones. */
const isEmpty = ({ whole, resources, findings }: FileFact): boolean =>
  whole && resources === 0 && findings.every(({ rule }) => rule === 'blank-line' || rule === 'bom');
