import {
  allErrorsRequested,
  allOutputsRequested,
  cutNoticed,
  noBearerElsewhere,
  renewedBetweenFiles,
  storedAsServed,
  storedAsServedIfReached,
} from '../../src/expect/client/index.js';
import { suite } from '../../src/model/index.js';
import { advice, guide } from '../sources.js';
import { under } from './conditions.js';

const source = guide('4. Retrieve NDJSON output file(s)');
const careful = advice('4. Retrieve NDJSON output file(s)');

export default suite({
  role: 'client',
  id: 'client.download',
  title: 'Client: downloading the files',
  scenarios: {
    listed: {
      title: 'one file, several files, and files at other paths',
      steps: under('sunny', 'several-files', 'other-paths'),
    },
    partial: { title: 'some claims could not be exported', steps: under('partial-errors') },
    expired: { title: 'the token expires between two files', steps: under('token-expires-between-files') },
    moved: { title: 'a file is redirected to another origin', steps: under('redirect-elsewhere') },
    cut: { title: 'a transfer is cut off halfway', steps: under('cut-transfer') },
    reached: {
      title: 'every other condition in which files can be downloaded',
      steps: under(
        'slow-job',
        'token-expires-polling',
        'token-expires-between-files',
        'busy-seconds',
        'busy-date',
        'busy-maintenance',
        'unavailable-once',
        'partial-errors',
        'cut-transfer',
        'strict-spelling',
        'location-with-query',
      ),
    },
    stored: {
      title: 'files of every kind',
      steps: under(
        'sunny',
        'several-files',
        'nothing-to-export',
        'empty-file',
        'gzip',
        'split-characters',
        'long-line',
        'other-paths',
        'redirect-elsewhere',
      ),
    },
  },
  requirements: [
    {
      id: 'client.download.all',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The client requests every URL that the manifest lists under output, exactly as listed.',
      cases: [{ when: 'listed', expect: allOutputsRequested }],
    },
    {
      id: 'client.download.errors',
      level: 'SHOULD',
      basis: 'guide',
      source: guide('3. Check the status of the export job'),
      statement: 'The client requests every URL that the manifest lists under error, exactly as listed.',
      cases: [{ when: 'partial', expect: allErrorsRequested }],
    },
    {
      id: 'client.download.renews',
      level: 'MUST',
      basis: 'guide',
      source: guide('Encoded Basic authentication:'),
      statement:
        'When the token expires between two files, the client gets a new token and downloads the refused file, without starting a new export.',
      cases: [{ when: 'expired', expect: renewedBetweenFiles }],
    },
    {
      id: 'client.download.foreign-origin',
      level: 'MUST',
      basis: 'advice',
      source: careful,
      statement:
        'The client sends no Authorization header, token or client secret to another origin, even if a file is redirected there.',
      cases: [{ when: 'moved', expect: noBearerElsewhere }],
    },
    {
      id: 'client.download.whole',
      level: 'MUST',
      basis: 'advice',
      source: careful,
      statement:
        'The client notices a transfer that is cut off: it downloads the file again, or its exit status reports failure.',
      cases: [{ when: 'cut', expect: cutNoticed }],
    },
    {
      id: 'client.download.faithful',
      level: 'MUST',
      basis: 'advice',
      source: careful,
      statement:
        'The client stores exactly the resources that the server sent, with numbers as they were written, no matter how the bytes arrived.',
      decision:
        'The names, order and number of the stored files do not matter, nor do gzip, the order of keys and escapes in strings. Files that were not downloaded completely are not judged, unless the client abandoned the transfer, or got a response other than the file, and still reported success.',
      cases: [
        { when: 'stored', expect: storedAsServed },
        { when: 'reached', expect: storedAsServedIfReached },
      ],
    },
  ],
});
