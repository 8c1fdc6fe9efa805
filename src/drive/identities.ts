import { createHash, randomBytes } from 'node:crypto';
import type { Whose } from '../fhir/whose.js';
import type { Identities, Profile, SubjectsFact } from '../model/index.js';

/** Ids kept in mind per export; beyond it nothing can be said. */
const MOST = 1_000_000;
const FIRST_LINES = 5;

interface Memory {
  readonly ids: Set<string>;
  readonly patients: Set<string>;
  /** Patients referred to, and how often. */
  readonly references: Map<string, number>;
  exchange: number;
  over: boolean;
}

/** What one run keeps in mind of ids, as hashes under a key that nobody sees. */
export interface IdentityLog {
  /** Begins a file of an export; only a file of Patients is a source of them. */
  readonly file: (
    of: string,
    type: string,
  ) => {
    readonly see: (whose: Whose, line: number) => void;
    readonly end: (exchange: number) => Identities;
  };
  /** Whether the references led to Patients that were exported beside them. */
  readonly subjects: (profile: Profile) => SubjectsFact[];
}

export const createIdentityLog = (): IdentityLog => {
  const key = randomBytes(16);
  const exports = new Map<string, Memory>();
  const hash = (text: string): string => createHash('sha256').update(key).update(text).digest('base64url').slice(0, 16);
  return {
    file: (of, type) => {
      const memory = exports.get(of) ?? fresh();
      exports.set(of, memory);
      let repeated = 0;
      const lines: number[] = [];
      return {
        see: ({ resourceType, id, subject: reference }, line) => {
          if (memory.ids.size >= MOST) memory.over = true;
          if (memory.over) return;
          if (resourceType === undefined || id === undefined) return;
          const identity = hash(`${resourceType}/${id}`);
          if (memory.ids.has(identity)) {
            repeated += 1;
            if (lines.length < FIRST_LINES) lines.push(line);
          }
          memory.ids.add(identity);
          if (resourceType === 'Patient' && type === 'Patient') memory.patients.add(identity);
          const patient = patientOf(reference);
          if (patient === undefined) return;
          const subject = hash(patient);
          memory.references.set(subject, (memory.references.get(subject) ?? 0) + 1);
        },
        end: (exchange) => {
          memory.exchange ||= exchange;
          return { repeated, lines, over: memory.over };
        },
      };
    },
    subjects: (profile) => {
      const all = [...exports.values()];
      // Without _type each type has an export of its own, so they are looked at together.
      const groups = profile.typeParameter ? all : all.length > 0 ? [together(all)] : [];
      return groups
        .filter(({ patients, references }) => patients.size > 0 && references.size > 0)
        .map(({ patients, references, exchange, over }) => {
          const counts = [...references];
          const sum = (some: readonly (readonly [string, number])[]): number =>
            some.reduce((total, [, count]) => total + count, 0);
          const unresolved = sum(counts.filter(([subject]) => !patients.has(subject)));
          return { kind: 'subjects', exchange, references: sum(counts), unresolved, over };
        });
    },
  };
};

const fresh = (): Memory => ({ ids: new Set(), patients: new Set(), references: new Map(), exchange: 0, over: false });

const together = (parts: readonly Memory[]): Memory => ({
  ids: new Set(),
  patients: new Set(parts.flatMap(({ patients }) => [...patients])),
  references: new Map(parts.flatMap(({ references }) => [...references])),
  exchange: Math.min(...parts.map(({ exchange }) => exchange)),
  over: parts.some(({ over }) => over),
});

/** `Patient/<id>` that a claim or coverage refers to, whether by a relative or an absolute reference. */
const patientOf = (reference = ''): string | undefined =>
  /(?:^|\/)(Patient\/[A-Za-z0-9.-]{1,64})(?:\/_history\/.*)?$/.exec(reference)?.[1];
