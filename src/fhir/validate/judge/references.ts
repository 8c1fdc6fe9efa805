import type { Definitions } from '../../definitions/definitions.js';
import type { Element } from '../../definitions/tables.js';
import { typeNamed } from '../../definitions/terms.js';
import { has, member, textAt } from '../../invariants/members.js';
import { JsonKind, type JsonNode } from '../../ndjson/json-node.js';
import type { FindingReporter } from './reporter.js';

/** A reference to a contained resource, which is looked up at the end of the resource. */
interface LocalReference {
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

/** The references of one resource, and its contained resources. */
export class ResourceReferences {
  readonly #definitions: Definitions;
  readonly #reporter: FindingReporter;
  readonly #invariants: ReadonlySet<string>;
  #local: LocalReference[] = [];
  #contained: Contained[] = [];
  /** Ids that a URI names (#id), which counts as a reference in R4. */
  readonly #named = new Set<string>();
  readonly #isR4: boolean;

  constructor(definitions: Definitions, reporter: FindingReporter) {
    this.#definitions = definitions;
    this.#isR4 = definitions.release === 'r4';
    this.#invariants = new Set(definitions.invariantKeys('core'));
    this.#reporter = reporter;
  }

  begin(): void {
    this.#local = [];
    this.#contained = [];
    this.#named.clear();
  }

  /** A contained resource, of a known type or another one. */
  contain(item: JsonNode, type: string | undefined): void {
    // For nested contained resources, only dom-2 is reported.
    if (this.#reporter.containers > 1) return;
    this.#contained.push({ id: textAt(item, 'id'), type, at: item.start, path: this.#reporter.path });
    const meta = member(item, 'meta');
    const violated = {
      'dom-1': has(item, 'text'),
      'dom-2': has(item, 'contained'),
      'dom-4': has(meta, 'versionId') || has(meta, 'lastUpdated'),
      'dom-5': has(meta, 'security'),
    };
    for (const [key, is] of Object.entries(violated))
      if (is && this.#invariants.has(key)) this.#reporter.addInvariant(key, item.start, undefined);
  }

  /** A Reference in an element. */
  refer(item: JsonNode, { targets }: Element): void {
    const value = member(item, 'reference');
    if (value?.kind !== JsonKind.string) return;
    const { path } = this.#reporter;
    if (/\s/.test(value.text)) this.#reporter.add('reference.white-space', value.start);
    if (value.text.startsWith('#')) {
      this.#local.push({ id: value.text.slice(1), at: value.start, path, targets });
      return;
    }
    const type = targets === undefined ? undefined : typeNamed(value.text);
    if (type !== undefined && this.#definitions.isResource(type)) this.#target(type, targets, value.start, path);
  }

  /** A URI in an element. */
  name(uri: string): void {
    if (this.#isR4 && uri.startsWith('#')) this.#named.add(uri.slice(1));
  }

  /** Ends the resource: contained resources may come before or after the references to them. */
  end(): void {
    const first = new Map(this.#contained.toReversed().map((one) => [one.id, one]));
    for (const { id, at, path, targets } of this.#local) {
      // '#' alone means the resource itself.
      if (id === '') continue;
      const found = first.get(id);
      if (found === undefined) this.#reporter.addInvariant('ref-1', at, this.#definitions.type('Reference'), path);
      else if (found.type !== undefined) this.#target(found.type, targets, at, path);
    }
    const referred = new Set<string | undefined>([...this.#local.map(({ id }) => id), ...this.#named]);
    for (const one of this.#contained) {
      // Only what is referred to is ambiguous; of the others, dom-3 says that nothing refers to them.
      if (one.id !== undefined && referred.has(one.id) && first.get(one.id) !== one)
        this.#reporter.add('contained.repeated-id', one.at, undefined, undefined, one.path);
    }
    for (const one of this.#contained)
      if (!referred.has(one.id) && !this.#refersToContainer(one))
        this.#reporter.addInvariant('dom-3', one.at, undefined, one.path);
  }

  /** In R4, a contained resource may refer to its container instead of being referred to. */
  #refersToContainer({ path }: Contained): boolean {
    return this.#isR4 && this.#local.some((one) => one.id === '' && one.path.startsWith(`${path}.`));
  }

  #target(type: string, targets: ReadonlySet<string> | undefined, at: number, path: string): void {
    if (targets === undefined || targets.has(type)) return;
    const expected = `a reference to ${[...targets].join(' or ')}`;
    this.#reporter.add('reference.target', at, expected, undefined, path);
  }
}
