import { ask, runExports } from '../../src/model/steps.js';
import {
  acceptNotRefused,
  acceptTaken,
  downloaded,
  encodingNotRefused,
  cameBefore,
  controlled,
  every,
  everyLine,
  filesTerminated,
  hasNo,
  header,
  type Assertion,
  mediaType,
  onlyStatus,
  promised,
  refused,
  replies,
  repliesIfAsked,
  sameAsBefore,
  stillThere,
  complete,
  countsFit,
} from '../../src/expect/index.js';
import { type Step, suite } from '../../src/model/index.js';
import { PAGES, SECTIONS } from '../profiles/pages.js';
import { advice, bulkData, bulkData2, guide, ndjson } from '../sources.js';
import { inPages } from './under.js';
import { documentedExports, everyExport, everyFile, secondToken, unknownFile } from './conversations.js';

const source = guide('4. Retrieve NDJSON output file(s)');
const ndjsonType = header('content-type', mediaType('application/fhir+ndjson', 'application/ndjson'));
const files = (...looks: readonly Assertion[]) =>
  [{ when: 'fetched', expect: promised(every(replies('data'), ...looks)) }] as const;

const came = onlyStatus('the file comes', (code) => code === 200);
/** Judges files that are downloaded again. That they come is judged by other requirements. */
const again = (...looks: readonly Assertion[]) =>
  (
    [
      ['again', 'file-again'],
      ['gzip', 'file-gzip'],
      ['renewed', 'file-renewed-token'],
    ] as const
  ).map(([when, label]) => ({ when, expect: every(repliesIfAsked(label), came, ...looks) }));

const lines = (look: Assertion) => [{ when: 'fetched', expect: everyLine(look) }] as const;

const withUnknownFiles: readonly Step[] = [...everyExport('files'), unknownFile];

export default suite({
  role: 'server',
  id: 'output',
  title: 'Data files',
  scenarios: {
    fetched: { title: 'every listed data file', steps: everyFile },
    renewed: {
      title: 'a data file with a second token',
      steps: [
        ...documentedExports('files'),
        secondToken,
        runExports('each-type', 'files'),
        ask('file-renewed-token', 'later-file', 'renewed-token'),
      ],
    },
    again: {
      title: 'a second download of the smallest data file of each type',
      steps: [...documentedExports('files'), ask('file-again', 'file-of-each-type', 'token', { accept: '*/*' })],
    },
    gzip: {
      title: 'a compressed download of the smallest data file of each type',
      steps: [
        ...documentedExports('files'),
        ask('file-gzip', 'file-of-each-type', 'token', { acceptEncoding: 'gzip' }),
      ],
    },
    unknown: {
      title: 'requests for files that the jobs do not have',
      steps: withUnknownFiles,
    },
  },
  requirements: [
    {
      id: 'output.downloadable',
      needs: 'list',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'Every data file that the manifest lists returns 200 with the token and downloads completely.',
      decision:
        'Where the guide says "an NDJSON file" of a type, there may be several. The status is 200 when the files are there (guide and draft), ' +
        'so a file that only a later request finds fails too.',
      cases: files(complete),
    },
    {
      id: 'output.accept-allowed',
      needs: 'file',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'A file request may have the header Accept: */*.',
      decision:
        'The guide lists Authorization alone, and curl adds this Accept to its commands by itself. ' +
        'The header is refused by 400, 406 or 415 where the same request without it gets the file.',
      cases: [{ when: 'again', expect: every(replies('file-again'), controlled(replies('data')), acceptNotRefused) }],
    },
    {
      id: 'output.ndjson',
      needs: 'file',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'A data file is UTF-8 without a byte order mark and has one JSON object per line.',
      cases: lines(hasNo('bom', 'utf-8', 'not-an-object', 'line-too-long')),
    },
    {
      id: 'output.no-blank-lines',
      needs: 'file',
      level: 'SHOULD',
      basis: 'spec',
      source: ndjson('3.1 Serialization'),
      statement: 'No line inside a data file is blank.',
      cases: lines(hasNo('blank-line')),
    },
    {
      id: 'output.last-newline',
      needs: 'file',
      level: 'SHOULD',
      basis: 'spec',
      source: ndjson('3.1 Serialization'),
      statement: 'The last line of a data file or an error file ends with a newline, as every other line does.',
      cases: [{ when: 'fetched', expect: filesTerminated }],
    },
    {
      id: 'output.type',
      needs: 'file',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'Every line of a data file has the resourceType that the manifest gives for the file.',
      cases: lines(hasNo('other-type')),
    },
    {
      id: 'output.count',
      needs: 'file',
      level: 'MUST',
      basis: 'spec',
      source: bulkData('Bulk Data Status Request, response when complete'),
      statement: 'If the manifest gives a count for a file, it is the number of resources in the file.',
      decision:
        'The guides show no count, so its absence is fine. Blank lines are not counted. A client that finds another number must take the file for incomplete.',
      cases: [{ when: 'fetched', expect: countsFit }],
    },
    {
      id: 'output.content-type',
      under: inPages({
        level: 'MUST',
        source: bulkData2('Bulk Data Output File Request, response on success'),
        decision:
          'The pages say that the API follows version 2.0.0 of the standard, which says SHALL. application/ndjson, which that names elsewhere, is also accepted.',
      }),
      needs: 'file',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Output File Request'),
      statement: 'A data file is sent with content type application/fhir+ndjson.',
      decision:
        'application/ndjson, which the same draft allows elsewhere, is also accepted. The draft says SHALL; the guide says NDJSON and ' +
        'names no type, and the server that it described sent text/plain, so this does not gate.',
      cases: [...files(downloaded, ndjsonType), ...again(ndjsonType)],
    },
    {
      id: 'output.gzip',
      under: inPages({
        level: 'MUST',
        basis: 'guide',
        source: { document: PAGES, section: SECTIONS.compressed },
        decision:
          'A file that comes uncompressed is fine: the client says what it can read. The header is refused by 400, 406 or 415; any other error shows nothing about it. The smallest file of each type is tried: the smallest of all, and at most 32 MiB more.',
      }),
      needs: 'file',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Output File Request, headers'),
      statement:
        'A data file request with Accept-Encoding: gzip is not refused for that header, and the file decodes to the same bytes as the first download.',
      decision:
        'The server may send the file uncompressed. The header is refused by 400, 406 or 415; any other error shows nothing about it. The smallest file of each type is tried: the smallest of all, and at most 32 MiB more.',
      cases: [{ when: 'gzip', expect: every(replies('file-gzip'), encodingNotRefused, sameAsBefore) }],
    },
    {
      id: 'output.unknown-file',
      needs: 'list',
      level: 'MUST',
      basis: 'spec',
      source: bulkData('Bulk Data Output File Request, response on error'),
      statement: 'A request for a file that the job does not have returns a 4xx status other than 401, 408 and 429.',
      decision:
        'One such file of each documented job, and of one job with _type, is requested. The names are UUIDs and words.',
      cases: [{ when: 'unknown', expect: every(replies('unknown-file'), controlled(replies('manifest')), refused) }],
    },
    {
      id: 'output.stable',
      needs: 'file',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('4. Retrieve NDJSON output file(s)'),
      statement: 'A second download of a data file returns the same bytes.',
      decision:
        'A file that is gone (404 or 410) fails; any other error shows nothing about its bytes. The smallest file of each type is downloaded again: the smallest of all, and at most 32 MiB more.',
      cases: [
        { when: 'again', expect: every(replies('file-again'), acceptTaken, stillThere, sameAsBefore) },
        // What a second token gets instead of the file is judged by token.renewable.
        {
          when: 'renewed',
          expect: every(repliesIfAsked('file-renewed-token'), came, cameBefore, sameAsBefore),
        },
      ],
    },
    {
      id: 'output.cclf',
      level: 'MUST',
      basis: 'guide',
      source: guide('4. Retrieve NDJSON output file(s)'),
      statement:
        'ExplanationOfBenefit has the data of CCLF files 1 to 7, and Patient has the data of CCLF files 8 and 9.',
      untestable:
        'The CCLF files of the same organization are not part of the API. What the guide names of their content is judged by the chapter about content.',
    },
  ],
});
