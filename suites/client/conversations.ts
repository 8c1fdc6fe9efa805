import type { Scenario } from '../../src/model/index.js';
import { under, type ConditionId, conditions } from './conditions.js';
import { legal } from './legal.conditions.js';
import { tokenDialects } from './tokens.conditions.js';
import { trouble } from './trouble.conditions.js';

/** Every condition in which the client is run once. */
const once: readonly ConditionId[] = conditions
  .filter(({ killedAfter }) => killedAfter === undefined)
  .map(({ id }) => id);

export const anyCondition: Scenario = { title: 'every condition', steps: under(...once) };

/** Conditions in which not everything can be exported. */
export const failing: readonly ConditionId[] = [
  'credentials-refused',
  'job-fails',
  'job-is-gone',
  'file-404',
  'file-410',
  'file-500',
  'renewal-refused',
  'kickoff-refused',
  'kickoff-fails',
];

/** Conditions in which a client may wait longer than anyone wants to, or give up. */
export const longWaits: readonly ConditionId[] = ['busy-an-hour', 'file-stays-busy'];

/** Conditions in which a conforming client gets everything. */
export const succeeding: readonly ConditionId[] = once.filter(
  (id) => ![...failing, ...longWaits, 'partial-errors'].includes(id),
);

/** Conditions in which one request fails for a reason that passes. */
export const passing: readonly ConditionId[] = trouble.map(({ id }) => id);

/** Conditions in which a request other than the kick-off or a status request has a 429 or 503 with Retry-After. */
export const busyElsewhere: readonly ConditionId[] = [
  'token-busy-seconds',
  'token-busy-date',
  'file-busy-seconds',
  'file-busy-date',
  'file-stays-busy',
];

/** Conditions in which a transfer is cut off. */
export const cut: readonly ConditionId[] = ['cut-transfer', 'cut-chunked', 'cut-between-lines', 'cut-gzip'];

/** Conditions in which nothing but the exit status of a client that downloads everything is in question. */
export const plain: readonly ConditionId[] = [
  'sunny',
  'slow-job',
  'several-files',
  ...cut,
  'redirect-elsewhere',
  'token-expires-between-files',
];

/** Conditions in which a client may report failure, or in which another requirement judges whether it downloads the files. */
const judgedElsewhere: readonly ConditionId[] = [
  ...cut,
  ...passing,
  'redirect-elsewhere',
  'colliding-names',
  'public-files-elsewhere',
  'token-expires-between-files',
];

/** Servers that the API allows, in ways that the guide does not show. */
export const legalServers: readonly ConditionId[] = [...legal, ...tokenDialects].map(({ id }) => id);

/** Conditions of which the API promises that they are normal: a client must get everything. */
export const normal: readonly ConditionId[] = succeeding.filter(
  (id) => !judgedElsewhere.includes(id) && !legalServers.includes(id),
);
