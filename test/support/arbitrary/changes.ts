import fc from 'fast-check';
import type { Transcript } from '../../../src/model/index.js';
import { json, number, text } from './index.js';

/** One thing done to a recorded transcript; numbers are places, taken modulo how many there are. */
export interface RandomChange {
  readonly do: 'drop' | 'copy' | 'swap' | 'put' | 'cut' | 'borrow' | 'forget';
  readonly in: 'exchanges' | 'facts';
  /** Of a reply's body rather than of the whole exchange. */
  readonly inBody: boolean;
  /** To all of its label, at the same place of each. */
  readonly everywhere: boolean;
  readonly at: number;
  readonly to: number;
  readonly node: number;
  readonly value: unknown;
}

const place = fc.nat(10_000);

/** What may be done to a recorded transcript, one after the other. */
export const changes: fc.Arbitrary<readonly RandomChange[]> = fc.array(
  fc.record({
    do: fc.oneof(
      { weight: 6, arbitrary: fc.constant('put' as const) },
      { weight: 4, arbitrary: fc.constantFrom('cut', 'borrow') },
      { weight: 2, arbitrary: fc.constantFrom('drop', 'copy', 'swap', 'forget') },
    ),
    in: fc.constantFrom('exchanges', 'exchanges', 'exchanges', 'facts'),
    ...{ inBody: fc.boolean(), everywhere: fc.boolean() },
    ...{ at: place, to: place, node: place },
    value: fc.oneof(
      { weight: 1, arbitrary: fc.oneof(number, text, json) },
      { weight: 1, arbitrary: fc.constantFrom<unknown>(null, [], {}, [null], [{}], [[]], 7, 'x') },
    ),
  }),
  { maxLength: 40, size: 'max' },
);

type Tree = Record<string, unknown>;
/** A member of an object or a list, wherever it stands. */
interface Node {
  readonly of: Tree;
  readonly key: string;
}

const nodesIn = (tree: unknown): Node[] =>
  typeof tree !== 'object' || tree === null
    ? []
    : Object.keys(tree).flatMap((key) => [{ of: tree as Tree, key }, ...nodesIn((tree as Tree)[key])]);

const nth = <T>(list: readonly T[], number: number): T | undefined => list[number % Math.max(1, list.length)];

const kindOf = (one: Tree): unknown => one['label'] ?? one['kind'];

/** Of each label, or kind of fact, some are looked at as often as of any other, however many there are of it. */
const pick = (list: readonly Tree[], { at, to }: RandomChange): number => {
  const kind = nth([...new Set(list.map(kindOf))], at);
  return (
    nth(
      [...list.keys()].filter((index) => kindOf(list[index] ?? {}) === kind),
      to,
    ) ?? 0
  );
};

/** The places of an exchange or fact that may be changed. */
const nodesOf = (one: Tree, inBody: boolean): Node[] => {
  const body = (one['reply'] as { body: Tree } | undefined)?.body;
  const json = inBody && body !== undefined && 'json' in body ? nodesIn(body['json']) : [];
  return json.length > 0 ? json : nodesIn(one);
};

/** An exchange or fact with one of its members put, cut or borrowed from another. */
const alter = (one: Tree, donors: readonly Tree[], { do: what, inBody, to, node, value }: RandomChange): Tree => {
  const altered = structuredClone(one);
  const target = nth(nodesOf(altered, inBody), node);
  if (target === undefined) return altered;
  if (what === 'put') target.of[target.key] = structuredClone(value);
  else if (what === 'borrow') {
    const like = nodesIn(nth(donors, to)).filter(({ key }) => key === target.key);
    const donor = nth(like, node);
    if (donor !== undefined) target.of[target.key] = structuredClone(donor.of[donor.key]);
  } else if (Array.isArray(target.of)) target.of.splice(Number(target.key), 1);
  else Reflect.deleteProperty(target.of, target.key);
  return altered;
};

/** Does one change; `fits` tells whether an exchange or fact is still one: where it is not, all stays as it was. */
const change = (
  transcript: { exchanges: Tree[]; facts: Tree[]; steps: string[] },
  one: RandomChange,
  fits: (kind: RandomChange['in'], one: unknown) => boolean,
): void => {
  const list = transcript[one.in];
  if (one.do === 'forget') return void transcript.steps.splice(one.at % (transcript.steps.length + 1), 1);
  const index = pick(list, one);
  const [picked, place] = [list[index], one.to % Math.max(1, list.length)];
  if (picked === undefined) return;
  if (one.do === 'drop') return void list.splice(index, 1);
  if (one.do === 'copy') return void list.splice(place, 0, structuredClone(picked));
  if (one.do === 'swap') {
    [list[index], list[place]] = [list[place] ?? picked, picked];
    return;
  }
  for (const [at, other] of list.entries()) {
    if (at !== index && !(one.everywhere && kindOf(other) === kindOf(picked))) continue;
    const altered = alter(other, list, one);
    if (fits(one.in, altered)) list[at] = altered;
  }
};

/** Numbers exchanges in their order, as a recorder does, and has every fact name one that is there. */
const renumber = (transcript: { exchanges: Tree[]; facts: Tree[] }): void => {
  const { exchanges } = transcript;
  const numbers = new Map(exchanges.map(({ id }, index) => [id, index + 1]));
  for (const [index, exchange] of exchanges.entries()) exchange['id'] = index + 1;
  const named = (id: unknown): number => numbers.get(id) ?? (Math.abs(Number(id)) % exchanges.length) + 1;
  const mend = ({ of, key }: Node): void => {
    if (key === 'exchange') of[key] = named(of[key]);
    // A count in some facts, and a list of exchanges in others.
    if (key === 'compared' && Array.isArray(of[key])) of[key] = (of[key] as unknown[]).map(named);
  };
  if (exchanges.length > 0) transcript.facts.flatMap(nodesIn).forEach(mend);
  else transcript.facts = transcript.facts.filter((fact) => !/"(exchange|compared)":/.test(JSON.stringify(fact)));
};

/** The transcript with all changes done that leave it one. */
export const changed = (
  transcript: Transcript,
  all: readonly RandomChange[],
  fits: (kind: RandomChange['in'], one: unknown) => boolean,
): Transcript => {
  const copy = structuredClone(transcript) as unknown as { exchanges: Tree[]; facts: Tree[]; steps: string[] };
  for (const one of all) change(copy, one, fits);
  renumber(copy);
  return copy as unknown as Transcript;
};

const shapeOf = (path: string): string => path.replace(/\/\d+(?=\/|$)/g, '/*');

/** Every place of a JSON body by the label of its exchanges; items of a list count as one place. */
export const placesInBodies = ({ exchanges }: Transcript): { label: string; path: string }[] => {
  const found = exchanges.flatMap(({ label, reply }) =>
    pathsIn(reply?.body.json, '').map((path) => ({ label, path: shapeOf(path) })),
  );
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
};

const pathsIn = (tree: unknown, path: string): string[] =>
  typeof tree !== 'object' || tree === null
    ? []
    : Object.entries(tree).flatMap(([key, child]) => [`${path}/${key}`, ...pathsIn(child, `${path}/${key}`)]);

/** The transcript with a value at that place of every body of that label. */
export const withValueAt = (
  { exchanges, ...transcript }: Transcript,
  { label, path }: { readonly label: string; readonly path: string },
  value: unknown,
): Transcript => {
  const put = (tree: unknown, at: string): unknown => {
    if (shapeOf(at) === path) return value;
    if (Array.isArray(tree)) return tree.map((child, index) => put(child, `${at}/${index}`));
    if (typeof tree !== 'object' || tree === null) return tree;
    return Object.fromEntries(Object.entries(tree).map(([key, child]) => [key, put(child, `${at}/${key}`)]));
  };
  const altered = exchanges.map((exchange) =>
    exchange.label !== label || exchange.reply?.body.json === undefined
      ? exchange
      : {
          ...exchange,
          reply: { ...exchange.reply, body: { ...exchange.reply.body, json: put(exchange.reply.body.json, '') } },
        },
  );
  return { ...transcript, exchanges: altered };
};

/** A document with a value in place of its n-th member; n is taken modulo how many there are. */
export const withMember = (document: unknown, number: number, value: unknown): unknown => {
  const copy: unknown = structuredClone(document);
  const node = nth(nodesIn(copy), number);
  if (node !== undefined) node.of[node.key] = structuredClone(value);
  return copy;
};
