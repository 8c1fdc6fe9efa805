import type { Severity, Sighting } from './finding.js';
import { holdsOf } from '../invariants/invariant-of.js';
import { JsonKind, type JsonNode } from '../ndjson/json-text.js';
import { has, member, said, primitiveExtensionOf } from '../invariants/look.js';
import { inWords } from './primitives.js';
import { pageOf, RULES, type RuleId } from '../definitions/rules.js';
import { tables, type Element, type Slot, type Tables, type TypeTable } from '../definitions/tables.js';
import { againstBinding, typeNamed } from '../definitions/terms.js';
import { judgeNarrative } from './xhtml.js';

export type ReportFinding = (sighting: Sighting) => void;

/** A reference to something contained, to be looked up once the whole resource was seen. */
interface Local {
  readonly id: string;
  readonly at: number;
  readonly path: string;
  readonly targets: ReadonlySet<string> | undefined;
}

interface Contained {
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly at: number;
  readonly path: string;
}

const isArray = (node: JsonNode): boolean => node.kind === JsonKind.array;

/** Judges resources against STU3 and reports each departure. One judge may judge many, one after another. */
export class Judge {
  readonly #report: ReportFinding;
  readonly #tables: Tables = tables();
  #path: (string | number)[] = [];
  #locals: Local[] = [];
  #contained: Contained[] = [];

  constructor(report: ReportFinding) {
    this.#report = report;
  }

  /** Judges one resource; gives its type where STU3 knows it. */
  resource(node: JsonNode): string | undefined {
    this.#locals = [];
    this.#contained = [];
    const type = this.#typeOf(node);
    this.#path = [type?.name ?? ''];
    if (type === undefined) this.#say('fhir.stu3.resource-type', (member(node, 'resourceType') ?? node).start);
    else {
      this.#object(node, type);
      this.#settle();
    }
    return type?.name;
  }

  #typeOf(node: JsonNode): TypeTable | undefined {
    const named = member(node, 'resourceType');
    return named?.kind === JsonKind.string && this.#tables.isResource(named.text)
      ? this.#tables.type(named.text)
      : undefined;
  }

  #pathText(): string {
    return this.#path.reduce<string>(
      (text, one) => (typeof one === 'number' ? `${text}[${one}]` : text === '' ? one : `${text}.${one}`),
      '',
    );
  }

  #say(rule: RuleId, at: number, more?: string, spec?: string, path = this.#pathText()): void {
    const { severity, spec: page, says } = RULES[rule];
    this.#report({ rule, severity, at, path, expected: more ?? says, spec: spec ?? page });
  }

  #sayInvariant(key: string, at: number, type: TypeTable | undefined, path = this.#pathText()): void {
    const [severity, expected] = this.#tables.invariant(key);
    const rule = `fhir.stu3.invariant.${key.slice(key.indexOf('/') + 1)}`;
    const [name = 'Element'] = (type?.name ?? 'DomainResource').split('.');
    this.#report({
      rule,
      severity,
      at,
      path,
      expected,
      spec: pageOf(name, this.#tables.isResource(name) || type === undefined),
    });
  }

  #object(node: JsonNode, type: TypeTable, invariants = type.invariants): void {
    const chosen = new Array<string | undefined>(type.elements.length);
    const { keys, items } = node;
    for (let at = 0; at < keys.length; at += 1) {
      const [key, item] = [keys[at], items[at]];
      if (key === undefined || item === undefined || (key === 'resourceType' && type.resource)) continue;
      const slot = type.slots.get(key);
      if (slot === undefined) this.#unknown(node, at, type);
      else this.#slot(node, slot, key, item, chosen);
    }
    for (const element of type.required)
      if (chosen[element.index] === undefined) {
        const expected = `${element.name}, which ${type.name} requires`;
        this.#say(
          'fhir.stu3.cardinality.min',
          node.start,
          expected,
          this.#page(type),
          `${this.#pathText()}.${element.name}`,
        );
      }
    for (const key of invariants) this.#invariant(key, node, type);
  }

  #page(type: TypeTable): string {
    const [name = ''] = type.name.split('.');
    return pageOf(name, this.#tables.isResource(name));
  }

  #unknown(node: JsonNode, at: number, type: TypeTable): void {
    const [key = '', start = node.start] = [node.keys[at], node.keyStarts[at]];
    const expected = `an element of ${type.name}; this property's name, of ${key.length} characters, is none`;
    this.#say('fhir.stu3.structure.unknown-element', start, expected, this.#page(type));
  }

  #invariant(key: string, node: JsonNode, type: TypeTable): void {
    if (holdsOf(key)?.(node) === false) this.#sayInvariant(key, node.start, type);
  }

  #slot(node: JsonNode, slot: Slot, key: string, item: JsonNode, chosen: (string | undefined)[]): void {
    const { element } = slot;
    const main = slot.shadow ? key.slice(1) : key;
    const before = chosen[element.index];
    chosen[element.index] = main;
    this.#path.push(element.name);
    if (before !== undefined && before !== main) this.#say('fhir.stu3.structure.choice', item.start);
    if (!slot.primitive) this.#complex(item, slot);
    else if (!slot.shadow) this.#primitive(item, slot.bare ? undefined : primitiveExtensionOf(node, key), slot);
    else if (!node.keys.includes(main)) this.#primitive(undefined, item, slot);
    this.#path.pop();
  }

  #complex(item: JsonNode, slot: Slot): void {
    if (!this.#shaped(item, slot.element)) return;
    if (!isArray(item)) return this.#one(item, slot);
    item.items.forEach((one, nth) => {
      this.#path.push(nth);
      this.#one(one, slot);
      this.#path.pop();
    });
  }

  /** Whether an array stands where the element repeats, and only there. */
  #shaped(item: JsonNode, { many }: Element): boolean {
    if (item.kind === JsonKind.null) this.#say('fhir.stu3.structure.null', item.start);
    else if (isArray(item) !== many)
      this.#say(
        'fhir.stu3.structure.list',
        item.start,
        many ? 'an array: the element may repeat' : 'no array: the element stands once',
      );
    else if (isArray(item) && item.items.length === 0) this.#say('fhir.stu3.structure.empty', item.start);
    else return true;
    return false;
  }

  #one(item: JsonNode, { type, element }: Slot): void {
    if (item.kind === JsonKind.null) return this.#say('fhir.stu3.structure.null', item.start);
    if (item.kind !== JsonKind.object)
      return this.#say('fhir.stu3.structure.json-type', item.start, `an object, as ${type} is written`);
    if (type === 'Resource') return this.#inner(item);
    const table = this.#tables.type(type);
    if (table === undefined) throw new Error(`the tables have no ${type}`);
    if (!item.keys.some((key) => key !== 'id')) this.#say('fhir.stu3.invariant.ele-1', item.start);
    // An element that borrows the content of another (type is then a path) and has invariants of its own does not
    // borrow those: they say the same under other keys.
    const borrows = type.includes('.') && element.invariants.length > 0;
    this.#object(item, table, borrows ? [] : table.invariants);
    if (type === 'Reference') this.#reference(item, element);
    if (element.binding !== undefined) this.#binding(item, type, element);
    for (const key of element.invariants) this.#invariant(key, item, table);
  }

  #inner(item: JsonNode): void {
    const type = this.#typeOf(item);
    if (this.#path.at(-2) === 'contained') this.#contain(item, type?.name);
    if (type === undefined) this.#say('fhir.stu3.resource-type', (member(item, 'resourceType') ?? item).start);
    else this.#object(item, type);
  }

  #contain(item: JsonNode, type: string | undefined): void {
    const path = this.#pathText();
    // Of what is nested, dom-2 alone speaks.
    if (this.#path.filter((one) => one === 'contained').length > 1) return;
    this.#contained.push({ id: said(item, 'id'), type, at: item.start, path });
    const meta = member(item, 'meta');
    if (has(item, 'text')) this.#sayInvariant('dom-1', item.start, undefined);
    if (has(item, 'contained')) this.#sayInvariant('dom-2', item.start, undefined);
    if (has(meta, 'versionId') || has(meta, 'lastUpdated')) this.#sayInvariant('dom-4', item.start, undefined);
  }

  #reference(item: JsonNode, { targets }: Element): void {
    const value = member(item, 'reference');
    if (value?.kind !== JsonKind.string) return;
    if (value.text.startsWith('#')) {
      const path = this.#pathText();
      this.#locals.push({ id: value.text.slice(1), at: value.start, path, targets });
      return;
    }
    const type = targets === undefined ? undefined : typeNamed(value.text);
    if (type !== undefined && this.#tables.isResource(type)) this.#target(type, targets, value.start, this.#pathText());
  }

  #target(type: string, targets: ReadonlySet<string> | undefined, at: number, path: string): void {
    if (targets === undefined || targets.has(type)) return;
    this.#say('fhir.stu3.reference.target', at, `a reference to ${[...targets].join(' or ')}`, undefined, path);
  }

  /** Contained resources may stand before or after what refers to them: this is judged at the end. */
  #settle(): void {
    for (const { id, at, path, targets } of this.#locals) {
      // '#' alone means the resource itself.
      if (id === '') continue;
      const found = this.#contained.find((one) => one.id === id);
      if (found === undefined) this.#sayInvariant('ref-1', at, this.#tables.type('Reference'), path);
      else if (found.type !== undefined) this.#target(found.type, targets, at, path);
    }
    this.#contained.forEach(({ id, at, path }) => {
      if (!this.#locals.some((local) => local.id === id)) this.#sayInvariant('dom-3', at, undefined, path);
    });
  }

  #binding(item: JsonNode, type: string, { binding }: Element): void {
    // A set that the definitions cannot expand (designation-use is a filter of SNOMED CT) is not judged.
    if (binding === undefined || binding.codes.size === 0 || !againstBinding(item, type, binding)) return;
    const rule = binding.required ? 'fhir.stu3.binding.required' : 'fhir.stu3.binding.extensible';
    const what =
      type === 'CodeableConcept' ? 'a coding with system and code' : type === 'Coding' ? 'system and code' : 'a code';
    this.#say(rule, item.start, `${what} of the value set ${binding.set}`);
  }

  #primitive(main: JsonNode | undefined, shadow: JsonNode | undefined, slot: Slot): void {
    if (!slot.element.many) {
      if (main !== undefined && this.#shaped(main, slot.element)) this.#value(main, slot);
      if (shadow !== undefined) this.#beside(shadow, main !== undefined);
      return;
    }
    if (main !== undefined && !this.#shaped(main, slot.element)) return;
    if (shadow !== undefined && (!isArray(shadow) || (main !== undefined && shadow.items.length !== main.items.length)))
      return this.#say('fhir.stu3.structure.primitive-extension', shadow.start);
    if (shadow?.items.length === 0) return this.#say('fhir.stu3.structure.empty', shadow.start);
    const length = (main ?? shadow)?.items.length ?? 0;
    for (let nth = 0; nth < length; nth += 1) {
      this.#path.push(nth);
      this.#pair(main?.items[nth], shadow?.items[nth], slot);
      this.#path.pop();
    }
  }

  /** A value of a list and what stands opposite: one of them may be null. */
  #pair(main: JsonNode | undefined, shadow: JsonNode | undefined, slot: Slot): void {
    const valued = main !== undefined && main.kind !== JsonKind.null;
    const extended = shadow !== undefined && shadow.kind !== JsonKind.null;
    if (!valued && !extended) return this.#say('fhir.stu3.structure.null', (main ?? shadow)?.start ?? 0);
    if (valued) this.#value(main, slot);
    if (extended) this.#beside(shadow, valued);
  }

  #beside(shadow: JsonNode, valued: boolean): void {
    const table = this.#tables.type('Element');
    if (shadow.kind !== JsonKind.object || table === undefined)
      return this.#say('fhir.stu3.structure.primitive-extension', shadow.start);
    if (shadow.keys.length === 0 || (!valued && !has(shadow, 'extension')))
      this.#say('fhir.stu3.invariant.ele-1', shadow.start);
    this.#object(shadow, table);
  }

  #value(node: JsonNode, { type, element, form }: Slot): void {
    if (form === undefined) throw new Error(`nothing says what a ${type} looks like`);
    if (node.kind !== form.kind)
      return this.#say('fhir.stu3.structure.json-type', node.start, `${inWords(form.kind)}, as ${type} is written`);
    if (!form.holds(node.text)) {
      const spec = type === 'xhtml' ? pageOf('Narrative', false) : pageOf(type, false);
      const severity: Severity = 'error';
      const rule = `fhir.stu3.primitive.${type}`;
      return this.#report({ rule, severity, at: node.start, path: this.#pathText(), expected: form.expected, spec });
    }
    if (type === 'xhtml') return this.#narrative(node);
    if (element.binding !== undefined) this.#binding(node, type, element);
    for (const key of element.invariants) this.#invariant(key, node, this.#tables.type('Element') ?? raise());
  }

  #narrative(node: JsonNode): void {
    const fault = judgeNarrative(node.text);
    if (fault === 'malformed') this.#say('fhir.stu3.primitive.xhtml', node.start);
    else if (fault !== undefined) this.#sayInvariant(fault, node.start, this.#tables.type('Narrative'));
  }
}

const raise = (): never => {
  throw new Error('the tables have no Element');
};
