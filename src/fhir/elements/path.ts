/** One step of a path: a name, a place in its list, and what its value must have. */
export interface PathStep {
  readonly name: string;
  readonly at?: number;
  readonly filters: readonly Filter[];
}

/** What a value must have. */
export interface Filter {
  /** The path within the value, as it is written. */
  readonly written: string;
  /** Path within the value; empty: the value itself. */
  readonly steps: readonly PathStep[];
  readonly texts: readonly string[];
  readonly byBeginning: boolean;
}

/** A path to an element, ready to be followed: `item.adjudication[category.coding.code=x].amount`. */
export type ElementPath = readonly PathStep[];

/** Paths that were read: those of a profile, of which each part of a file needs all. */
const READ = new Map<string, ElementPath>();

/** Reads a path. Brackets may have brackets in them; a value ends at its bracket. */
export const readPath = (text: string): ElementPath => {
  const known = READ.get(text);
  if (known !== undefined) return known;
  const path = stepsOf(text);
  READ.set(text, path);
  return path;
};

const stepsOf = (text: string): ElementPath => {
  const steps: PathStep[] = [];
  for (let at = 0; at < text.length;) {
    const [name = ''] = /^[A-Za-z]*/.exec(text.slice(at)) ?? [];
    at += name.length;
    const filters: Filter[] = [];
    let place: number | undefined;
    while (text[at] === '[') {
      const end = closing(text, at);
      const inner = text.slice(at + 1, end);
      if (/^[0-9]+$/.test(inner)) place = Number(inner);
      else filters.push(readFilter(inner));
      at = end + 1;
    }
    steps.push({ name, filters, ...(place !== undefined && { at: place }) });
    if (text[at] === '.') at += 1;
    else if (at < text.length) throw new Error(`${text} is no path: ${text.slice(at)} is no name`);
  }
  return steps;
};

const closing = (text: string, from: number): number => {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '[') depth += 1;
    if (text[at] === ']') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`${text} has a bracket that does not end`);
};

const readFilter = (text: string): Filter => {
  // The first = outside of inner brackets.
  let at = 0;
  while (at < text.length && text[at] !== '=') at = text[at] === '[' ? closing(text, at) + 1 : at + 1;
  const byBeginning = text[at - 1] === '^';
  const written = text.slice(0, byBeginning ? at - 1 : at);
  return {
    written,
    steps: stepsOf(written),
    texts: text.slice(at + 1).split('|'),
    byBeginning,
  };
};

/** The values that a path within a value leads to, as texts; an empty path leads to the value itself. */
export const textsAt = (value: unknown, steps: ElementPath): readonly string[] => {
  const texts: string[] = [];
  collect(value, steps, 0, texts);
  return texts;
};

const collect = (value: unknown, steps: ElementPath, from: number, texts: string[]): void => {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    for (const one of value) collect(one, steps, from, texts);
    return;
  }
  const step = steps[from];
  if (step === undefined) {
    if (typeof value !== 'object') texts.push(`${value as string | number | boolean}`);
    return;
  }
  if (typeof value !== 'object' || !Object.hasOwn(value, step.name)) return;
  const member = (value as Readonly<Record<string, unknown>>)[step.name];
  if (!Array.isArray(member)) return follow(member, 0, step, steps, from, texts);
  for (let at = 0; at < member.length; at += 1) follow(member[at], at, step, steps, from, texts);
};

const follow = (one: unknown, at: number, step: PathStep, steps: ElementPath, from: number, texts: string[]): void => {
  if ((step.at === undefined || step.at === at) && step.filters.every((filter) => fits(one, filter)))
    collect(one, steps, from + 1, texts);
};

const fits = (value: unknown, { steps, texts, byBeginning }: Filter): boolean =>
  textsAt(value, steps).some((one) => (byBeginning ? texts.some((text) => one.startsWith(text)) : texts.includes(one)));

/** Shortest value that is searched for: shorter ones are in too many resources. */
const SHORTEST = 6;

/** A text that every resource has in which the path occurs: the value of a filter, or the longest name. */
export const needleOf = (path: ElementPath): string => {
  const values = path.flatMap(({ filters }) =>
    filters.filter(({ texts }) => texts.length === 1).flatMap(({ texts }) => texts),
  );
  const long = values.filter((text) => text.length >= SHORTEST).sort((a, b) => b.length - a.length)[0];
  if (long !== undefined) return long;
  const [, ...steps] = path;
  return `"${steps.map(({ name }) => name).sort((a, b) => b.length - a.length)[0] ?? 'resourceType'}"`;
};
