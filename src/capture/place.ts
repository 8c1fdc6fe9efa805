import {
  type Ask,
  type ExportRequest,
  exportRequests,
  type ExportSet,
  type Header,
  headerOf,
  type Profile,
  percentDecoded,
} from '../model/index.js';
import type { FinishedJob, ListedFile } from '../drive/conversation.js';
import type { Captured } from './har.js';

/** A job whose export request the capture has. */
export interface CapturedJob {
  readonly url: string;
  readonly step: string;
  readonly request: ExportRequest;
  /** Its manifest was returned. */
  finished?: FinishedJob;
  /** When, in milliseconds since the epoch. */
  finishedAt?: number;
  /** Nothing more is read of it: it failed, or the client deleted it. */
  over?: true;
  /** URLs of the files whose content the capture has. */
  readonly read: Set<string>;
}

/** What a captured request is for. */
export type Spot =
  | { readonly kind: 'token' | 'metadata' | 'version' | 'jobs' | 'attribution' | 'swagger' | 'other' }
  | {
      readonly kind: 'export';
      readonly endpoint: string;
      readonly query: string;
      /** The export of a check that it is; undefined: a check makes none like it. */
      readonly request: ExportRequest | undefined;
    }
  | { readonly kind: 'job'; readonly job: CapturedJob }
  | { readonly kind: 'file'; readonly job: CapturedJob; readonly file: ListedFile }
  | { readonly kind: 'unknown-file'; readonly job: CapturedJob };

/** The URL as it is compared: without a token in its query. */
export const plainUrlOf = (url: string): string => url.replace(/[?&]access_token=[^&]*$/, '');

/** What a request to the server is for; undefined: not for its API. */
export const spotOf = (
  url: string,
  { base, tokenUrl, profile }: { readonly base: string; readonly tokenUrl: string; readonly profile: Profile },
  jobs: readonly CapturedJob[],
): Spot | undefined => {
  const plain = plainUrlOf(url);
  const known = ofJobs(plain, jobs);
  if (known !== undefined) return known;
  const [place = '', ...queries] = plain.split('?');
  if (place === tokenUrl) return { kind: 'token' };
  if (!place.startsWith(`${base}/`)) return undefined;
  const { paths } = profile;
  const path = percentDecoded(place.slice(base.length));
  for (const kind of ['metadata', 'version', 'jobs', 'attribution'] as const)
    if (path === paths[kind] && (kind === 'jobs' || queries.length === 0)) return { kind };
  const exported = new RegExp(`^${paths.api}/(.+)/\\$export$`).exec(path)?.[1];
  if (exported !== undefined) {
    const query = percentDecoded(queries.join('?'));
    return { kind: 'export', endpoint: exported, query, request: requestFor(profile, exported, query) };
  }
  if (paths.swagger !== undefined && path.startsWith(paths.swagger)) return { kind: 'swagger' };
  return [paths.api, paths.data].some((prefix) => path.startsWith(`${prefix}/`)) ? { kind: 'other' } : undefined;
};

const ofJobs = (url: string, jobs: readonly CapturedJob[]): Spot | undefined => {
  for (const job of jobs) {
    if (job.url === url) return { kind: 'job', job };
    const file = job.finished?.files.find((one) => one.url === url);
    if (file !== undefined) return { kind: 'file', job, file };
  }
  const folder = url.slice(0, url.lastIndexOf('/') + 1);
  const job = jobs.find(({ finished }) => finished?.files.some((file) => file.url.startsWith(folder)));
  return job !== undefined && url.endsWith('.ndjson') ? { kind: 'unknown-file', job } : undefined;
};

/** Sets of exports whose parameters mean the same in every run. */
const SETS: readonly ExportSet[] = ['endpoints', 'all-types', 'each-type', 'type-pairs', 'empty-type'];
/** Spellings of the one format that every server exports. */
const FORMATS = new Set(['application/fhir+ndjson', 'application/ndjson', 'ndjson']);

/** The export of a check with these parameters, in whatever order its types are. */
const requestFor = (profile: Profile, endpoint: string, query: string): ExportRequest | undefined => {
  const asked = meaningOf(query);
  if (asked === undefined) return undefined;
  return SETS.flatMap((set) => exportRequests(profile, set)).find(
    (request) => request.endpoint === endpoint && meaningOf(percentDecoded(request.path.split('?')[1] ?? '')) === asked,
  );
};

/** The types that a query asks for, in one spelling; undefined: it asks for something else besides. */
const meaningOf = (query: string): string | undefined => {
  const pairs = query === '' ? [] : query.split('&').map((pair) => pair.split('='));
  const rest = pairs.filter(([name, value = '']) => name !== '_outputFormat' || !FORMATS.has(value));
  const [[name, types = ''] = ['_type', '«all»'], ...more] = rest;
  if (name !== '_type' || more.length > 0) return undefined;
  return types.split(',').toSorted().join(',');
};

/** Whether a request has the headers that are documented for an export. */
export const isDocumented = ({ headers }: Captured): boolean =>
  /application\/fhir\+json/i.test(headerOf(headers, 'accept') ?? '') &&
  /(?:^|,)\s*respond-async\b/i.test(headerOf(headers, 'prefer') ?? '');

/** Whether a step asks for the place of a captured request. */
const isAt = ({ at, query }: Ask, spot: Spot, { endpoints }: Profile): boolean => {
  switch (spot.kind) {
    case 'export':
      if (at === 'unknown-endpoint') return spot.endpoint === 'Practitioner' && spot.query === '';
      if (at === 'endpoint') return spot.endpoint === endpoints[0]?.name && (query ?? '') !== '';
      if (spot.request === undefined) return false;
      return (
        at === 'every-export' ||
        at === 'export-kinds' ||
        (at === 'shown-exports' && ['endpoints', 'each-type'].includes(spot.request.set))
      );
    case 'job':
      return spot.job.finished === undefined
        ? at === 'running-job'
        : at === 'every-job' || at === 'job-kinds' || at === 'job';
    case 'file':
      if (at === 'file-of-each-type') return spot.job.read.has(spot.file.url);
      return at === 'every-file' || at === 'file-kinds' || at === 'job-files' || at === 'file';
    case 'swagger':
    case 'other':
      return false;
    default:
      return at === spot.kind;
  }
};

/** How many things a step says that differ from the documented request. */
const differences = ({ accept, prefer, method, query }: Ask): number =>
  [accept, prefer, method, query].filter((one) => one !== undefined).length;

/** Steps that describe a request by more than its text. */
const isByText = ({ origin, starts, forgery, secret, otherBody, acceptEncoding }: Ask): boolean =>
  [origin, starts, forgery, secret, otherBody, acceptEncoding].every((one) => one === undefined);

/** The step that asks what a captured request asks, with the same credential; undefined if no step does. */
export const askFor = (
  asks: readonly Ask[],
  { captured, spot, as, profile }: { captured: Captured; spot: Spot; as: Ask['as']; profile: Profile },
): Ask | undefined => {
  const { headers, method } = captured;
  const query = spot.kind === 'export' ? spot.query : percentDecoded(captured.url.split('?').slice(1).join('?'));
  const is = (name: string, wanted: string | null | undefined, otherwise: boolean): boolean =>
    wanted === undefined ? otherwise : (headerOf(headers, name) ?? null) === wanted;
  const async = spot.kind === 'export' || spot.kind === 'jobs';
  return asks
    .filter(
      (step) =>
        isByText(step) &&
        step.as === as &&
        isAt(step, spot, profile) &&
        method === (step.method ?? (spot.kind === 'token' ? 'POST' : 'GET')) &&
        (step.query === undefined ? spot.kind !== 'jobs' || query === '' : percentDecoded(step.query) === query) &&
        is('accept', step.accept, !async || has(headers, 'accept', /application\/fhir\+json/i)) &&
        is('prefer', step.prefer, !async || has(headers, 'prefer', /respond-async/i)),
    )
    .sort((a, b) => differences(b) - differences(a))[0];
};

const has = (headers: readonly Header[], name: string, value: RegExp): boolean =>
  value.test(headerOf(headers, name) ?? '');
