// Values as JSON.parse gives them: reading them costs a sixth of what the places of all values cost, which only findings need.

/** A JSON value. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

const NONE: readonly Value[] = [];

export const isObject = (value: Value | undefined): value is { readonly [name: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const member = (value: Value | undefined, key: string): Value | undefined =>
  isObject(value) ? value[key] : undefined;

/** Whether it has an element, also one that only an extension explains. */
export const has = (value: Value | undefined, key: string): boolean => {
  const own = member(value, key);
  const one = own === undefined ? member(value, `_${key}`) : own;
  return one !== undefined && one !== null;
};

/** The members of a list without nulls, or the single value. */
export const list = (value: Value | undefined, key: string): readonly Value[] => {
  const one = member(value, key);
  if (one === undefined) return NONE;
  if (!Array.isArray(one)) return [one];
  return one.includes(null) ? one.filter((item) => item !== null) : (one as readonly Value[]);
};

/** All values at a path of names, through lists. */
export const all = (value: Value | undefined, first: string, second?: string): readonly Value[] => {
  const values = list(value, first);
  if (second === undefined) return values;
  const found: Value[] = [];
  for (const one of values) found.push(...list(one, second));
  return found;
};

/** A string, number or boolean as text; undefined for any other value. */
export const textOf = (value: Value | undefined): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;

export const textAt = (value: Value | undefined, key: string): string | undefined => textOf(member(value, key));
