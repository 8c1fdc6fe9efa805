/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index was assigned in this file */
import { CodeSets, Pool, same } from './codes.js';
import { bitOf, type Column, COLUMNS, type Flat, hashed, NO_ROW, Reading, type Row } from './flat.js';
import { closing, EndCheck, type Closing } from './rules.js';
import { JsonKind } from '../ndjson/json-node.js';
import { isElementId, type Primitive } from '../validate/judge/primitives.js';
import type { Definitions } from '../definitions/definitions.js';
import type { FhirRelease } from '../definitions/release.js';
import type { Binding, Element, Slot, TypeTable } from '../definitions/tables.js';

const BY_TYPE: Readonly<Record<string, number>> = {
  ...Reading,
  markdown: Reading.string,
  url: Reading.uri,
  canonical: Reading.uri,
};
const NOT_PRIMITIVE = new Set([
  'judge',
  'object',
  'contained',
  'resourceType',
  'extension',
  'boundCode',
  'reference',
  'extensionUrl',
]);
/** Values whose beginnings the end checks of their object need, by type and name. */
const CAPTURED: Readonly<Record<string, number>> = {
  'Coding.system': 1,
  'Coding.code': 2,
  'Money.system': 1,
  'Period.start': 1,
  'Period.end': 2,
};
/** What a contained resource must not have, and what its meta must not have, by the invariants dom-1, dom-4 and dom-5. */
const RESTRICTED: Readonly<Record<FhirRelease, { resource: readonly string[]; meta: readonly string[] }>> = {
  stu3: { resource: ['text'], meta: ['versionId', 'lastUpdated'] },
  r4: { resource: [], meta: ['versionId', 'lastUpdated', 'security'] },
};
/** Types for which the fast path does not evaluate the judge's functions. */
const BOUND: Readonly<Record<string, true>> = { Coding: true, CodeableConcept: true, Reference: true };
interface FastPathType {
  readonly name: string;
  readonly resource: boolean;
  readonly table: TypeTable;
  readonly keys: Map<string, number>;
  /** Place and length of the name with its quotes. */
  readonly nameAt: number;
  readonly nameLength: number;
  /** Elements that a contained resource must not have; of Meta, those that its meta must not have. */
  readonly restricted: readonly [number, number];
  /** Keys of the invariants that depend on an object of the type alone. */
  readonly asked: readonly string[];
  needLow: number;
  needHigh: number;
  closing: Closing;
}

/** Compiles the requested types, and the types that they contain. */
export class FastPathTables {
  readonly definitions: Definitions;
  readonly codes = new CodeSets();
  readonly forms: Primitive[] = [];
  readonly targetSets: ReadonlySet<string>[] = [];
  /** Beginnings of certainly valid references (`Patient/`), by set of target types. */
  readonly starts: { readonly at: number; readonly length: number }[][] = [];
  readonly types: FastPathType[] = [];
  /** The definitions of the slots. */
  readonly slots: (Slot | undefined)[] = [undefined];
  readonly pool = new Pool();
  readonly #rows: Row[] = [{ ...NO_ROW }];
  readonly #byName = new Map<string, number>();
  readonly #flat: { of: number; arrays?: Flat } = { of: 0 };

  constructor(definitions: Definitions) {
    this.definitions = definitions;
  }

  /** The number of a resource type; -1: the release has none with that name. */
  resource(name: string): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return this.types[known]!.resource ? known : -1;
    return this.definitions.isResource(name) ? this.#type(name) : -1;
  }

  /** The end of the string at `i` if it is the name of the type; 0: it is another. */
  named(type: number, buf: Uint8Array, i: number): number {
    const { nameAt, nameLength } = this.types[type]!;
    return same(this.pool.bytes, nameAt, nameLength, buf, i) ? i + nameLength : 0;
  }

  /** The number of a contained resource's type; -1: unknown, -2: compiled just now. */
  inner(name: string): number {
    const known = this.#byName.has(name);
    const type = this.resource(name);
    return known || type === -1 ? type : -2;
  }

  flat(): Flat {
    if (this.#flat.arrays === undefined || this.#flat.of !== this.types.length) {
      this.#flat.of = this.types.length;
      this.#flat.arrays = this.#arrays();
    }
    return this.#flat.arrays;
  }

  #type(name: string): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const table = this.definitions.type(name);
    if (table === undefined) return -1;
    const nth = this.types.length;
    const { resource } = table;
    const made: FastPathType = {
      name,
      resource,
      table,
      keys: new Map(),
      nameAt: this.pool.add(`"${name}"`),
      nameLength: name.length + 2,
      restricted: masks(table, RESTRICTED[this.definitions.release][name === 'Meta' ? 'meta' : 'resource']),
      asked: table.invariants.filter((key) => this.definitions.invariantOf(key) !== undefined),
      needLow: 0,
      needHigh: 0,
      closing: closing(this.definitions.release, table),
    };
    this.types.push(made);
    this.#byName.set(name, nth);
    if (resource) this.#resourceType(made);
    for (const [key, slot] of table.slots) made.keys.set(key, this.#slot(table, key, slot, made));
    for (const { index } of table.required) need(made, index);
    return nth;
  }

  #resourceType(made: FastPathType): void {
    const [low, high] = bitOf(made.table.elements.length);
    need(made, made.table.elements.length);
    made.keys.set('resourceType', this.#add('resourceType', { reading: Reading.resourceType, low, high }));
  }

  #add(key: string, row: Partial<Row>, slot?: Slot): number {
    const text = `"${key}":`;
    this.slots.push(slot);
    this.#rows.push(Object.assign({ ...NO_ROW }, row, { keyAt: this.pool.add(text), keyLength: text.length }));
    return this.#rows.length - 1;
  }

  #slot({ name }: TypeTable, key: string, slot: Slot, made: FastPathType): number {
    const { element, extension } = slot;
    const [low, high] = bitOf(element.index);
    const row = { many: element.many ? 1 : 0, low, high };
    if (extension) {
      const main = made.keys.get(key.slice(1)) ?? 0;
      const to = this.#type('Element');
      // Alone, it counts as present for invariants but has no value: allowed only if invariants need no more than presence.
      const alone =
        !element.many && !element.choice && (made.closing.kind & ~(EndCheck.resource | EndCheck.meta)) === 0;
      const extended = { reading: Reading.extension, to, targets: main, bound: alone ? 1 : 0 };
      return this.#add(key, { ...row, low: 0, high: 0, ...extended }, slot);
    }
    const captured = key === 'id' && made.resource ? 1 : (CAPTURED[`${name}.${key}`] ?? 0);
    const at = this.#add(key, { ...row, capture: captured }, slot);
    // Types may contain themselves: the entry is reserved first.
    const rest = slot.primitive ? this.#primitive(name, slot) : this.#complex(slot);
    Object.assign(this.#rows[at]!, rest);
    return at;
  }

  #primitive(of: string, slot: Slot): Partial<Row> {
    const { type, element } = slot;
    const form = this.definitions.primitives.get(type);
    if (form === undefined) return {};
    if (type === 'xhtml' && of === 'Narrative') return { reading: Reading.xhtml };
    const strict = this.#strictForm(form, slot);
    if (element.invariants.length > 0) return {};
    if (strict !== undefined) return { reading: Reading.exact, to: this.forms.push(strict) - 1 };
    if (of === 'Extension' && element.name === 'url' && this.definitions.rules['extension.url'] !== undefined)
      return { reading: Reading.extensionUrl };
    if (of === 'Reference' && element.name === 'reference') return { reading: Reading.reference };
    if (type === 'code' && judged(element.binding) && element.binding.required)
      return { reading: Reading.boundCode, to: this.codes.add(element.binding) };
    const reading = NOT_PRIMITIVE.has(type) ? undefined : BY_TYPE[type];
    if (reading !== undefined) return { reading };
    if (form.kind !== JsonKind.string) return {};
    return { reading: Reading.exact, to: this.forms.push(form) - 1 };
  }

  /** The form of values of which the judge asks more than their type does: ids of elements, and codes with a maximum value set. */
  #strictForm(form: Primitive, { type, element: { name, binding } }: Slot): Primitive | undefined {
    if (name === 'id' && type === 'string' && this.definitions.rules['element-id'] !== undefined)
      return { ...form, holds: (text) => form.holds(text) && isElementId(text) };
    const maximum = type === 'code' ? binding?.maximum : undefined;
    return maximum && { ...form, holds: (text) => form.holds(text) && maximum.holds(text) };
  }

  #complex({ type, element }: Slot): Partial<Row> {
    // Resources in an entry or a parameter go to the judge.
    if (type === 'Resource') return element.name === 'contained' && element.many ? { reading: Reading.contained } : {};
    const asks = element.invariants.length > 0 ? 1 : 0;
    // Invariants of a content reference replace its own, and those of a bound element follow the binding.
    if (asks === 1 && (type.includes('.') || Object.hasOwn(BOUND, type))) return {};
    const to = this.#type(type);
    if (to === -1) return {};
    return { reading: Reading.object, to, bound: this.#bound(type, element), targets: this.#targets(element), asks };
  }

  #bound(type: string, { binding }: Element): number {
    if (!judged(binding) || (type !== 'Coding' && type !== 'CodeableConcept')) return 0;
    const set = this.codes.add(binding) + 1;
    // Of a maximum value set, only what the value set itself has is certain.
    return binding.required || binding.maximum !== undefined ? set : -set;
  }

  #targets({ targets }: Element): number {
    if (targets === undefined) return 0;
    this.starts.push([...targets].map((name) => ({ at: this.pool.add(`${name}/`), length: name.length + 1 })));
    return this.targetSets.push(targets);
  }

  #index(): Pick<Flat, 'index' | 'indexAt' | 'indexMask'> {
    const sizes = this.types.map(({ keys }) => 2 ** Math.ceil(Math.log2(2 * keys.size + 1)));
    const indexMask = Int32Array.from(sizes, (size) => size - 1);
    const indexAt = new Int32Array(sizes.length);
    sizes.forEach((size, nth) => (indexAt[nth + 1] = indexAt[nth]! + size));
    const index = new Int32Array(sizes.reduce((sum, size) => sum + size, 0));
    this.types.forEach(({ keys }, type) => {
      for (const [key, slot] of keys) {
        let place = hashed(Buffer.from(`${key}"`), 0) & indexMask[type]!;
        while (index[indexAt[type]! + place] !== 0) place = (place + 1) & indexMask[type]!;
        index[indexAt[type]! + place] = slot;
      }
    });
    return { index, indexAt, indexMask };
  }

  #arrays(): Flat {
    const column = (name: Column) => Int32Array.from(this.#rows, (row) => row[name]);
    const made = Object.fromEntries(COLUMNS.map((name) => [name, column(name)])) as Record<Column, Int32Array>;
    return {
      ...made,
      reading: Uint8Array.from(made.reading),
      many: Uint8Array.from(made.many),
      capture: Uint8Array.from(made.capture),
      asks: Uint8Array.from(made.asks),
      next: new Int32Array(this.#rows.length + this.types.length),
      stamp: new Int32Array(this.#rows.length),
      count: new Int32Array(this.#rows.length),
      needLow: Int32Array.from(this.types, ({ needLow }) => needLow),
      needHigh: Int32Array.from(this.types, ({ needHigh }) => needHigh),
      closings: Int32Array.from(this.types, ({ closing: { kind } }) => kind),
      pool: this.pool.bytes,
      ...this.#index(),
    };
  }
}

/** A value set that the definitions cannot expand is empty, and not judged. */
const judged = (binding: Binding | undefined): binding is Binding => binding !== undefined && binding.codes.size > 0;

const masks = ({ elements }: TypeTable, names: readonly string[]): readonly [number, number] => {
  let [low, high] = [0, 0];
  for (const { name, index } of elements)
    if (names.includes(name)) {
      low |= bitOf(index)[0];
      high |= bitOf(index)[1];
    }
  return [low, high];
};

const need = (made: FastPathType, index: number): void => {
  const [low, high] = bitOf(index);
  made.needLow |= low;
  made.needHigh |= high;
};
