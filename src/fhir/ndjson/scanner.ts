import { isUtf8 } from 'node:buffer';
import type { LineFinding } from '../../model/index.js';
import type { IdentityCollector } from '../validate/identity.js';
import type { Line } from './lines.js';
import { type Blanks, joined, type WatchedPart } from '../workers/merge.js';
import type { Shift } from '../validate/finding.js';
import type { Learnt, NdjsonValidator } from '../validate/validate.js';
import { identityInObject, type ResourceIdentity } from '../validate/resource-identity.js';

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
export const scanNdjson = (type: string, validator: NdjsonValidator, roll?: IdentityCollector): NdjsonScanner => {
  const findings = gatherFindings();
  let resources = 0;

  const see = ({ number, offset }: Line, whose: ResourceIdentity): void => {
    resources += 1;
    roll?.see(whose, number);
    if (whose.resourceType !== type) findings.add('other-type', number, offset);
  };

  const scanLine = (line: Line, learnt: Learnt | undefined): void => {
    const { number, offset, within, start, end } = line;
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

  validator.watch({
    see: scanLine,
    part: () => ({ ...findings.part(), resources, identities: roll?.part() ?? new Uint32Array(0) }),
    absorb: (part, shift) => {
      resources += part.resources;
      findings.absorb(part, shift);
      roll?.absorb(part.identities, shift);
    },
  });
  return {
    write: (chunk) => validator.write(chunk),
    end: (whole) => {
      const { bytes } = validator.end(whole);
      return { bytes, resources, findings: findings.all() };
    },
  };
};

interface Findings {
  readonly add: (rule: LineFinding['rule'], line: number, offset: number) => void;
  readonly addBlank: (line: number, offset: number) => void;
  readonly settleBlanks: () => void;
  readonly all: () => LineFinding[];
  readonly part: () => Pick<WatchedPart, 'findings' | 'blanks' | 'settles'>;
  readonly absorb: (part: WatchedPart, shift: Shift) => void;
}

/** Findings by rule. Blank lines count only once another line follows: at the very end they are not inside the file. */
const gatherFindings = (): Findings => {
  const found = new Map<LineFinding['rule'], { count: number; lines: number[]; offset: number }>();
  let blanks: Blanks = NO_BLANKS;
  let settles = false;

  const find = (rule: LineFinding['rule'], count: number, lines: readonly number[], offset: number): void => {
    const group = found.get(rule);
    if (group === undefined) found.set(rule, { count, lines: [...lines], offset });
    else {
      group.count += count;
      group.lines.push(...lines.slice(0, FIRST_LINES - group.lines.length));
    }
  };
  const settleBlanks = (): void => {
    settles = true;
    const { count, places } = blanks;
    if (count === 0) return;
    const lines = places.map(({ number }) => number);
    find('blank-line', count, lines, places[0]?.offset ?? 0);
    blanks = NO_BLANKS;
  };
  const wait = (more: Blanks, shift: Shift): void => void (blanks = joined(blanks, more, shift, FIRST_LINES));
  const all = (): LineFinding[] => [...found].map(([rule, group]) => ({ rule, ...group }));
  return {
    add: (rule, line, offset) => {
      settleBlanks();
      find(rule, 1, [line], offset);
    },
    addBlank: (number, offset) => wait({ count: 1, places: [{ number, offset }] }, NO_SHIFT),
    settleBlanks,
    all,
    part: () => ({ findings: all(), blanks, settles }),
    absorb: (part, shift) => {
      if (part.settles) settleBlanks();
      for (const { rule, count, lines, offset } of part.findings)
        find(
          rule,
          count,
          lines.map((line) => line + shift.lines),
          offset + shift.bytes,
        );
      wait(part.blanks, shift);
    },
  };
};

const NO_BLANKS: Blanks = { count: 0, places: [] };
const NO_SHIFT: Shift = { lines: 0, bytes: 0 };

/** The text of a line that no one has decoded; undefined: it is no UTF-8. */
const decoded = (bytes: Buffer): Learnt | undefined => (isUtf8(bytes) ? { text: bytes.toString('utf8') } : undefined);

/** White space as JSON has it (RFC 8259 section 2), and no other. */
const isBlank = (text: string): boolean => /^[ \t\r]*$/.test(text);

/** Whose resource a line holds; undefined where it holds no object. The parser's message quotes the line, so it is dropped. */
const parsed = (line: string): ResourceIdentity | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? identityInObject(value) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
