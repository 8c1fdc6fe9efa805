/** One step of a path: a name, a place in its list, and what its value must have. */
interface PathStep {
  readonly name: string;
  readonly at?: number;
  readonly filters: readonly Filter[];
}

interface Filter {
  /** Path within the value; empty: the value itself. */
  readonly steps: readonly PathStep[];
  readonly texts: readonly string[];
  readonly byBeginning: boolean;
}

/** A path to an element, ready to be followed: `item.adjudication[category.coding.code=x].amount`. */
export type ElementPath = readonly PathStep[];

/** Reads a path. Brackets may have brackets in them; a value ends at its bracket. */
export const readPath = (text: string): ElementPath => {
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
  return {
    steps: readPath(text.slice(0, byBeginning ? at - 1 : at)),
    texts: text.slice(at + 1).split('|'),
    byBeginning,
  };
};

/** Whether a path leads to a value. The first step is the resource type. */
export const occurs = (resource: unknown, path: ElementPath): boolean =>
  path[0] !== undefined && path[0].filters.every((filter) => fits(resource, filter)) && leads(resource, path, 1, any);

const any = (): boolean => true;

/** Whether the steps from one on lead from a value to one that is accepted. A list of values stands for each of them. */
const leads = (from: unknown, steps: ElementPath, index: number, accepts: (value: unknown) => boolean): boolean => {
  const step = steps[index];
  if (step === undefined) return accepts(from);
  if (typeof from !== 'object' || from === null || !Object.hasOwn(from, step.name)) return false;
  const found = (from as Readonly<Record<string, unknown>>)[step.name];
  const goesOn = (value: unknown): boolean =>
    value !== null &&
    value !== undefined &&
    step.filters.every((filter) => fits(value, filter)) &&
    leads(value, steps, index + 1, accepts);
  if (!Array.isArray(found)) return (step.at ?? 0) === 0 && goesOn(found);
  return step.at === undefined ? found.some(goesOn) : goesOn(found[step.at]);
};

const fits = (value: unknown, { steps, texts, byBeginning }: Filter): boolean =>
  leads(value, steps, 0, (one) =>
    texts.some((text) => (byBeginning ? String(one).startsWith(text) : String(one) === text)),
  );

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
