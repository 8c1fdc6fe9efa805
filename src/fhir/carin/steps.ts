import { CARIN_INVARIANTS } from './invariants.js';
import type { CarinRule, WholeProfile } from './profiles.js';

/** One step of a path below another one: the name of the element, and how its slice is told. */
export interface CarinStep {
  /** Number of the step before; 0: the resource. */
  readonly before: number;
  /** As written. */
  readonly last: string;
  readonly name: string;
  /** What the names of a choice begin with. */
  readonly choice?: string;
  readonly told?: readonly string[];
}

/** The constraints of a profile in their order, with the paths that they are about as numbered steps. */
export interface Compiled {
  readonly steps: readonly (CarinStep | undefined)[];
  readonly rules: readonly (readonly [step: number, at: CarinStep, rule: CarinRule, order: number])[];
  readonly invariants: readonly (readonly [
    step: number,
    key: string,
    invariant: (typeof CARIN_INVARIANTS)[string],
    order: number,
  ])[];
}

const known = new Map<WholeProfile, Compiled>();

export const compiled = (profile: WholeProfile): Compiled => {
  const seen = known.get(profile);
  if (seen !== undefined) return seen;
  const steps: (CarinStep | undefined)[] = [undefined];
  const numbers = new Map([['', 0]]);
  const numberOf = (path: string): number => {
    const number = numbers.get(path);
    if (number !== undefined) return number;
    const cut = path.lastIndexOf('.');
    const before = numberOf(path.slice(0, Math.max(0, cut)));
    const made = steps.push(stepOf(profile, path, path.slice(cut + 1), before)) - 1;
    numbers.set(path, made);
    return made;
  };
  const made: Compiled = {
    steps,
    rules: profile.rules.flatMap((rule, order) => {
      const step = numberOf(rule.path);
      const at = steps[step];
      return at === undefined ? [] : [[step, at, rule, order] as const];
    }),
    invariants: profile.invariants.flatMap(([key, path], nth) => {
      const invariant = CARIN_INVARIANTS[key];
      return invariant === undefined ? [] : [[numberOf(path), key, invariant, profile.rules.length + nth] as const];
    }),
  };
  known.set(profile, made);
  return made;
};

const stepOf = (profile: WholeProfile, path: string, last: string, before: number): CarinStep => {
  const [, name = last] = /^([^[]+)\[(?!x\])/.exec(last) ?? [];
  const told = name === last ? undefined : profile.slices.get(path);
  return {
    ...{ before, last, name },
    ...(name.endsWith('[x]') && { choice: name.slice(0, -3) }),
    ...(told !== undefined && { told }),
  };
};
