import { pageOf, RULES, type RuleId } from '../../definitions/rules.js';
import { tables, type Tables, type TypeTable } from '../../definitions/tables.js';
import type { RawFinding } from '../finding.js';

/** Reports findings with the path of the place that the judge is at. */
export class FindingReporter {
  readonly #report: (finding: RawFinding) => void;
  readonly #tables: Tables = tables();
  #path: (string | number)[] = [];

  constructor(report: (finding: RawFinding) => void) {
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

  add(rule: RuleId, at: number, expected?: string, page?: string, path = this.path): void {
    const { severity, spec, says } = RULES[rule];
    this.#report({ rule, severity, at, path, expected: expected ?? says, spec: page ?? spec });
  }

  /** A violation of an invariant of a type; without a type, of one of all resources. */
  addInvariant(key: string, at: number, type: TypeTable | undefined, path = this.path): void {
    const [severity, expected] = this.#tables.invariant(key);
    const rule = `fhir.stu3.invariant.${key.slice(key.indexOf('/') + 1)}`;
    const [name = 'Element'] = (type?.name ?? 'DomainResource').split('.');
    const spec = pageOf(name, this.#tables.isResource(name) || type === undefined);
    this.#report({ rule, severity, at, path, expected, spec });
  }

  /** A value that does not have the form of its primitive type. */
  addPrimitive(type: string, at: number, expected: string): void {
    const spec = pageOf(type === 'xhtml' ? 'Narrative' : type, false);
    this.#report({ rule: `fhir.stu3.primitive.${type}`, severity: 'error', at, path: this.path, expected, spec });
  }
}
