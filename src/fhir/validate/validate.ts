import { isAscii, isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { Collector, type Collected, type FindingPlace } from './collect.js';
import { FastPath } from '../fast-path/index.js';
import type { Sighting } from './finding.js';
import { isBadGzip, unpacked } from '../ndjson/gzip.js';
import { Judge } from './judge.js';
import { type JsonNode, JsonKind, readJson } from '../ndjson/json-text.js';
import { LineCutter, type Line } from '../ndjson/lines.js';
import { member } from '../invariants/look.js';
import { isWhole, joined, type Blanks, type JudgedPart, type Shift, type WatchedPart } from '../workers/merge.js';
import { RULES, type RuleId } from '../definitions/rules.js';
import { type ResourceIdentity, identityInNode } from './resource-identity.js';
import { blocks, until } from '../ndjson/source.js';

export interface ValidateOptions {
  /** The type that every resource must be of. */
  readonly type?: string;
  /**
   * Findings kept one by one; all are counted and grouped.
   * @default 1000
   */
  readonly maxFindings?: number;
  /** The bytes are gzip. */
  readonly gzip?: boolean;
  /** Judge every line, also those that a pass over the bytes tells to be sound: slower, and the same result. */
  readonly judgeAll?: boolean;
  /**
   * Longest line that is validated, in bytes.
   * @default the limit line-bytes of docs/limits.md
   */
  readonly longestLine?: number;
  /** Ends the reading early: the result is that of the lines so far. */
  readonly signal?: AbortSignal;
}

export interface ValidationResult extends Collected {
  /** Lines that hold a JSON object. */
  readonly resources: number;
  readonly lines: number;
  /** Bytes after decompression. */
  readonly bytes: number;
}

export const MOST_FINDINGS = 1000;
/** Places of blank lines that are kept until another line follows. */
const MOST_BLANKS = 100;

/** What STU3 says against one resource as JSON text; nothing: it is valid. Places are in UTF-16 units. */
export const judgeText = (text: string): { type?: string; object: boolean; sightings: readonly Sighting[] } => {
  const sightings: Sighting[] = [];
  const { object, type } = judgeInto(text, new Judge((one) => void sightings.push(one)), (one) => sightings.push(one));
  return { ...(type !== undefined && { type }), object, sightings };
};

const judgeInto = (
  text: string,
  judge: Judge,
  report: (one: Sighting) => void,
): { object: boolean; type?: string; root?: JsonNode } => {
  const { root, faults } = readJson(text);
  for (const { rule, at } of faults) report(sighting(rule, at));
  if (root === undefined) return { object: false };
  if (root.kind !== JsonKind.object) {
    report(sighting('ndjson.not-an-object', root.start));
    return { object: false };
  }
  const type = judge.resource(root);
  return { object: true, root, ...(type !== undefined && { type }) };
};

const sighting = (rule: RuleId, at: number): Sighting => {
  const { severity, spec, says } = RULES[rule];
  return { rule, severity, at, path: '', expected: says, spec };
};

type Where = Pick<Line, 'number' | 'offset'>;
type Bytes = Line & { readonly within: Uint8Array };
/** What was made of a line: nothing (true: the byte pass was sure of it), its text, without byte order mark, or the object. */
type Read = true | string | JsonNode | undefined;

/** What of a line need not be found out again: whose it is, where it surely holds a resource; else its text. */
export type Learnt = { readonly whose: ResourceIdentity } | { readonly text: string };

/** Hears of each line once it was judged, or of a part of the file that was judged and watched elsewhere. */
export interface Watcher {
  readonly see: (line: Line, learnt: Learnt | undefined) => void;
  readonly part: () => WatchedPart;
  readonly absorb: (part: WatchedPart, shift: Shift) => void;
}

/** Validates NDJSON as it comes, in chunks of any size: first the bytes and lines, then JSON, then STU3. */
export class NdjsonValidator {
  #watcher: Watcher | undefined;
  #collector: Collector;
  readonly #most: number;
  readonly #cutter: LineCutter;
  /** 1 for a part from the middle of a file. */
  readonly #before: 0 | 1;
  #lead: JudgedPart['lead'];
  readonly #judge = new Judge((one) => this.#sightings.push(one));
  readonly #type: string | undefined;
  #sightings: Sighting[] = [];
  #blank: Where[] = [];
  #blanks = 0;
  #resources: number;
  #lines: number;
  #pretty = false;
  readonly #fastPath: FastPath;
  /** The chunk that was looked at last, and whether it is ASCII. */
  #within: Uint8Array | undefined;
  #ascii = false;

  /** `before` 1: what comes is a part from the middle of a file, after a line that held a resource. */
  constructor(
    { type, maxFindings = MOST_FINDINGS, judgeAll = false, longestLine }: ValidateOptions = {},
    before: 0 | 1 = 0,
  ) {
    this.#type = type;
    this.#most = maxFindings;
    this.#fastPath = new FastPath(type, judgeAll);
    this.#collector = new Collector(maxFindings);
    this.#before = before;
    this.#resources = before;
    this.#lines = before;
    this.#cutter = new LineCutter((line) => this.line(line), before, longestLine);
  }

  watch(watcher: Watcher): void {
    this.#watcher = watcher;
  }

  write(chunk: Uint8Array): void {
    this.#cutter.write(chunk);
  }

  /** Ends the file. `whole` false: it was cut, and what stands after the last newline is no evidence. */
  end(whole = true): ValidationResult {
    if (whole) this.#cutter.end();
    else this.#about('ndjson.cut', { number: this.#lines + 1, offset: this.#cutter.bytes });
    return this.stop();
  }

  /** Ends before the end of the file: nothing is said of what stands after the last newline. */
  stop(): ValidationResult {
    return { ...this.#collector.result(), resources: this.#resources, lines: this.#lines, bytes: this.#cutter.bytes };
  }

  /** How many more findings will be kept one by one. */
  get room(): number {
    return this.#collector.room;
  }

  /** Ends a part from the middle of a file, for the validator of the whole to absorb. */
  part(): JudgedPart {
    this.#cutter.end();
    return {
      lines: this.#lines - this.#before,
      bytes: this.#cutter.bytes,
      resources: this.#resources - this.#before,
      lead: this.#lead,
      collected: this.#collector.result(),
      blanks: { count: this.#blanks, places: this.#blank },
      ...(this.#watcher !== undefined && { watched: this.#watcher.part() }),
    };
  }

  /** Takes the part that follows as if it had been written here; false: it must be written, for it was judged as what it is not. */
  absorb(part: JudgedPart): boolean {
    const shift: Shift = { lines: this.#lines - 1, bytes: this.#cutter.bytes };
    if (!this.#pretty) {
      if (this.#resources === 0 || !isWhole(part)) return false;
      const { lead, collected, blanks } = part;
      if (lead !== undefined) {
        this.#collector.absorb(lead.collected, shift);
        this.#wait(lead.blanks, shift);
        this.#settleBlanks();
      }
      this.#collector.absorb(collected, shift);
      this.#wait(blanks, shift);
      this.#resources += part.resources;
    }
    if (part.watched !== undefined) this.#watcher?.absorb(part.watched, shift);
    this.skip(part.lines, part.bytes);
    return true;
  }

  /** Passes over lines that are not judged here; only between two lines. */
  skip(lines: number, bytes: number): void {
    this.#lines += lines;
    this.#cutter.skip(lines, bytes);
  }

  #wait(more: Blanks, shift: Shift): void {
    const { count, places } = joined({ count: this.#blanks, places: this.#blank }, more, shift, MOST_BLANKS);
    this.#blanks = count;
    this.#blank = [...places];
  }

  #about(rule: RuleId, { number, offset }: Where): undefined {
    this.#collector.add(sighting(rule, 0), { line: number, lineOffset: offset, bytesTo: () => 0 });
  }

  /** Judges one line, which may have been cut elsewhere; lines come in the order of the file. */
  line(line: Line): void {
    const read = this.#line(line);
    this.#watcher?.see(line, this.#learnt(line, read));
  }

  #learnt({ within }: Line, read: Read): Learnt | undefined {
    if (read === true) return within && { whose: this.#fastPath.whose(within) };
    return typeof read === 'string' ? { text: read } : read && { whose: identityInNode(read) };
  }

  #line({ number, offset, within, start, end }: Line): Read {
    this.#lines = number;
    // Of a file that is spread over lines one finding is enough.
    if (this.#pretty) return undefined;
    if (within === undefined) return this.#about('ndjson.line-too-long', { number, offset });
    if (number === 1 && within[start] === 0xef && within[start + 1] === 0xbb && within[start + 2] === 0xbf) {
      this.#about('ndjson.bom', { number, offset });
      start += 3;
      offset += 3;
    }
    if (end > start && within[end - 1] === 0x0d) {
      this.#about('ndjson.crlf', { number, offset });
      end -= 1;
    }
    return this.#bytes({ number, offset, within, start, end });
  }

  #bytes({ number, offset, within, start, end }: Bytes): Read {
    if (this.#within !== within) {
      this.#within = within;
      this.#ascii = isAscii(within);
    }
    const line = { number, offset };
    const bytes = this.#ascii ? undefined : within.subarray(start, end);
    const ascii = bytes === undefined || isAscii(bytes);
    if (!ascii && !isUtf8(bytes)) return this.#about('ndjson.utf-8', line);
    if (this.#fastPath.lets(within, start, end)) {
      this.#settleBlanks();
      this.#resources += 1;
      if (this.#fastPath.noted.length > 0) this.#noted(line, start);
      return true;
    }
    const text = Buffer.from(within.buffer, within.byteOffset + start, end - start).toString(ascii ? 'latin1' : 'utf8');
    return this.#text(text, ascii, line) ?? text;
  }

  #noted({ number, offset }: Where, start: number): void {
    const place = {
      line: number,
      lineOffset: offset,
      resourceType: this.#fastPath.type,
      bytesTo: (at: number) => at - start,
    };
    for (const one of this.#fastPath.noted) this.#collector.add(one, place);
  }

  #text(text: string, ascii: boolean, line: Where): JsonNode | undefined {
    if (/^[ \t\r]*$/.test(text)) return this.#blankLine(line);
    this.#settleBlanks();
    if (this.#resources === 0 && /^[ \t]*[{[][ \t\r]*$/.test(text)) {
      this.#pretty = true;
      return this.#about('ndjson.pretty-printed', line);
    }
    return this.#resource(text, line, (at) => (ascii ? at : Buffer.byteLength(text.slice(0, at))));
  }

  #blankLine({ number, offset }: Where): undefined {
    this.#blanks += 1;
    if (this.#blank.length < MOST_BLANKS) this.#blank.push({ number, offset });
  }

  /** Blank lines count once another line follows: at the very end they are not inside the file. */
  #settleBlanks(): void {
    if (this.#before === 1 && this.#lead === undefined) return this.#endLead();
    for (let nth = 0; nth < this.#blanks; nth += 1) {
      const blank = this.#blank[Math.min(nth, MOST_BLANKS - 1)];
      if (blank !== undefined) this.#about('ndjson.blank-line', blank);
    }
    this.#blank = [];
    this.#blanks = 0;
  }

  /** In a part the first blank lines may go on from those of an earlier part: they are not reported here. */
  #endLead(): void {
    this.#lead = { collected: this.#collector.result(), blanks: { count: this.#blanks, places: this.#blank } };
    this.#collector = new Collector(this.#most);
    this.#blank = [];
    this.#blanks = 0;
  }

  #resource(text: string, line: Where, bytesTo: FindingPlace['bytesTo']): JsonNode | undefined {
    this.#sightings = [];
    const { object, type, root } = judgeInto(text, this.#judge, (one) => this.#sightings.push(one));
    if (object) this.#resources += 1;
    if (object && this.#type !== undefined && type !== this.#type) this.#sightings.push(this.#otherType(text));
    if (this.#sightings.length === 0) return root;
    const place: FindingPlace = { line: line.number, lineOffset: line.offset, resourceType: type, bytesTo };
    for (const one of this.#sightings) this.#collector.add(one, place);
    return root;
  }

  #otherType(text: string): Sighting {
    const { root } = readJson(text);
    const expected = `a resource of type ${this.#type ?? ''}`;
    return { ...sighting('ndjson.other-type', member(root, 'resourceType')?.start ?? 0), expected };
  }
}

/** Validates NDJSON from a file (by its path; .gz is unpacked) or from any source of bytes. */
export const validateNdjson = async (
  source: string | AsyncIterable<Uint8Array>,
  options: ValidateOptions = {},
): Promise<ValidationResult> => {
  const validator = new NdjsonValidator(options);
  const gzip = options.gzip ?? (typeof source === 'string' && source.endsWith('.gz'));
  const { signal } = options;
  const read = typeof source !== 'string' ? source : gzip ? createReadStream(source) : blocks(source);
  const bytes = until(read, signal);
  try {
    for await (const chunk of gzip ? unpacked(bytes) : bytes) validator.write(chunk);
  } catch (error) {
    // A stream that is no gzip, or ends inside one, is a finding about the data.
    if (!isBadGzip(error)) throw error;
    return signal?.aborted === true ? validator.stop() : validator.end(false);
  }
  return signal?.aborted === true ? validator.stop() : validator.end();
};
