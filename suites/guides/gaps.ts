/**
 * What traffic could show and no requirement judges yet, each with the requirement that would close it. A gap goes
 * away when that requirement is in the catalogue and the units that name the gap name the requirement.
 */
export const gaps = {
  'metadata-against-swagger':
    'Each operation that the metadata lists is described in the Swagger document, the version operation included.',
  'swagger-authorize':
    'The Swagger document lets its page authorize: it defines the security schemes of the token and of the API, and ' +
    'its host and scheme are those of the server.',
  'sandbox-credentials':
    'Where the user says that the server is a production one, the published sandbox credentials are answered 401.',
  'any-tool': 'A request with the User-Agent of curl, of Postman or of no tool at all gets the same answer.',
  'sample-client':
    'The conversation of the Go client that the guide names, request by request, gets the answers that it reads.',
  'metadata-operations-as-written':
    'Name and path of each listed operation equal those of the sample, character by character; only placeholders are free.',
  'no-silent-loss':
    'What one export of the run brings and another one that includes its type does not is named in an error file, ' +
    'also where a run exports each type once only.',
  'error-file-name': 'The name of an error file is the name of a data file of the same job with -error behind it.',
  'busy-retry-after': 'A 429 or 503 says in Retry-After when to ask again.',
  'failed-job-outcome': 'The answer about a job that failed has one OperationOutcome as body, in JSON.',
} as const;

/** Key of a gap; a misspelt one does not compile. */
export type Gap = keyof typeof gaps;
