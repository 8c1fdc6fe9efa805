import { isResourceType } from '../../fhir/definitions/rule-names.js';

/** Bytes of a chunk that are searched again with the next one: no name of a type is longer. */
const OVERLAP = 64;
/** Types that are kept. */
const MOST_NAMES = 20;

/** Finds the names of resource types in the text of a file about errors; of all other words it keeps none. */
export const namedTypes = (): { readonly write: (chunk: Uint8Array) => void; readonly names: () => string[] } => {
  const names = new Set<string>();
  let tail = '';
  return {
    write: (chunk) => {
      const text = tail + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
      for (const [word] of text.matchAll(/[A-Z][A-Za-z]{3,60}/g))
        if (names.size < MOST_NAMES && word !== 'OperationOutcome' && isResourceType(word)) names.add(word);
      tail = text.slice(-OVERLAP);
    },
    names: () => [...names].sort(),
  };
};
