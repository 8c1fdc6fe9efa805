import { isAscii, isUtf8 } from 'node:buffer';
import { carinFindings } from '../carin/judge.js';
import type { Value } from '../carin/values.js';
import { type Definitions, definitionsOf } from '../definitions/definitions.js';
import type { FhirRelease } from '../definitions/release.js';
import type { LineRule } from '../definitions/rules.js';
import { FastPath } from '../fast-path/index.js';
import { member } from '../invariants/members.js';
import { type JsonNode } from '../ndjson/json-node.js';
import { readJson } from '../ndjson/json-text.js';
import { isUtf16, LineCutter, type Line } from '../ndjson/lines.js';
import { type Blanks, hasAllGroups, joined, type JudgedPart, type ScannedPart, withBlank } from '../workers/merge.js';
import { Collector, type Collected, type FindingPlace } from './collect.js';
import type { RawFinding, Shift } from './finding.js';
import { Judge } from './judge/judge.js';
import { findingOf, judgeWith } from './judge/text.js';
import { LineFindings } from './line-findings.js';
import { mayBeOtherRelease, withRelease } from './release.js';
import { hashIdentity, RepeatedIds, type TakeHash } from '../repeated-ids.js';
import { identityInNode, type ResourceIdentity } from './resource-identity.js';

export interface ValidateOptions {
  /**
   * The FHIR release whose rules the resources are judged by; auto: the one that the beginning of the file shows.
   * @default 'auto' for files, 'stu3' for what a server sends in a check
   */
  readonly fhir?: FhirRelease | 'auto';
  /** The type that every resource must have. */
  readonly type?: string;
  /**
   * Findings kept one by one; all are counted and grouped.
   * @default 1000
   */
  readonly maxFindings?: number;
  /**
   * Also judge by the profiles of CARIN Blue Button 2.2.0; of resources of R4 only.
   * @default false
   */
  readonly carin?: boolean;
  /** The bytes are gzip. */
  readonly gzip?: boolean;
  /** Judge every line completely, also those that the fast path accepts: slower, with the same result. */
  readonly judgeAll?: boolean;
  /**
   * Longest line that is validated, in bytes.
   * @default the limit line-bytes of docs/limits.md
   */
  readonly longestLine?: number;
  /**
   * Report a resource that looks like another release by one finding, in place of its departures from this one.
   * @default true for files, false for what a server sends in a check
   */
  readonly recognizeRelease?: boolean;
  /**
   * Warn of a resource whose type and id an earlier line of the file has.
   * @default true for files, false for what a server sends in a check
   */
  readonly repeatedIds?: boolean;
  /** Ends the reading early: the result is that of the lines so far. */
  readonly signal?: AbortSignal;
}

export interface ValidationResult extends Collected {
  /** Lines that contain a JSON object. */
  readonly resources: number;
  readonly lines: number;
  /** Bytes after decompression. */
  readonly bytes: number;
}

export const MOST_FINDINGS = 1000;
/** Places of blank lines that are kept until another line follows. */
const MOST_BLANKS = 100;
const NO_BLANKS: Blanks = { count: 0, places: [] };

type LinePlace = Pick<Line, 'number' | 'offset'>;
type LineBytes = Line & { readonly within: Uint8Array };
/** The result of reading a line: true: the fast path accepted it; its text, without a byte order mark; or the object. */
type ReadResult = true | string | JsonNode | undefined;

/** What is already known about a line: the identity, if it contains a resource; otherwise its text. */
export type LineContent = { readonly identity: ResourceIdentity } | { readonly text: string };

/** Called for each line after it was judged, or for a part of the file that was judged elsewhere. */
interface LineListener {
  readonly onLine: (line: Line, content: LineContent | undefined) => void;
  readonly part: () => ScannedPart;
  readonly absorb: (part: ScannedPart, shift: Shift) => void;
}

/** Validates NDJSON in chunks of any size: first the bytes and lines, then JSON, then FHIR. */
export class NdjsonValidator {
  #listener: LineListener | undefined;
  #collector: Collector;
  readonly #most: number;
  readonly #cutter: LineCutter;
  /** 1 for a part from the middle of a file. */
  readonly #before: 0 | 1;
  #lead: JudgedPart['lead'];
  readonly #definitions: Definitions;
  readonly #judge: Judge;
  readonly #type: string | undefined;
  readonly #recognize: boolean;
  readonly #ids: RepeatedIds | undefined;
  readonly #carin: boolean;
  /** The findings of the line that the judge reads. */
  #found: LineFindings | undefined;
  #blanks = NO_BLANKS;
  #resources: number;
  #lines: number;
  #pretty = false;
  readonly #fastPath: FastPath;
  /** The chunk of the last line, and whether it is ASCII. */
  #within: Uint8Array | undefined;
  #ascii = false;

  /** `before` 1: the bytes are a part from the middle of a file, after a line with a resource. */
  constructor(
    {
      type,
      maxFindings = MOST_FINDINGS,
      judgeAll = false,
      longestLine,
      recognizeRelease = false,
      repeatedIds = false,
      fhir = 'stu3',
      carin = false,
    }: ValidateOptions = {},
    before: 0 | 1 = 0,
  ) {
    this.#type = type;
    this.#carin = carin;
    this.#recognize = recognizeRelease;
    this.#ids = repeatedIds ? new RepeatedIds(maxFindings, before === 1) : undefined;
    this.#most = maxFindings;
    this.#definitions = definitionsOf(fhir === 'auto' ? 'stu3' : fhir);
    this.#judge = new Judge(this.#definitions, (one) => this.#found?.add(one));
    this.#fastPath = new FastPath(this.#definitions, type, { off: judgeAll, taped: carin });
    this.#collector = new Collector(maxFindings);
    this.#before = before;
    this.#resources = before;
    this.#lines = before;
    this.#cutter = new LineCutter((line) => this.line(line), before, longestLine);
  }

  listen(listener: LineListener): void {
    this.#listener = listener;
  }

  write(chunk: Uint8Array): void {
    this.#cutter.write(chunk);
  }

  /** Ends the file. `complete` false: it was cut off, and the text after the last newline says nothing. */
  end(complete = true): ValidationResult {
    if (complete) this.#cutter.end();
    else this.#add('ndjson.cut', { number: this.#lines + 1, offset: this.#cutter.bytes });
    return this.stop();
  }

  /** Ends before the end of the file: the text after the last newline is not judged. */
  stop(): ValidationResult {
    const found = this.#collector.result();
    const collected = this.#ids?.addTo(found, this.#most) ?? found;
    return { ...collected, resources: this.#resources, lines: this.#lines, bytes: this.#cutter.bytes };
  }

  /** How many more findings will be kept one by one. */
  get room(): number {
    return this.#collector.room;
  }

  /** Ends a part from the middle of a file; the validator of the file absorbs it. */
  part(): JudgedPart {
    this.#cutter.end();
    return {
      lines: this.#lines - this.#before,
      bytes: this.#cutter.bytes,
      resources: this.#resources - this.#before,
      lead: this.#lead,
      collected: this.#collector.result(),
      blanks: this.#blanks,
      ...(this.#ids !== undefined && { ids: this.#ids.part() }),
      ...(this.#listener !== undefined && { scanned: this.#listener.part() }),
    };
  }

  /**
   * Adds the following part as if its bytes had been written here. False: it was judged under a wrong assumption, and its
   * bytes must be written.
   */
  absorb(part: JudgedPart): boolean {
    const shift: Shift = { lines: this.#lines - 1, bytes: this.#cutter.bytes };
    if (!this.#pretty) {
      if (this.#resources === 0 || !hasAllGroups(part)) return false;
      const { lead, collected, blanks } = part;
      if (lead !== undefined) {
        this.#collector.absorb(lead.collected, shift);
        this.#keepBlanks(lead.blanks, shift);
        this.#settleBlanks();
      }
      this.#collector.absorb(collected, shift);
      this.#keepBlanks(blanks, shift);
      this.#resources += part.resources;
      if (part.ids !== undefined) this.#ids?.absorb(part.ids, shift);
    }
    if (part.scanned !== undefined) this.#listener?.absorb(part.scanned, shift);
    this.skip(part.lines, part.bytes);
    return true;
  }

  /** Skips lines that are not judged here; only between two lines. */
  skip(lines: number, bytes: number): void {
    this.#lines += lines;
    this.#cutter.skip(lines, bytes);
  }

  /** Judges one line, which may have been cut elsewhere; lines must come in the order of the file. */
  line(line: Line): void {
    const read = this.#line(line);
    if (this.#ids !== undefined) this.#noteId(this.#ids, line, read);
    this.#listener?.onLine(line, this.#contentOf(line, read));
  }

  #noteId(ids: RepeatedIds, { number, offset, within }: Line, read: ReadResult): void {
    const take: TakeHash = (high, low) => ids.add(number, offset, high, low);
    if (read === true && within !== undefined) this.#fastPath.hashId(within, take);
    else if (typeof read === 'object') hashIdentity(identityInNode(read), take);
  }

  #contentOf({ within }: Line, read: ReadResult): LineContent | undefined {
    if (read === true) return within && { identity: this.#fastPath.identity(within) };
    return typeof read === 'string' ? { text: read } : read && { identity: identityInNode(read) };
  }

  #line({ number, offset, within, start, end }: Line): ReadResult {
    this.#lines = number;
    // For a resource on several lines, or a file in UTF-16, one finding is enough.
    if (this.#pretty) return undefined;
    if (within === undefined) return this.#add('ndjson.line-too-long', { number, offset });
    if (number === 1 && end - start > 1 && isUtf16(within, start)) {
      this.#pretty = true;
      return this.#add('ndjson.utf-16', { number, offset });
    }
    if (number === 1 && within[start] === 0xef && within[start + 1] === 0xbb && within[start + 2] === 0xbf) {
      this.#add('ndjson.bom', { number, offset });
      start += 3;
      offset += 3;
    }
    if (end > start && within[end - 1] === 0x0d) {
      this.#add('ndjson.crlf', { number, offset });
      end -= 1;
    }
    return this.#bytes({ number, offset, within, start, end });
  }

  #bytes({ number, offset, within, start, end }: LineBytes): ReadResult {
    // A file may consist of millions of them.
    if (start === end) {
      this.#blankLine({ number, offset });
      return '';
    }
    if (this.#within !== within) {
      this.#within = within;
      this.#ascii = isAscii(within);
    }
    const line = { number, offset };
    const bytes = this.#ascii ? undefined : within.subarray(start, end);
    const ascii = bytes === undefined || isAscii(bytes);
    if (!ascii && !isUtf8(bytes)) return this.#add('ndjson.utf-8', line);
    // Whether it is of another release, the fast path does not see.
    if (
      this.#fastPath.accepts(within, start, end) &&
      !(this.#recognize && mayBeOtherRelease(this.#definitions, this.#fastPath.findings, this.#fastPath.type, within))
    ) {
      this.#settleBlanks();
      this.#resources += 1;
      if (this.#fastPath.findings.length > 0) this.#addFast(line, start);
      if (this.#carin) this.#addCarin({ ...line, within, start, end }, ascii);
      return true;
    }
    const text = textIn(within, start, end, ascii);
    return this.#text(text, ascii, line) ?? text;
  }

  #text(text: string, ascii: boolean, line: LinePlace): JsonNode | undefined {
    if (/^[ \t\r]*$/.test(text)) return this.#blankLine(line);
    this.#settleBlanks();
    if (this.#resources === 0 && /^[ \t]*[{[][ \t\r]*$/.test(text)) {
      this.#pretty = true;
      return this.#add('ndjson.pretty-printed', line);
    }
    return this.#resource(text, line, ascii ? (at) => at : bytesIn(text));
  }

  #resource(text: string, line: LinePlace, bytesTo: FindingPlace['bytesTo']): JsonNode | undefined {
    const place = { line: line.number, lineOffset: line.offset, bytesTo };
    const found = new LineFindings(place);
    this.#found = found;
    const { object, type, root } = judgeWith(this.#judge, text, (one) => found.add(one));
    if (object) this.#resources += 1;
    if (this.#carin && object && root !== undefined)
      for (const one of carinFindings(valueOf(text), () => root)) found.add(one);
    const { first } = found;
    const judged = this.#recognize ? withRelease(this.#definitions, root, type, first) : first;
    for (const one of judged) this.#collector.add(one, { ...place, resourceType: type });
    // Of a resource of another release, one sentence says all.
    if (judged === first) found.giveFurther(this.#collector);
    if (object && this.#type !== undefined && type !== this.#type)
      this.#collector.add(otherType(text, this.#type), { ...place, resourceType: type });
    return root;
  }

  /** Adds what CARIN Blue Button asks of a line that the fast path accepted. */
  #addCarin({ number, offset, within, start, end }: LineBytes, ascii: boolean): void {
    const place = { line: number, lineOffset: offset, resourceType: this.#fastPath.type };
    const known = this.#fastPath.carinFindings(within, start, end);
    if (known !== undefined) {
      for (const one of known) this.#collector.add(one, { ...place, bytesTo: (at) => at });
      return;
    }
    const text = textIn(within, start, end, ascii);
    const bytesTo = ascii ? (at: number) => at : bytesIn(text);
    for (const one of carinFindings(valueOf(text), () => readJson(text).root))
      this.#collector.add(one, { ...place, bytesTo });
  }

  /** Adds the findings of the fast path in the line that it accepted. */
  #addFast({ number, offset }: LinePlace, start: number): void {
    const place = {
      line: number,
      lineOffset: offset,
      resourceType: this.#fastPath.type,
      bytesTo: (at: number) => at - start,
    };
    for (const one of this.#fastPath.findings) this.#collector.add(one, place);
  }

  #add(rule: LineRule, { number, offset }: LinePlace): undefined {
    this.#collector.add(findingOf(rule, 0), { line: number, lineOffset: offset, bytesTo: () => 0 });
  }

  #blankLine(line: LinePlace): undefined {
    this.#blanks = withBlank(this.#blanks, line, MOST_BLANKS);
  }

  #keepBlanks(more: Blanks, shift: Shift): void {
    this.#blanks = joined(this.#blanks, more, shift, MOST_BLANKS);
  }

  /** Blank lines count once another line follows: at the end of the file they are accepted. */
  #settleBlanks(): void {
    if (this.#before === 1 && this.#lead === undefined) return this.#endLead();
    const { count, places } = this.#blanks;
    if (count === 0) return;
    for (let nth = 0; nth < count; nth += 1) {
      const blank = places[Math.min(nth, MOST_BLANKS - 1)];
      if (blank !== undefined) this.#add('ndjson.blank-line', blank);
    }
    this.#blanks = NO_BLANKS;
  }

  /** In a part, the first blank lines may continue those of an earlier part: they are not reported here. */
  #endLead(): void {
    this.#lead = { collected: this.#collector.result(), blanks: this.#blanks };
    this.#collector = new Collector(this.#most);
    this.#blanks = NO_BLANKS;
  }
}

/** The value of a text that is known to be JSON. */
const valueOf = (text: string): Value => JSON.parse(text) as Value;

const textIn = (within: Uint8Array, start: number, end: number, ascii: boolean): string =>
  Buffer.from(within.buffer, within.byteOffset + start, end - start).toString(ascii ? 'latin1' : 'utf8');

/** How many bytes of UTF-8 come before a place in a text. Places mostly come in order, so each continues the one before. */
const bytesIn = (text: string): FindingPlace['bytesTo'] => {
  let [from, bytes] = [0, 0];
  return (at) => {
    if (at < from) [from, bytes] = [0, 0];
    bytes += Buffer.byteLength(text.slice(from, at));
    from = at;
    return bytes;
  };
};

const otherType = (text: string, type: string): RawFinding => {
  const { root } = readJson(text);
  const expected = `a resource of type ${type}`;
  return { ...findingOf('ndjson.other-type', member(root, 'resourceType')?.start ?? 0), expected };
};
