import { randomBytes } from 'node:crypto';
import { HashCounts } from '../../fhir/hash-counts.js';
import {
  digestFor,
  eachIn,
  Flag,
  flagsOf,
  type Hash,
  hashedIdentity,
  marksIn,
  matchOf,
  noticed,
  membersOnce,
  type Key,
  type IdentityCollector,
  type Scan,
} from '../../fhir/validate/identity.js';
import {
  exportsAreComplete,
  type HistoryFact,
  type Identities,
  type LineCount,
  type Mark,
  MARKS,
  type ResourceMarks,
  type PeopleFact,
  type Profile,
  type SubjectsFact,
} from '../../model/index.js';
import { createMatches, type Matches } from './compared/matches.js';
import { createNarrowings, type ExportBounds, type Narrowings } from './compared/narrowings.js';
import { type RememberedExport, RunIds } from './compared/run-ids.js';

const FIRST_LINES = 5;

interface Memory {
  readonly run: RunIds;
  readonly export: RememberedExport;
  readonly patients: HashCounts;
  /** Patients that are referred to, by the type of what refers to them. */
  readonly references: Map<string, References>;
  exchange: number;
  over: boolean;
}

/** How often resources of one type refer to each Patient, and how often to the one that they refer to most. */
interface References {
  readonly counts: HashCounts;
  most: number;
}

/** Which file of which export begins. */
export interface FileOfExport {
  /** A name of the export's files: those of its data are apart from those about errors. */
  readonly group: string;
  /** The export, if it is compared with the run's other exports. */
  readonly of?: string;
  readonly type: string;
  /** Resources are counted that were updated after this instant, in milliseconds since the epoch. */
  readonly upTo?: number;
  /** Resources are counted that were updated before this instant. */
  readonly notBefore?: number;
  /** How the export compares with what it, and what later exports, are narrowed to. */
  readonly bounds?: ExportBounds;
  /** What each resource has by the documentation. */
  readonly marks?: ResourceMarks;
  /** It has a part of the data only, so that what it refers to may be elsewhere. */
  readonly narrowed?: true;
}

/** The ids of one run, as hashes with a key that is never disclosed. */
export interface IdentityLog {
  /** Begins a file of an export; only files of Patients define them. */
  readonly file: (file: FileOfExport) => FileIdentities;
  /** Begins a file that is compared with no other one. */
  readonly alone: (type: string) => FileIdentities;
  /** Whether references resolved to Patients of the same exports. Forgets what was remembered for that. */
  readonly subjects: (profile: Profile) => SubjectsFact[];
  /** How the exports of the run compare with each other. */
  readonly history: () => HistoryFact[];
  /** How the Patients of the documented exports compare; `manifestOf` returns the manifest of an export. */
  readonly people: (profile: Profile, manifestOf: (of: string) => number | undefined) => PeopleFact[];
  /** How exports compare with what they are narrowed to, and what divides the data. */
  readonly narrowings: Narrowings;
  /** How the claims of each export match. */
  readonly matches: Matches;
}

/** The identities of one file. */
export interface FileIdentities {
  /** What is asked about its lines. */
  readonly scan: () => Scan;
  readonly collector: IdentityCollector;
  readonly end: (exchange: number) => Identities;
}

export const createIdentityLog = (): IdentityLog => {
  const seeds = randomBytes(8);
  const key: Key = [seeds.readUInt32LE(0), seeds.readUInt32LE(4)];
  const ids = new RunIds();
  const exports = new Map<string, Memory>();
  // An export of other types has no Patients: it refers to those of the exports before it.
  const known: KnownPatients = { patients: new HashCounts(), over: false };
  const narrowings = createNarrowings();
  const matches = createMatches();
  const shared = { key, narrowings, matches };
  return {
    ...{ narrowings, matches },
    file: ({ group, of, ...asked }) => {
      // A part of the data is compared with no other export, and needs no place among them.
      const run = asked.narrowed === true ? new RunIds() : ids;
      const memory = exports.get(group) ?? memoryOf(run, run.export(group, of));
      exports.set(group, memory);
      return fileOf(memory, asked, shared);
    },
    alone: (type) => {
      const own = new RunIds();
      return fileOf(memoryOf(own, own.export(type)), { type }, shared);
    },
    subjects: (profile) => {
      const all = [...exports.values()];
      exports.clear();
      // Without _type, each type has its own export, so they are judged together.
      const groups = exportsAreComplete(profile) ? all.map((one) => [one]) : [all];
      for (const { patients, over } of all) {
        for (const { hash } of patients) known.patients.add(...hash);
        known.over ||= over;
      }
      return groups.flatMap((together) => subjectsOf(together, known));
    },
    history: () => ids.facts(),
    people: ({ endpoints }, manifestOf) => {
      const [first, ...others] = endpoints;
      if (first === undefined || !endpoints.some(({ apart }) => apart === true)) return [];
      return others.flatMap(({ name: of }): PeopleFact[] => {
        const exchange = manifestOf(of);
        const counts = ids.compared('Patient', dataOf(of), dataOf(first.name));
        return exchange === undefined || manifestOf(first.name) === undefined
          ? []
          : [{ kind: 'people', exchange, of, other: first.name, ...counts, ...(ids.over && { over: true as const }) }];
      });
    },
  };
};

/** Name of the data files of an export among the exports whose ids are remembered. */
export const dataOf = (of: string): string => `data ${of}`;

/** What all files of a run share. */
interface Shared {
  readonly key: Key;
  readonly narrowings: Narrowings;
  readonly matches: Matches;
}

const fileOf = (
  memory: Memory,
  { type, upTo, notBefore, bounds, marks, narrowed }: Omit<FileOfExport, 'group' | 'of'>,
  { key, narrowings, matches }: Shared,
): FileIdentities => {
  const { run } = memory;
  const narrowing = bounds && narrowings.file(bounds, type);
  const matching = bounds && matches.file(bounds.of, type);
  const isWhole = narrowed !== true;
  const remembered = run.type(type);
  let repeated = 0;
  const lines: number[] = [];
  const [updatedLate, updatedEarly] = [lineCount(), lineCount()];
  let dated = 0;
  const lacking = { [Flag.noId]: lineCount(), [Flag.noSubject]: lineCount() };
  const against = Object.fromEntries(MARKS.map((mark) => [mark, lineCount()])) as Record<Mark, LinesCounted>;
  const scan = (): Scan => ({
    ...{ type, key, below: memory.export.of === undefined ? -1 : remembered.below },
    ...(upTo !== undefined && { upTo }),
    ...(notBefore !== undefined && { notBefore }),
    ...(bounds?.own !== undefined && { own: bounds.own }),
    ...(marks !== undefined && { marks }),
    ...(bounds !== undefined && bounds.others.length > 0 && { others: bounds.others.map(({ bound }) => bound) }),
  });
  /** Returns whether the export did not have the resource before. */
  const take = (line: number, high: number, low: number, flags: number, digest: number): boolean => {
    if ((flags & Flag.dated) !== 0) dated += 1;
    if ((flags & Flag.late) !== 0) updatedLate.add(line);
    if ((flags & Flag.early) !== 0) updatedEarly.add(line);
    for (const lack of LACKS) if ((flags & lack) !== 0) lacking[lack].add(line);
    if (marks !== undefined) for (const mark of marksIn(flags)) against[mark].add(line);
    // Without an id, or without a type, there is nothing to compare.
    if ((flags & Flag.noId) !== 0 || (high === 0 && low === 0)) return false;
    const isListed = (flags & Flag.listed) !== 0;
    const isRepeated = run.add(memory.export, isListed ? remembered : undefined, high, low, digest);
    if (isRepeated) {
      repeated += 1;
      if (lines.length < FIRST_LINES) lines.push(line);
    }
    memory.over ||= run.over;
    if (isListed) {
      narrowing?.take(high, low, flags);
      matching?.take(high, low);
    }
    if (isWhole && (flags & Flag.patient) !== 0 && type === 'Patient' && !memory.over) memory.patients.add(high, low);
    return !isRepeated;
  };
  const references = memory.references.get(type) ?? { counts: new HashCounts(), most: 0 };
  memory.references.set(type, references);
  const refer = (high: number, low: number): void => {
    if (isWhole && !memory.over) references.most = Math.max(references.most, references.counts.add(high, low) + 1);
  };
  return {
    scan,
    collector: {
      add: (identity, line, text, bytes) => {
        const hashed = hashedIdentity(key, identity, line);
        const asked = scan();
        const members = membersOnce(bytes);
        const lacks = noticed(asked, identity, { text, bytes, members });
        if (bounds?.divides === true && bytes !== undefined) narrowings.divide(type, bytes, members);
        if (hashed === undefined) {
          if (lacks !== 0) take(line, 0, 0, lacks, 0);
          return;
        }
        const { id, subject } = hashed;
        const isNew = take(line, ...id, flagsOf(hashed, identity, { type }) | lacks, digestFor(asked, id, bytes));
        if (subject !== undefined) refer(...subject);
        const match = matching && isNew ? matchOf(asked, identity, members) : undefined;
        if (match !== undefined) matching?.match(...match);
      },
      part: () => new Uint32Array(0),
      absorb: (part, shift) => {
        eachIn(part, (line, high, low, flags, digest, subject, match) => {
          const isNew = take(line + shift.lines, high, low, flags, digest);
          if (subject > 0) refer(part[subject] ?? 0, part[subject + 1] ?? 0);
          if (match > 0 && isNew) matching?.match(part[match] ?? 0, part[match + 1] ?? 0);
        });
      },
    },
    end: (exchange) => {
      // With parallel downloads, the file that was requested first counts.
      memory.exchange = memory.exchange === 0 ? exchange : Math.min(memory.exchange, exchange);
      run.begin(memory.export, remembered, exchange);
      narrowing?.end(exchange);
      matching?.end(exchange, memory.over);
      const [late, early] = [updatedLate.found(), updatedEarly.found()];
      const [withoutId, withoutSubject] = LACKS.map((lack) => lacking[lack].found());
      return {
        ...{ repeated, lines, over: memory.over },
        ...(withoutId !== undefined && { withoutId }),
        ...(withoutSubject !== undefined && { withoutSubject }),
        ...(references.most > 0 && { most: references.most }),
        ...(upTo !== undefined && { updates: { dated, ...(late !== undefined && { late }) } }),
        ...(marks !== undefined && { marks: foundOf(against) }),
        ...(notBefore !== undefined && { floor: { dated, ...(early !== undefined && { early }) } }),
      };
    },
  };
};

const LACKS = [Flag.noId, Flag.noSubject] as const;

interface LinesCounted {
  readonly add: (line: number) => void;
  readonly found: () => LineCount | undefined;
}

/** The marks that lines are against, with those lines. */
const foundOf = (against: Readonly<Record<Mark, LinesCounted>>): Partial<Record<Mark, LineCount>> =>
  Object.fromEntries(
    MARKS.flatMap((mark) => {
      const found = against[mark].found();
      return found === undefined ? [] : [[mark, found]];
    }),
  );

/** Counts lines, and keeps the numbers of the first ones. */
const lineCount = (): LinesCounted => {
  const lines: number[] = [];
  let count = 0;
  return {
    add: (line) => {
      count += 1;
      if (lines.length < FIRST_LINES) lines.push(line);
    },
    found: () => (count === 0 ? undefined : { count, lines }),
  };
};

const memoryOf = (run: RunIds, remembered: RememberedExport): Memory => ({
  ...{ run, export: remembered, patients: new HashCounts(), references: new Map<string, References>() },
  exchange: 0,
  over: false,
});

/** The Patients of the exports so far. */
interface KnownPatients {
  readonly patients: HashCounts;
  over: boolean;
}

const subjectsOf = (together: readonly Memory[], known: KnownPatients): SubjectsFact[] => {
  const hasOwn = together.some(({ patients }) => patients.size > 0);
  const among = hasOwn ? together : [known];
  const isPatient = ([high, low]: Hash): boolean => among.some(({ patients }) => patients.has(high, low));
  const referring = together.flatMap((memory) => [...memory.references.values()].map(({ counts }) => counts));
  if (referring.every(({ size }) => size === 0) || among.every(({ patients }) => patients.size === 0)) return [];
  let [references, unresolved] = [0, 0];
  for (const counts of referring)
    for (const { hash, count } of counts) {
      references += count;
      if (!isPatient(hash)) unresolved += count;
    }
  const exchange = Math.min(...together.map((memory) => memory.exchange));
  return [
    { kind: 'subjects', exchange, references, unresolved, over: [...together, ...among].some(({ over }) => over) },
  ];
};
