import { ask, runExports } from '../../src/model/steps.js';
import {
  emptyTypeMakesSense,
  every,
  exportsJustWhatWasAsked,
  foreignTypeIsTold,
  isRefusal,
  kickoffAccepted,
  promised,
  refused,
  refusedAlone,
  replies,
  resource,
} from '../../src/expect/index.js';
import { isOfPages, type Profile, type Step, suite, takes } from '../../src/model/index.js';
import { advice, bulkData, bulkData2, guide } from '../sources.js';
import { documentedExports, everyExport, secondToken } from './conversations.js';
import { filterRequirements, filterScenarios } from './filter.parameters.js';
import { sinceRequirements, sinceScenarios } from './since.parameters.js';

const where = (profile: Profile): boolean => takes(profile, '_type');

const mixedTypes = ask('mixed-types', 'endpoint', 'token', { query: '_type=Patient,Coverages' });
/** The same types, each in a parameter of its own: whoever reads the first or the last alone does not see what must be refused. */
const repeatedType = ask('repeated-type', 'endpoint', 'token', {
  query: '_type=Patient&_type=Coverages&_type=Patient',
});

/** The first export is made once more. */
const repeated: readonly Step[] = [...everyExport('files'), secondToken, runExports('again', 'files')];

export default suite({
  role: 'server',
  id: 'parameters',
  title: 'Choosing resource types',
  scenarios: {
    exported: { title: 'exports of all types, of one type and of two types', steps: everyExport('files') },
    again: {
      title: 'the first export once more',
      steps: repeated,
    },
    unknown: {
      title: 'an export request for an unknown resource type',
      steps: [
        ...documentedExports('kickoff'),
        ask('unknown-type', 'endpoint', 'token', { query: '_type=ExplanationOfBenefits' }),
      ],
    },
    undocumented: {
      title: 'export requests for types that the guide does not document',
      steps: [
        ...documentedExports('kickoff'),
        mixedTypes,
        ask('lower-case-type', 'endpoint', 'token', { query: '_type=patient' }),
        ask('unsupported-type', 'endpoint', 'token', { query: '_type=Practitioner' }),
      ],
    },
    repeated: {
      title: 'an export request with several _type, one of which has a type that the guide does not document',
      steps: [...documentedExports('kickoff'), mixedTypes, repeatedType],
    },
    foreign: {
      title: 'an export request for a type that other versions export',
      steps: [...documentedExports('manifest'), runExports('foreign-type', 'manifest')],
    },
    empty: {
      title: 'an export request with an empty _type',
      steps: [...documentedExports('manifest'), runExports('empty-type', 'manifest')],
    },
    ...sinceScenarios,
    ...filterScenarios,
  },
  requirements: [
    {
      id: 'parameters.default',
      needs: 'file',
      level: 'MUST',
      basis: 'guide',
      where,
      source: guide('Beneficiary Data from the Patient endpoint'),
      statement:
        'An export without _type, or with all three resource types in _type, contains exactly those three types.',
      decision:
        'A type may be missing from the manifest, or its file may be empty, only if no other export has a resource of that type.',
      cases: [{ when: 'again', expect: promised(exportsJustWhatWasAsked('endpoints', 'all-types', 'again')) }],
    },
    {
      id: 'parameters.one-type',
      needs: 'file',
      level: 'MUST',
      basis: 'guide',
      where,
      source: guide('Requesting Beneficiary Explanation of Benefit Data only'),
      statement: 'An export with one resource type in _type contains exactly that type.',
      decision:
        'The guide says once that this request goes to the ExplanationOfBenefit endpoint; the Patient endpoint with _type is meant.',
      cases: [{ when: 'exported', expect: promised(exportsJustWhatWasAsked('each-type')) }],
    },
    {
      id: 'parameters.two-types',
      needs: 'file',
      level: 'MUST',
      basis: 'guide',
      where,
      source: guide('Beneficiary Data from the Patient endpoint'),
      statement: 'An export with two resource types in _type contains exactly those two types.',
      decision: 'The guide shows no request for two types; the Bulk Data draft separates types with a comma.',
      cases: [{ when: 'exported', expect: promised(exportsJustWhatWasAsked('type-pairs')) }],
    },
    {
      id: 'parameters.unknown-type',
      needs: 'kickoff',
      level: 'MUST',
      basis: 'spec',
      where,
      source: bulkData('Bulk Data Kick-off Request, query parameters'),
      statement: 'An export request with an unknown resource type in _type is refused.',
      cases: [{ when: 'unknown', expect: every(replies('unknown-type'), kickoffAccepted, refused) }],
    },
    {
      id: 'parameters.unknown-type-outcome',
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'spec',
      where,
      source: bulkData('Bulk Data Kick-off Request, query parameters'),
      statement: 'The response that refuses an unknown resource type in _type has an OperationOutcome body.',
      cases: [
        {
          when: 'unknown',
          expect: every(replies('unknown-type'), kickoffAccepted, isRefusal, resource('OperationOutcome')),
        },
      ],
    },
    {
      id: 'parameters.undocumented-type',
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'spec',
      where,
      source: bulkData('Bulk Data Kick-off Request, query parameters'),
      statement:
        'An export request is refused if any type in _type is not one of the documented types, spelled as documented.',
      decision:
        'Three values are tried: a documented type with an unknown one, a documented type in lower case, and a type of FHIR ' +
        'that the guide does not offer.',
      cases: [
        {
          when: 'undocumented',
          expect: every(replies('mixed-types', 'lower-case-type', 'unsupported-type'), kickoffAccepted, refused),
        },
      ],
    },
    {
      id: 'parameters.repeated-parameter',
      where: isOfPages,
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData2('Bulk Data Kick-off Request, query parameters'),
      statement: 'An export request with several _type is refused, or means the types of all of them.',
      decision:
        'The second of three is a type that does not exist: whoever reads all must refuse the request, and a server that accepts it has left that one out without a word. A server that also accepts these types in one list shows nothing.',
      cases: [
        {
          when: 'repeated',
          expect: every(
            replies(repeatedType.label),
            kickoffAccepted,
            refusedAlone(mixedTypes.label, 'a list of both types'),
            refused,
          ),
        },
      ],
    },
    {
      id: 'parameters.foreign-type',
      where: (profile: Profile) => profile.exports['foreign-type'] !== undefined,
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData2('Bulk Data Kick-off Request, query parameters'),
      statement:
        'An export request for Claim, which only v2 exports, is refused with an OperationOutcome, or its manifest lists an error file that says so.',
      decision: 'What the error file says is not read.',
      cases: [{ when: 'foreign', expect: foreignTypeIsTold }],
    },
    {
      id: 'parameters.empty-type',
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'advice',
      where,
      source: advice('Beneficiary Data from the Patient endpoint'),
      statement:
        'An export request with an empty _type is refused with a 4xx status, or exports the same types as one without _type.',
      cases: [{ when: 'empty', expect: emptyTypeMakesSense }],
    },
    ...sinceRequirements,
    ...filterRequirements,
  ],
});
