import type { Shift } from './merge.js';
import type { Whose } from './whose.js';

/** Seeds that nobody sees: hashes under them tell resources apart and say nothing of what they are called. */
export type Key = readonly [number, number];

/** 64 bits in two words. Of a million ids two fall together once in some forty million runs. */
export type Hash = readonly [number, number];

/** What a run keeps in mind of the resource in a line. */
export interface Identity {
  readonly line: number;
  /** Of its type and id. */
  readonly id: Hash;
  readonly isPatient: boolean;
  /** Of the Patient that it refers to, by the same rule. */
  readonly subject?: Hash;
}

/** Hears whose the resources of a file are, line by line or a part of the file at a time. */
export interface Roll {
  readonly see: (whose: Whose, line: number) => void;
  /** What was seen since the last part. */
  readonly part: () => Uint32Array;
  readonly absorb: (part: Uint32Array, shift: Pick<Shift, 'lines'>) => void;
}

/** The identity of a resource under a key; undefined where it has no type or no id. */
export const identityOf = (key: Key, { resourceType, id, subject }: Whose, line: number): Identity | undefined => {
  if (resourceType === undefined || id === undefined) return undefined;
  const patient = patientOf(subject);
  return {
    line,
    id: hash(key, `${resourceType}/${id}`),
    isPatient: resourceType === 'Patient',
    ...(patient !== undefined && { subject: hash(key, patient) }),
  };
};

/** A roll that only gathers, for another one to absorb. */
export const gatherRoll = (key: Key): Roll => {
  let words: number[] = [];
  return {
    see: (whose, line) => {
      const identity = identityOf(key, whose, line);
      if (identity === undefined) return;
      const { id, isPatient, subject = NOBODY } = identity;
      words.push(line, ...id, isPatient ? 1 : 0, subject === NOBODY ? 0 : 1, ...subject);
    },
    part: () => {
      const part = Uint32Array.from(words);
      words = [];
      return part;
    },
    absorb: () => {
      throw new TypeError('a roll that gathers takes in no other');
    },
  };
};

const NOBODY: Hash = [0, 0];
const WORDS = 7;

/** The identities that a part holds. */
export function* identitiesIn(part: Uint32Array, { lines }: Pick<Shift, 'lines'>): Generator<Identity> {
  for (let at = 0; at + WORDS <= part.length; at += WORDS) {
    const [line = 0, high = 0, low = 0, isPatient, refers, subjectHigh = 0, subjectLow = 0] = part.subarray(
      at,
      at + WORDS,
    );
    yield {
      line: line + lines,
      id: [high, low],
      isPatient: isPatient === 1,
      ...(refers === 1 && { subject: [subjectHigh, subjectLow] as const }),
    };
  }
}

/** `Patient/<id>` that a claim or coverage refers to, whether by a relative or an absolute reference. */
const patientOf = (reference = ''): string | undefined =>
  /(?:^|\/)(Patient\/[A-Za-z0-9.-]{1,64})(?:\/_history\/.*)?$/.exec(reference)?.[1];

const hash = ([high, low]: Key, text: string): Hash => [mixed(text, high, 0x5bd1e995), mixed(text, low, 0x9e3779b1)];

/** A word in which every sign of the text counts (multiply and shift, with the last mix of MurmurHash3). */
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
