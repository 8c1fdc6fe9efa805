import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package.js';
import type { Severity } from '../validate/finding.js';
import { PRIMITIVES, type Primitive } from '../validate/primitives.js';

/** An element of a type, as its definition has it. */
export interface Element {
  readonly name: string;
  readonly index: number;
  readonly required: boolean;
  readonly many: boolean;
  readonly choice: boolean;
  readonly binding: Binding | undefined;
  /** Types that a reference may point to; undefined: any. */
  readonly targets: ReadonlySet<string> | undefined;
  readonly invariants: readonly string[];
}

export interface Binding {
  readonly required: boolean;
  readonly set: string;
  readonly codes: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What a name in JSON stands for. */
export interface Slot {
  readonly element: Element;
  readonly type: string;
  readonly primitive: boolean;
  /** `_x`, which holds id and extensions of the primitive x. */
  readonly shadow: boolean;
  /** A primitive that nothing can stand beside. */
  readonly bare: boolean;
  /** How the primitive is written. */
  readonly form: Primitive | undefined;
}

export interface TypeTable {
  readonly name: string;
  readonly resource: boolean;
  readonly invariants: readonly string[];
  readonly elements: readonly Element[];
  readonly required: readonly Element[];
  readonly slots: ReadonlyMap<string, Slot>;
}

export interface Tables {
  /** The table of a type, nested ones by path (`Patient.contact`); undefined where STU3 has no such type. */
  /** Version of FHIR that the definitions are of. */
  readonly fhirVersion: string;
  readonly type: (name: string) => TypeTable | undefined;
  readonly isResource: (name: string) => boolean;
  /** Severity and the definition's own words. */
  readonly invariant: (key: string) => readonly [Severity, string];
  /** Keys of all invariants of the resources of an export, or of the others. */
  readonly invariantKeys: (part: 'core' | 'other') => readonly string[];
}

type Cell = string | number;
type ElementRow = readonly Cell[];
interface File {
  readonly fhirVersion: string;
  readonly resources?: readonly string[];
  readonly types: Readonly<Record<string, readonly (Cell | ElementRow)[]>>;
  readonly valueSets: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly invariants: Readonly<Record<string, readonly [Severity, string]>>;
}

let loaded: Tables | undefined;

/** The tables made by `npm run schemas`, read once and when first needed. */
export const tables = (): Tables => (loaded ??= load());

const read = (name: string): File =>
  JSON.parse(readFileSync(join(packageRoot, 'schemas/fhir/stu3/tables', `${name}.json`), 'utf8')) as File;

const load = (): Tables => {
  const core = read('core');
  let other: File | undefined;
  // Only a contained resource needs the rest, and most files have none.
  const rest = (): File => (other ??= read('other'));
  const resources = new Set(core.resources);
  const made = new Map<string, TypeTable | undefined>();
  const rows = (name: string) => own(core.types, name) ?? own(rest().types, name);
  const codesOf = (set: string) => setOf(own(core.valueSets, set) ?? own(rest().valueSets, set) ?? {});
  const type = (name: string): TypeTable | undefined => {
    const known = made.get(name);
    if (known !== undefined || made.has(name)) return known;
    const row = rows(name);
    const table = row === undefined ? undefined : compile(name, row, codesOf);
    made.set(name, table);
    return table;
  };
  return {
    fhirVersion: core.fhirVersion,
    type,
    isResource: (name) => resources.has(name),
    invariant: (key) => own(core.invariants, key) ?? own(rest().invariants, key) ?? ['error', `${key} holds`],
    invariantKeys: (part) => Object.keys((part === 'core' ? core : rest()).invariants),
  };
};

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const setOf = (record: Readonly<Record<string, readonly string[]>>): Map<string, Set<string>> =>
  new Map(Object.entries(record).map(([system, codes]) => [system, new Set(codes)]));

const compile = (
  name: string,
  [resource, keys, ...rows]: readonly (Cell | ElementRow)[],
  codesOf: (set: string) => Map<string, Set<string>>,
): TypeTable => {
  const slots = new Map<string, Slot>();
  const elements = (rows as ElementRow[]).map((row, index) => {
    const [said, min, max, types = '', bound = '', targets = '', invariants = ''] = row.map(String);
    const element: Element = {
      name: said ?? '',
      index,
      required: min !== '0',
      many: max === '-1',
      choice: said?.endsWith('[x]') === true,
      binding:
        bound === ''
          ? undefined
          : { required: bound.startsWith('r'), set: bound.slice(2), codes: codesOf(bound.slice(2)) },
      targets: targets === '' ? undefined : new Set(targets.split('|')),
      invariants: invariants === '' ? [] : invariants.split(' '),
    };
    const bare = types.endsWith('!');
    for (const one of (bare ? types.slice(0, -1) : types).split('|')) addSlots(slots, element, one, bare);
    return element;
  });
  return {
    name,
    resource: resource === 1,
    invariants: keys === '' || keys === undefined ? [] : String(keys).split(' '),
    elements,
    required: elements.filter(({ required }) => required),
    slots,
  };
};

const addSlots = (slots: Map<string, Slot>, element: Element, type: string, bare: boolean): void => {
  const key = element.choice ? element.name.slice(0, -3) + inKey(type) : element.name;
  // Primitive types alone begin with a small letter.
  const primitive = /^[a-z]/.test(type);
  const slot = { element, type, primitive, shadow: false, bare, form: PRIMITIVES.get(type) };
  slots.set(key, slot);
  if (primitive && !bare) slots.set(`_${key}`, { ...slot, shadow: true });
};

/** A type as the name of a choice ends in it. SimpleQuantity is a profile: in JSON it is called by its type. */
const inKey = (type: string): string =>
  type === 'SimpleQuantity' ? 'Quantity' : type.charAt(0).toUpperCase() + type.slice(1);
