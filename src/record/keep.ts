import { KEPT_TEXT, MOST_LISTED } from './bounds.js';
import type { Distinct } from './distinct.js';
import { type Asked, sanitizedType, sanitizedInstant, sanitizedUrl } from './sanitize.js';
import type { Redactor } from './redact.js';
import { ISSUE_CODES, SEVERITIES, TOKEN_TYPES } from './vocabulary.js';

type Json = Record<string, unknown>;

const MOST_MEMBERS = 100;
const MOST_ITEMS = 1000;
const DEEPEST = 12;
/** What is known about a reply whose document is kept. */
export interface Keeping {
  /** It was returned without a token: a CapabilityStatement is then kept as it is (guide: BCDA Metadata). */
  readonly isPublic?: boolean;
  readonly asked?: Asked;
  /** Tells URLs apart that look alike once they are redacted. */
  readonly distinct?: Distinct;
}

/**
 * A copy of a JSON document without anything that could be personal: of the four kinds of documents in the guides, the
 * values that checks read; of anything else, the structure of its first level.
 */
export const keepSanitized = (
  document: unknown,
  redactor: Redactor,
  { isPublic = false, asked, distinct = (_, redacted) => redacted }: Keeping = {},
): unknown => {
  if (!isObject(document)) return hide(document);
  if (isPublic && document['resourceType'] === 'CapabilityStatement') return keepAll(document, redactor, 0);
  if ('access_token' in document || 'token_type' in document)
    return keep(document, {
      token_type: oneOf(TOKEN_TYPES),
      expires_in: number,
      access_token: hideToken(redactor),
    });
  if (document['resourceType'] === 'OperationOutcome')
    return keep(document, {
      resourceType: type,
      issue: listOf((issue) => keep(issue, { severity: oneOf(SEVERITIES), code: oneOf(ISSUE_CODES) })),
    });
  if (['transactionTime', 'output', 'requiresAccessToken', 'JobID'].some((key) => key in document)) {
    const url: Keeper = (value) =>
      typeof value === 'string'
        ? distinct(value, sanitizedUrl(redactor.redact(value), asked).slice(0, KEPT_TEXT))
        : hide(value);
    const file = (entry: Json): unknown => keep(entry, { type, url });
    return keep(document, {
      transactionTime: (value) => (typeof value === 'string' ? sanitizedInstant(value) : undefined) ?? number(value),
      request: url,
      requiresAccessToken: oneOf(new Set(['true', 'false'])),
      JobID: number,
      output: listOf(file),
      error: listOf(file),
    });
  }
  if (isJobList(document))
    return keepJobList(
      document,
      (value) => distinct(value, sanitizedUrl(redactor.redact(value), asked).slice(0, KEPT_TEXT)),
      (value) => (typeof value === 'string' && JOB_ID.test(value) ? redactor.redact(value) : hide(value)),
    );
  if ('ingestion_dates' in document)
    return keep(document, {
      ingestion_dates: listOf((one) => keep(one, { type: oneOf(INGESTIONS), timestamp: moment })),
    });
  return keep(document, { resourceType: type });
};

/** Whether a Bundle is a search result of Tasks, or an empty one. Of resources other than Tasks only the type is kept: they may be about a person. */
const isJobList = ({ resourceType, entry = [] }: Json): boolean =>
  resourceType === 'Bundle' && Array.isArray(entry) && (entry.length === 0 || entry.some(isTaskEntry));

const isTaskEntry = (entry: unknown): boolean =>
  isObject(entry) && isObject(entry['resource']) && entry['resource']['resourceType'] === 'Task';

/** The id of a job: digits, as many as a 64-bit number has, and no more than an id of FHIR may have. */
const JOB_ID = /^\d{1,64}$/;

/** The list of a client's jobs: ids, states and times of jobs, and what was asked for; nothing of a person. */
const keepJobList = (document: Json, kept: (url: string) => string, id: Keeper): Json => {
  const url: Keeper = (value) => (typeof value === 'string' ? kept(value) : hide(value));
  const request: Keeper = (value) => {
    const [, method, of] = /^(GET) (\S+)$/.exec(typeof value === 'string' ? value : '') ?? [];
    return method === undefined ? hide(value) : `${method} ${String(url(of))}`;
  };
  const task = keptAs({
    resourceType: type,
    status: oneOf(TASK_STATES),
    intent: oneOf(new Set(['order'])),
    identifier: listOf((one) => keep(one, { use: oneOf(new Set(['official'])), system: url, value: id })),
    input: listOf((one) => keep(one, { type: keptAs({ text: oneOf(INPUTS) }), valueString: request })),
    executionPeriod: keptAs({ start: moment, end: moment }),
  });
  return keep(document, {
    resourceType: type,
    type: oneOf(new Set(['searchset'])),
    total: number,
    entry: listOf((entry) => keep(entry, { resource: isTaskEntry(entry) ? task : typeAlone })),
  });
};

const typeAlone: Keeper = (value) => (isObject(value) ? keep(value, { resourceType: type }) : hide(value));

const INGESTIONS = new Set(['last_attribution_update', 'last_runout_update']);
const TASK_STATES = new Set(['completed', 'failed', 'in-progress', 'cancelled', 'accepted']);
const INPUTS = new Set(['bulk fhir export']);

/** A date with a time, with or without a zone, as FHIR or a database writes it. */
const moment: Keeper = (value) => {
  const [, time, zone = ''] = (typeof value === 'string' ? MOMENT.exec(value) : null) ?? [];
  return time === undefined ? hide(value) : time + zone;
};

/** Of a fraction of a second, which may be of any length, nine digits are kept. */
const MOMENT = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?:(?<=\.\d{9})\d+)?( ?(?:Z|[+-]\d\d(?::?\d\d)?))?$/;

const keptAs =
  (keepers: Readonly<Record<string, Keeper>>): Keeper =>
  (value) =>
    isObject(value) ? keep(value, keepers) : hide(value);

/** The mark of a token, even if the token is too short to be searched for. */
const hideToken =
  (redactor: Redactor): Keeper =>
  (value) => {
    if (value === '') return value;
    if (typeof value !== 'string') return hide(value);
    const redacted = redactor.redact(value);
    return /^«[^«»]*»$/.test(redacted) ? redacted : '«short token»';
  };

type Keeper = (value: unknown) => unknown;

/** Keeps the named members with their keepers; of all others the length of the name and the kind of value. */
const keep = (object: Json, keepers: Readonly<Record<string, Keeper>>): Json =>
  Object.fromEntries(
    Object.entries(object)
      .slice(0, MOST_MEMBERS)
      .map(([key, value]) => {
        const keeper = Object.hasOwn(keepers, key) ? keepers[key] : undefined;
        return [keeper === undefined ? `«name, ${key.length} characters»` : key, (keeper ?? hide)(value)];
      }),
  );

const listOf =
  (keeper: (item: Json) => unknown): Keeper =>
  (value) =>
    Array.isArray(value)
      ? value.slice(0, MOST_LISTED).map((item: unknown) => (isObject(item) ? keeper(item) : hide(item)))
      : hide(value);

/** The name of an STU3 type. */
const type: Keeper = (value) => (typeof value === 'string' ? sanitizedType(value) : hide(value));

/** One of a few words, in any case. */
const oneOf =
  (words: ReadonlySet<string>): Keeper =>
  (value) =>
    typeof value === 'string' && words.has(value.toLowerCase()) ? value : hide(value);

/** A number that checks read, also if it is written as a string. */
const number: Keeper = (value) =>
  typeof value === 'number' || (typeof value === 'string' && /^-?\d{1,12}$/.test(value)) ? value : hide(value);

/** Hides a value but keeps its JSON type, since checks read that. */
const hide: Keeper = (value) => {
  if (typeof value === 'string') return `«string, ${value.length} characters»`;
  if (typeof value === 'number') return 0;
  if (Array.isArray(value)) return [];
  return isObject(value) ? {} : value;
};

const keepAll = (value: unknown, redactor: Redactor, depth: number): unknown => {
  if (typeof value === 'string') return redactor.redact(value).slice(0, KEPT_TEXT);
  if (depth > DEEPEST) return hide(value);
  if (Array.isArray(value))
    return value.slice(0, MOST_ITEMS).map((item: unknown) => keepAll(item, redactor, depth + 1));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [redactor.redact(key), keepAll(member, redactor, depth + 1)]),
  );
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
