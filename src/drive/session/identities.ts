import { randomBytes } from 'node:crypto';
import { eachIn, type Hash, hashedIdentity, type Key, type IdentityCollector } from '../../fhir/validate/identity.js';
import { exportsAreComplete, type Identities, type Profile, type SubjectsFact } from '../../model/index.js';
import { HashCounts } from './hash-counts.js';

/** Ids remembered per export (some 25 GB of claims); beyond that nothing can be said. */
const MOST = 4_000_000;
const FIRST_LINES = 5;

interface Memory {
  readonly ids: HashCounts;
  readonly patients: HashCounts;
  /** Patients that are referred to. */
  readonly references: HashCounts;
  exchange: number;
  over: boolean;
}

/** The ids of one run, as hashes with a key that is never disclosed. */
export interface IdentityLog {
  readonly key: Key;
  /** Begins a file of an export; only files of Patients define them. */
  readonly file: (of: string, type: string) => FileIdentities;
  /** Begins a file that is compared with no other one. */
  readonly alone: (type: string) => FileIdentities;
  /** Whether references resolved to Patients of the same exports. Forgets what was remembered for that. */
  readonly subjects: (profile: Profile) => SubjectsFact[];
}

/** The identities of one file. */
export interface FileIdentities {
  readonly key: Key;
  readonly collector: IdentityCollector;
  readonly end: (exchange: number) => Identities;
}

export const createIdentityLog = (): IdentityLog => {
  const seeds = randomBytes(8);
  const key: Key = [seeds.readUInt32LE(0), seeds.readUInt32LE(4)];
  const exports = new Map<string, Memory>();
  return {
    key,
    file: (of, type) => {
      const memory = exports.get(of) ?? fresh();
      exports.set(of, memory);
      return fileOf(memory, type, key);
    },
    alone: (type) => fileOf(fresh(), type, key),
    subjects: (profile) => {
      const all = [...exports.values()];
      exports.clear();
      // Without _type, each type has its own export, so they are judged together.
      const groups = exportsAreComplete(profile) ? all.map((one) => [one]) : [all];
      return groups.flatMap(subjectsOf);
    },
  };
};

const fileOf = (memory: Memory, type: string, key: Key): FileIdentities => {
  let repeated = 0;
  const lines: number[] = [];
  const take = (line: number, high: number, low: number, isPatient: boolean): void => {
    if (memory.ids.size >= MOST) memory.over = true;
    if (memory.over) return;
    if (memory.ids.add(high, low) > 0) {
      repeated += 1;
      if (lines.length < FIRST_LINES) lines.push(line);
    }
    if (isPatient && type === 'Patient') memory.patients.add(high, low);
  };
  const refer = (high: number, low: number): void => {
    if (!memory.over) memory.references.add(high, low);
  };
  return {
    key,
    collector: {
      add: (identity, line) => {
        const { id, isPatient = false, subject } = hashedIdentity(key, identity, line) ?? {};
        if (id !== undefined) take(line, ...id, isPatient);
        if (subject !== undefined) refer(...subject);
      },
      part: () => new Uint32Array(0),
      absorb: (part, shift) => {
        eachIn(part, (line, high, low, isPatient, subject) => {
          take(line + shift.lines, high, low, isPatient);
          if (subject > 0) refer(part[subject] ?? 0, part[subject + 1] ?? 0);
        });
      },
    },
    end: (exchange) => {
      // With parallel downloads, the file that was requested first counts.
      memory.exchange = memory.exchange === 0 ? exchange : Math.min(memory.exchange, exchange);
      return { repeated, lines, over: memory.over };
    },
  };
};

const fresh = (): Memory => ({
  ids: new HashCounts(),
  patients: new HashCounts(),
  references: new HashCounts(),
  exchange: 0,
  over: false,
});

const subjectsOf = (together: readonly Memory[]): SubjectsFact[] => {
  const isPatient = ([high, low]: Hash): boolean => together.some(({ patients }) => patients.has(high, low));
  const referring = together.filter(({ references }) => references.size > 0);
  if (referring.length === 0 || together.every(({ patients }) => patients.size === 0)) return [];
  let [references, unresolved] = [0, 0];
  for (const memory of referring)
    for (const { hash, count } of memory.references) {
      references += count;
      if (!isPatient(hash)) unresolved += count;
    }
  const exchange = Math.min(...together.map((memory) => memory.exchange));
  return [{ kind: 'subjects', exchange, references, unresolved, over: together.some(({ over }) => over) }];
};
