import { isObject, type JsonValue } from './json.js';

/** Longest text that is read as YAML, in bytes: the parser is slow. */
const LONGEST_YAML = 2 * 1024 * 1024;
/** Aliases that a YAML text may have: they expand. */
const MOST_ALIASES = 100;
/** Nesting deeper than that of any real document. */
const DEEPEST = 200;

/** A Swagger or OpenAPI document as read, or why it cannot be. */
type ReadResult = { readonly document: JsonValue; readonly format: 'json' | 'yaml' } | { readonly because: string };

/** Reads a text as a Swagger or OpenAPI document in JSON or YAML. Its content is not judged. */
export const readDocument = async (text: string): Promise<ReadResult> => {
  const start = text.replace(/^\u{FEFF}/u, '').trimStart();
  if (start === '') return { because: 'it is empty' };
  if (start.startsWith('<')) return { because: 'it is HTML or XML, neither JSON nor YAML' };
  const json = /^[{[]/.test(start);
  const value = json ? jsonIn(start) : await yamlIn(start);
  if ('because' in value) return value;
  const { node } = value;
  if (!isObject(node)) return { because: 'it is not an object' };
  if (!('swagger' in node) && !('openapi' in node))
    return { because: 'it has neither "swagger" nor "openapi", one of which must state the version' };
  if (tooDeep(node)) return { because: `it is nested deeper than ${DEEPEST} levels` };
  return { document: node, format: json ? 'json' : 'yaml' };
};

type Value = { readonly node: unknown } | { readonly because: string };

const jsonIn = (text: string): Value => {
  try {
    return { node: JSON.parse(text) as unknown };
  } catch (error) {
    // SyntaxError: not JSON. RangeError: nested deeper than the parser goes.
    if (error instanceof SyntaxError || error instanceof RangeError)
      return { because: 'it begins like JSON but is not valid JSON' };
    throw error;
  }
};

const yamlIn = async (text: string): Promise<Value> => {
  if (Buffer.byteLength(text) > LONGEST_YAML)
    return { because: `it is larger than ${LONGEST_YAML / 1024 / 1024} MB, too large for YAML` };
  const { parseDocument } = await import('yaml');
  try {
    const document = parseDocument(text, { logLevel: 'silent', prettyErrors: true });
    const [error] = document.errors;
    if (error !== undefined) {
      const [place] = error.linePos ?? [];
      const why = error.code === 'TAB_AS_INDENT' ? 'a tab is used for indentation' : error.code;
      return { because: `it is neither JSON nor YAML: ${why}${place === undefined ? '' : `, line ${place.line}`}` };
    }
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    // As JSON: without dates, and with a copy for every alias, so that no part has two places.
    return { node: JSON.parse(JSON.stringify(value ?? null)) as unknown };
  } catch (error) {
    // ReferenceError: too many aliases. TypeError: an alias within itself. RangeError: nested too deep.
    if (error instanceof ReferenceError || error instanceof TypeError || error instanceof RangeError)
      return { because: 'it is YAML with aliases or nesting that expand without end' };
    throw error;
  }
};

const tooDeep = (top: JsonValue): boolean => {
  let level: object[] = [top];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((node) =>
      Object.values(node).filter((child): child is object => typeof child === 'object' && child !== null),
    );
  }
  return false;
};
