import {
  every,
  extensibleCodes,
  haveIds,
  nameTheirPatient,
  type Assertion,
  noneTwice,
  notUpdatedLater,
  promised,
  replies,
  subjectsExported,
  validResources,
} from '../../src/expect/index.js';
import { suite } from '../../src/model/index.js';
import { advice, bulkData, fhir, r4 } from '../sources.js';
import { inR4 } from './under.js';
import { everyFile } from './conversations.js';

/** What every data file must be; a run without a resource of the type shows nothing. */
const files = (look: Assertion, type?: string) =>
  [{ when: 'fetched', expect: promised(every(replies('data'), look), type) }] as const;

export default suite({
  role: 'server',
  id: 'resources',
  title: 'Resources',
  scenarios: { fetched: { title: 'every resource of every listed data file', steps: everyFile } },
  requirements: [
    {
      id: 'resources.patient',
      under: inR4({
        source: r4('Patient', 'patient.html'),
        statement: 'Every Patient in a data file is valid R4.',
      }),
      needs: 'file',
      level: 'MUST',
      basis: 'spec',
      source: fhir('Patient', 'patient.html'),
      statement: 'Every Patient in a data file is valid STU3.',
      decision:
        'Structure, primitive formats, cardinalities, required bindings and invariants are checked; profiles are not.',
      cases: files(validResources('Patient'), 'Patient'),
    },
    {
      id: 'resources.coverage',
      under: inR4({
        source: r4('Coverage', 'coverage.html'),
        statement: 'Every Coverage in a data file is valid R4.',
      }),
      needs: 'file',
      level: 'MUST',
      basis: 'spec',
      source: fhir('Coverage', 'coverage.html'),
      statement: 'Every Coverage in a data file is valid STU3.',
      cases: files(validResources('Coverage'), 'Coverage'),
    },
    {
      id: 'resources.explanation-of-benefit',
      under: inR4({
        source: r4('ExplanationOfBenefit', 'explanationofbenefit.html'),
        statement: 'Every ExplanationOfBenefit in a data file is valid R4.',
      }),
      needs: 'file',
      level: 'MUST',
      basis: 'spec',
      source: fhir('ExplanationOfBenefit', 'explanationofbenefit.html'),
      statement: 'Every ExplanationOfBenefit in a data file is valid STU3.',
      cases: files(validResources('ExplanationOfBenefit'), 'ExplanationOfBenefit'),
    },
    {
      id: 'resources.extensible-bindings',
      under: inR4({
        source: r4('Terminologies, extensible', 'terminologies.html#extensible'),
        decision:
          'The type of an identifier does not count: the value set has eighteen codes of a table of HL7 that names many more ' +
          'kinds of identifiers, and CARIN Blue Button demands one of these others, MB, for the Medicare Beneficiary Identifier.',
      }),
      needs: 'file',
      level: 'SHOULD',
      basis: 'spec',
      source: fhir('Terminologies, extensible', 'terminologies.html#extensible'),
      statement: 'At an extensible binding, a code from a system of the value set is a member of the value set.',
      cases: files(extensibleCodes),
    },
    {
      id: 'resources.unique',
      needs: 'file',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('4. Retrieve NDJSON output file(s)'),
      statement: 'No resource occurs twice in one export.',
      cases: files(noneTwice),
    },
    {
      id: 'resources.subjects',
      needs: 'file',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('4. Retrieve NDJSON output file(s)'),
      statement: 'Every Patient that an ExplanationOfBenefit or a Coverage refers to was also exported.',
      decision:
        'The Patient must be in the same export, or, if that has no Patients because they were not requested, in an earlier export of the run; under 2019-09 in the Patient export of the run.',
      cases: [{ when: 'fetched', expect: promised(subjectsExported) }],
    },
    {
      id: 'resources.ids',
      under: inR4({ source: r4('Resource.id', 'resource.html#id') }),
      needs: 'file',
      level: 'SHOULD',
      basis: 'spec',
      source: fhir('Resource.id', 'resource.html#id'),
      statement: 'Every resource in a data file has an id.',
      cases: files(haveIds),
    },
    {
      id: 'resources.whose',
      needs: 'file',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('4. Retrieve NDJSON output file(s)'),
      statement: 'Every ExplanationOfBenefit and every Coverage says whose record it is.',
      decision: 'A reference by identifier also names the person.',
      cases: files(nameTheirPatient),
    },
    {
      id: 'resources.last-updated',
      needs: 'file',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Status Request, response when complete'),
      statement: 'No resource in a data file has a meta.lastUpdated after the transactionTime of its manifest.',
      decision: 'One minute allows for clocks that differ. A resource without meta.lastUpdated says nothing.',
      cases: files(notUpdatedLater),
    },
  ],
});
