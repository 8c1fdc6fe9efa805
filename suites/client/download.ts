import {
  allDownloaded,
  allErrorsRequested,
  allOutputsRequested,
  cutNoticed,
  exportCompleted,
  noBearerElsewhere,
  outputsRequestedIfSuccessful,
  renewedBetweenFiles,
  noFileOverwritten,
  storedAsServed,
  storedAsServedIfReached,
} from '../../src/expect/client/index.js';
import { suite } from '../../src/model/index.js';
import { advice, guide } from '../sources.js';
import { cut, legalServers, normal, succeeding } from './conversations.js';
import { type ConditionId, under } from './conditions.js';
import { data } from './data.conditions.js';

const source = guide('4. Retrieve NDJSON output file(s)');
const careful = advice('4. Retrieve NDJSON output file(s)');

/** Conditions about what files contain and how they arrive. */
const kinds: readonly ConditionId[] = [
  'sunny',
  'several-files',
  'nothing-to-export',
  'empty-file',
  'gzip',
  'split-characters',
  'long-line',
  'other-paths',
  'redirect-elsewhere',
  ...data.map(({ id }) => id).filter((id) => !cut.includes(id) && id !== 'colliding-names'),
];

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
    colliding: { title: 'three files whose URLs end alike', steps: under('colliding-names') },
    moved: { title: 'a file is redirected to another host', steps: under('redirect-elsewhere') },
    public: { title: 'a file is listed on another host', steps: under('public-files-elsewhere') },
    all: {
      title: 'every condition in which files can be downloaded',
      steps: under(...succeeding, 'partial-errors'),
    },
    cut: { title: 'a transfer is cut off halfway', steps: under(...cut) },
    reached: {
      title: 'every other condition in which files can be downloaded',
      steps: under(...succeeding.filter((id) => !kinds.includes(id) && id !== 'colliding-names'), 'partial-errors'),
    },
    legal: { title: 'servers that the API allows', steps: under('sunny', ...legalServers) },
    normal: { title: 'conditions that the API promises to be normal', steps: under(...normal) },
    stored: {
      title: 'files of every kind',
      steps: under(...kinds),
    },
  },
  requirements: [
    {
      id: 'client.download.all',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The client requests every URL that the manifest lists under output, exactly as listed.',
      decision:
        'In conditions about other things, a client that gives up is judged by other requirements: there only a client that reports success fails.',
      cases: [
        { when: 'listed', expect: allOutputsRequested },
        { when: 'all', expect: outputsRequestedIfSuccessful },
      ],
    },
    {
      id: 'client.download.completes',
      level: 'MUST',
      basis: 'advice',
      source: careful,
      statement:
        'The client downloads every file that the manifest lists under output, and its exit status is 0, if all that the server does is what the API allows: an empty list or file, other URLs, headers, members and line endings than the guide shows, a slow transfer, and a 429 or 503.',
      decision:
        'Except before the legal servers of docs/faults.md, other requirements judge the way to the manifest. They also judge expired tokens and transfers that are cut off. A client that ends with exit status 0 has not given up; client.download.faithful judges what it stored.',
      cases: [
        { when: 'normal', expect: allDownloaded },
        { when: 'legal', expect: exportCompleted('sunny') },
      ],
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
        'The client sends no Authorization header, token or client secret to another host to which a file is redirected.',
      cases: [{ when: 'moved', expect: noBearerElsewhere }],
    },
    {
      id: 'client.download.public-files',
      level: 'SHOULD',
      basis: 'advice',
      source: careful,
      statement:
        'The client sends no Authorization header, token or client secret to another host on which the manifest lists a file with requiresAccessToken false.',
      decision:
        'This is no MUST: the server that issued the token names the host itself, and the guide sends the token with every file request and says nothing about requiresAccessToken. A client secret sent there fails client.token.nowhere-else, which is a MUST.',
      cases: [{ when: 'public', expect: noBearerElsewhere }],
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
      id: 'client.download.distinct',
      level: 'SHOULD',
      basis: 'advice',
      source: careful,
      statement: 'The client stores every file, even if the URLs of several files have the same last segment.',
      decision: 'The guide shows a random UUID in each URL, so this is no MUST.',
      cases: [{ when: 'colliding', expect: noFileOverwritten }],
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
