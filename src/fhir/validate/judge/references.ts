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
  #local: LocalReference[] = [];
  #contained: Contained[] = [];

  constructor(definitions: Definitions, reporter: FindingReporter) {
    this.#definitions = definitions;
    this.#reporter = reporter;
  }

  begin(): void {
    this.#local = [];
    this.#contained = [];
  }

  /** A contained resource, of a known type or another one. */
  contain(item: JsonNode, type: string | undefined): void {
    // For nested contained resources, only dom-2 is reported.
    if (this.#reporter.containers > 1) return;
    this.#contained.push({ id: textAt(item, 'id'), type, at: item.start, path: this.#reporter.path });
    const meta = member(item, 'meta');
    if (has(item, 'text')) this.#reporter.addInvariant('dom-1', item.start, undefined);
    if (has(item, 'contained')) this.#reporter.addInvariant('dom-2', item.start, undefined);
    if (has(meta, 'versionId') || has(meta, 'lastUpdated')) this.#reporter.addInvariant('dom-4', item.start, undefined);
  }

  /** A Reference in an element. */
  refer(item: JsonNode, { targets }: Element): void {
    const value = member(item, 'reference');
    if (value?.kind !== JsonKind.string) return;
    const { path } = this.#reporter;
    if (value.text.startsWith('#')) {
      this.#local.push({ id: value.text.slice(1), at: value.start, path, targets });
      return;
    }
    const type = targets === undefined ? undefined : typeNamed(value.text);
    if (type !== undefined && this.#definitions.isResource(type)) this.#target(type, targets, value.start, path);
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
    const referred = new Set<string | undefined>(this.#local.map(({ id }) => id));
    this.#contained.forEach(({ id, at, path }) => {
      if (!referred.has(id)) this.#reporter.addInvariant('dom-3', at, undefined, path);
    });
  }

  #target(type: string, targets: ReadonlySet<string> | undefined, at: number, path: string): void {
    if (targets === undefined || targets.has(type)) return;
    const expected = `a reference to ${[...targets].join(' or ')}`;
    this.#reporter.add('reference.target', at, expected, undefined, path);
  }
}
