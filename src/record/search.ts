/** A text to search for, and its mark. */
interface SearchText {
  readonly form: string;
  readonly mark: string;
}

/** Searches bytes that arrive in chunks, also across the boundaries of chunks. */
interface Search {
  readonly write: (chunk: Uint8Array) => void;
  /** Marks of the texts found so far. */
  readonly marks: () => string[];
}

/** Bytes that are compared together, and the number of different hashes. */
const GRAM = 4;
const HASHES = 16_384;

/**
 * Searches for many texts in one pass (Wu-Manber): the shortest text is so long that most grams at its end occur in no
 * text, and the search can skip almost the length of a text. Texts have eight characters or more.
 */
export const searchFor = (forms: readonly SearchText[]): Search => {
  const seen = new Set<string>();
  if (forms.length === 0) return { write: () => undefined, marks: () => [] };
  const texts = forms.map(({ form, mark }) => ({ bytes: Buffer.from(form), mark }));
  const lengths = texts.map(({ bytes }) => bytes.length);
  const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)];
  const { skips, ending } = tables(texts, shortest);

  const searchIn = (window: Uint8Array): void => {
    for (let at = shortest - GRAM; at + GRAM <= window.length;) {
      const gram = gramAt(window, at);
      const skip = skips[gram] ?? 1;
      if (skip > 0) {
        at += skip;
        continue;
      }
      const start = at + GRAM - shortest;
      for (const { bytes, mark } of ending.get(gram) ?? [])
        if (!seen.has(mark) && bytes.compare(window, start, Math.min(start + bytes.length, window.length)) === 0)
          seen.add(mark);
      at += 1;
    }
  };
  let tail = Buffer.alloc(0);
  return {
    write: (chunk) => {
      const seam = Buffer.concat([tail, chunk.subarray(0, longest - 1)]);
      if (tail.length > 0) searchIn(seam);
      searchIn(chunk);
      const last = chunk.length < longest - 1 ? Buffer.concat([tail, chunk]) : chunk;
      tail = Buffer.from(last.subarray(Math.max(0, last.length - longest + 1)));
    },
    marks: () => [...seen],
  };
};

type Texts = readonly { readonly bytes: Buffer; readonly mark: string }[];

/** How far the search can skip after a gram; 0: the gram ends the first `length` bytes of some texts. */
const tables = (texts: Texts, length: number): { skips: Uint16Array; ending: ReadonlyMap<number, Texts> } => {
  const skips = new Uint16Array(HASHES).fill(Math.min(length - GRAM + 1, 0xffff));
  const ending = new Map<number, Texts>();
  for (const text of texts) {
    for (let at = 0; at + GRAM <= length; at += 1) {
      const gram = gramAt(text.bytes, at);
      skips[gram] = Math.min(skips[gram] ?? 0, length - GRAM - at);
    }
    const last = gramAt(text.bytes, length - GRAM);
    ending.set(last, [...(ending.get(last) ?? []), text]);
  }
  return { skips, ending };
};

const gramAt = (bytes: Uint8Array, at: number): number => {
  const word =
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
  return Math.imul(word, 0x9e3779b1) >>> 18;
};
