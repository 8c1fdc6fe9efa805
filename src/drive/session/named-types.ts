import { isResourceType } from '../../fhir/definitions/tables.js';

/** Bytes of a chunk that are searched again with the next one: no name of a type is longer. */
const OVERLAP = 64;
/** Types that are kept. */
const MOST_NAMES = 20;

interface NamedTypes {
  readonly write: (chunk: Uint8Array) => void;
  readonly names: () => string[];
  /** Whether the issues have a severity, and none is an error or fatal. */
  readonly onlyWarns: () => boolean;
  /** How many people its errors name; undefined: one names nobody. */
  readonly people: () => number | undefined;
}

/** Characters of a line in which people are looked for: one that is longer may be about anybody. */
const LONGEST = 65_536;
/** A person, by the word and an id behind it: `beneficiary -19990000000011`, `Patient/-19990000000011`, `MBI: 1S00E00AA00`. */
const PERSON =
  /\b(?:beneficiary|patient|mbi)(?:[ _]?(?:id|mbi|number))?[ :=/#"'\\]{1,4}([A-Za-z0-9-]{0,64}\d[A-Za-z0-9-]{0,64})/gi;
const SEVERITY = /"severity"[ \t]{0,9}:[ \t]{0,9}"(fatal|error|warning|information)"/g;

/** Counts the people that lines about errors name. */
const peopleIn = (): {
  readonly line: (text: string, severities: Severities) => void;
  readonly count: () => number | undefined;
} => {
  let count: number | undefined = 0;
  return {
    line: (text, severities) => {
      if (count === undefined || onlyWarn(severities) || text.trim() === '') return;
      const people = new Set([...text.matchAll(PERSON)].map(([, id]) => id));
      count = people.size === 0 || text.length > LONGEST ? undefined : count + people.size;
    },
    count: () => count,
  };
};

type Severities = ReadonlySet<string>;
const onlyWarn = (severities: Severities): boolean =>
  severities.size > 0 && !severities.has('error') && !severities.has('fatal');

/** Finds the names of resource types, and severities, in the text of a file about errors; of all other words it keeps none. */
export const namedTypes = (): NamedTypes => {
  const names = new Set<string>();
  const severities = new Set<string>();
  const people = peopleIn();
  let tail = '';
  let line = newLine();
  const endLine = (): void => {
    people.line(line.text, line.severities);
    line = newLine();
  };
  return {
    write: (chunk) => {
      const own = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
      const parts = own.split('\n');
      for (const [nth, part] of parts.entries()) {
        for (const [, severity = ''] of `${line.tail}${part}`.matchAll(SEVERITY)) {
          severities.add(severity);
          line.severities.add(severity);
        }
        if (line.text.length <= LONGEST) line.text += part;
        line.tail = `${line.tail}${part}`.slice(-OVERLAP);
        if (nth < parts.length - 1) endLine();
      }
      const text = tail + own;
      for (const [word] of text.matchAll(/[A-Z][A-Za-z]{3,60}/g))
        if (names.size < MOST_NAMES && word !== 'OperationOutcome' && isResourceType(word)) names.add(word);
      tail = text.slice(-OVERLAP);
    },
    names: () => [...names].sort(),
    people: () => {
      endLine();
      return people.count();
    },
    onlyWarns: () => onlyWarn(severities),
  };
};

/** A line as far as it has arrived: its beginning, its last characters, and the severities in all of it. */
const newLine = () => ({ text: '', tail: '', severities: new Set<string>() });
