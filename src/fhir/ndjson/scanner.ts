import { isUtf8 } from 'node:buffer';
import type { LineFinding } from '../../model/index.js';
import type { ElementCounter } from '../elements/counter.js';
import type { IdentityCollector } from '../validate/identity.js';
import { identityInObject, type ResourceIdentity } from '../validate/resource-identity.js';
import type { LineContent, NdjsonValidator } from '../validate/validate.js';
import { collectLineFindings } from './line-findings.js';
import type { Line } from './lines.js';

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** The result of scanning a file of NDJSON; no line of it is kept. */
export interface NdjsonSummary {
  readonly bytes: number;
  readonly resources: number;
  readonly findings: readonly LineFinding[];
}

interface NdjsonScanner {
  readonly write: (chunk: Uint8Array) => void;
  /** Ends the file. `complete` false: the transfer was cut off, and a last line without a newline says nothing. */
  readonly end: (complete: boolean) => NdjsonSummary;
}

/**
 * Reads NDJSON (ndjson.org; UTF-8, RFC 8259) in chunks of any size, and counts what violates it: a byte order mark, invalid
 * UTF-8, lines that are not a JSON object, blank lines between others, lines whose resourceType is not `type`. CRLF and a
 * last line without a newline are accepted. Each line goes to the validator first, and is parsed here only if the
 * validator found no object in it.
 */
export const scanNdjson = (
  type: string,
  validator: NdjsonValidator,
  collector?: IdentityCollector,
  counter?: ElementCounter,
): NdjsonScanner => {
  const findings = collectLineFindings();
  let resources = 0;

  const count = ({ number, offset }: Line, identity: ResourceIdentity, bytes: Buffer): void => {
    resources += 1;
    collector?.add(identity, number, () => bytes.toString('utf8'), bytes);
    if (identity.resourceType === type) counter?.add(bytes);
    else findings.add('other-type', number, offset);
  };

  const scanLine = (line: Line, content: LineContent | undefined): void => {
    const { number, offset, within, start, end } = line;
    if (within === undefined) return findings.add('line-too-long', number, offset);
    if (start === end) return findings.addBlank(number, offset);
    const bytes = Buffer.from(within.buffer, within.byteOffset + start, end - start);
    const marked = number === 1 && bytes.subarray(0, 3).equals(BOM);
    if (marked) findings.add('bom', number, offset);
    const read = content ?? decoded(marked ? bytes.subarray(3) : bytes);
    if (read === undefined) return findings.add('utf-8', number, offset);
    if ('text' in read && isBlank(read.text)) return findings.addBlank(number, offset);
    const identity = 'text' in read ? parsed(read.text) : read.identity;
    if (identity === undefined) return findings.add('not-an-object', number, offset);
    findings.settleBlanks();
    count(line, identity, bytes);
  };

  validator.listen({
    onLine: scanLine,
    part: () => ({
      ...findings.part(),
      resources,
      identities: collector?.part() ?? new Uint32Array(0),
      ...(counter !== undefined && { elements: counter.counts() }),
    }),
    absorb: (part, shift) => {
      resources += part.resources;
      findings.absorb(part, shift);
      collector?.absorb(part.identities, shift);
      if (part.elements !== undefined) counter?.absorb(part.elements);
    },
  });
  return {
    write: (chunk) => validator.write(chunk),
    end: (complete) => {
      const { bytes } = validator.end(complete);
      return { bytes, resources, findings: findings.all() };
    },
  };
};

/** The text of a line that was not decoded before; undefined: it is not UTF-8. */
const decoded = (bytes: Buffer): LineContent | undefined =>
  isUtf8(bytes) ? { text: bytes.toString('utf8') } : undefined;

/** Whether a text has only JSON white space (RFC 8259, 2). */
const isBlank = (text: string): boolean => /^[ \t\r]*$/.test(text);

/** The identity of a line's resource; undefined if it has no object. The parser's message quotes the line, so it is dropped. */
const parsed = (line: string): ResourceIdentity | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? identityInObject(value) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
