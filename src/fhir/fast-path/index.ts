import { SeenBefore } from '../carin/seen/seen.js';
import { FastPathReader } from './reader.js';
import type { RawFinding } from '../validate/finding.js';
import type { TakeHash } from '../repeated-ids.js';
import type { ResourceIdentity } from '../validate/resource-identity.js';
import type { Definitions } from '../definitions/definitions.js';

/** Rejected lines in a row after which the fast path is tried less often. */
const MOST_REJECTED = 16;
/** It is then tried for one line in this many. */
const TRY_ONE_IN = 16;

const readers = new Map<string, FastPathReader>();

/** Compiling the tables of a type takes as long as reading a megabyte, and a reader keeps nothing between two lines. */
const readerOf = (definitions: Definitions, type: string | undefined): FastPathReader => {
  const key = `${definitions.release} ${type ?? ''}`;
  const known = readers.get(key);
  if (known !== undefined) return known;
  const made = new FastPathReader(definitions, type);
  // A server can list any number of types that do not exist.
  if (type === undefined || definitions.isResource(type)) readers.set(key, made);
  return made;
};

const seen = new WeakMap<FastPathReader, SeenBefore>();

const seenBy = (reader: FastPathReader): SeenBefore => {
  const known = seen.get(reader);
  if (known !== undefined) return known;
  const made = new SeenBefore(reader);
  seen.set(reader, made);
  return made;
};

/** Uses the fast path while that pays off: if line after line goes to the judge, trying it is wasted time. */
export class FastPath {
  readonly #reader: FastPathReader | undefined;
  readonly #taped: boolean;
  #rejected = 0;

  /** `taped`: what the lines hold is recorded on the tape. */
  constructor(definitions: Definitions, type: string | undefined, { off, taped }: { off: boolean; taped: boolean }) {
    this.#reader = off ? undefined : readerOf(definitions, type);
    this.#taped = taped;
  }

  /** Findings in the last accepted line, and its type. */
  get findings(): readonly RawFinding[] {
    return this.#reader?.findings ?? [];
  }
  get type(): string {
    return this.#reader?.type() ?? '';
  }

  /** Identity of the resource in the last accepted line, from the buffer that contains it. */
  identity(buf: Uint8Array): ResourceIdentity {
    return this.#reader?.identity(buf) ?? {};
  }

  /** Calls `take` with the hash of the type and id of the resource in the last accepted line, if it has an id. */
  hashId(buf: Uint8Array, take: TakeHash): void {
    this.#reader?.hashId(buf, take);
  }

  /**
   * The findings by CARIN Blue Button about the last accepted line, which was taped, with places in bytes; undefined: the
   * judge must read it.
   */
  carinFindings(buf: Uint8Array, start: number, end: number): readonly RawFinding[] | undefined {
    return this.#reader && seenBy(this.#reader).findings(buf, start, end);
  }

  /** Whether the findings in a line are known, so that the judge need not read it. */
  accepts(buf: Uint8Array, start: number, end: number): boolean {
    if (this.#reader === undefined) return false;
    if (this.#rejected >= MOST_REJECTED && (this.#rejected - MOST_REJECTED) % TRY_ONE_IN !== 0) {
      this.#rejected += 1;
      return false;
    }
    this.#reader.tape.on = this.#taped;
    const accepted = this.#reader.accepts(buf, start, end);
    this.#rejected = accepted ? 0 : this.#rejected + 1;
    return accepted;
  }
}
