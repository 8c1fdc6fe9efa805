import { addCounts, type ElementCounts, type ElementWatch } from '../../model/content.js';
import { objectInLine } from './line.js';
import { needleOf, readPath } from './path.js';
import { namesIn, type PathTree, treeOf } from './tree.js';

/** Resources at the beginning of a file that are all looked at. */
const FIRST = 16;
/** Of the others, one in 1024 is looked at, the upper ten bits of 32: reading it takes many times as long as its validation. */
const SHIFT = 22;

/** What is asked about the resources of a part of a file. */
export interface ElementScan {
  readonly watches: readonly ElementWatch[];
  /** Items that the file has not shown so far. */
  readonly unseen: readonly string[];
}

/** Counts in which resources elements occur, line by line or a part of a file at a time. */
export interface ElementCounter {
  /** Counts a line, which is UTF-8. */
  readonly add: (bytes: Buffer) => void;
  /** The counts so far. */
  readonly counts: () => ElementCounts;
  readonly absorb: (counts: ElementCounts) => void;
  /** What is asked about the next part. */
  readonly scan: () => ElementScan;
}

/** What is made of watches once: the files of a run are all asked for the same ones. */
interface Compiled {
  readonly tree: PathTree;
  /** For each path of an item, a text that every resource has in which it occurs; each text of an item once. */
  readonly needles: readonly (readonly [item: string, text: Buffer])[];
}

/**
 * A counter of the elements that watches name. `part`: it counts a part from the middle of a file, of which only some resources
 * are looked at. While an item has not been seen, every resource that may have it is looked at, so that none is missed.
 */
export const createElementCounter = (
  { watches, unseen: asked }: ElementScan,
  { part = false }: { readonly part?: boolean } = {},
): ElementCounter => {
  const { tree, needles: all } = once(compiled, watches, () => compiledOf(watches));
  const unseen = new Set(asked);
  let needles = needlesOf(all, unseen);
  let left = part ? 0 : FIRST;
  let looked = 0;
  let bare = 0;
  const seen: Record<string, number> = {};
  const see = (item: string | undefined): void => {
    if (item !== undefined && unseen.delete(item)) needles = needlesOf(all, unseen);
  };
  const look = (bytes: Buffer): void => {
    const resource = objectInLine(bytes);
    if (resource === undefined) return;
    looked += 1;
    if (Object.keys(resource).every((key) => META.has(key))) bare += 1;
    const found = namesIn(resource, tree);
    for (const { id, item } of watches)
      if (found.has(id)) {
        seen[id] = (seen[id] ?? 0) + 1;
        see(item);
      }
  };
  return {
    add: (bytes) => {
      left -= 1;
      if (left >= 0 || isDrawn(bytes) || mayHave(bytes, needles)) look(bytes);
    },
    counts: () => ({ looked, bare, seen: { ...seen } }),
    absorb: (counts) => {
      const sum = addCounts({ looked, bare, seen }, counts);
      ({ looked, bare } = sum);
      Object.assign(seen, sum.seen);
      for (const { id, item } of watches) if ((seen[id] ?? 0) > 0) see(item);
    },
    scan: () => ({ watches, unseen: [...unseen] }),
  };
};

const compiledOf = (watches: readonly ElementWatch[]): Compiled => ({
  tree: treeOf(watches.flatMap(({ id, paths }) => paths.map((path) => [id, path] as const))),
  needles: [...new Map(watches.flatMap(needlesIn)).values()],
});

/** The needles of a watch, each under a key of its item and its text. */
const needlesIn = ({ item, paths }: ElementWatch): (readonly [key: string, needle: Compiled['needles'][number]])[] =>
  item === undefined
    ? []
    : paths.map((path) => {
        const text = needleOf(readPath(path));
        return [`${item} ${text}`, [item, Buffer.from(text)]];
      });

const compiled = new WeakMap<readonly ElementWatch[], Compiled>();
const types = new WeakMap<readonly ElementWatch[], Map<string, readonly ElementWatch[]>>();

const once = <T>(made: WeakMap<readonly ElementWatch[], T>, watches: readonly ElementWatch[], make: () => T): T => {
  const before = made.get(watches);
  if (before !== undefined) return before;
  const now = make();
  made.set(watches, now);
  return now;
};

/** A counter for a whole file of a type; undefined: nothing of the type is watched. */
export const createFileCounter = (watches: readonly ElementWatch[], type: string): ElementCounter | undefined => {
  const byType = once(types, watches, () => new Map<string, readonly ElementWatch[]>());
  const own = byType.get(type) ?? watches.filter((watch) => watch.type === type);
  byType.set(type, own);
  const items = own.flatMap(({ item }) => (item === undefined ? [] : [item]));
  return own.length === 0 ? undefined : createElementCounter({ watches: own, unseen: [...new Set(items)] });
};

const META: ReadonlySet<string> = new Set(['resourceType', 'id', 'meta']);

const needlesOf = (needles: Compiled['needles'], unseen: ReadonlySet<string>): Buffer[] =>
  needles.flatMap(([item, text]) => (unseen.has(item) ? [text] : []));

/**
 * Whether a resource is one of those that are looked at: its length and some of its bytes decide, so that it is always the same.
 * Resources of a file differ where their ids are, at their beginning.
 */
const isDrawn = (bytes: Buffer): boolean => {
  let sum = bytes.length;
  for (let at = DRAWN_FROM; at < DRAWN_TO; at += 2) sum = Math.imul(sum, 31) + (bytes[at] ?? 0);
  sum = Math.imul(sum, 31) + (bytes[bytes.length >> 1] ?? 0);
  return Math.imul(sum, MIXER) >>> SHIFT === 0;
};
const DRAWN_FROM = 33;
const DRAWN_TO = 97;
/** Knuth's factor (The Art of Computer Programming, 6.4): the upper bits of a product depend on all bits of the sum. */
const MIXER = 0x9e3779b1;

/** Whether one of the texts may be in a line; escaped, it would be written otherwise. */
const mayHave = (bytes: Buffer, needles: readonly Buffer[]): boolean =>
  needles.length > 0 &&
  (needles.some((needle) => bytes.includes(needle)) || ESCAPED.some((one) => bytes.includes(one)));

const ESCAPED = [Buffer.from('\\/'), Buffer.from('\\u00')];
