// The values of primitive types. The definitions give patterns for some; for the others the page on datatypes speaks.
const ONE_MEGABYTE = 1_048_576;
const ZONE = '(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))';

const TEXT = { type: 'string', minLength: 1, maxLength: ONE_MEGABYTE };
// RFC 3986, with | and letters that are not ASCII.
const URI =
  '^([^\\u0000-\\u0020"%<>\\\\^`{}\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]|%[0-9A-Fa-f]{2})+$';
// Of a URI of R4, only white space is judged.
const R4_URI = { type: 'string', pattern: '^[^ \\t\\r\\n]+$' };
const SAID = {
  base64Binary: {
    type: 'string',
    minLength: 1,
    pattern:
      '^[ \\t\\r\\n]*(([A-Za-z0-9+/][ \\t\\r\\n]*){4})*(([A-Za-z0-9+/][ \\t\\r\\n]*){2}(=[ \\t\\r\\n]*){2}|([A-Za-z0-9+/][ \\t\\r\\n]*){3}=[ \\t\\r\\n]*)?$',
  },
  boolean: { type: 'boolean' },
  // The same language as the definitions' pattern, without its exponential backtracking.
  code: { type: 'string', maxLength: ONE_MEGABYTE, pattern: '^[^ \\t\\r\\n]+([ \\t\\r\\n][^ \\t\\r\\n]+)*$' },
  decimal: { type: 'number' },
  instant: {
    type: 'string',
    pattern: `^-?[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?${ZONE}$`,
  },
  integer: { type: 'integer', minimum: -2_147_483_648, maximum: 2_147_483_647 },
  markdown: TEXT,
  positiveInt: { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
  string: TEXT,
  unsignedInt: { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
  uri: { type: 'string', pattern: URI },
  xhtml: { type: 'string', minLength: 1 },
};

/** What R4 has beyond that, or says by a pattern of its own. */
const SAID_IN = { stu3: {}, r4: { canonical: R4_URI, instant: undefined, uri: R4_URI, url: R4_URI } };

/** The schema of a primitive type. `\s` and `$` mean other things to other engines: only spelled-out classes are used. */
export const formatOf = ({ release }, name, { regex, json }) => {
  const said = { ...SAID, ...SAID_IN[release] }[name];
  if (said !== undefined) return said;
  if (regex === undefined || json !== 'string') throw new Error(`nothing says what a ${name} looks like`);
  return { type: 'string', pattern: `^(${regex.replaceAll('\\-', '-').replace('9-\\.]', '9.-]')})$` };
};
