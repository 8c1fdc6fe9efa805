import { runExports } from '../../src/model/steps.js';
import {
  distinctUrls,
  entries,
  equals,
  every,
  fileNames,
  fileUrls,
  header,
  instant,
  jobIdMatches,
  json,
  manifestsAgain,
  type Assertion,
  mediaType,
  noneListedEmpty,
  namesOfNoOtherJob,
  notBeforeKickoff,
  notInTheFuture,
  oneObject,
  onlyStatus,
  onlyTypesAsked,
  replies,
  requestAsSent,
} from '../../src/expect/index.js';
import { isOfPages, isOneGuide, type Step, suite } from '../../src/model/index.js';
import { advice, bulkData, bulkData2, guide } from '../sources.js';
import { everyExport, everyJob, everyManifest } from './conversations.js';
import { inPages } from './under.js';

const source = guide('3. Check the status of the export job');
const found = onlyStatus('a manifest is returned again', (code) => code === 200);
const manifest = (...looks: readonly Assertion[]) =>
  [
    { when: 'completed', expect: every(replies('manifest'), ...looks) },
    // Whether there is a manifest again is judged by status.repeatable, so what kept the run from asking is no matter here.
    { when: 'again', expect: every(manifestsAgain, found, ...looks) },
  ] as const;

const everyFile: readonly Step[] = [...everyExport('files'), runExports('future', 'files')];

export default suite({
  role: 'server',
  id: 'manifest',
  title: 'The job manifest',
  scenarios: {
    completed: { title: 'every job up to its manifest', steps: everyJob },
    again: { title: 'every status request for a finished job', steps: everyManifest },
    downloaded: {
      title: 'every listed data file, also of what was updated later than a time to come',
      steps: everyFile,
    },
  },
  requirements: [
    {
      id: 'manifest.json',
      needs: 'manifest',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The manifest is one JSON object with content type application/json.',
      decision:
        'The guides show only the body; application/json is the content type in the Bulk Data draft. Members that the guides do not ' +
        'show are allowed.' +
        ' JSON is read as RFC 8259 defines it: UTF-8, no byte order mark, no other white space, and no member name twice with different values.',
      cases: manifest(oneObject, header('content-type', mediaType('application/json'))),
    },
    {
      id: 'manifest.transaction-time',
      needs: 'list',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'In the manifest, transactionTime is an instant with a time zone.',
      cases: manifest(json('transactionTime', instant)),
    },
    {
      id: 'manifest.request',
      needs: 'list',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'In the manifest, request is the kick-off URL as the client sent it.',
      cases: manifest(requestAsSent),
    },
    {
      id: 'manifest.requires-access-token',
      needs: 'list',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'In the manifest, requiresAccessToken is the boolean true.',
      cases: manifest(json('requiresAccessToken', equals(true))),
    },
    {
      id: 'manifest.output',
      needs: 'list',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'In the manifest, output is an array whose entries have a type and a url, both strings.',
      cases: manifest(entries('output')),
    },
    {
      id: 'manifest.error',
      needs: 'list',
      level: 'MUST',
      basis: 'guide',
      source,
      statement:
        'In the manifest, error is an array that is empty or whose entries have type OperationOutcome and a url.',
      cases: manifest(entries('error', 'OperationOutcome')),
    },
    {
      id: 'manifest.job-id',
      needs: 'list',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'In the manifest, JobID is a number and equals the id in the job URL.',
      cases: manifest(jobIdMatches),
    },
    {
      id: 'manifest.types-requested',
      needs: 'list',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'Every resource type under output in the manifest was requested.',
      cases: manifest(onlyTypesAsked),
    },
    {
      id: 'manifest.file-urls',
      needs: 'list',
      level: 'MUST',
      basis: 'guide',
      source,
      statement:
        'Every file URL in the manifest is absolute and consists of the base URL of the server, the documented data path, the job id and a name with the extension .ndjson.',
      decision:
        'Curl commands of 2019-09 misspell /data and /api/v1/jobs; the sample manifests are authoritative. A URL with a query or a fragment has another form than the documented one. Clients have to take it all the same: the guides tell them to use the URLs of the manifest.',
      cases: manifest(fileUrls),
    },
    {
      id: 'manifest.file-names',
      needs: 'list',
      level: 'SHOULD',
      basis: 'guide',
      source: guide('BCDA Metadata'),
      statement:
        'File names in the manifest are random UUIDs; the name of an error file may end in -error, and under 2019-09 it must.',
      under: inPages({ statement: 'The names of data files in the manifest are random UUIDs.' }),
      decision:
        'Random means UUID version 4, which both sample manifests use, and no two jobs have files of the same name.',
      cases: [...manifest(fileNames), { when: 'completed', expect: every(replies('manifest'), namesOfNoOtherJob) }],
    },
    {
      id: 'manifest.distinct-urls',
      needs: 'list',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement: 'The manifest lists no URL twice.',
      cases: manifest(distinctUrls),
    },
    {
      id: 'manifest.empty-types',
      where: isOfPages,
      needs: 'file',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData2('Bulk Data Status Request, response when complete'),
      statement: 'The manifest lists no files of a resource type of which no resource was exported.',
      cases: [{ when: 'downloaded', expect: every(replies('manifest'), noneListedEmpty) }],
    },
    {
      id: 'manifest.transaction-time-plausible',
      needs: 'list',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement: 'In the manifest, transactionTime is at most five minutes in the future, which allows for clock skew.',
      cases: manifest(notInTheFuture),
    },
    {
      id: 'manifest.transaction-time-of-export',
      // Today it is when the data behind the server were loaded.
      where: isOneGuide,
      needs: 'list',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Status Request, response when complete'),
      statement:
        'In the manifest, transactionTime is at most 60 s before the Date of the response to the export request, so it is the time when the query was run.',
      decision:
        "The draft says that transactionTime is the server's time when the query is run; the guides show a time and do not explain it, so this does not gate. " +
        'The minute allows for clocks that differ, and what the export request itself took is added. Jobs given with --job are not judged.',
      cases: manifest(notBeforeKickoff),
    },
    {
      id: 'manifest.names-unpredictable',
      level: 'MUST',
      basis: 'guide',
      source: guide('BCDA Metadata'),
      statement: 'The UUIDs in file URLs are random.',
      untestable: 'One run sees too few UUIDs to show whether they were drawn at random.',
    },
  ],
});
