import type { Departure, OtherFailure } from '../../../model/index.js';

/**
 * Whether a failed requirement that cites the same response is about the same fact as a deviation: the status, the header, or
 * the member of the body. Read from its own words, without where it applies.
 */
export const isSameFact = ({ kind, pointer, says }: Departure, { expected, seen }: OtherFailure): boolean => {
  const words = `${expected.replace(/, where .*$/s, '')} ${seen}`;
  switch (kind) {
    case 'status-undocumented':
      return STATUS.test(words);
    case 'header-missing': {
      const name = /documented header (\S+) is missing/.exec(says)?.[1];
      return name !== undefined && words.toLowerCase().includes(name.toLowerCase());
    }
    case 'body': {
      const members = membersIn(pointer, says);
      return WHOLE_BODY.test(words) || members.some((name) => wordsIn(words).has(name.toLowerCase()));
    }
  }
};

const STATUS = /\bstatus(?:es)?\b|\brefused\b|\baccepted\b|\baccepts\b|\bsucceeds\b|\bdownloaded\b|\breturn a token\b/;
const WHOLE_BODY =
  /\bbody\b|\bJSON\b|\bCapabilityStatement\b|\bOperationOutcome\b|\bvalid FHIR\b|\bresource\b|\bsame as before\b/;

/** The members that a deviation is about: those in the pointer to the schema, and one that is missing. */
const membersIn = (pointer: string, says: string): string[] => {
  const parts = pointer.split('/');
  const named = parts.filter((_, at) => parts[at - 1] === 'properties');
  const missing = /required member "([^"]+)"/.exec(says)?.[1];
  return missing === undefined ? named : [...named, missing];
};

const wordsIn = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().split(/[^\w-]+/));
