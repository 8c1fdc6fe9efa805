import { type Exchange, type Expectation, exportNamed, type FileFact, type View } from '../model/index.js';
import { type Look, not, nothing, ok, type Seen, show, stopsBefore, unreadable, weigh } from './look.js';
import { headersOf, objectIn, statusOf, valueAt } from './looks.js';
import { instant } from './values.js';

const labelled = (view: View, label: string): Exchange[] =>
  view.exchanges.filter((exchange) => exchange.label === label);

/** The job id that a kick-off's Content-Location ends in, for an export. */
const jobIdOf = (view: View, of: string | undefined): string | undefined => {
  const kickoff = labelled(view, 'kickoff').find((exchange) => exchange.of === of);
  const [location] = kickoff === undefined ? [] : headersOf(kickoff, 'content-location');
  const path = location?.split(/[?#]/)[0]?.replace(/\/+$/, '');
  return path?.slice(path.lastIndexOf('/') + 1);
};

/** No two accepted kick-offs name the same job. */
export const distinctJobs: Expectation = {
  says: 'each accepted request has a Content-Location of its own',
  judge: (view) => {
    const kickoffs = labelled(view, 'kickoff').map((exchange) => ({
      exchange,
      location: headersOf(exchange, 'content-location')[0],
    }));
    const sights = kickoffs.map(({ exchange, location }, index): Seen => {
      if (location === undefined) return { exchange, sight: unreadable('the reply has no Content-Location') };
      const twin = kickoffs.slice(0, index).find((other) => other.location === location);
      if (twin !== undefined) return { exchange, sight: not(`the same job URL as exchange ${twin.exchange.id}`) };
      return { exchange, sight: kickoffs.length > 1 ? ok : unreadable('there was only one request') };
    });
    return weigh(distinctJobs.says, sights, stopsBefore(view, ['kickoff']));
  },
};

/** Every job that was watched comes to its manifest; still running at the deadline is no failure yet. */
export const completes: Expectation = {
  says: 'the job ends with status 200',
  judge: (view) => {
    const done = labelled(view, 'manifest').map((exchange): Seen => ({ exchange, sight: ok }));
    const stops = stopsBefore(view, ['manifest']);
    const ended = stops.flatMap((stop): Seen[] => {
      const last = view.exchanges.find(({ id }) => id === stop.exchange);
      return stop.cause === 'earlier' && last?.label === 'status' ? [{ exchange: last, sight: not(statusOf(last)) }] : [];
    });
    return weigh(completes.says, [...done, ...ended], stops);
  },
};

/** X-Progress that says In Progress also gives a percentage from 0 to 100. */
export const percentage: Look = {
  says: 'X-Progress that says In Progress gives a percentage from 0 to 100',
  at: (exchange) => {
    const [progress] = headersOf(exchange, 'x-progress');
    if (progress === undefined || !/in progress/i.test(progress)) return nothing('no X-Progress said In Progress');
    const percent = percentIn(progress);
    return percent !== undefined && percent <= 100 ? ok : not(`X-Progress: ${show(progress.slice(0, 60))}`);
  },
};

const percentIn = (progress: string): number | undefined => {
  const match = /(?:^|[^\d.-])(\d{1,9}(?:\.\d{1,9})?) ?%/.exec(progress);
  return match?.[1] === undefined ? undefined : Number(match[1]);
};

/** Within a job the percentage never falls. */
export const neverFalls: Expectation = {
  says: 'the percentage in X-Progress never falls',
  judge: (view) => {
    const highest = new Map<string, number>();
    const sights = labelled(view, 'status').map((exchange): Seen => {
      const [progress] = headersOf(exchange, 'x-progress');
      const percent = progress === undefined ? undefined : percentIn(progress);
      if (percent === undefined) return { exchange, sight: nothing('no percentage was given') };
      const before = highest.get(exchange.of ?? '') ?? 0;
      highest.set(exchange.of ?? '', Math.max(before, percent));
      return { exchange, sight: percent >= before ? ok : not(`${percent} % after ${before} %`) };
    });
    return weigh(neverFalls.says, sights, stopsBefore(view, ['status']));
  },
};

/** The answer is the same JSON as the job's first manifest. */
export const sameManifest: Look = {
  says: 'the same manifest as before',
  at: (exchange, view) => {
    const first = labelled(view, 'manifest').find(({ of }) => of === exchange.of);
    const before = first === undefined ? undefined : objectIn(first);
    if (before === undefined) return unreadable('there was no manifest to compare with');
    if (exchange.reply?.status !== 200) return not(statusOf(exchange));
    const now = objectIn(exchange);
    if (now === undefined) return not('a body that is not one JSON object');
    const changed = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
      (key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]),
    );
    return changed.length === 0 ? ok : not(`changed: ${changed.join(', ')}`);
  },
};

/** A look at one member of a manifest. */
const manifestLook = (says: string, judge: (manifest: Record<string, unknown>, exchange: Exchange, view: View) => string | undefined): Look => ({
  says,
  at: (exchange, view) => {
    const manifest = objectIn(exchange);
    if (manifest === undefined) return unreadable('the manifest is not one JSON object');
    const seen = judge(manifest, exchange, view);
    return seen === undefined ? ok : not(seen);
  },
});

/** `request` is the URL of the kick-off, as it was sent. */
export const requestAsSent = manifestLook('request is the kick-off URL as sent', (manifest, { of }, view) => {
  const kickoff = labelled(view, 'kickoff').find((exchange) => exchange.of === of);
  const { request } = manifest;
  if (kickoff === undefined) return 'no kick-off to compare with';
  return typeof request === 'string' && sameUrl(request, kickoff.request.url) ? undefined : `request: ${show(request)}`;
});

/** Equal, or equal once both are written in the one way that RFC 3986 section 6.2 calls normal. */
const sameUrl = (left: string, right: string): boolean =>
  left === right || (URL.canParse(left) && URL.canParse(right) && new URL(left).href === new URL(right).href);

/** `JobID` is a number and equals the id in the job URL. */
export const jobIdMatches = manifestLook('JobID is a number and equals the id in the job URL', (manifest, { of }, view) => {
  const id = jobIdOf(view, of);
  const { JobID } = manifest;
  return typeof JobID === 'number' && String(JobID) === id ? undefined : `JobID ${show(JobID)}, job URL ends in ${show(id)}`;
});

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
export const entries = (list: Entry['list'], type?: string): Look =>
  manifestLook(`${list} is an array of {type${type === undefined ? '' : ` ${type}`}, url}`, (manifest) => {
    if (!Array.isArray(manifest[list])) return `${list}: ${show(manifest[list])}`;
    const wrong = entriesIn(manifest, [list]).filter(
      (entry) => typeof entry.url !== 'string' || (type === undefined ? typeof entry.type !== 'string' : entry.type !== type),
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

/** Every listed URL is <base>/data/<job id>/<name>.ndjson. */
export const fileUrls = manifestLook('every url is <base>/data/<job id>/<name>.ndjson', (manifest, { of }, view) => {
  const id = jobIdOf(view, of);
  const start = `${view.base}${view.profile.paths.data}/${id}/`;
  const wrong = entriesIn(manifest).find(
    ({ url }) => typeof url === 'string' && !(url.startsWith(start) && /^[^/?#]+\.ndjson$/.test(url.slice(start.length))),
  );
  return wrong === undefined ? undefined : `${wrong.list}: ${show(wrong.url)}`;
});

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
export const notInTheFuture: Look = {
  says: 'transactionTime is at most 5 minutes in the future',
  at: (exchange, view) => {
    const written = objectIn(exchange)?.['transactionTime'];
    const time = Date.parse(String(written));
    const now = Date.parse(headersOf(exchange, 'date')[0] ?? '');
    if (!instant.fits(written, view)) return unreadable('transactionTime is no instant');
    if (Number.isNaN(now)) return nothing('the reply has no Date to compare with');
    return time - now <= SKEW_MS ? ok : not(`${Math.round((time - now) / 1000)} s after the reply's Date`);
  },
};

/** File facts of an export. */
export const filesOf = (view: View, of: string): FileFact[] => {
  const ids = new Set(view.exchanges.filter((exchange) => exchange.of === of && exchange.label === 'data').map(({ id }) => id));
  return view.facts.filter((fact): fact is FileFact => fact.kind === 'file' && ids.has(fact.exchange));
};

/** Types of which an export brought at least one resource; undefined where that is not known. */
export const exportedTypesOf = (view: View, of: string): Set<string> | undefined => {
  const manifest = labelled(view, 'manifest').find((exchange) => exchange.of === of);
  const downloads = view.exchanges.filter((exchange) => exchange.of === of && exchange.label === 'data');
  const files = filesOf(view, of);
  const stops = stopsBefore(view, ['manifest', 'data']).filter((stop) => stop.of === of);
  if (manifest === undefined || stops.length > 0 || files.length < downloads.length) return undefined;
  return new Set(files.filter(({ resources }) => resources > 0).map(({ type }) => type));
};

/** A status request with Authorization alone was never refused where one with more headers was accepted. */
export const notRefusedBare: Expectation = {
  says: 'a status request with Authorization alone is not refused',
  judge: (view) => {
    const polls = view.exchanges.filter(({ label }) => ['status', 'manifest', 'status-refused-bare'].includes(label));
    const sights = polls.flatMap((exchange): Seen[] => {
      if (exchange.label === 'status-refused-bare') return [{ exchange, sight: not(statusOf(exchange)) }];
      const code = exchange.reply?.status ?? 0;
      return code >= 200 && code < 300 ? [{ exchange, sight: ok }] : [];
    });
    return weigh(notRefusedBare.says, sights, sights.length > 0 ? [] : stopsBefore(view, ['status', 'manifest']));
  },
};
