import fc from 'fast-check';
import type { Transcript } from '../../src/model/index.js';
import { json, number, text } from './arbitrary.js';

/** One thing done to a recorded transcript; numbers are places, taken modulo how many there are. */
export interface Change {
  readonly do: 'drop' | 'copy' | 'swap' | 'put' | 'cut' | 'borrow' | 'forget';
  readonly in: 'exchanges' | 'facts';
  /** Of a reply's body rather than of the whole exchange. */
  readonly inBody: boolean;
  readonly at: number;
  readonly to: number;
  readonly node: number;
  readonly value: unknown;
}

const place = fc.nat(10_000);

/** What may be done to a recorded transcript, one after the other. */
export const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({
    do: fc.constantFrom('drop', 'copy', 'swap', 'put', 'put', 'put', 'cut', 'cut', 'borrow', 'borrow', 'forget'),
    in: fc.constantFrom('exchanges', 'exchanges', 'facts'),
    inBody: fc.boolean(),
    ...{ at: place, to: place, node: place },
    value: fc.oneof(number, text, json, fc.constantFrom<unknown>(null, [], {}, [null], [{}], [[]], true, false)),
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

/** Of each label, or kind of fact, some are looked at as often as of any other, however many there are of it. */
const pick = (list: readonly Tree[], at: number, to: number): number => {
  const kindOf = (one: Tree): unknown => one['label'] ?? one['kind'];
  const kind = nth([...new Set(list.map(kindOf))], at);
  return nth([...list.keys()].filter((index) => kindOf(list[index] ?? {}) === kind), to) ?? 0;
};

/** The places of an exchange or fact that may be changed. */
const nodesOf = (one: Tree, inBody: boolean): Node[] => {
  const body = (one['reply'] as { body: Tree } | undefined)?.body;
  const json = inBody && body !== undefined && 'json' in body ? nodesIn(body['json']) : [];
  return json.length > 0 ? json : nodesIn(one);
};

/** An exchange or fact with one of its members put, cut or borrowed from another. */
const alter = (one: Tree, donors: readonly Tree[], { do: what, inBody, to, node, value }: Change): Tree => {
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
  one: Change,
  fits: (kind: Change['in'], one: unknown) => boolean,
): void => {
  const list = transcript[one.in];
  if (one.do === 'forget') return void transcript.steps.splice(one.at % (transcript.steps.length + 1), 1);
  const index = pick(list, one.at, one.to);
  const [picked, place] = [list[index], one.to % Math.max(1, list.length)];
  if (picked === undefined) return;
  if (one.do === 'drop') return void list.splice(index, 1);
  if (one.do === 'copy') return void list.splice(place, 0, structuredClone(picked));
  if (one.do === 'swap') {
    [list[index], list[place]] = [list[place] ?? picked, picked];
    return;
  }
  const altered = alter(picked, list, one);
  if (fits(one.in, altered)) list[index] = altered;
};

/** Numbers exchanges in their order, as a recorder does, and has every fact name one that is there. */
const renumber = (transcript: { exchanges: Tree[]; facts: Tree[] }): void => {
  const { exchanges } = transcript;
  const numbers = new Map(exchanges.map(({ id }, index) => [id, index + 1]));
  for (const [index, exchange] of exchanges.entries()) exchange['id'] = index + 1;
  const named = (id: unknown): number => numbers.get(id) ?? (Math.abs(Number(id)) % exchanges.length) + 1;
  const mend = ({ of, key }: Node): void => {
    if (key === 'exchange') of[key] = named(of[key]);
    if (key === 'compared') of[key] = (of[key] as unknown[]).map(named);
  };
  if (exchanges.length > 0) transcript.facts.flatMap(nodesIn).forEach(mend);
  else transcript.facts = transcript.facts.filter((fact) => !/"(exchange|compared)":/.test(JSON.stringify(fact)));
};

/** The transcript with all changes done that leave it one. */
export const changed = (
  transcript: Transcript,
  all: readonly Change[],
  fits: (kind: Change['in'], one: unknown) => boolean,
): Transcript => {
  const copy = structuredClone(transcript) as unknown as { exchanges: Tree[]; facts: Tree[]; steps: string[] };
  for (const one of all) change(copy, one, fits);
  renumber(copy);
  return copy as unknown as Transcript;
};
