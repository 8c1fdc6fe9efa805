import { downloaded, every, hasNo, replies, validResources, complete } from '../../src/expect/index.js';
import { suite } from '../../src/model/index.js';
import { fhir, guide } from '../sources.js';
import { everyExport } from './conversations.js';

const source = guide('3. Check the status of the export job');

export default suite({
  role: 'server',
  id: 'errors',
  title: 'Error files',
  scenarios: { fetched: { title: 'every listed error file', steps: everyExport('files') } },
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
      statement: 'Every line of an error file is an OperationOutcome.',
      cases: [{ when: 'fetched', expect: every(replies('error-data'), downloaded, hasNo('other-type')) }],
    },
    {
      id: 'errors.valid-stu3',
      needs: 'error-file',
      level: 'MUST',
      basis: 'spec',
      source: fhir('OperationOutcome', 'operationoutcome.html'),
      statement: 'Every OperationOutcome in an error file is valid STU3.',
      cases: [{ when: 'fetched', expect: every(replies('error-data'), validResources('OperationOutcome')) }],
    },
  ],
});
