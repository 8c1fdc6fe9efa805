import { exportPath, type Profile } from './profile.js';
import type { ExportSet } from './step.js';

/** One export to ask for. */
export interface ExportRequest {
  /** Its name in transcripts: the endpoint, what `_type` says, and whether it repeats another. */
  readonly of: string;
  readonly set: ExportSet;
  readonly endpoint: string;
  /** Path and query below the base URL, as sent. */
  readonly path: string;
  /** Types that the export returns according to the guide. */
  readonly types: readonly string[];
}

/** The exports of a set under a profile, in order; none where the profile has no `_type`. */
export const exportRequests = (profile: Profile, set: ExportSet): ExportRequest[] => {
  const [first] = profile.endpoints;
  if (first === undefined) return [];
  const narrowed = (types: readonly string[]): ExportRequest => ({
    of: `${first.name}?_type=${types.join(',')}`,
    set,
    endpoint: first.name,
    path: `${exportPath(profile, first.name)}?_type=${types.join(',')}`,
    types: types.length === 0 ? first.types : types,
  });
  const plain = (name: string, types: readonly string[], of = name): ExportRequest => ({
    of,
    set,
    endpoint: name,
    path: exportPath(profile, name),
    types,
  });
  if (set === 'endpoints') return profile.endpoints.map(({ name, types }) => plain(name, types));
  if (set === 'again') return [plain(first.name, first.types, `${first.name} (again)`)];
  if (!profile.typeParameter) return [];
  if (set === 'all-types') return [narrowed(first.types)];
  if (set === 'each-type') return first.types.map((type) => narrowed([type]));
  if (set === 'type-pairs') return pairsOf(first.types).map(narrowed);
  return [narrowed([])];
};

const pairsOf = (types: readonly string[]): string[][] =>
  types.flatMap((left, index) => types.slice(index + 1).map((right) => [left, right]));

const SETS: readonly ExportSet[] = ['endpoints', 'again', 'all-types', 'each-type', 'type-pairs', 'empty-type'];

/** The export that a transcript calls `of`. */
export const exportNamed = (profile: Profile, of: string): ExportRequest | undefined =>
  SETS.flatMap((set) => exportRequests(profile, set)).find((request) => request.of === of);
