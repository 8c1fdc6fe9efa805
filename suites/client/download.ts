import {
  allErrorsFetched,
  allOutputsFetched,
  cutNoticed,
  noBearerElsewhere,
  renewedBetweenFiles,
  storedFaithfully,
  storedFaithfullyIfReached,
} from '../../src/expect/client/index.js';
import { suite } from '../../src/model/index.js';
import { advice, guide } from '../sources.js';
import { under } from './conditions.js';

const source = guide('4. Retrieve NDJSON output file(s)');
const careful = advice('4. Retrieve NDJSON output file(s)');

export default suite({
  role: 'client',
  id: 'client.download',
  title: 'Client: fetching the files',
  scenarios: {
    listed: {
      title: 'one file, several, and files at other paths',
      steps: under('sunny', 'several-files', 'other-paths'),
    },
    partial: { title: 'some claims could not be exported', steps: under('partial-errors') },
    expired: { title: 'the token expires between two files', steps: under('token-expires-between-files') },
    moved: { title: 'a file is redirected to another origin', steps: under('redirect-elsewhere') },
    cut: { title: 'a transfer is cut half-way', steps: under('cut-transfer') },
    besides: {
      title: 'every other condition in which files come',
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
      statement: 'Every URL that the manifest lists under output is asked for, as it was given.',
      cases: [{ when: 'listed', expect: allOutputsFetched }],
    },
    {
      id: 'client.download.errors',
      level: 'SHOULD',
      basis: 'guide',
      source: guide('3. Check the status of the export job'),
      statement: 'Every URL that the manifest lists under error is asked for.',
      cases: [{ when: 'partial', expect: allErrorsFetched }],
    },
    {
      id: 'client.download.renews',
      level: 'MUST',
      basis: 'guide',
      source: guide('Encoded Basic authentication:'),
      statement: 'A token that expires between two files is renewed, and the file fetched, without a new export.',
      cases: [{ when: 'expired', expect: renewedBetweenFiles }],
    },
    {
      id: 'client.download.foreign-origin',
      level: 'MUST',
      basis: 'advice',
      source: careful,
      statement: 'No Authorization and no token goes to another origin, also where a file is redirected there.',
      cases: [{ when: 'moved', expect: noBearerElsewhere }],
    },
    {
      id: 'client.download.whole',
      level: 'MUST',
      basis: 'advice',
      source: careful,
      statement: 'A transfer that is cut is noticed: the file is fetched again, or the exit status tells of failure.',
      cases: [{ when: 'cut', expect: cutNoticed }],
    },
    {
      id: 'client.download.faithful',
      level: 'MUST',
      basis: 'advice',
      source: careful,
      statement:
        'What the client stored is what it was served, resource by resource, with numbers as they were written, however the bytes came.',
      decision:
        'Names, order and number of the files are free, and so are gzip, the order of keys and escapes in strings. Of files that did not come whole nothing is asked, unless the client left the transfer, or was answered something else than the file, and told of success.',
      cases: [
        { when: 'stored', expect: storedFaithfully },
        { when: 'besides', expect: storedFaithfullyIfReached },
      ],
    },
  ],
});
