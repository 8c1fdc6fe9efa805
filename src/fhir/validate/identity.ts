import type { ElementScan } from '../elements/counter.js';
import type { Shift } from './finding.js';
import { type Bound, CRITERIA, type Mark, MARKS, type ResourceMarks } from '../../model/profile.js';
import { contentDigest } from './content-digest.js';
import { placements } from '../elements/bounds.js';
import { isUpdatedAfter } from '../elements/last-updated.js';
import { type Members, membersOf } from '../elements/members.js';
import { marksOf, numberOf } from '../elements/marks.js';
import { type ResourceIdentity, SUBJECT } from './resource-identity.js';

/** Seeds that are never disclosed: hashes made with them distinguish resources but do not reveal their ids. */
export type Key = readonly [number, number];

/** 64 bits in two words. With a million ids, two collide once in about forty million runs. */
export type Hash = readonly [number, number];

/** What a run remembers of the resource in a line. */
interface IdentityHash {
  readonly line: number;
  /** Hash of its type and id. */
  readonly id: Hash;
  readonly isPatient: boolean;
  /** Hash of the Patient that it refers to, made the same way. */
  readonly subject?: Hash;
}

/** What a run asks about every line of a file. */
export interface Scan {
  /** The type that the file is listed with. */
  readonly type: string;
  readonly key: Key;
  /** Contents are compared of the resources whose hash has a first word up to this one. */
  readonly below: number;
  /** Resources are noted that were updated after this instant, in milliseconds since the epoch. */
  readonly upTo?: number;
  /** Resources are noted that were updated before this instant. */
  readonly notBefore?: number;
  /** What the export is narrowed to: resources are noted that are outside of it. */
  readonly own?: Bound;
  /** What later exports are narrowed to: resources are noted that are within. */
  readonly others?: readonly Bound[];
  /** What each resource has by the documentation: resources are noted that are against it. */
  readonly marks?: ResourceMarks;
  /** Elements whose occurrences are counted. */
  readonly elements?: ElementScan;
}

/** Collects the identities of a file's resources, line by line or a part of the file at a time. */
export interface IdentityCollector {
  /** `text` returns the line, which `bytes` are. */
  readonly add: (identity: ResourceIdentity, line: number, text?: () => string, bytes?: Buffer) => void;
  /** The identities collected since the last part. */
  readonly part: () => Uint32Array;
  readonly absorb: (part: Uint32Array, shift: Pick<Shift, 'lines'>) => void;
}

/** The identity of a resource under a key; undefined if it has no type or no id. */
export const hashedIdentity = (
  key: Key,
  { resourceType, id, subject }: ResourceIdentity,
  line: number,
): IdentityHash | undefined => {
  if (resourceType === undefined || id === undefined) return undefined;
  const patient = patientOf(subject);
  return {
    line,
    id: hash(key, `${resourceType}/${id}`),
    isPatient: resourceType === 'Patient',
    ...(patient !== undefined && { subject: hash(key, patient) }),
  };
};

/** A collector whose parts another collector absorbs. */
export const createIdentityCollector = (scan: Scan): IdentityCollector => {
  let words: number[] = [];
  return {
    add: (identity, line, text, bytes) => {
      const hashed = hashedIdentity(scan.key, identity, line);
      const members = membersOnce(bytes);
      const lacks = noticed(scan, identity, { text, bytes, members });
      if (hashed === undefined) {
        if (lacks !== 0) words.push(line, 0, 0, lacks, 0, 0, 0, 0, 0);
        return;
      }
      const { id, subject = NOTHING } = hashed;
      const match = matchOf(scan, identity, members) ?? NOTHING;
      words.push(
        line,
        id[0],
        id[1],
        flagsOf(hashed, identity, scan) | lacks,
        digestFor(scan, id, bytes),
        subject[0],
        subject[1],
        match[0],
        match[1],
      );
    },
    part: () => {
      const part = Uint32Array.from(words);
      words = [];
      return part;
    },
    absorb: () => {
      throw new TypeError('this collector cannot absorb another one');
    },
  };
};

/** What is known of a resource beside its hash. `listed`: it has the type that its file is listed with. */
export const Flag = {
  ...({ patient: 1, listed: 2, refers: 4, noId: 8, noSubject: 16 } as const),
  ...({ dated: 32, late: 64, early: 128 } as const),
  /** It does not say enough to tell whether it is within what its own export is narrowed to. */
  silent: 256,
} as const;

/** The flag of the first criterion that a resource is outside of; those of the others follow. */
const OUTSIDE = 9;
/** The flag of the first mark that a resource is against; those of the others follow. */
const MARKED = OUTSIDE + CRITERIA.length;
/** The flag of the first other bound that a resource is within; those of the others follow. */
const WITHIN = MARKED + MARKS.length;
/** Bounds that flags have room for. */
export const MOST_BOUNDS = 32 - WITHIN - 1;

/** Whether flags say that a resource is outside by the n-th criterion. */
export const isOutside = (flags: number, nth: number): boolean => (flags & (1 << (OUTSIDE + nth))) !== 0;
/** Whether flags say that a resource is within the n-th of the other bounds. */
export const isWithin = (flags: number, nth: number): boolean => (flags & (1 << (WITHIN + nth))) !== 0;

/** Marks that flags say a resource is against. */
export const marksIn = (flags: number): Mark[] => MARKS.filter((_, nth) => (flags & (1 << (MARKED + nth))) !== 0);

/** Everything that a run notices of a line beside its hash, as flags. */
export const noticed = (
  scan: Omit<Scan, 'key' | 'below'>,
  identity: ResourceIdentity,
  { text, bytes, members }: ReadLine,
): number =>
  lackOf(identity, scan.type, text) |
  updateOf(scan, bytes) |
  standingOf(scan, identity, bytes, members) |
  markedIn(scan, identity, bytes, members);

/** A line as it is read: its text, its bytes, and the members of its resource. */
interface ReadLine {
  readonly text?: (() => string) | undefined;
  readonly bytes: Buffer | undefined;
  readonly members: Members;
}

/** The members of a line that may not be there. */
export const membersOnce = (bytes: Buffer | undefined): Members =>
  bytes === undefined ? () => undefined : membersOf(bytes);

const markedIn = (
  { marks }: Pick<Scan, 'marks'>,
  { resourceType = '' }: ResourceIdentity,
  bytes: Buffer | undefined,
  members: Members,
): number => {
  if (marks === undefined || bytes === undefined) return 0;
  const found = marksOf(marks, resourceType, bytes, members);
  return found.reduce((flags, mark) => flags | (1 << (MARKED + MARKS.indexOf(mark))), 0);
};

/** The hash of what a resource is matched by: a claim by its number, a ClaimResponse by the Claim that it answers. */
export const matchOf = (
  { key, marks }: Pick<Scan, 'key' | 'marks'>,
  { resourceType, subject = '', answers }: ResourceIdentity,
  members: Members,
): Hash | undefined => {
  if (answers !== undefined) {
    const claim = /(?:^|\/)(Claim\/[A-Za-z0-9.-]{1,64})(?:\/_history\/.*)?$/.exec(answers)?.[1];
    return claim === undefined ? undefined : hash(key, claim);
  }
  if (marks === undefined || resourceType !== 'ExplanationOfBenefit') return undefined;
  const number = numberOf(marks, members, subject);
  return number === undefined ? undefined : hash(key, number);
};

/** Where a resource stands to what its own and later exports are narrowed to. */
export const standingOf = (
  { own, others = [] }: Omit<Scan, 'key' | 'below'>,
  { resourceType = '' }: ResourceIdentity,
  bytes: Buffer | undefined,
  members: Members,
): number => {
  if (own === undefined && others.length === 0) return 0;
  if (bytes === undefined) return Flag.silent;
  const [of, ...rest] = placements([own ?? {}, ...others.slice(0, MOST_BOUNDS)], resourceType, bytes, members);
  let flags = 0;
  if (own !== undefined && of?.silent === true) flags |= Flag.silent;
  for (const criterion of of?.outside ?? []) flags |= 1 << (OUTSIDE + CRITERIA.indexOf(criterion));
  for (const [nth, { within }] of rest.entries()) if (within) flags |= 1 << (WITHIN + nth);
  return flags;
};

/** The flags of a resource. */
export const flagsOf = (
  { isPatient, subject }: IdentityHash,
  { resourceType }: ResourceIdentity,
  { type }: Pick<Scan, 'type'>,
): number =>
  (isPatient ? Flag.patient : 0) |
  (resourceType === type ? Flag.listed : 0) |
  (subject === undefined ? 0 : Flag.refers);

/** What a resource of the listed type lacks: an id, or a word about whose record it is. OperationOutcomes need neither. */
export const lackOf = (
  { resourceType, id, subject }: ResourceIdentity,
  type: string,
  text: (() => string) | undefined,
): number => {
  if (resourceType !== type || type === 'OperationOutcome') return 0;
  const element = Object.hasOwn(SUBJECT, type) ? SUBJECT[type] : undefined;
  const isNobodys = element !== undefined && subject === undefined && !isIdentified(element, text);
  return (id === undefined ? Flag.noId : 0) | (isNobodys ? Flag.noSubject : 0);
};

/** What a line says of when its resource was updated, and whether that was after or before the instants that the scan names. */
export const updateOf = ({ upTo, notBefore }: Omit<Scan, 'key' | 'below'>, bytes: Buffer | undefined): number => {
  if (bytes === undefined || (upTo === undefined && notBefore === undefined)) return 0;
  const isAfter = isUpdatedAfter(bytes, upTo ?? Infinity);
  if (isAfter === undefined) return 0;
  const early = notBefore !== undefined && isUpdatedAfter(bytes, notBefore - 1) === false;
  return Flag.dated | (isAfter ? Flag.late : 0) | (early ? Flag.early : 0);
};
/** Whether a reference without a URL names its target by an identifier (STU3, Reference.identifier). */
const isIdentified = (element: string, text: (() => string) | undefined): boolean => {
  const line = text?.() ?? '';
  // Most lines without a reference have no such element either.
  if (!line.includes('"identifier"')) return false;
  try {
    const resource = JSON.parse(line) as Readonly<Record<string, { identifier?: unknown } | null | undefined>>;
    return resource[element]?.identifier !== undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
};

/** The digest of a resource's content, if its hash is one of those whose contents are compared; otherwise 0. */
export const digestFor = ({ key, below }: Scan, [high]: Hash, bytes?: Uint8Array): number =>
  bytes === undefined || high > below ? 0 : contentDigest(bytes, key[0]);

const NOTHING: Hash = [0, 0];
const WORDS = 9;

/**
 * Gets a resource in numbers only, since there are millions. `subject`, `match`: where the hash of its Patient, and of what
 * it is matched by, are in the part, or 0.
 */
type TakeIdentity = (
  line: number,
  high: number,
  low: number,
  flags: number,
  digest: number,
  subject: number,
  match: number,
) => void;

/** Calls `give` with each identity of a part. */
export const eachIn = (part: Uint32Array, give: TakeIdentity): void => {
  for (let at = 0; at + WORDS <= part.length; at += WORDS) {
    const flags = part[at + 3] ?? 0;
    const subject = (flags & Flag.refers) === 0 ? 0 : at + 5;
    const match = part[at + 7] === 0 && part[at + 8] === 0 ? 0 : at + 7;
    give(part[at] ?? 0, part[at + 1] ?? 0, part[at + 2] ?? 0, flags, part[at + 4] ?? 0, subject, match);
  }
};

/** `Patient/<id>` that a claim or coverage refers to, whether by a relative or an absolute reference. */
const patientOf = (reference = ''): string | undefined =>
  // Most references have this form, and a test without groups is faster.
  /^Patient\/[A-Za-z0-9.-]{1,64}$/.test(reference) ? reference : patientWithin(reference);

const patientWithin = (reference: string): string | undefined =>
  /(?:^|\/)(Patient\/[A-Za-z0-9.-]{1,64})(?:\/_history\/.*)?$/.exec(reference)?.[1];

const hash = ([high, low]: Key, text: string): Hash => [mixed(text, high, 0x5bd1e995), mixed(text, low, 0x9e3779b1)];

/** A word that depends on every character of the text (multiply and shift, with the final mix of MurmurHash3). */
const mixed = (text: string, seed: number, factor: number): number => {
  let word = seed | 0;
  for (let at = 0; at < text.length; at += 1) {
    word = Math.imul(word ^ text.charCodeAt(at), factor);
    word ^= word >>> 15;
  }
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
};
