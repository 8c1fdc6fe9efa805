import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package.js';
import type { Severity } from '../validate/finding.js';
import { type Maximum, maximumOf } from './maximum.js';
import type { Primitive, Primitives } from '../validate/judge/primitives.js';
import { type FhirRelease, releaseNames } from './release.js';
import { valueSetPage, valueSetText } from './value-set-text.js';

/** An element of a type, from its definition. */
export interface Element {
  readonly name: string;
  readonly index: number;
  readonly required: boolean;
  readonly many: boolean;
  readonly choice: boolean;
  readonly binding: Binding | undefined;
  /** Types that a reference may refer to; undefined: any. */
  readonly targets: ReadonlySet<string> | undefined;
  readonly invariants: readonly string[];
}

export interface Binding {
  readonly required: boolean;
  readonly set: string;
  readonly codes: ReadonlyMap<string, ReadonlySet<string>>;
  /** The value set with its codes, as a finding names it, and its page. */
  readonly says: string;
  readonly page: string;
  /** The maximum value set, which all codes must belong to. */
  readonly maximum?: Maximum;
}

/** What a JSON name means. */
export interface Slot {
  readonly element: Element;
  readonly type: string;
  readonly primitive: boolean;
  /** The name is `_x`, which contains the id and extensions of the primitive x. */
  readonly extension: boolean;
  /** A primitive that cannot have an id or extensions. */
  readonly bare: boolean;
  /** The form of the primitive. */
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
  /** Version of FHIR that the definitions belong to. */
  readonly fhirVersion: string;
  /** The table of a type, or of a nested one by its path (`Patient.contact`); undefined if the release has no such type. */
  readonly type: (name: string) => TypeTable | undefined;
  readonly isResource: (name: string) => boolean;
  /** Severity of an invariant, and its sentence: the definition's text, corrected where that is wrong. */
  readonly invariant: (key: string) => readonly [Severity, string];
  /** Keys of all invariants of the resource types of an export, or of the other types. */
  readonly invariantKeys: (part: 'core' | 'other') => readonly string[];
}

type Cell = string | number;
type ElementRow = readonly Cell[];
interface TableFile {
  readonly fhirVersion: string;
  readonly resources?: readonly string[];
  readonly types: Readonly<Record<string, readonly (Cell | ElementRow)[]>>;
  readonly valueSets: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly invariants: Readonly<Record<string, readonly [Severity, string]>>;
}

/** The path of a table that `npm run schemas` makes. */
export const tablePath = (release: FhirRelease, name: string): string =>
  join(packageRoot, 'schemas/fhir', release, 'tables', `${name}.json`);

const read = (release: FhirRelease, name: string): TableFile =>
  JSON.parse(readFileSync(tablePath(release, name), 'utf8')) as TableFile;

const cores = new Map<FhirRelease, TableFile>();

/** The table of the resource types of an export. */
const coreOf = (release: FhirRelease): TableFile => {
  const core = cores.get(release) ?? read(release, 'core');
  cores.set(release, core);
  return core;
};

/** Whether a name is that of a resource type in some release. It needs none of the rules, which are much to load. */
export const isResourceType = (name: string): boolean =>
  releaseNames.some((release) => coreOf(release).resources?.includes(name));

/** Reads the tables of a release. */
export const readTables = (release: FhirRelease, primitives: Primitives): Tables => {
  const core = coreOf(release);
  let other: TableFile | undefined;
  // Only contained resources need the other types, and most files have none.
  const rest = (): TableFile => (other ??= read(release, 'other'));
  const resources = new Set(core.resources);
  const made = new Map<string, TypeTable | undefined>();
  const rows = (name: string) => own(core.types, name) ?? own(rest().types, name);
  const codesOf = (set: string) => setOf(own(core.valueSets, set) ?? own(rest().valueSets, set) ?? {});
  const bindingOf = (bound: string): Binding => {
    const set = bound.slice(2);
    const codes = codesOf(set);
    const maximum = maximumOf(release, set);
    let says: string | undefined;
    return {
      ...{ required: bound.startsWith('r'), set, codes, page: valueSetPage(release, set) },
      // To write numbers as English does takes as long as all other tables: only what is said is written.
      get says() {
        return (says ??= valueSetText(set, codes));
      },
      ...(maximum !== undefined && { maximum }),
    };
  };
  const type = (name: string): TypeTable | undefined => {
    const known = made.get(name);
    if (known !== undefined || made.has(name)) return known;
    const row = rows(name);
    const table = row === undefined ? undefined : compile(name, row, bindingOf, primitives);
    made.set(name, table);
    return table;
  };
  return {
    fhirVersion: core.fhirVersion,
    type,
    isResource: (name) => resources.has(name),
    invariant: (key) => {
      const [severity, text] = own(core.invariants, key) ?? own(rest().invariants, key) ?? ['error', `${key} holds`];
      return [severity, own(CORRECTED, key) ?? text];
    },
    invariantKeys: (part) => Object.keys((part === 'core' ? core : rest()).invariants),
  };
};

/**
 * Sentences that replace the definition's text of an invariant. The text of cpb-15 names the kind 'instance', against its
 * own FHIRPath: implementation describes an instance, so it is the kind 'capability' that has none.
 */
const CORRECTED: Readonly<Record<string, string>> = {
  'cpb-15': "Capability Statements of kind 'capability' do not have implementation elements.",
};

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const setOf = (record: Readonly<Record<string, readonly string[]>>): Map<string, Set<string>> =>
  new Map(Object.entries(record).map(([system, codes]) => [system, new Set(codes)]));

const compile = (
  name: string,
  [resource, keys, ...rows]: readonly (Cell | ElementRow)[],
  bindingOf: (bound: string) => Binding,
  primitives: Primitives,
): TypeTable => {
  const slots = new Map<string, Slot>();
  const elements = (rows as ElementRow[]).map((row, index) => {
    const [path, min, max, types = '', bound = '', targets = '', invariants = ''] = row.map(String);
    const element: Element = {
      name: path ?? '',
      index,
      required: min !== '0',
      many: max === '-1',
      choice: path?.endsWith('[x]') === true,
      binding: bound === '' ? undefined : bindingOf(bound),
      targets: targets === '' ? undefined : new Set(targets.split('|')),
      invariants: invariants === '' ? [] : invariants.split(' '),
    };
    const bare = types.endsWith('!');
    for (const one of (bare ? types.slice(0, -1) : types).split('|')) addSlots(slots, primitives, element, one, bare);
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

const addSlots = (
  slots: Map<string, Slot>,
  primitives: Primitives,
  element: Element,
  type: string,
  bare: boolean,
): void => {
  const key = element.choice ? element.name.slice(0, -3) + inKey(type) : element.name;
  // Only primitive types begin with a small letter.
  const primitive = /^[a-z]/.test(type);
  const slot = { element, type, primitive, extension: false, bare, form: primitives.get(type) };
  slots.set(key, slot);
  if (primitive && !bare) slots.set(`_${key}`, { ...slot, extension: true });
};

/** A type as the suffix of a choice's name. Profiles of Quantity have the name of their base type in JSON. */
const inKey = (type: string): string =>
  type === 'SimpleQuantity' || type === 'MoneyQuantity' ? 'Quantity' : type.charAt(0).toUpperCase() + type.slice(1);
