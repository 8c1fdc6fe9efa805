import type { Definitions } from '../../definitions/definitions.js';
import type { FhirRule, Stu3Rule } from '../../definitions/rules.js';
import type { TypeTable } from '../../definitions/tables.js';
import type { RawFinding } from '../finding.js';

/** Reports findings with the path of the place that the judge is at. */
export class FindingReporter {
  readonly #report: (finding: RawFinding) => void;
  readonly #definitions: Definitions;
  #path: (string | number)[] = [];

  constructor(definitions: Definitions, report: (finding: RawFinding) => void) {
    this.#definitions = definitions;
    this.#report = report;
  }

  /** Begins a resource of a type. */
  begin(type: string): void {
    this.#path = [type];
  }

  /** Enters an element, or an item of a list. */
  enter(part: string | number): void {
    this.#path.push(part);
  }

  leave(): void {
    this.#path.pop();
  }

  get path(): string {
    return this.#path.reduce<string>(
      (text, one) => (typeof one === 'number' ? `${text}[${one}]` : text === '' ? one : `${text}.${one}`),
      '',
    );
  }

  /** How many resources the place is contained in. */
  get containers(): number {
    return this.#path.filter((one) => one === 'contained').length;
  }

  /** Whether the place is an item of the element `contained`. */
  get isContained(): boolean {
    return this.#path.at(-2) === 'contained';
  }

  /** Whether the place is an extension in an extension. */
  get isInExtension(): boolean {
    const parts = this.#path.filter((one) => typeof one === 'string');
    return /^(?:extension|modifierExtension)$/.test(parts.at(-2) ?? '');
  }

  /** A violation of a rule; one that the release does not have is not reported. */
  add(rule: FhirRule | Stu3Rule, at: number, expected?: string, page?: string, path = this.path): void {
    const found = this.#definitions.rules[rule];
    if (found === undefined) return;
    const { id, severity, spec, says } = found;
    this.#report({ rule: id, severity, at, path, expected: expected ?? says, spec: page ?? spec });
  }

  /** A violation of an invariant of a type; without a type, of one of all resources. */
  addInvariant(key: string, at: number, type: TypeTable | undefined, path = this.path): void {
    const { invariant, pageOf, ruleOf } = this.#definitions;
    const [severity, expected] = invariant(key);
    const rule = ruleOf('invariant', key);
    const spec = pageOf(type?.name ?? 'DomainResource');
    this.#report({ rule, severity, at, path, expected, spec });
  }

  /** A value that does not have the form of its primitive type. */
  addPrimitive(type: string, at: number, expected: string): void {
    const { pageOf, ruleOf } = this.#definitions;
    const spec = pageOf(type === 'xhtml' ? 'Narrative' : type);
    this.#report({ rule: ruleOf('primitive', type), severity: 'error', at, path: this.path, expected, spec });
  }
}
