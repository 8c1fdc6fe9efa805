import { type Finding, type FindingGroup, type Shift, shifted } from './finding.js';

/** Lines kept per group. */
const FIRST_LINES = 5;
/** Groups kept; more kinds of findings say nothing new. */
export const MOST_GROUPS = 500;

/** Where a line is, and how to convert a place in it to bytes. */
export interface FindingPlace {
  readonly line: number;
  readonly lineOffset: number;
  readonly resourceType?: string | undefined;
  readonly bytesTo: (at: number) => number;
}

export type CountedFinding = Omit<Finding, 'line' | 'offset' | 'lineOffset' | 'resourceType'> & { readonly at: number };

export interface Collected {
  readonly errors: number;
  readonly warnings: number;
  readonly groups: readonly FindingGroup[];
  /** The first findings, one by one, in the order of the file. */
  readonly findings: readonly Finding[];
  /** Bounds that were reached: findings beyond them are only counted. */
  readonly bounds: readonly ('groups' | 'findings' | 'ids')[];
}

interface Group {
  count: number;
  readonly lines: number[];
  readonly first: Finding;
  readonly path: string;
}

/** Groups findings by rule and path: four million equal ones are one group. */
export class Collector {
  readonly #groups = new Map<string, Group>();
  readonly #findings: Finding[] = [];
  readonly #bounds = new Set<'groups' | 'findings'>();
  readonly #most: number;
  readonly #mostGroups: number;
  #errors = 0;
  #warnings = 0;
  /** Number of groups of warnings; these make room for kinds of errors. */
  #warningGroups = 0;

  constructor(most: number, mostGroups = MOST_GROUPS) {
    this.#most = most;
    this.#mostGroups = mostGroups;
  }

  add(found: CountedFinding, place: FindingPlace): void {
    if (found.severity === 'error') this.#errors += 1;
    else this.#warnings += 1;
    const path = found.path.replace(/\[[0-9]+\]/g, '');
    const key = `${found.rule} ${path}`;
    const group = this.#groups.get(key);
    const kept = this.#findings.length < this.#most;
    if (!kept) this.#bounds.add('findings');
    const room = group === undefined && this.#makeRoom(found.severity);
    const finding = kept || room ? placed(found, place) : undefined;
    if (kept && finding !== undefined) this.#findings.push(finding);
    if (group !== undefined) {
      group.count += 1;
      if (group.lines.length < FIRST_LINES && group.lines.at(-1) !== place.line) group.lines.push(place.line);
    } else if (room && finding !== undefined) this.#begin(key, { count: 1, lines: [place.line], first: finding, path });
  }

  /** Whether one more group can be kept: if there are too many, the last group of warnings is dropped for an error. */
  #makeRoom(severity: Finding['severity']): boolean {
    if (this.#groups.size < this.#mostGroups) return true;
    this.#bounds.add('groups');
    if (severity !== 'error' || this.#warningGroups === 0) return false;
    const [last] = [...this.#groups].findLast(([, { first }]) => first.severity === 'warning') ?? [];
    if (last !== undefined) this.#groups.delete(last);
    this.#warningGroups -= 1;
    return true;
  }

  #begin(key: string, group: Group): void {
    this.#groups.set(key, group);
    if (group.first.severity === 'warning') this.#warningGroups += 1;
  }

  /** How many more findings will be kept one by one. */
  get room(): number {
    return this.#most - this.#findings.length;
  }

  /** Adds the results of a collector for the following part, as if this one had collected them. */
  absorb({ errors, warnings, groups, findings, bounds }: Collected, shift: Shift): void {
    this.#errors += errors;
    this.#warnings += warnings;
    if (findings.length > this.room || bounds.includes('findings')) this.#bounds.add('findings');
    if (bounds.includes('groups')) this.#bounds.add('groups');
    for (const finding of findings.slice(0, this.room)) this.#findings.push(shifted(finding, shift));
    for (const { rule, path, count, lines, first } of groups) {
      const key = `${rule} ${path}`;
      const group = this.#groups.get(key);
      const moved = lines.map((line) => line + shift.lines);
      if (group !== undefined) {
        group.count += count;
        const more = group.lines.at(-1) === moved[0] ? moved.slice(1) : moved;
        group.lines.push(...more.slice(0, FIRST_LINES - group.lines.length));
      } else if (this.#makeRoom(first.severity))
        this.#begin(key, { count, lines: moved, first: shifted(first, shift), path });
    }
  }

  result(): Collected {
    const groups = [...this.#groups.values()].map(({ count, lines, first, path }) => ({
      rule: first.rule,
      severity: first.severity,
      path,
      count,
      lines,
      first,
    }));
    return {
      errors: this.#errors,
      warnings: this.#warnings,
      groups,
      findings: this.#findings,
      bounds: (['groups', 'findings'] as const).filter((bound) => this.#bounds.has(bound)),
    };
  }
}

const placed = (
  { at, ...found }: CountedFinding,
  { line, lineOffset, resourceType, bytesTo }: FindingPlace,
): Finding => ({
  line,
  offset: lineOffset + bytesTo(at),
  lineOffset,
  ...(resourceType !== undefined && { resourceType }),
  ...found,
});
