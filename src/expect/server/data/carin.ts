import type { ValidityGroup } from '../../../model/index.js';
import { type Assertion, unreadable } from '../../assertion.js';
import { fileOf } from './file-facts.js';
import { everyResource, type WhichFindings } from './findings.js';

const CARIN = 'fhir.carin.';
const INVARIANT = `${CARIN}invariant.`;

/** The profile that a resource names, and its version; what a contained resource names is not asked. */
const isAboutNames = ({ rule, path }: ValidityGroup): boolean =>
  rule === `${CARIN}profile` ||
  rule === `${CARIN}version` ||
  (rule.startsWith(INVARIANT) && rule.endsWith('-meta-profile-version') && !path.includes('.'));

const isError = ({ rule, severity }: ValidityGroup): boolean => severity === 'error' && rule.startsWith(CARIN);

/** Findings that were recorded without these constraints, or with others, show nothing. */
const byCarin = (says: string, type: string | undefined, which: WhichFindings): Assertion => {
  const every = everyResource(says, type, which);
  return {
    ...every,
    at: (exchange, view) => {
      const result = every.at(exchange, view);
      const { carin } = fileOf(exchange, view)?.validity ?? {};
      return (result.is === 'ok' || result.is === 'not') && (carin === undefined || carin !== view.carin)
        ? unreadable('the findings were recorded without these constraints of CARIN Blue Button')
        : result;
    },
  };
};

/** Every resource of the three types names a profile of CARIN Blue Button 2.2. */
export const namesCarin: Assertion = byCarin(
  'every resource names a profile of CARIN Blue Button 2.2 in meta.profile',
  undefined,
  { counts: isAboutNames, warnings: true },
);

/** Every resource of a type has what its profile asks for: cardinalities, slices, patterns, types, references, codes. */
export const meetsCarin = (type: string): Assertion =>
  byCarin(`every ${type} meets the CARIN Blue Button profile that it names`, type, {
    counts: (group) => isError(group) && group.rule !== `${CARIN}profile` && !group.rule.startsWith(INVARIANT),
  });

/** No invariant of CARIN Blue Button fails that is an error. */
export const holdsCarinInvariants: Assertion = byCarin(
  'the invariants of CARIN Blue Button hold for every resource',
  undefined,
  { counts: (group) => isError(group) && group.rule.startsWith(INVARIANT) },
);
