import { isUtf8 } from 'node:buffer';
import type { LineFinding } from '../model/index.js';
import { LineCutter, type Line } from './lines.js';
import type { Learnt, NdjsonValidator } from './validate.js';
import { whoseIs, type Whose } from './whose.js';

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
/** Line numbers kept per kind of finding. */
const FIRST_LINES = 5;

/** What a whole file of NDJSON showed; no line of it is kept. */
export interface NdjsonSummary {
  readonly bytes: number;
  readonly resources: number;
  readonly findings: readonly LineFinding[];
}

export interface NdjsonScanner {
  readonly write: (chunk: Uint8Array) => void;
  /** Ends the file. `whole` false: the transfer was cut, and a last line without newline is no evidence. */
  readonly end: (whole: boolean) => NdjsonSummary;
}

/**
 * Reads NDJSON (ndjson.org; UTF-8, RFC 8259) as it arrives, in chunks of any size, and counts what departs from
 * it: a byte order mark, bad UTF-8, lines that are no JSON object, blank lines between others, lines whose
 * resourceType is not `type`. CRLF and a last line without newline are tolerated. Each line is cut once, goes to the
 * validator first, and is parsed here only where that read no object.
 */
export const scanNdjson = (
  type: string,
  validator: NdjsonValidator,
  onResource?: (whose: Whose, line: number) => void,
  longestLine?: number,
): NdjsonScanner => {
  const findings = gatherFindings();
  let resources = 0;

  const see = ({ number, offset }: Line, whose: Whose): void => {
    resources += 1;
    onResource?.(whose, number);
    if (whose.resourceType !== type) findings.add('other-type', number, offset);
  };

  const scanLine = (line: Line): void => {
    const { number, offset, within, start, end } = line;
    const learnt = validator.line(line);
    if (within === undefined) return findings.add('line-too-long', number, offset);
    const bytes = Buffer.from(within.buffer, within.byteOffset + start, end - start);
    const marked = number === 1 && bytes.subarray(0, 3).equals(BOM);
    if (marked) findings.add('bom', number, offset);
    const read = learnt ?? decoded(marked ? bytes.subarray(3) : bytes);
    if (read === undefined) return findings.add('utf-8', number, offset);
    if ('text' in read && isBlank(read.text)) return findings.addBlank(number, offset);
    const whose = 'text' in read ? parsed(read.text) : read.whose;
    if (whose === undefined) return findings.add('not-an-object', number, offset);
    findings.settleBlanks();
    see(line, whose);
  };

  const cutter = new LineCutter(scanLine, 0, longestLine);
  return {
    write: (chunk) => cutter.write(chunk),
    end: (whole) => {
      if (whole) cutter.end();
      return { bytes: cutter.bytes, resources, findings: findings.all() };
    },
  };
};

interface Findings {
  readonly add: (rule: LineFinding['rule'], line: number, offset: number) => void;
  readonly addBlank: (line: number, offset: number) => void;
  readonly settleBlanks: () => void;
  readonly all: () => LineFinding[];
}

/** Findings by rule. Blank lines count only once another line follows: at the very end they are not inside the file. */
const gatherFindings = (): Findings => {
  const found = new Map<LineFinding['rule'], { count: number; lines: number[]; offset: number }>();
  let blanks: { line: number; offset: number }[] = [];
  let blankCount = 0;

  const find = (rule: LineFinding['rule'], line: number, offset: number): void => {
    const group = found.get(rule);
    if (group === undefined) found.set(rule, { count: 1, lines: [line], offset });
    else {
      group.count += 1;
      if (group.lines.length < FIRST_LINES) group.lines.push(line);
    }
  };
  const settleBlanks = (): void => {
    if (blankCount === 0) return;
    for (const { line, offset } of blanks) find('blank-line', line, offset);
    const group = found.get('blank-line');
    // Of the others the lines are not known: more than are kept stood before them.
    if (group !== undefined) group.count += blankCount - blanks.length;
    blanks = [];
    blankCount = 0;
  };
  return {
    add: (rule, line, offset) => {
      settleBlanks();
      find(rule, line, offset);
    },
    addBlank: (line, offset) => {
      blankCount += 1;
      if (blanks.length < FIRST_LINES) blanks.push({ line, offset });
    },
    settleBlanks,
    all: () => [...found].map(([rule, group]) => ({ rule, ...group })),
  };
};

/** The text of a line that no one has decoded; undefined: it is no UTF-8. */
const decoded = (bytes: Buffer): Learnt | undefined => (isUtf8(bytes) ? { text: bytes.toString('utf8') } : undefined);

/** White space as JSON has it (RFC 8259 section 2), and no other. */
const isBlank = (text: string): boolean => /^[ \t\r]*$/.test(text);

/** Whose resource a line holds; undefined where it holds no object. The parser's message quotes the line, so it is dropped. */
const parsed = (line: string): Whose | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? whoseIs(value) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
