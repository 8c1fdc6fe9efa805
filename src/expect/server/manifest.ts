import { type Exchange, exportNamed, type View } from '../../model/index.js';
import { objectIn, valueAt } from './bodies.js';
import { jobIdOf, labelled } from './labelled.js';
import { type Assertion, not, nothing, ok, show, stopsBefore, unreadable } from '../assertion.js';
import { headersOf } from './replies.js';
import { instant, urlOnTarget } from '../values.js';

/** A look at one member of a manifest. */
const manifestLook = (
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
    return typeof request === 'string' && sameUrl(request, kickoff.request.url) ? ok : not(`request: ${show(request)}`);
  },
};

/** Equal, or equal once both are written in the one way that RFC 3986 section 6.2 calls normal. */
const sameUrl = (left: string, right: string): boolean =>
  left === right || (URL.canParse(left) && URL.canParse(right) && new URL(left).href === new URL(right).href);

/** `JobID` is a number and equals the id in the job URL. */
export const jobIdMatches = manifestLook(
  'JobID is a number and equals the id in the job URL',
  (manifest, { of }, view) => {
    const id = jobIdOf(view, of);
    const { JobID } = manifest;
    // Beyond 2^53 the parser rounds, and only the rounded number can be compared.
    const same =
      typeof JobID === 'number' && (String(JobID) === id || (!Number.isSafeInteger(JobID) && Number(id) === JobID));
    return same ? undefined : `JobID ${show(JobID)}, job URL ends in ${show(id)}`;
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

/** A list of the manifest is an array of {type, url}; `type` fixed where it is given. */
export const entries = (list: Entry['list'], type?: string): Assertion =>
  manifestLook(`${list} is an array of {type${type === undefined ? '' : ` ${type}`}, url}`, (manifest) => {
    if (!Array.isArray(manifest[list])) return `${list}: ${show(manifest[list])}`;
    const wrong = entriesIn(manifest, [list]).filter(
      (entry) =>
        typeof entry.url !== 'string' || (type === undefined ? typeof entry.type !== 'string' : entry.type !== type),
    );
    return wrong.length === 0 ? undefined : `${list}: ${show({ type: wrong[0]?.type, url: typeof wrong[0]?.url })}`;
  });

/** Every type in output was asked for. */
export const onlyTypesAsked = manifestLook('every output type was asked for', (manifest, { of }, view) => {
  const asked = exportNamed(view.profile, of ?? '')?.types ?? [];
  const others = entriesIn(manifest, ['output']).flatMap(({ type }) =>
    typeof type === 'string' && !asked.includes(type) ? [type] : [],
  );
  return others.length === 0 ? undefined : `also listed: ${show([...new Set(others)])}`;
});

/** Every listed URL is the base URL, the profile's data path, the job id and a name with the extension .ndjson. */
export const fileUrls = manifestLook(
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

/** File names are random UUIDs (RFC 9562, version 4); an error file's is <UUID>-error where the guide shows that. */
export const fileNames = manifestLook('file names are random UUIDs', (manifest, _, { profile }) => {
  const output = new RegExp(`^${UUID}$`, 'i');
  const error = new RegExp(`^${UUID}${profile.errorFileSuffix ? '-error' : '(-error)?'}$`, 'i');
  const wrong = entriesIn(manifest).filter(({ url, list }) => {
    const name = typeof url === 'string' ? /\/([^/]+)\.ndjson$/.exec(url)?.[1] : undefined;
    return name !== undefined && !(list === 'output' ? output : error).test(name);
  });
  return wrong.length === 0 ? undefined : `${wrong.length} of another form, first in ${wrong[0]?.list}`;
});

/** No url stands twice. */
export const distinctUrls = manifestLook('no url stands twice', (manifest) => {
  const urls = entriesIn(manifest).map(({ url }) => url);
  return new Set(urls).size === urls.length ? undefined : `${urls.length - new Set(urls).size} repeated`;
});

const SKEW_MS = 300_000;

/** transactionTime is not in the future by more than five minutes of clock skew; the server's own Date is the measure. */
export const notInTheFuture: Assertion = {
  says: 'transactionTime is at most 5 minutes in the future',
  at: (exchange, view) => {
    const written = objectIn(exchange)?.['transactionTime'];
    const now = Date.parse(headersOf(exchange, 'date')[0] ?? '');
    if (typeof written !== 'string' || !instant.fits(written, view)) return unreadable('transactionTime is no instant');
    const time = Date.parse(written);
    if (Number.isNaN(now)) return nothing('the reply has no Date to compare with');
    return time - now <= SKEW_MS ? ok : not(`${Math.round((time - now) / 1000)} s after the reply's Date`);
  },
};
