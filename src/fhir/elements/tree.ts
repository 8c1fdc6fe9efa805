import { type ElementPath, type Filter, type PathStep, readPath, textsAt } from './path.js';

/**
 * Paths that begin alike, put together, so that a resource is walked once for all of them: a claim has hundreds of amounts, and
 * hundreds of paths ask for one of them by its code.
 */
export interface PathTree {
  /** Names of the paths that end here. */
  readonly names: string[];
  readonly members: Map<string, PathTree>;
  /** By their place in a list. */
  readonly places: Map<number, PathTree>;
  /** By what a value has: one entry for each path within the value that is asked for. */
  readonly choices: Map<string, Choice>;
}

interface Choice {
  readonly steps: ElementPath;
  readonly exact: Map<string, PathTree>;
  readonly byBeginning: Map<string, PathTree>;
}

/** A tree of paths; each has a name, and several may have the same. */
export const treeOf = (paths: readonly (readonly [name: string, path: string])[]): PathTree => {
  const root = newTree();
  for (const [name, text] of paths) {
    const [first, ...steps] = readPath(text);
    let ends = first === undefined ? [] : chosen(root, first.filters);
    for (const step of steps) ends = ends.flatMap((tree) => grown(tree, step));
    for (const tree of ends) if (!tree.names.includes(name)) tree.names.push(name);
  }
  return root;
};

/** The names of the paths that lead to a value in a resource. */
export const namesIn = (resource: unknown, tree: PathTree): ReadonlySet<string> => {
  const found = new Set<string>();
  walk(resource, tree, found);
  return found;
};

const newTree = (): PathTree => ({ names: [], members: new Map(), places: new Map(), choices: new Map() });

const branch = <K>(branches: Map<K, PathTree>, key: K): PathTree => {
  const tree = branches.get(key) ?? newTree();
  branches.set(key, tree);
  return tree;
};

const grown = (tree: PathTree, { name, at, filters }: PathStep): PathTree[] => {
  const member = branch(tree.members, name);
  return chosen(at === undefined ? member : branch(member.places, at), filters);
};

/** Where the paths go on behind filters: one filter may allow several texts. */
const chosen = (tree: PathTree, filters: readonly Filter[]): PathTree[] =>
  filters.reduce(
    (trees, { written, steps, texts, byBeginning }) =>
      trees.flatMap(({ choices }) => {
        const choice: Choice = choices.get(written) ?? { steps, exact: new Map(), byBeginning: new Map() };
        choices.set(written, choice);
        return texts.map((text) => branch(byBeginning ? choice.byBeginning : choice.exact, text));
      }),
    [tree],
  );

/** Walks one value, which is not a list. */
const walk = (value: unknown, tree: PathTree, found: Set<string>): void => {
  for (const name of tree.names) found.add(name);
  if (tree.choices.size > 0) for (const choice of tree.choices.values()) choose(value, choice, found);
  if (tree.members.size === 0 || typeof value !== 'object' || value === null) return;
  const members = value as Readonly<Record<string, unknown>>;
  // A value has fewer members than the tree.
  for (const name in members) {
    const member = tree.members.get(name);
    if (member !== undefined) walkEach(members[name], member, found);
  }
};

const choose = (value: unknown, { steps, exact, byBeginning }: Choice, found: Set<string>): void => {
  const texts = textsAt(value, steps);
  for (let nth = 0; nth < texts.length; nth += 1) {
    const text = texts[nth] ?? '';
    const next = exact.get(text);
    if (next !== undefined) walk(value, next, found);
    if (byBeginning.size === 0) continue;
    for (const [begin, after] of byBeginning) if (text.startsWith(begin)) walk(value, after, found);
  }
};

const walkEach = (value: unknown, tree: PathTree, found: Set<string>): void => {
  if (value === null || value === undefined) return;
  if (!Array.isArray(value)) {
    walk(value, tree, found);
    const only = tree.places.get(0);
    if (only !== undefined) walk(value, only, found);
    return;
  }
  for (let at = 0; at < value.length; at += 1) {
    const one: unknown = value[at];
    if (one === null || one === undefined) continue;
    walk(one, tree, found);
    const place = tree.places.size === 0 ? undefined : tree.places.get(at);
    if (place !== undefined) walk(one, place, found);
  }
};
