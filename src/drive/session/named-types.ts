import { isResourceType } from '../../fhir/definitions/rule-names.js';

/** Bytes of a chunk that are searched again with the next one: no name of a type is longer. */
const OVERLAP = 64;
/** Types that are kept. */
const MOST_NAMES = 20;

interface NamedTypes {
  readonly write: (chunk: Uint8Array) => void;
  readonly names: () => string[];
  /** Whether the issues have a severity, and none is an error or fatal. */
  readonly onlyWarns: () => boolean;
}

/** Finds the names of resource types, and severities, in the text of a file about errors; of all other words it keeps none. */
export const namedTypes = (): NamedTypes => {
  const names = new Set<string>();
  const severities = new Set<string>();
  let tail = '';
  return {
    write: (chunk) => {
      const text = tail + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
      for (const [word] of text.matchAll(/[A-Z][A-Za-z]{3,60}/g))
        if (names.size < MOST_NAMES && word !== 'OperationOutcome' && isResourceType(word)) names.add(word);
      for (const [, severity = ''] of text.matchAll(
        /"severity"[ \t]{0,9}:[ \t]{0,9}"(fatal|error|warning|information)"/g,
      ))
        severities.add(severity);
      tail = text.slice(-OVERLAP);
    },
    names: () => [...names].sort(),
    onlyWarns: () => severities.size > 0 && !severities.has('error') && !severities.has('fatal'),
  };
};
