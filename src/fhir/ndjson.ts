import { isUtf8 } from 'node:buffer';
import type { LineFinding } from '../model/index.js';

const NEWLINE = 0x0a;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
/** Longest line that is judged, in bytes; a longer one is a finding and is passed over. */
export const LONGEST_LINE = 16 * 1024 * 1024;
/** Line numbers kept per kind of finding. */
const FIRST_LINES = 5;

/** What a whole file of NDJSON showed; no line of it is kept. */
export interface NdjsonSummary {
  readonly bytes: number;
  readonly resources: number;
  readonly findings: readonly LineFinding[];
}

/** A resource while it is at hand; whoever sees it keeps nothing of it. */
export type Json = Readonly<Record<string, unknown>>;

export interface NdjsonScanner {
  readonly write: (chunk: Uint8Array) => void;
  /** Ends the file. `whole` false: the transfer was cut, and a last line without newline is no evidence. */
  readonly end: (whole: boolean) => NdjsonSummary;
}

/**
 * Reads NDJSON (ndjson.org; UTF-8, RFC 8259) as it arrives, in chunks of any size, and counts what departs from
 * it: a byte order mark, bad UTF-8, lines that are no JSON object, blank lines between others, lines whose
 * resourceType is not `type`. CRLF and a last line without newline are tolerated.
 */
export const scanNdjson = (type: string, onResource?: (resource: Json, line: number) => void): NdjsonScanner => {
  const found = new Map<LineFinding['rule'], { count: number; lines: number[]; offset: number }>();
  let rest: Uint8Array[] = [];
  let restLength = 0;
  let bytes = 0;
  let lineNumber = 0;
  let resources = 0;
  let blanks: { line: number; offset: number }[] = [];
  let blankCount = 0;

  const find = (rule: LineFinding['rule'], line: number, offset: number, count = 1): void => {
    const group = found.get(rule);
    if (group === undefined) found.set(rule, { count, lines: [line], offset });
    else {
      group.count += count;
      if (group.lines.length < FIRST_LINES) group.lines.push(line);
    }
  };

  /** Blank lines count only once another line follows: at the very end they are not inside the file. */
  const settleBlanks = (): void => {
    for (const blank of blanks) find('blank-line', blank.line, blank.offset);
    if (blankCount > blanks.length) find('blank-line', lineNumber, 0, blankCount - blanks.length);
    blanks = [];
    blankCount = 0;
  };

  const judgeLine = (line: Buffer, offset: number): void => {
    lineNumber += 1;
    let text = line;
    if (lineNumber === 1 && line.subarray(0, 3).equals(BOM)) {
      find('bom', 1, 0);
      text = line.subarray(3);
    }
    if (!isUtf8(text)) {
      settleBlanks();
      find('utf-8', lineNumber, offset);
      return;
    }
    const decoded = text.toString('utf8');
    // White space as JSON has it (RFC 8259 section 2), and no other.
    if (/^[ \t\r]*$/.test(decoded)) {
      blankCount += 1;
      if (blanks.length < FIRST_LINES) blanks.push({ line: lineNumber, offset });
      return;
    }
    settleBlanks();
    const value = parse(decoded);
    if (value === undefined) {
      find('not-an-object', lineNumber, offset);
      return;
    }
    resources += 1;
    onResource?.(value, lineNumber);
    if (value['resourceType'] !== type) find('other-type', lineNumber, offset);
  };

  const takeLine = (tail: Uint8Array, end: number): void => {
    const length = restLength + tail.length;
    if (length > LONGEST_LINE) {
      lineNumber += 1;
      settleBlanks();
      find('line-too-long', lineNumber, end - length);
    } else judgeLine(rest.length === 0 ? asBuffer(tail) : Buffer.concat([...rest, tail], length), end - length);
    rest = [];
    restLength = 0;
  };

  return {
    write: (chunk) => {
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
        takeLine(chunk.subarray(start, at), bytes + at);
        start = at + 1;
      }
      bytes += chunk.length;
      if (start === chunk.length) return;
      const tail = chunk.subarray(start);
      restLength += tail.length;
      // A line over the bound is not kept: its length alone is needed to say so.
      if (restLength <= LONGEST_LINE) rest.push(Uint8Array.from(tail));
      else rest = [];
    },
    end: (whole) => {
      if (restLength > 0 && whole) takeLine(new Uint8Array(0), bytes);
      const findings = [...found].map(([rule, group]) => ({ rule, ...group }));
      return { bytes, resources, findings };
    },
  };
};

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** The object that a line holds; undefined where it holds none. The parser's message quotes the line, so it is dropped. */
const parse = (line: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
