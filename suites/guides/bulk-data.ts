import type { DraftStatement, GuideAccount } from '../../src/model/index.js';
import type { Id } from './units.js';

const by = (...ids: readonly [Id, ...Id[]]): GuideAccount => ({ is: 'judged', by: ids });
const unseen = (because: string): GuideAccount => ({ is: 'unseen', because });
const outside = (because: string): GuideAccount => ({ is: 'outside', because });

/** Statements of one section, in its order. */
const from = (
  section: string,
  statements: readonly (readonly [DraftStatement['level'], string, GuideAccount])[],
): DraftStatement[] => statements.map(([level, says, account]) => ({ section, level, says, account }));

const NO_DELETE = 'The guides of 2019 have no request that cancels a job.';

/** What the Bulk Data Export draft of 2019, to which the guides link, asks of servers, in its order. */
export const bulkData: readonly DraftStatement[] = [
  ...from('Security Considerations', [
    ['SHALL', 'Every exchange goes over TLS 1.2 or newer.', by('hygiene.tls')],
    [
      'SHOULD',
      'Access is by OAuth 2.0 as SMART Backend Services has it.',
      outside('BCDA gives tokens for Basic credentials.'),
    ],
    ['SHOULD', 'A file stays while a client fetches it, whatever Expires said.', by('output.downloadable')],
  ]),
  ...from('Bulk Data Kick-off Request', [
    ['SHALL', 'A client gets only what it may see.', by('protection.other-client')],
    [
      'SHALL',
      'An export follows the asynchronous pattern of FHIR.',
      by('kickoff.accepted', 'kickoff.content-location', 'status.processing', 'status.completes'),
    ],
    [
      'SHOULD',
      'What is in the compartment of a patient is exported for it.',
      outside('The guides name the three types that are exported.'),
    ],
    ['MAY', 'All patients: [base]/Patient/$export.', by('kickoff.accepted', 'metadata.export-operations')],
    ['MAY', 'Some patients: [base]/Group/[id]/$export.', outside('The guides of 2019 have no Group.')],
    ['SHOULD', 'Groups can be read and searched for.', outside('The guides of 2019 have no Group.')],
    ['MAY', 'The whole server: [base]/$export.', outside('No guide has an export of the whole server.')],
  ]),
  ...from('Bulk Data Kick-off Request, headers', [
    [
      'SHALL',
      'Accept is needed, and is application/fhir+json.',
      by('kickoff.accept-required', 'kickoff.headers-required', 'kickoff.other-accept'),
    ],
    ['SHALL', 'Prefer is needed, and is respond-async.', by('kickoff.prefer-required', 'kickoff.other-prefer')],
  ]),
  ...from('Bulk Data Kick-off Request, query parameters', [
    [
      'SHALL',
      '_outputFormat takes application/fhir+ndjson, application/ndjson and ndjson.',
      outside('The guides have no _outputFormat: files are always NDJSON.'),
    ],
    ['MAY', '_since narrows an export to what has changed.', outside('The guides of 2019 have no _since.')],
    [
      'SHALL',
      'With _type only the types that it names are exported, separated by commas.',
      by('parameters.one-type', 'parameters.two-types', 'manifest.types-requested', 'output.type'),
    ],
    ['SHALL', 'Without _type everything is exported that the client may see.', by('parameters.default')],
    [
      'SHOULD',
      'A server without _type refuses it, with an OperationOutcome.',
      outside('The guide of 2019-12 has _type, and that of 2019-09 has no parameter at all.'),
    ],
    [
      'SHOULD',
      'A request for a type that the server does not have is refused, with an OperationOutcome.',
      by('parameters.unknown-type', 'parameters.undocumented-type'),
    ],
    ['MAY', 'References are relative or absolute, and lead to resources of the same export.', by('resources.subjects')],
    ['MAY', '_typeFilter narrows a type by a search.', outside('No guide has _typeFilter, which is an experiment.')],
  ]),
  ...from('Bulk Data Kick-off Request, response', [
    ['SHALL', 'An export request that is accepted is answered 202.', by('kickoff.accepted')],
    [
      'SHALL',
      'The 202 has a Content-Location with the absolute URL of the status.',
      by('kickoff.content-location', 'kickoff.job-url'),
    ],
    ['MAY', 'The 202 to an export request has an OperationOutcome as body.', by('kickoff.accepted-body')],
    [
      'SHALL',
      'An export request that fails is answered 4xx or 5xx, with an OperationOutcome as body.',
      by(
        'kickoff.error-outcome',
        'kickoff.error-valid-stu3',
        'parameters.unknown-type',
        'parameters.unknown-type-outcome',
      ),
    ],
    ['SHOULD', 'A server that allows one export at a time answers 429 with Retry-After.', by('hygiene.retry-after')],
  ]),
  ...from('Bulk Data Delete Request', [
    ['MAY', 'DELETE of the URL of a job cancels it; success is 202.', outside(NO_DELETE)],
    ['SHALL', 'A DELETE that fails is answered 4xx or 5xx, with an OperationOutcome as body.', outside(NO_DELETE)],
  ]),
  ...from('Bulk Data Status Request', [
    ['SHOULD', 'The 202 to a status request has a Retry-After.', outside('The guides show X-Progress alone on a 202.')],
    ['SHOULD', 'Retry-After is seconds or an HTTP-date.', by('status.retry-after')],
    [
      'SHOULD',
      'A client that asks too often gets 429 with Retry-After.',
      outside('The guides set no limit; to find one, a run would have to overload the server.'),
    ],
    ['SHALL', 'A job that runs is answered 202.', by('status.processing')],
    ['MAY', 'X-Progress has fewer than 100 characters.', by('status.progress-short')],
    [
      'SHALL',
      'The status of a job that failed is 5xx, with a JSON body.',
      by('errors.outcomes-json', 'status.error-outcome'),
    ],
    [
      'SHALL',
      'The body of an error to a status request is an OperationOutcome.',
      by('status.unknown-job', 'status.error-outcome'),
    ],
    [
      'SHALL',
      'Where a part could be exported, the status is 200.',
      unseen('A run learns from the manifest that there was only a part, and that comes with a 200.'),
    ],
    [
      'SHALL',
      'Where a part could be exported, the error array lists files of OperationOutcomes.',
      by('history.no-loss', 'manifest.error', 'errors.downloadable', 'errors.operation-outcome'),
    ],
  ]),
  ...from('Bulk Data Status Request, response when complete', [
    ['SHALL', 'A job that is done is answered 200.', by('status.completes')],
    ['SHALL', 'The manifest is a JSON object, sent as application/json.', by('manifest.json')],
    ['MAY', 'The manifest has an Expires header: until when the files are there.', by('status.expires')],
    ['SHALL', 'The files are there at the URLs listed.', by('output.downloadable', 'errors.downloadable')],
    [
      'MAY',
      'Another server has the files.',
      outside('In the guides the files are on the server itself, below /data (manifest.file-urls).'),
    ],
    [
      'SHALL',
      "transactionTime is an instant: the server's time when the query is run.",
      by('manifest.transaction-time', 'manifest.transaction-time-of-export'),
    ],
    ['SHOULD', 'No resource in the files changed after transactionTime.', by('resources.last-updated')],
    [
      'SHALL',
      'Every matching resource that changed up to transactionTime is in the files.',
      unseen('What the server has is known to the server alone.'),
    ],
    ['SHALL', 'request is the whole URL of the kick-off.', by('manifest.request')],
    [
      'SHALL',
      'requiresAccessToken is true where files need a token.',
      by('manifest.requires-access-token', 'protection.data.no-token'),
    ],
    ['SHALL', 'output is an array with an entry for each file.', by('manifest.output')],
    [
      'SHALL',
      'An entry of output has the type of the one kind of resource in its file.',
      by('manifest.output', 'output.type'),
    ],
    ['SHALL', 'An entry of output has the URL of its file.', by('manifest.output', 'manifest.file-urls')],
    [
      'SHOULD',
      'A type without a resource has no entry in output.',
      outside('BCDA lists a file without lines; parameters.default allows either.'),
    ],
    ['MAY', 'An entry of output has the count of its resources.', by('output.count')],
    [
      'SHALL',
      'error is an array of files of OperationOutcomes in the format of the data files.',
      by('manifest.error', 'errors.downloadable', 'errors.operation-outcome'),
    ],
    ['SHOULD', 'Errors are in error files and not among the data.', by('manifest.types-requested', 'output.type')],
    [
      'MAY',
      'A member named extension has what a server adds to the manifest.',
      outside('The guides add JobID, and have no extension.'),
    ],
  ]),
  ...from('File Request', [
    [
      'SHALL',
      'Where requiresAccessToken is true, a file is given for a valid token only.',
      by('protection.data.no-token', 'protection.data.garbage-token', 'protection.data.altered-token'),
    ],
    [
      'SHALL',
      'Of each resource the most recent version is exported, and no other.',
      unseen('The server alone knows its versions; resources.unique tells where two of them are exported.'),
    ],
    ['MAY', 'A file request has an Accept that names the format.', outside('The guides send no Accept for files.')],
    ['SHALL', 'A file request is answered 200.', by('output.downloadable')],
    ['SHALL', 'A file of NDJSON is sent as application/fhir+ndjson.', by('output.content-type', 'errors.content-type')],
    ['SHALL', 'A data file has FHIR resources, as NDJSON.', by('output.ndjson', 'output.no-blank-lines')],
    ['SHALL', 'A file request that fails is answered 4xx or 5xx.', by('output.unknown-file')],
  ]),
];
