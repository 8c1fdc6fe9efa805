/** A small body, read once for all who look into it; it may hold secrets, and is not recorded. */
export interface JsonContent {
  readonly bytes: number;
  readonly text: string;
  readonly documents: readonly unknown[];
}

/** Reads a small body as it came; none is as empty as an empty one. */
export const contentOf = (bytes: Uint8Array = new Uint8Array(0)): JsonContent => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  return { bytes: bytes.length, text, documents: documentsIn(text) };
};

/** Documents that are read of one text: more say nothing that the second did not. */
const MOST_DOCUMENTS = 1000;

/**
 * The JSON documents of a text, one after another with nothing but white space between them; the first of very many.
 * Empty where the text holds anything else.
 */
export const documentsIn = (text: string): unknown[] => {
  const whole = parse(text);
  if (whole !== undefined) return [whole.value];
  const documents: unknown[] = [];
  for (let at = skipSpace(text, 0); at < text.length && documents.length < MOST_DOCUMENTS; at = skipSpace(text, at)) {
    const end = endOfValue(text, at);
    const document = end === undefined ? undefined : parse(text.slice(at, end));
    if (end === undefined || document === undefined) return [];
    documents.push(document.value);
    at = end;
  }
  return documents;
};

const parse = (text: string): { value: unknown } | undefined => {
  try {
    return { value: finitely(text) };
  } catch (error) {
    // SyntaxError: not JSON. RangeError: nested deeper than the parser goes, which no documented body is.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
};

/** A number may be so large; one with fewer digits, or a shorter exponent, is not. */
const HUGE = /\d[eE]\+?\d\d|(?<!\d)\d{300}/;

/**
 * What JSON.parse reads, with the largest number there is in place of larger ones: no recording could carry infinity,
 * and what is judged now must be what a saved transcript says. Throws what JSON.parse throws.
 */
export const finitely = (text: string): unknown => {
  const document: unknown = JSON.parse(text);
  // Not by the parser's own reviver: it goes into each member, and a server may nest deeper than a stack is.
  return HUGE.test(text) ? clamped(document) : document;
};

const clamp = (value: number): number => Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);

const clamped = (document: unknown): unknown => {
  if (typeof document === 'number') return clamp(document);
  const open = [document];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one !== 'object' || one === null) continue;
    for (const [name, member] of Object.entries(one) as [string, unknown][])
      if (typeof member !== 'number') open.push(member);
      else if (!Number.isFinite(member)) Object.defineProperty(one, name, { ...OWN, value: clamp(member) });
  }
  return document;
};

const OWN = { configurable: true, enumerable: true, writable: true } as const;

const skipSpace = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  return at;
};

/** End of the object or array that begins at `from`; undefined where none begins or it does not end. */
const endOfValue = (text: string, from: number): number | undefined => {
  let depth = 0;
  let inString = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (inString) {
      if (char === '\\') at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
    if (depth === 0) return undefined;
  }
  return undefined;
};
