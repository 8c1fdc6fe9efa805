import type { ProfileId } from './profiles/index.js';

/** A statement of today's documentation or its standards that no requirement judges. */
export interface NotYet {
  readonly id: string;
  readonly under: readonly ProfileId[];
  /** One sentence. */
  readonly statement: string;
  /** Why no requirement judges it, for those who would like one. */
  readonly reason: string;
}

const ALL = ['v1', 'v2', 'v3'] as const;

/** The only list of what is not judged under the profiles of today's API; docs/catalogue.md shows it. */
export const notYet: readonly NotYet[] = [
  {
    id: 'token.busy-retry-after',
    under: ALL,
    statement: 'A 429 of the token endpoint has Retry-After.',
    reason:
      'A run does not provoke one: it would take many token requests, and servers may lock a client out for them. One that occurs is judged by hygiene.retry-after.',
  },
  {
    id: 'kickoff.versions-apart',
    under: ALL,
    statement: 'A job of one version does not keep another version from starting one.',
    reason:
      'It would take one export more, of a version that the client may have no access to, and no page promises it: only the code of the server does so.',
  },
  {
    id: 'resources.carin-codes',
    under: ['v3'],
    statement: 'Codes of the licensed sets of CARIN Blue Button are of one of their systems.',
    reason:
      'The sets are licensed and no part of this program, which can compare their systems alone, and servers are known to send codes of older ones. The command validate with --carin warns of them.',
  },
];
