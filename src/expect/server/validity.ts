import type { Expectation, Profile, ResourceFact, SubjectsFact, ValidityGroup } from '../../model/index.js';
import { counted } from '../counted.js';
import { fileOf, SAMPLED, unjudged } from './data/file-facts.js';
import { everyResource, type GroupFilter, resultOf } from './data/findings.js';
import {
  type Assertion,
  not,
  nothing,
  ok,
  replies,
  type ExchangeResult,
  stopsBefore,
  unreadable,
  judgmentFrom,
} from '../assertion.js';
import { statusOf } from './replies.js';

/** Rules of FHIR itself: those of a guide have requirements of their own. */
const isError: GroupFilter = ({ rule, severity }) => severity === 'error' && !rule.startsWith('fhir.carin.');

/** In R4, a code of HL7's table 0203 that the value set of identifier types leaves out names another kind of identifier. */
const extensible: GroupFilter = ({ rule, path }) =>
  rule === 'fhir.stu3.binding.extensible' ||
  (rule === 'fhir.r4.binding.extensible' && !path.endsWith('.identifier.type'));

/** Every resource in files of a type is valid FHIR of the profile's release: structure, formats, cardinalities, required bindings, invariants. */
export const validResources = (type: string): Assertion =>
  everyResource(`every ${type} is valid FHIR`, type, { counts: isError });

/** At an extensible binding, a code from a system of the value set is a member of the value set. */
export const extensibleCodes: Assertion = everyResource(
  'at extensible bindings, codes from a system of the value set are members of the value set',
  undefined,
  { counts: extensible, warnings: true },
);

/** The body is a resource of a type, valid in the profile's release of FHIR; findings that `tolerates` accepts do not count. */
export const validBody = (
  type: string,
  tolerates: (group: ValidityGroup, profile: Profile) => boolean = () => false,
): Assertion => ({
  says: `the body is a valid ${type}`,
  finds: true,
  at: ({ id }, view) => {
    const fact = view.facts.find((one): one is ResourceFact => one.kind === 'resource' && one.exchange === id);
    if (fact?.type !== type) return unreadable(`the body is not one ${type}`);
    const counts: GroupFilter = (group) => isError(group) && !tolerates(group, view.profile);
    return resultOf(fact.validity, view, { counts }, 'line');
  },
});

/** No resource occurs twice in one export, by its type and id. */
export const noneTwice: Assertion = {
  says: 'no type and id occurs twice in one export',
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact === undefined) return unreadable(`the file was not downloaded: ${statusOf(exchange)}`);
    if (fact.cut === 'watchdog') return unjudged(fact);
    const { repeated, lines, over } = fact.identities;
    if (repeated > 0)
      return not(`${counted(repeated, 'resource')} repeated, first in ${fact.type} file, line ${lines[0]}`);
    if (over) return unreadable('there are more resources than the run can compare');
    if (fact.sampled !== undefined) return unreadable('only a sample of the lines was read', SAMPLED);
    return fact.resources === 0 ? nothing('the file has no resources') : ok;
  },
};

/** Every Patient that an ExplanationOfBenefit or a Coverage refers to was also exported. */
export const subjectsExported: Expectation = {
  says: 'every Patient that a resource refers to was also exported',
  judge: (view) => {
    const facts = view.facts.filter((fact): fact is SubjectsFact => fact.kind === 'subjects');
    const results = facts.flatMap((fact): ExchangeResult[] => {
      const exchange = view.exchanges.find(({ id }) => id === fact.exchange);
      const result =
        fact.sampled === true
          ? unreadable('only a sample of the lines was read, and the other lines may contain the Patients', SAMPLED)
          : fact.over
            ? unreadable('there are more resources than the run can compare')
            : fact.unresolved > 0
              ? not(`${fact.unresolved} of ${fact.references} references are to Patients that were not exported`)
              : ok;
      return exchange === undefined ? [] : [{ exchange, result }];
    });
    const broken = replies('data')
      .of(view)
      .filter((exchange) => {
        const file = fileOf(exchange, view);
        // The part of a cut claims file that arrived is judged; a cut Patient file may lack referenced Patients.
        return file === undefined || (file.type === 'Patient' && !file.whole);
      })
      .map((exchange): ExchangeResult => ({ exchange, result: unreadable('not every file could be read') }));
    // Without all Patient files, no Patient can be said to be missing.
    const seen = broken.length > 0 ? broken : results;
    return judgmentFrom(subjectsExported.says, seen, stopsBefore(view, ['data']));
  },
};
