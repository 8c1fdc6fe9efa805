import type { Suite } from '../src/model/index.js';

/** What a reader of a failure should know, chapter by chapter. */
export interface Advice {
  /** Why the requirements of the chapter matter to those who use the API. */
  readonly why: string;
  /** Where to look first, and what to do. */
  readonly remedy: string;
}

const CHAPTERS: Readonly<Record<string, Advice>> = {
  groups: {
    why: 'A client takes what it is sent for the records of its own people: only the group says whose they are.',
    remedy:
      'Compare the list of people behind each group with the Patients of its export, and the date up to which claims of last year are taken.',
  },
  metadata: {
    why: 'Clients and gateways read the metadata to find out which version of FHIR and which exports the server has, before they send any credentials.',
    remedy:
      'Compare the CapabilityStatement with the sample of the guide. It is often a static file that was not changed with the release, or that a gateway replaces.',
  },
  token: {
    why: 'Without a token, nothing else of the API can be used; and whoever gets one without the right credentials can read claims.',
    remedy:
      'Repeat the token request with the curl line of the report, first with the right credentials and then with one part changed. Look at the authorization server and at what a gateway in front of it adds or removes.',
  },
  protection: {
    why: 'The API returns health records: a request without a valid token must get nothing, wherever it is sent.',
    remedy:
      'Check the token in one place in front of every route, also in front of the files: verify its signature, its expiry and its client, and answer 401. Under the guides of 2019, the body is empty.',
  },
  kickoff: {
    why: 'Each export begins here. A client that gets no job, or no status URL, cannot get any data.',
    remedy:
      'Check that the route reads Accept and Prefer, and that the response keeps its Content-Location: proxies drop or rewrite it.',
  },
  parameters: {
    why: 'Clients ask only for the types that they need. If a parameter is ignored, they get gigabytes that they did not ask for, or miss data without noticing.',
    remedy:
      'Check how the query is parsed, and that it reaches the job: the manifest must list what was asked for, and nothing else.',
  },
  status: {
    why: 'Clients poll for hours. They need to tell a job that goes on from one that is done or has failed.',
    remedy:
      'Check which status the job route returns in each state of a job, and what a gateway does with responses that take long.',
  },
  manifest: {
    why: 'The manifest is the only list of the files of an export. A client that reads it wrongly stores wrong data, or none.',
    remedy:
      'Compare the manifest with the sample of the guide, member by member: names, types, and URLs that are absolute and on the public host.',
  },
  output: {
    why: 'The files are what the export is for. One that is cut, listed wrongly or not readable line by line is lost data.',
    remedy:
      'Download the file with the curl line of the report, and compare its length, its encoding and its lines with what was written. Look at compression and buffering in gateways.',
  },
  resources: {
    why: 'Clients map the resources to tables by the FHIR specification. What does not follow it is dropped or stored wrongly, often long before anybody notices.',
    remedy:
      'Take the rule and the path of the finding, find one such line in the file with `validate`, and correct the mapping from claims to FHIR.',
  },
  errors: {
    why: 'When part of an export fails, only the error files say what is missing.',
    remedy:
      'Check that error files are written, listed in the manifest and protected like data files, and that each line is an OperationOutcome.',
  },
  hygiene: {
    why: 'These are habits of careful servers: they keep details of the inside, and tokens, out of responses and logs.',
    remedy:
      'Look at the settings of the web server or gateway that adds or removes the header, or that writes the error page.',
  },
  history: {
    why: 'A client that exports every week relies on ids, types and times to mean the same each time.',
    remedy:
      'Compare the two responses that the report cites. Look at caches, at several instances behind one address, and at what is generated anew for each request.',
  },
  contract: {
    why: 'Developers of clients read the Swagger document, and generate code from it.',
    remedy: 'Generate the document from the code, or the code from the document, and publish them together.',
  },
  'client.token': {
    why: 'A client that handles its credentials or tokens badly exposes them, or stops in the middle of an export.',
    remedy:
      'Ask for a token with Basic credentials and nothing else, keep it until it expires or is refused, and send it only to the server that issued it.',
  },
  'client.kickoff': {
    why: 'An export that is started wrongly, or again and again, costs the server hours of work.',
    remedy: 'Send Accept and Prefer with each export request, start one job, and wait as long as Retry-After says.',
  },
  'client.polling': {
    why: 'Many clients poll at the same time. One that polls too often, or forever, harms all others.',
    remedy: 'Poll the URL of Content-Location, wait as long as Retry-After says, and stop at a final status.',
  },
  'client.download': {
    why: 'What a client stores is what its users decide by. A file that was cut or replaced by an error page must not look complete.',
    remedy:
      'Check status, length and encoding of each file before you keep it, repeat transfers that were cut, and write files whole or not at all.',
  },
  'client.failure': {
    why: 'Servers and networks fail. A client that does not say so leaves its users with old or partial data.',
    remedy: 'Give up after a few tries with pauses, say what failed, and end with a status that is not 0.',
  },
};

/** The advice of a chapter; undefined if nobody has written it yet. */
export const adviceFor = ({ id }: Pick<Suite, 'id'>): Advice | undefined => CHAPTERS[id];

/** The suites, each with its advice. */
export const withAdvice = (suites: readonly Suite[]): Suite[] =>
  suites.map((suite) => ({ ...suite, ...adviceFor(suite) }));
