import { KEPT_TEXT, MOST_LISTED } from './bounds.js';
import { harmlessUrl, isWord } from './harmless.js';
import type { Redactor } from './redact.js';

type Json = Record<string, unknown>;

const MOST_MEMBERS = 100;
const MOST_ITEMS = 1000;
const DEEPEST = 12;

/**
 * A copy of a JSON document with nothing in it that could be personal: of the four documents that the guides
 * know, the values that checks read; of anything else, the shape of its first level.
 * @param isPublic it was read without a token: a CapabilityStatement is then kept as it is (guide: BCDA Metadata)
 */
export const keepHarmless = (document: unknown, redactor: Redactor, isPublic = false): unknown => {
  if (!isObject(document)) return hide(document);
  if (isPublic && document['resourceType'] === 'CapabilityStatement') return keepAll(document, redactor, 0);
  const plain: Keeper = (value) =>
    typeof value === 'object' && value !== null ? hide(value) : keepAll(value, redactor, 0);
  if ('access_token' in document || 'token_type' in document)
    return keep(document, { token_type: word, expires_in: plain, access_token: hideToken(redactor) });
  if (document['resourceType'] === 'OperationOutcome')
    return keep(document, {
      resourceType: word,
      issue: listOf((issue) => keep(issue, { severity: word, code: word })),
    });
  if (['transactionTime', 'output', 'requiresAccessToken', 'JobID'].some((key) => key in document)) {
    const url: Keeper = (value) =>
      typeof value === 'string' ? plain(harmlessUrl(redactor.redact(value))) : hide(value);
    const file = (entry: Json): unknown => keep(entry, { type: word, url });
    return keep(document, {
      transactionTime: plain,
      request: url,
      requiresAccessToken: plain,
      JobID: plain,
      output: listOf(file),
      error: listOf(file),
    });
  }
  return keep(document, { resourceType: word });
};

/** The mark of a token, also of one that is too short to be searched for. */
const hideToken =
  (redactor: Redactor): Keeper =>
  (value) => {
    if (value === '') return value;
    if (typeof value !== 'string') return hide(value);
    const redacted = redactor.redact(value);
    return /^«[^«»]*»$/.test(redacted) ? redacted : '«short token»';
  };

type Keeper = (value: unknown) => unknown;

/** Keeps the named members by their keepers; of all others the length of the name and the kind of value. */
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

/** A single word, as codes and names of types are; anything longer, or with digits in it, is hidden. */
const word: Keeper = (value) => (typeof value === 'string' && isWord(value) ? value : hide(value));

/** What a value is, without what it says: its JSON type stays, since checks ask for that. */
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
