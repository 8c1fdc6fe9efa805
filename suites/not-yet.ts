import type { ProfileId } from './profiles/index.js';

/** A statement of today's documentation or its standards that no requirement judges yet. */
export interface NotYet {
  readonly id: string;
  readonly under: readonly ProfileId[];
  /** One sentence. */
  readonly statement: string;
}

const ALL = ['v1', 'v2', 'v3'] as const;
const V3 = ['v3'] as const;
const on =
  (under: readonly ProfileId[]) =>
  (id: string, statement: string): NotYet => ({ id, under, statement });
const [all, v3] = [on(ALL), on(V3)];

/** The only list of what is not judged yet under the profiles of today's API; docs/catalogue.md shows it. */
export const notYet: readonly NotYet[] = [
  all(
    'token.busy-retry-after',
    'A 429 of the token endpoint is provoked; one that occurs is judged by hygiene.retry-after.',
  ),
  all('kickoff.versions-apart', 'A job of one version does not keep another version from starting one.'),
  all('content.parts', 'Claims of Part A, Part B and Part D are seen among the claims of a run.'),
  v3(
    'resources.carin-codes',
    'Codes of licensed sets of CARIN Blue Button are of one of their systems; a warning of validate --carin.',
  ),
];
