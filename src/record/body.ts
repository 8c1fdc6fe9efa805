import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type Header, headerOf, type RecordedBody } from '../model/index.js';
import type { JsonContent } from './json.js';
import { keepSanitized, type Keeping } from './keep.js';
import type { Redactor } from './redact.js';

/** Characters of a body that are searched for signs of internal details. */
const LONGEST_SEARCH = 65_536;

/** Signs of internal details of a server, which a response should not show. */
const SIGNS: readonly (readonly [string, RegExp])[] = [
  ['stack trace', /^[ \t]{0,20}at [\w.$<>]{1,200} ?\([^)\n]{0,300}:\d/m],
  ['stack trace', /Traceback \(most recent call last\)|goroutine \d+ \[|\bpanic: |Exception in thread "/],
  ['stack trace', /\b\w{1,100}\.(go|java|py|rb|cs|php|js|ts):\d/],
  ['SQL', /\b(SELECT\b.{1,300}\bFROM|INSERT INTO|DELETE FROM|UPDATE\b.{1,100}\bSET)\b/s],
  ['SQL', /\bpq: |SQLSTATE|ORA-\d{5}|syntax error at or near/],
  ['file path', /(?:^|[\s(:])(?:\/(?:usr|home|var|opt|srv|etc|root|go|src|tmp)\/[\w.-]+|[A-Za-z]:\\[\w.-]+)/m],
];

/**
 * Describes a reply's body for the transcript: of JSON the structure and values that are safe to keep, of other text only
 * its length and the signs found in it. The content itself is not kept.
 */
export const describeBody = (
  content: JsonContent,
  status: number,
  redactor: Redactor,
  keeping?: Keeping,
): RecordedBody => {
  const { bytes, text, documents } = content;
  // Error messages begin with what matters; searching more would only take time.
  const beginning = text.slice(0, LONGEST_SEARCH);
  const shows = [...new Set(SIGNS.filter(([, sign]) => sign.test(beginning)).map(([name]) => name))];
  const common = { bytes, shows, repeats: redactor.marksIn(text) };
  const phrase = text.trim();
  if (phrase === '') return { ...common, form: 'empty', documents: 0 };
  if (isReasonPhrase(phrase, status)) return { ...common, form: 'text', documents: 0, phrase };
  const digest = digestOf(documents);
  return documents.length === 0
    ? { ...common, form: 'text', documents: 0 }
    : {
        ...common,
        form: 'json',
        documents: documents.length,
        ...(content.defect !== undefined && { defect: content.defect }),
        json: keepSanitized(documents[0], redactor, keeping),
        ...(digest !== undefined && { digest }),
      };
};

/** Digest of what a CapabilityStatement says, which is public: apart from its date, id, meta, white space and the order of members. */
const digestOf = ([document, ...more]: readonly unknown[]): string | undefined => {
  if (typeof document !== 'object' || document === null || more.length > 0) return undefined;
  if ((document as Record<string, unknown>)['resourceType'] !== 'CapabilityStatement') return undefined;
  const content = inOrder({ ...document, date: undefined, id: undefined, meta: undefined });
  return createHash('sha256').update(content).digest('hex');
};

/** A JSON value with the members of objects in one order; bodies are read to a limited depth. */
const inOrder = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inOrder).join()}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${inOrder(member)}`).join()}}`;
};

/** Only the registered phrase is ever quoted: a phrase of the server's own could say anything. */
const isReasonPhrase = (text: string, status: number): boolean => {
  const phrase = STATUS_CODES[status];
  const allowed = [`${status}`, ...(phrase === undefined ? [] : [phrase, `${status} ${phrase}`])];
  return allowed.some((one) => one.toLowerCase() === text.toLowerCase());
};

/**
 * A body without its content coding; undefined if that is another than gzip, if the bytes are not what the header says, or
 * if there are more of them than `most`.
 */
export const withoutCoding = (headers: readonly Header[] = [], bytes: Buffer, most: number): Buffer | undefined => {
  const coding = headerOf(headers, 'content-encoding')?.trim().toLowerCase() ?? '';
  if (['', 'identity'].includes(coding) || bytes.length === 0) return bytes;
  if (!['gzip', 'x-gzip'].includes(coding)) return undefined;
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch {
    return undefined;
  }
};
