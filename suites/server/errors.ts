import {
  all,
  anyReply,
  anyReplyExcept,
  complete,
  downloaded,
  errorsApart,
  every,
  hasNo,
  hasResources,
  header,
  isOutcome,
  mediaType,
  replies,
  validBody,
  validResources,
} from '../../src/expect/index.js';
import { isR4, isStu3, type Step, suite } from '../../src/model/index.js';
import { advice, bulkData, fhir, guide, ndjson, r4 } from '../sources.js';
import { inR4 } from './under.js';
import { everyFile, kickoffRefusals, unknownJob } from './conversations.js';

const source = guide('3. Check the status of the export job');

/** What gets OperationOutcomes of a server that refuses what it must refuse. */
const outcomes: readonly Step[] = [...everyFile, ...kickoffRefusals, unknownJob];

export default suite({
  role: 'server',
  id: 'errors',
  title: 'Error files',
  scenarios: {
    fetched: { title: 'every listed error file', steps: everyFile },
    everything: {
      everything: true,
      title: 'every OperationOutcome of the run',
      steps: outcomes,
    },
  },
  requirements: [
    {
      id: 'errors.downloadable',
      needs: 'error-list',
      level: 'MUST',
      basis: 'guide',
      source,
      statement:
        'Every error file that the manifest lists returns 200 with the token, downloads completely and is NDJSON.',
      cases: [
        {
          when: 'fetched',
          expect: every(replies('error-data'), complete, hasNo('bom', 'utf-8', 'not-an-object', 'line-too-long')),
        },
      ],
    },
    {
      id: 'errors.operation-outcome',
      needs: 'error-file',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'Every line of an error file is an OperationOutcome, and no error entry leads to a data file.',
      cases: [
        {
          when: 'fetched',
          expect: all(
            every(replies('manifest'), errorsApart),
            every(replies('error-data'), downloaded, hasNo('other-type')),
          ),
        },
      ],
    },
    {
      id: 'errors.valid-stu3',
      where: isStu3,
      needs: 'error-file',
      level: 'MUST',
      basis: 'spec',
      source: fhir('OperationOutcome', 'operationoutcome.html'),
      statement: 'Every OperationOutcome in an error file is valid STU3.',
      cases: [{ when: 'fetched', expect: every(replies('error-data'), validResources('OperationOutcome')) }],
    },
    {
      id: 'errors.valid-r4',
      where: isR4,
      needs: 'error-file',
      level: 'MUST',
      basis: 'spec',
      source: r4('OperationOutcome', 'operationoutcome.html'),
      statement: 'Every OperationOutcome in an error file is valid R4.',
      cases: [{ when: 'fetched', expect: every(replies('error-data'), validResources('OperationOutcome')) }],
    },
    {
      id: 'errors.not-empty',
      needs: 'error-file',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement: 'Every error file that the manifest lists has at least one OperationOutcome.',
      decision: 'No sentence of the guide keeps a server from listing an error file although there was no error.',
      cases: [{ when: 'fetched', expect: every(replies('error-data'), hasResources) }],
    },
    {
      id: 'errors.no-blank-lines',
      needs: 'error-file',
      level: 'SHOULD',
      basis: 'spec',
      source: ndjson('3.1 Serialization'),
      statement: 'No line inside an error file is blank.',
      cases: [{ when: 'fetched', expect: every(replies('error-data'), downloaded, hasNo('blank-line')) }],
    },
    {
      id: 'errors.content-type',
      needs: 'error-file',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Output File Request'),
      statement: 'An error file is sent with content type application/fhir+ndjson.',
      decision: 'application/ndjson, which the same draft allows elsewhere, is also accepted.',
      cases: [
        {
          when: 'fetched',
          expect: every(
            replies('error-data'),
            downloaded,
            header('content-type', mediaType('application/fhir+ndjson', 'application/ndjson')),
          ),
        },
      ],
    },
    {
      id: 'errors.outcomes-valid',
      under: inR4({
        source: r4('OperationOutcome', 'operationoutcome.html'),
        statement:
          'Every OperationOutcome that is the body of a response, that about a failed job included, is valid R4.',
        decision:
          'No sentence of the pages asks for an OperationOutcome in a response. Refusals for the Accept or Prefer header are left to kickoff.error-valid-r4.',
      }),
      level: 'SHOULD',
      basis: 'spec',
      source: fhir('OperationOutcome', 'operationoutcome.html'),
      statement:
        'Every OperationOutcome that is the body of a response, that about a failed job included, is valid STU3.',
      decision:
        'No sentence of the guide asks for an OperationOutcome in a response. Refusals for the Accept or Prefer header are left to kickoff.error-valid-stu3.',
      cases: [
        {
          when: 'everything',
          expect: every(
            anyReplyExcept('page', 'document', ...kickoffRefusals.map(({ label }) => label)),
            isOutcome,
            validBody('OperationOutcome'),
          ),
        },
      ],
    },
    {
      id: 'errors.outcomes-json',
      level: 'SHOULD',
      basis: 'spec',
      source: fhir('RESTful API, content types', 'http.html#mime-type'),
      statement: 'Every OperationOutcome that is the body of a response has a JSON content type.',
      decision: 'application/json, application/fhir+json and application/json+fhir are accepted.',
      cases: [
        {
          when: 'everything',
          expect: every(
            anyReply,
            isOutcome,
            header('content-type', mediaType('application/json', 'application/fhir+json', 'application/json+fhir')),
          ),
        },
      ],
    },
  ],
});
