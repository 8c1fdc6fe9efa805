import { ask, runExports } from '../../src/model/steps.js';
import {
  emptyTypeMakesSense,
  every,
  exportsJustWhatWasAsked,
  kickoffAccepted,
  refused,
  replies,
  resource,
} from '../../src/expect/index.js';
import { type Profile, suite, takes } from '../../src/model/index.js';
import { advice, bulkData, guide } from '../sources.js';
import { documentedExports, everyExport } from './conversations.js';

const where = (profile: Profile): boolean => takes(profile, '_type');

export default suite({
  role: 'server',
  id: 'parameters',
  title: 'Choosing resource types',
  scenarios: {
    exported: { title: 'exports of all, one and two types', steps: everyExport('files') },
    unknown: {
      title: 'an export of a type that does not exist',
      steps: [
        ...documentedExports('kickoff'),
        ask('unknown-type', 'endpoint', 'token', { query: '_type=ExplanationOfBenefits' }),
      ],
    },
    empty: {
      title: 'an export with an empty _type',
      steps: [...documentedExports('manifest'), runExports('empty-type', 'manifest')],
    },
  },
  requirements: [
    {
      id: 'parameters.default',
      needs: 'file',
      level: 'MUST',
      basis: 'guide',
      where,
      source: guide('Beneficiary Data from the Patient endpoint'),
      statement: 'Without _type, and with all three types named, all three are exported and nothing else.',
      decision: 'A type may be unlisted, or its file empty, only where no other export has a resource of it.',
      cases: [{ when: 'exported', expect: exportsJustWhatWasAsked('endpoints', 'all-types') }],
    },
    {
      id: 'parameters.one-type',
      needs: 'file',
      level: 'MUST',
      basis: 'guide',
      where,
      source: guide('Requesting Beneficiary Explanation of Benefit Data only'),
      statement: '_type with one type exports just that type.',
      decision:
        'The guide once says that this request goes to the ExplanationOfBenefit endpoint; it means Patient with _type.',
      cases: [{ when: 'exported', expect: exportsJustWhatWasAsked('each-type') }],
    },
    {
      id: 'parameters.two-types',
      needs: 'file',
      level: 'MUST',
      basis: 'guide',
      where,
      source: guide('Beneficiary Data from the Patient endpoint'),
      statement: '_type with two types exports just those two.',
      decision: 'The guide shows no request for two types; the Bulk Data draft separates them by a comma.',
      cases: [{ when: 'exported', expect: exportsJustWhatWasAsked('type-pairs') }],
    },
    {
      id: 'parameters.unknown-type',
      needs: 'kickoff',
      level: 'MUST',
      basis: 'spec',
      where,
      source: bulkData('Bulk Data Kick-off Request, query parameters'),
      statement: 'A type that does not exist is refused, with an OperationOutcome.',
      cases: [
        {
          when: 'unknown',
          expect: every(replies('unknown-type'), kickoffAccepted, refused, resource('OperationOutcome')),
        },
      ],
    },
    {
      id: 'parameters.empty-type',
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'advice',
      where,
      source: advice('Beneficiary Data from the Patient endpoint'),
      statement: 'An empty _type is refused or means the default; it breaks nothing.',
      cases: [{ when: 'empty', expect: emptyTypeMakesSense }],
    },
  ],
});
