import type { Definitions } from '../../definitions/definitions.js';
import type { Element, Slot, TypeTable } from '../../definitions/tables.js';
import { violatesBinding, violatesMaximum } from '../../definitions/terms.js';
import { has, lastPlaceOf, member, primitiveExtensionOf } from '../../invariants/members.js';
import { JsonKind, type JsonNode } from '../../ndjson/json-node.js';
import type { RawFinding } from '../finding.js';
import { hasControl, inWords, isAbsolute, isElementId } from './primitives.js';
import { ResourceReferences } from './references.js';
import { FindingReporter } from './reporter.js';
import { judgeNarrative } from './xhtml.js';

const isArray = (node: JsonNode): boolean => node.kind === JsonKind.array;

/** The primitive types that are strings. */
const STRINGS: ReadonlySet<string> = new Set(['string', 'markdown', 'code']);

/** Whether an element is the id of an element: that of a resource has the type id. */
const isOfElement = ({ name }: Element, type: string): boolean => name === 'id' && type === 'string';

/** The extension of a primitive; of a name that is repeated, only the last value has it, so that it is judged once. */
const extensionBeside = (node: JsonNode, key: string, item: JsonNode): JsonNode | undefined =>
  member(node, key) === item ? primitiveExtensionOf(node, key) : undefined;

/** Judges resources against the definitions of a release and reports each violation. One judge may judge many resources, one after another. */
export class Judge {
  readonly #reporter: FindingReporter;
  readonly #references: ResourceReferences;
  readonly #definitions: Definitions;

  constructor(definitions: Definitions, report: (finding: RawFinding) => void) {
    this.#definitions = definitions;
    this.#reporter = new FindingReporter(definitions, report);
    this.#references = new ResourceReferences(definitions, this.#reporter);
  }

  /** Judges one resource; returns its type if the release has it. */
  resource(node: JsonNode): string | undefined {
    this.#references.begin();
    const type = this.#typeOf(node);
    this.#reporter.begin(type?.name ?? '');
    if (type === undefined) this.#unknownType(node);
    else {
      this.#object(node, type);
      this.#references.end();
    }
    return type?.name;
  }

  #typeOf(node: JsonNode): TypeTable | undefined {
    const named = member(node, 'resourceType');
    return named?.kind === JsonKind.string && this.#definitions.isResource(named.text)
      ? this.#definitions.type(named.text)
      : undefined;
  }

  #unknownType(node: JsonNode): void {
    this.#reporter.add('resource-type', (member(node, 'resourceType') ?? node).start);
  }

  #object(node: JsonNode, type: TypeTable, invariants = type.invariants): void {
    const chosen = new Array<string | undefined>(type.elements.length);
    const { keys, items } = node;
    for (let at = 0; at < keys.length; at += 1) {
      const [key, item] = [keys[at], items[at]];
      if (key === undefined || item === undefined || (key === 'resourceType' && type.resource)) continue;
      const slot = type.slots.get(key);
      if (slot === undefined) this.#unknownElement(node, at, type);
      else this.#slot(node, slot, key, item, chosen);
    }
    for (const element of type.required)
      if (chosen[element.index] === undefined) {
        const expected = `${element.name}, which ${type.name} requires`;
        const path = `${this.#reporter.path}.${element.name}`;
        this.#reporter.add('cardinality.min', node.start, expected, this.#definitions.pageOf(type.name), path);
      }
    for (const key of invariants) this.#invariant(key, node, type);
  }

  #unknownElement(node: JsonNode, at: number, type: TypeTable): void {
    const [key = '', start = node.start] = [node.keys[at], node.keyStarts[at]];
    const expected = `an element of ${type.name}; this property, with a name of ${key.length} characters, is not one`;
    this.#reporter.add('structure.unknown-element', start, expected, this.#definitions.pageOf(type.name));
  }

  #invariant(key: string, node: JsonNode, type: TypeTable): void {
    if (this.#definitions.invariantOf(key)?.(node) === false) this.#reporter.addInvariant(key, node.start, type);
  }

  #slot(node: JsonNode, slot: Slot, key: string, item: JsonNode, chosen: (string | undefined)[]): void {
    const { element } = slot;
    const main = slot.extension ? key.slice(1) : key;
    const before = chosen[element.index];
    chosen[element.index] = main;
    this.#reporter.enter(element.name);
    if (before !== undefined && before !== main) this.#reporter.add('structure.choice', item.start);
    if (!slot.primitive) this.#complex(item, slot);
    else if (!slot.extension) this.#primitive(item, slot.bare ? undefined : extensionBeside(node, key, item), slot);
    else if (lastPlaceOf(node, main) === -1) this.#primitive(undefined, item, slot);
    this.#reporter.leave();
  }

  #complex(item: JsonNode, slot: Slot): void {
    if (!this.#shaped(item, slot.element)) return;
    if (!isArray(item)) return this.#one(item, slot);
    item.items.forEach((one, nth) => {
      this.#reporter.enter(nth);
      this.#one(one, slot);
      this.#reporter.leave();
    });
  }

  /** Whether the value is an array if the element may repeat, and only then. */
  #shaped(item: JsonNode, { many }: Element): boolean {
    if (item.kind === JsonKind.null) this.#reporter.add('structure.null', item.start);
    else if (isArray(item) !== many)
      this.#reporter.add(
        'structure.list',
        item.start,
        many ? 'an array, because the element may repeat' : 'no array, because the element occurs once',
      );
    else if (isArray(item) && item.items.length === 0) this.#reporter.add('structure.empty', item.start);
    else return true;
    return false;
  }

  #one(item: JsonNode, { type, element }: Slot): void {
    if (item.kind === JsonKind.null) return this.#reporter.add('structure.null', item.start);
    if (item.kind !== JsonKind.object)
      return this.#reporter.add('structure.json-type', item.start, `an object, which is the JSON form of ${type}`);
    if (type === 'Resource') return this.#inner(item);
    const table = this.#definitions.type(type);
    if (table === undefined) throw new Error(`the tables have no ${type}`);
    if (!item.keys.some((key) => key !== 'id')) this.#reporter.add('invariant.ele-1', item.start);
    // An element with a content reference (its type is then a path) and invariants of its own does not have those of the
    // referenced element: they say the same with other keys.
    const refers = type.includes('.') && element.invariants.length > 0;
    this.#object(item, table, refers ? [] : table.invariants);
    if (type === 'Extension') this.#extensionUrl(item);
    if (type === 'Reference') this.#references.refer(item, element);
    if (element.binding !== undefined) this.#binding(item, type, element);
    for (const key of element.invariants) this.#invariant(key, item, table);
  }

  #extensionUrl(item: JsonNode): void {
    const url = member(item, 'url');
    if (url?.kind !== JsonKind.string || isAbsolute(url.text) || this.#reporter.isInExtension) return;
    if (this.#definitions.primitives.get('uri')?.holds(url.text) !== true) return;
    this.#reporter.add('extension.url', url.start, undefined, undefined, `${this.#reporter.path}.url`);
  }

  /** A resource in a resource. */
  #inner(item: JsonNode): void {
    const type = this.#typeOf(item);
    if (this.#reporter.isContained) this.#references.contain(item, type?.name);
    if (type === undefined) this.#unknownType(item);
    else this.#object(item, type);
  }

  #binding(item: JsonNode, type: string, { binding }: Element): void {
    if (binding?.maximum !== undefined && violatesMaximum(item, type, binding.maximum)) {
      const expected = `a code of the maximum value set ${binding.maximum.set}`;
      return this.#reporter.add('binding.maximum', item.start, expected);
    }
    // A value set that the definitions cannot expand (designation-use is a filter of SNOMED CT) is not judged.
    if (binding === undefined || binding.codes.size === 0 || !violatesBinding(item, type, binding)) return;
    const rule = binding.required ? 'binding.required' : 'binding.extensible';
    const what =
      type === 'CodeableConcept' ? 'a coding with system and code' : type === 'Coding' ? 'system and code' : 'a code';
    this.#reporter.add(rule, item.start, `${what} of the value set ${binding.says}`, binding.page);
  }

  /** A primitive and its extension, or one of them. */
  #primitive(main: JsonNode | undefined, extension: JsonNode | undefined, slot: Slot): void {
    if (!slot.element.many) {
      if (main !== undefined && this.#shaped(main, slot.element)) this.#value(main, slot);
      if (extension !== undefined) this.#extension(extension, main !== undefined);
      return;
    }
    if (main !== undefined && !this.#shaped(main, slot.element)) return;
    const misfits = (one: JsonNode): boolean =>
      !isArray(one) || (main !== undefined && one.items.length !== main.items.length);
    if (extension !== undefined && misfits(extension))
      return this.#reporter.add('structure.primitive-extension', extension.start);
    if (extension?.items.length === 0) return this.#reporter.add('structure.empty', extension.start);
    const length = (main ?? extension)?.items.length ?? 0;
    for (let nth = 0; nth < length; nth += 1) {
      this.#reporter.enter(nth);
      this.#pair(main?.items[nth], extension?.items[nth], slot);
      this.#reporter.leave();
    }
  }

  /** A value of a list and the extension opposite: one of them may be null. */
  #pair(main: JsonNode | undefined, extension: JsonNode | undefined, slot: Slot): void {
    const valued = main !== undefined && main.kind !== JsonKind.null;
    const extended = extension !== undefined && extension.kind !== JsonKind.null;
    if (!valued && !extended) return this.#reporter.add('structure.null', (main ?? extension)?.start ?? 0);
    if (valued) this.#value(main, slot);
    if (extended) this.#extension(extension, valued);
  }

  #extension(extension: JsonNode, valued: boolean): void {
    if (extension.kind !== JsonKind.object) return this.#reporter.add('structure.primitive-extension', extension.start);
    if (extension.keys.length === 0 || (!valued && !has(extension, 'extension')))
      this.#reporter.add('invariant.ele-1', extension.start);
    this.#object(extension, this.#elementTable());
  }

  #value(node: JsonNode, { type, element, form }: Slot): void {
    if (form === undefined) throw new Error(`the primitive type ${type} has no form`);
    if (node.kind !== form.kind)
      return this.#reporter.add(
        'structure.json-type',
        node.start,
        `${inWords(form.kind)}, which is the JSON form of ${type}`,
      );
    if (!form.holds(node.text)) return this.#reporter.addPrimitive(type, node.start, form.expected);
    if (type === 'xhtml') return this.#narrative(node);
    if (isOfElement(element, type) && !isElementId(node.text)) this.#reporter.add('element-id', node.start);
    if (STRINGS.has(type) && hasControl(node.text)) this.#reporter.add('string.control-character', node.start);
    if (type === 'uri' || type === 'url' || type === 'canonical') this.#references.name(node.text);
    if (element.binding !== undefined) this.#binding(node, type, element);
    for (const key of element.invariants) this.#invariant(key, node, this.#elementTable());
  }

  #elementTable(): TypeTable {
    const table = this.#definitions.type('Element');
    if (table === undefined) throw new Error('the tables have no Element');
    return table;
  }

  #narrative(node: JsonNode): void {
    const fault = judgeNarrative(node.text);
    if (fault === 'malformed') this.#reporter.add('primitive.xhtml', node.start);
    else if (fault !== undefined) this.#reporter.addInvariant(fault, node.start, this.#definitions.type('Narrative'));
  }
}
