import { informs, judged, section, unseen, untestable } from './units.js';

// Units that both guides have, or one guide has several times. What a unit asks depends on the step it stands in: the
// Bearer header has an entry for each step.

/** History of the file that was both guides, in the repository of the site that publishes them. */
export const published =
  'https://github.com/CMSgov/bcda-static-site/commits/52466dc14a78f03770d5bb8f128df01883ac9705/production/technical_userguide.md';

/** User Guide: the same in both guides. */
export const userGuide = section('User Guide', [
  judged(
    'e4f9b26a8c6d',
    'An ACO gets the claims of its own Medicare beneficiaries through the API.',
    'resources.explanation-of-benefit',
    'protection.other-client',
    'output.downloadable',
  ),
  unseen(
    '54910b35485c',
    'The claims include those for care by providers that do not belong to the ACO.',
    'No claim says which providers belong to the ACO; only the rolls of the ACO could tell.',
  ),
  judged(
    '8af48b1d3e22',
    'The API goes through the steps of the Bulk Data Export draft, and its data are FHIR.',
    'kickoff.accepted',
    'kickoff.content-location',
    'kickoff.error-outcome',
    'status.processing',
    'status.completes',
    'status.unknown-job',
    'manifest.json',
    'output.downloadable',
    'output.unknown-file',
    'metadata.valid-stu3',
    'resources.patient',
    'resources.coverage',
    'resources.explanation-of-benefit',
  ),
  judged(
    'cee08e26dddd',
    'Claims are FHIR resources, one JSON object per line.',
    'output.ndjson',
    'output.no-blank-lines',
    'output.type',
    'resources.explanation-of-benefit',
  ),
  informs('de4ae0e346b0', 'New users begin with this guide.'),
  judged(
    '12eea59cd9bd',
    'A Swagger page at /api/v1/swagger documents every endpoint.',
    'contract.listed-operations',
    'contract.page',
    'contract.document',
    'contract.covers',
  ),
  informs('b06cf505fe92', 'There is another guide that is easier to read.'),
  judged(
    'eafe24b221d9',
    'A user without production credentials reaches no endpoint and no data of production.',
    'token.unknown-client',
    'token.no-credentials',
    'protection.export.no-token',
    'protection.status.no-token',
    'protection.data.no-token',
  ),
  untestable('30790d92ff64', 'An ACO asks for access with a form.', 'token.invitation'),
  untestable('2872a09a0b28', 'Access is given in the order of the requests.', 'token.invitation'),
  informs('36b05605b616', 'ACOs that wait can use the sandbox, a page about the data and a mailing list.'),
]);

/** Authentication and Authorization, but for the use and the life of a token. */
export const authorization = {
  protects: judged(
    '47d01eacb4f4',
    'Production is by invitation, and its endpoints are protected by access tokens of OAuth 2.0.',
    'token.invitation',
    'protection.export.no-token',
    'protection.export.empty-token',
    'protection.export.garbage-token',
    'protection.export.altered-token',
    'protection.export.forged-token',
    'protection.status.no-token',
    'protection.status.empty-token',
    'protection.status.garbage-token',
    'protection.status.altered-token',
    'protection.status.forged-token',
    'protection.data.no-token',
    'protection.data.empty-token',
    'protection.data.garbage-token',
    'protection.data.altered-token',
    'protection.data.forged-token',
    'protection.basic-is-not-enough',
  ),
  storeSafely: untestable('42915da1bf21', 'Credentials are kept as safe as data.', 'token.credentials-stored'),
  steps: informs('b0004d864b4d', 'What a client does with its credentials comes next.'),
  post: judged(
    '3170f1831736',
    'First, the client sends a POST with Basic authentication to /auth/token.',
    'token.issued',
    'client.token.basic',
  ),
  renew: judged(
    '4cc34e1ac3f0',
    'Third, when the token has expired, the client asks for another one in the same way.',
    'token.renewable',
    'client.token.renewed',
    'client.token.reused',
    'client.download.renews',
  ),
} as const;

/** The life of a token: each guide has its own. */
export const expiry = [
  'token.lifetime',
  'protection.export.expired-token',
  'protection.status.expired-token',
  'protection.data.expired-token',
] as const;

/** Authentication Walkthrough: the same in both guides. */
export const walkthrough = section('Authentication and Authorization > Authentication Walkthrough', [
  judged(
    '75aaa8d97c62',
    'A user can get a token on the Swagger page, or on the command line.',
    'contract.server',
    'contract.page',
    'contract.document',
  ),
  informs('3fac9faa4176', 'The example uses the published credentials of the sandbox.'),
  judged(
    '01a8c4d1c406',
    'Production refuses the sandbox credentials; its users take their own.',
    'token.sandbox-credentials',
  ),
  informs('fbb26b4abe24', 'Label of the client id.'),
  informs('e1966fe145ba', 'Example: the client id of the sandbox.'),
  informs('c96a4e415b23', 'Label of the client secret.'),
  informs('f9d1108db313', 'Example: the client secret of the sandbox.'),
]);

/** Encoded Basic authentication, before the curl line. */
export const tokenRequest = [
  judged('f8c980de7906', 'Request: POST /auth/token.', 'token.issued', 'client.token.basic'),
  judged('ebd14667e6fc', 'Header: JSON is accepted.', 'token.json', 'client.token.accept-json'),
  judged('871006a9c602', 'Header: the Basic credentials.', 'token.issued', 'client.token.basic'),
  judged('d0c4be587e11', 'The Authorization header has the base64 of id, colon and secret.', 'client.token.basic'),
] as const;

/** What a curl line for a token shows, with a body or without. */
export const tokenCurl = [
  'token.issued',
  'token.empty-request',
  'client.token.basic',
  'client.token.accept-json',
] as const;

/** Encoded Basic authentication, after the curl line. */
export const tokenResponse = [
  judged(
    '9d97d77accab',
    'Good credentials are answered 200, with a token in the body.',
    'token.issued',
    'token.json',
    'token.access-token',
  ),
  judged('965ff879dfe9', 'Sample: access_token is a string.', 'token.access-token'),
  judged('0d0691873fce', 'Sample: token_type is bearer.', 'token.type'),
  informs('8a41fab1ed81', 'The token of the sample is shortened.'),
  judged(
    'be4824eabf48',
    'Bad credentials, and a token that has expired, are answered 401.',
    'token.wrong-secret',
    'token.unknown-client',
    'token.no-credentials',
    'token.malformed-basic',
    'protection.export.expired-token',
    'protection.status.expired-token',
    'protection.data.expired-token',
  ),
  judged(
    '9d0257c6781d',
    'A 401 has no further information.',
    'token.silent-401',
    'protection.silent-401',
    'protection.silent-401-headers',
  ),
  judged(
    'c47cfab47d95',
    'A client that gets a 401 for a token that had worked asks for another token.',
    'token.renewable',
    'client.token.renewed',
    'client.download.renews',
  ),
] as const;

/** Environment: the same in both guides. */
export const environment = section('Environment', [
  judged(
    'ce1370e2c64d',
    'The API works with curl, Postman and any other tool that sends GET requests with headers.',
    'hygiene.any-tool',
  ),
]);

export const shownForProduction = informs('a7ec4f076de5', 'The examples address production.');

/** BCDA Metadata: the same in both guides. */
export const metadata = section('Examples > BCDA Metadata', [
  judged(
    '06db88f989da',
    'A CapabilityStatement of FHIR describes the API.',
    'metadata.capability-statement',
    'metadata.valid-stu3',
  ),
  judged('2c8bd9da87a2', 'The metadata can be read without a token.', 'metadata.public', 'protection.public-metadata'),
]);

/** The metadata request and the fields of its sample. */
export const metadataSample = {
  untilDate: [
    judged('343dd54ed81e', 'Request: GET /api/v1/metadata.', 'metadata.public'),
    judged('4d453cd409df', 'curl line: no header at all.', 'metadata.public'),
    judged('de31c997797e', 'Sample: the body is a CapabilityStatement.', 'metadata.capability-statement'),
    judged('96f98ffeba32', 'Sample: status is active.', 'metadata.status'),
  ],
  publisherAndKind: [
    judged('13e90bdcedee', 'Sample: the publisher is CMS.', 'metadata.described', 'metadata.sample-values'),
    judged('913dd94f4929', 'Sample: kind is capability.', 'metadata.status'),
  ],
  software: [
    judged('9433df6f1825', 'Sample: the name of the software.', 'metadata.described', 'metadata.sample-values'),
    judged('eca044c9c8cf', 'Sample: the software has a version.', 'metadata.described'),
  ],
  untilFirstOperation: [
    judged('183bf75fdd71', 'Sample: the URL of the implementation is the server.', 'metadata.implementation-url'),
    judged('f211347a9418', 'Sample: fhirVersion is 3.0.1.', 'metadata.fhir-version'),
    judged('2dd2a7f1f754', 'Sample: acceptUnknown is extensions.', 'metadata.accept-unknown'),
    judged('bb00695db7db', 'Sample: application/json is a format.', 'metadata.formats'),
    judged('d02761d2af94', 'Sample: application/fhir+json is a format.', 'metadata.formats'),
    judged('da5e8ded074c', 'Sample: mode is server.', 'metadata.server-mode'),
    judged('f915381cac70', 'Sample: cors is true.', 'metadata.security', 'metadata.cors'),
    judged('43d6389117cc', 'Sample: the code system of OAuth.', 'metadata.described', 'metadata.sample-values'),
    judged('4881f6c346b3', 'Sample: the code OAuth.', 'metadata.security'),
    judged('fb6c09622fff', 'Sample: the display of OAuth.', 'metadata.described', 'metadata.sample-values'),
    judged('6e5a670d54ff', 'Sample: the text of OAuth.', 'metadata.described', 'metadata.sample-values'),
    judged('00bddb73c76d', 'Sample: the code system of SMART-on-FHIR.', 'metadata.described', 'metadata.sample-values'),
    judged('b8e4abd1c84a', 'Sample: the code SMART-on-FHIR.', 'metadata.security'),
    judged('78e1d1822fbf', 'Sample: the display of SMART-on-FHIR.', 'metadata.described', 'metadata.sample-values'),
    judged('712df5aa3592', 'Sample: the text of SMART-on-FHIR.', 'metadata.described', 'metadata.sample-values'),
    judged('2136ee7f0493', 'Sample: the interaction batch.', 'metadata.interactions'),
    judged('ad972682cbbf', 'Sample: the interaction search-system.', 'metadata.interactions'),
    judged('55233a5de18a', 'Sample: the first operation is an export.', 'metadata.export-operations'),
  ],
  supportingOperations: [
    judged('81a840a6b001', 'Sample: an operation is named jobs.', 'metadata.supporting-operations'),
    judged(
      'ce452117c35f',
      'Sample: the URL of the operation jobs is /api/v1/jobs/ and an id.',
      'metadata.supporting-operations',
      'metadata.implementation-url',
    ),
    judged('c4b150897bb2', 'Sample: an operation is named metadata.', 'metadata.supporting-operations'),
    judged(
      'b535c94b205e',
      'Sample: the URL of the operation metadata is /api/v1/metadata.',
      'metadata.supporting-operations',
      'metadata.implementation-url',
    ),
    judged('a9235d086054', 'Sample: an operation is named version.', 'metadata.supporting-operations'),
    judged(
      '97c4c8c728d5',
      'Sample: the URL of the operation version is /_version.',
      'metadata.supporting-operations',
      'metadata.implementation-url',
      'metadata.version-operation',
    ),
    judged('ec2c675ec839', 'Sample: an operation is named data.', 'metadata.supporting-operations'),
    judged(
      'b5f873bca056',
      'Sample: the URL of the operation data is /data/, a job id, and a random UUID with .ndjson.',
      'metadata.supporting-operations',
      'metadata.implementation-url',
      'manifest.file-names',
      'manifest.names-unpredictable',
    ),
  ],
} as const;

/** What both guides say of the data. */
export const content = {
  claimItems: judged(
    'bb2fa8099fe2',
    'A claim has its lines, with place, time, diagnoses, provider and cost.',
    'content.claims-where',
    'content.claims-when',
    'content.claims-diagnosis',
    'content.claims-provider',
    'content.claims-cost',
  ),
  coverageItems: judged(
    'e3e58cdc9a94',
    'Coverage shows Parts A, B, C and D, and has markers for ESRD and OASI.',
    'content.coverage-parts',
    'content.coverage-part-c',
    'content.coverage-markers',
  ),
  asBefore: informs('fb1db3b3d1f7', 'Coverage is exported much as the other types are.'),
} as const;

/** 1. Obtain an access token. */
export const obtainToken = (chapter: string) =>
  section(`Examples > ${chapter} > 1. Obtain an access token`, [
    informs('b98d8d941d4e', 'Another section says how to get a token.'),
  ]);

/** 2. Initiate an export job. */
export const exporting = {
  patientPath: judged(
    '98ea51524318',
    'Request: GET /api/v1/Patient/$export.',
    'kickoff.accepted',
    'client.kickoff.request',
  ),
  required: judged(
    '83ac88e08ae8',
    'An export request is refused without a token, without Accept or without Prefer.',
    'protection.export.no-token',
    'kickoff.accept-required',
    'kickoff.prefer-required',
    'kickoff.headers-required',
    'client.token.bearer',
    'client.kickoff.request',
  ),
  dollarSign: informs('495b28b235ff', 'A dollar sign in a path marks an operation.'),
  ofTheDraft: judged(
    '65545c6e7d02',
    'The Bulk Data Export draft defines the form of the path.',
    'kickoff.accepted',
    'client.kickoff.request',
  ),
  headers: [
    judged(
      'de1d8c64a744',
      'Header: the token as Bearer.',
      'kickoff.accepted',
      'protection.export.no-token',
      'client.token.bearer',
    ),
    judged(
      'dbb21fc8d8f8',
      'Header: Accept is application/fhir+json.',
      'kickoff.accepted',
      'kickoff.accept-required',
      'client.kickoff.request',
    ),
    judged(
      '365272049268',
      'Header: Prefer is respond-async.',
      'kickoff.accepted',
      'kickoff.prefer-required',
      'client.kickoff.request',
    ),
  ],
  accepted: judged(
    'e0ed4f0ec3e5',
    'A good export request is answered 202, with a Content-Location.',
    'kickoff.accepted',
    'kickoff.content-location',
  ),
  location: judged(
    '92be48b308ec',
    'The client asks about the job at the URL in Content-Location.',
    'kickoff.job-url',
    'client.polling.location',
  ),
  idOfJob42: judged('a345665e5414', '42 in the example is the id of the job.', 'kickoff.job-url', 'manifest.job-id'),
  locationOfJob42: judged(
    'a1c0d13ab958',
    'Header of the response: the absolute URL of job 42.',
    'kickoff.content-location',
    'kickoff.job-url',
  ),
} as const;

/** What a request for the status of a job shows. */
export const statusRequest = ['status.token-suffices', 'client.polling.location'] as const;
/** What a manifest's field with a URL of a data file shows. */
export const dataUrl = ['manifest.output', 'manifest.file-urls', 'manifest.file-names'] as const;
/** What a request for a data file shows. */
export const fileRequest = ['output.downloadable', 'output.accept-allowed', 'client.download.all'] as const;
/** What a sentence about the files of a type shows. */
export const claimFiles = ['output.ndjson', 'output.type', 'resources.explanation-of-benefit'] as const;
export const patientFiles = ['output.ndjson', 'output.type', 'resources.patient'] as const;
export const coverageFiles = ['output.ndjson', 'output.type', 'resources.coverage'] as const;

/** What a sentence about the way from the export response to the status shows. */
export const whereToAsk = ['kickoff.job-url', 'status.completes', 'client.polling.location'] as const;

/** 3. Check the status of the export job. */
export const watching = {
  job42: judged('34bd9fdc814c', 'Request: GET of the URL of job 42.', ...statusRequest),
  patientJob: judged('d658bc1b6539', 'The Content-Location of the Patient export leads to the status.', ...whereToAsk),
  turns: judged(
    '5e1e86444b40',
    'The status turns from 202 to 200 when the files can be fetched.',
    'status.processing',
    'status.completes',
    'status.repeatable',
    'output.downloadable',
    'client.polling.until-done',
  ),
  bearer: judged(
    'de1d8c64a744',
    'Header: the token as Bearer, and nothing else.',
    'status.token-suffices',
    'protection.status.no-token',
    'client.token.bearer',
  ),
  curlBearer: judged(
    '8767e9077021',
    'curl line: the token as Bearer.',
    'status.token-suffices',
    'protection.status.no-token',
    'client.token.bearer',
  ),
  running: judged('51699b761137', '202: the job is running.', 'status.processing', 'client.polling.until-done'),
  progress: judged(
    '7af5d954a9bf',
    'A 202 has the header X-Progress: In Progress.',
    'status.progress',
    'status.progress-words',
  ),
  done: judged('dadd123ee5e2', '200: the job is done.', 'status.completes', 'client.polling.until-done'),
  bodyFollows: judged('5d2c22919ad1', 'The body of the 200 has the form of the example.', 'manifest.json'),
} as const;

/** Fields of a sample manifest, and the sentences after it. */
export const manifest = {
  requestOfPatientExport: judged(
    'a6b2a3fccd65',
    'Sample: request is the URL of the Patient export.',
    'manifest.request',
  ),
  requiresToken: judged('dd2dabf7d94e', 'Sample: requiresAccessToken is true.', 'manifest.requires-access-token'),
  claims: judged('5921ca14524f', 'Sample: the first file has claims.', 'manifest.output', 'manifest.types-requested'),
  patients: judged(
    '1c92baf93371',
    'Sample: the first file has Patients.',
    'manifest.output',
    'manifest.types-requested',
  ),
  coverages: judged(
    '2e45cd8fe295',
    'Sample: the first file has Coverages.',
    'manifest.output',
    'manifest.types-requested',
  ),
  job42: judged('fb06409f1356', 'Sample: JobID is the number 42.', 'manifest.job-id'),
  job43: judged('49f68ef1c5e5', 'Sample: JobID is the number 43.', 'manifest.job-id'),
  job44: judged('adb5964aa6d8', 'Sample: JobID is the number 44.', 'manifest.job-id'),
  claimUrls: judged('90474d21883e', 'The claims are at the URLs under output.', 'manifest.output', ...fileRequest),
  patientUrls: judged('b11bf4d1bec0', 'The Patients are at the URLs under output.', 'manifest.output', ...fileRequest),
  sameJob42: judged('37d9b0aaee4e', 'Job id 42 is part of the file URLs.', 'manifest.file-urls'),
  sameJob43: judged('0dd9bb94c59b', 'Job id 43 is part of the file URLs.', 'manifest.file-urls'),
  sameJob44: judged('8372b97e3986', 'Job id 44 is part of the file URLs.', 'manifest.file-urls'),
  lossNamed: judged(
    '5df4178b7c39',
    'Where data could not be exported, the files under error say why.',
    'history.no-loss',
    'manifest.error',
    'errors.downloadable',
    'client.download.errors',
  ),
  errors: [
    judged(
      '5df4178b7c39',
      'Where data could not be exported, the files under error say why.',
      'manifest.error',
      'errors.downloadable',
      'client.download.errors',
    ),
    judged(
      '2beee26e15d6',
      'An error file has OperationOutcomes, one JSON object per line.',
      'errors.downloadable',
      'errors.operation-outcome',
      'errors.valid-stu3',
    ),
  ],
} as const;

/** 4. Retrieve NDJSON output file(s). */
export const fetching = {
  bearer: judged(
    'de1d8c64a744',
    'Header: the token as Bearer.',
    'output.downloadable',
    'protection.data.no-token',
    'client.token.bearer',
  ),
  curlBearer: judged(
    '8767e9077021',
    'curl line: the token as Bearer.',
    'output.downloadable',
    'protection.data.no-token',
    'client.token.bearer',
  ),
  claimsWhenDone: judged(
    'b0faf71af5a9',
    'After the job is done, a GET of the output URLs gets the claims.',
    ...fileRequest,
  ),
  patientFile: judged('90d4d23576e3', 'The file has Patients, one JSON object per line.', ...patientFiles),
  coverageFile: judged('f89feff04678', 'The file has Coverages, one JSON object per line.', ...coverageFiles),
  claimsResponse: judged('e87a8b0ee356', 'The response is the claims asked for, as NDJSON.', ...claimFiles),
  exampleElsewhere: informs('e5eb6d2e2b7a', 'The page about the data shows an example of a resource.'),
} as const;
