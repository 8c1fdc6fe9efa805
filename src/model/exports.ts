import { type Bound, exportPath, type PlannedExport, type Profile } from './profile.js';
import { EXPORT_SETS, type ExportSet } from './step.js';

/** One export to ask for. */
export interface ExportRequest {
  /** Its name in transcripts: the endpoint, its parameters, and whether it repeats another. */
  readonly of: string;
  readonly set: ExportSet;
  readonly endpoint: string;
  /** Path and query below the base URL, as sent. */
  readonly path: string;
  /** Types that the export returns according to the guide. */
  readonly types: readonly string[];
  /** Types that it returns to some clients besides. */
  readonly forSome?: readonly string[];
  /** It is about other people than the run's other exports, and there may be none. */
  readonly apart?: true;
  /** It has a part of the data only. */
  readonly narrowed?: true;
  readonly list?: PlannedExport['list'];
  /** What `_typeFilter` narrows it to, as far as the profile knows. */
  readonly bound?: Bound;
  readonly served?: PlannedExport['served'];
  /** The status with which it may be refused. */
  readonly mayRefuse?: number;
}

/** The exports of a set under a profile, in order. */
export const exportRequests = (profile: Profile, set: ExportSet): readonly ExportRequest[] => {
  const sets = made.get(profile) ?? new Map<ExportSet, readonly ExportRequest[]>();
  made.set(profile, sets);
  const requests = sets.get(set) ?? (profile.exports[set] ?? []).map((planned) => requestFor(profile, set, planned));
  sets.set(set, requests);
  return requests;
};

/** Made once for each profile: every exchange of a run is looked up among them. */
const made = new WeakMap<Profile, Map<ExportSet, readonly ExportRequest[]>>();

const requestFor = (profile: Profile, set: ExportSet, planned: PlannedExport): ExportRequest => {
  const { endpoint, parameters = {}, types, list, bound, served, mayRefuse } = planned;
  const isNarrowed = parameters._since !== undefined || parameters._typeFilter !== undefined;
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  const query = given.length === 0 ? '' : `?${given.join('&')}`;
  const of = `${endpoint}${query}${set === 'again' ? ' (again)' : ''}`;
  const own = profile.endpoints.find(({ name }) => name === endpoint);
  const isApart = own?.apart === true;
  const forSome = parameters._type === undefined || parameters._type === '' ? (own?.forSome ?? []) : [];
  return {
    of,
    set,
    endpoint,
    path: exportPath(profile, endpoint) + query,
    types,
    forSome,
    ...(isApart && { apart: true }),
    ...(isNarrowed && { narrowed: true }),
    ...(list !== undefined && { list }),
    ...(bound !== undefined && { bound }),
    ...(served !== undefined && { served }),
    ...(mayRefuse !== undefined && { mayRefuse }),
  };
};

/** The export that a transcript calls `of`. */
export const exportNamed = (profile: Profile, of: string): ExportRequest | undefined =>
  EXPORT_SETS.flatMap((set) => exportRequests(profile, set)).find((request) => request.of === of);
