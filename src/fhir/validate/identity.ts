import type { Shift } from './finding.js';
import type { ResourceIdentity } from './resource-identity.js';

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

/** Collects the identities of a file's resources, line by line or a part of the file at a time. */
export interface IdentityCollector {
  readonly add: (identity: ResourceIdentity, line: number) => void;
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

/** A collector identity parts another collector absorbs. */
export const createIdentityCollector = (key: Key): IdentityCollector => {
  let words: number[] = [];
  return {
    add: (identity, line) => {
      const hashed = hashedIdentity(key, identity, line);
      if (hashed === undefined) return;
      const { id, isPatient, subject = NO_SUBJECT } = hashed;
      words.push(line, id[0], id[1], isPatient ? 1 : 0, subject === NO_SUBJECT ? 0 : 1, subject[0], subject[1]);
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

const NO_SUBJECT: Hash = [0, 0];
const WORDS = 7;

/** Calls `give` with each identity of a part; only with numbers, since there are millions. */
export const eachIn = (
  part: Uint32Array,
  give: (line: number, high: number, low: number, isPatient: boolean, subject: number) => void,
): void => {
  for (let at = 0; at + WORDS <= part.length; at += WORDS)
    give(part[at] ?? 0, part[at + 1] ?? 0, part[at + 2] ?? 0, part[at + 3] === 1, part[at + 4] === 1 ? at + 5 : 0);
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
