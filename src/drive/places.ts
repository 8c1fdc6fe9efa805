import { type Ask, exportPath, type Header } from '../model/index.js';
import { onTarget } from './session/origin.js';
import {
  type Conversation,
  documentedJobs,
  exampleFile,
  exampleJob,
  type FinishedJob,
  type ListedFile,
} from './conversation.js';
import { earlier, type StopReason } from './stop.js';

/** Ids that no server issues, for requests of things that do not exist. */
export const UNKNOWN_JOB = '999999999';
const UNKNOWN_FILE = '00000000-0000-4000-8000-000000000000.ndjson';

/** One URL that a step requests, with what is documented for it. */
export interface PlaceToAsk {
  readonly url: string;
  readonly of?: string;
  /** Documented headers of that place. */
  readonly headers: readonly Header[];
  readonly file?: ListedFile;
}

/** The places that a step sends requests to; a stop if the run has not reached what they need. */
export const placesOf = (conversation: Conversation, step: Ask): { at: PlaceToAsk[] } | StopReason => {
  const { profile, options } = conversation;
  const kickoff: Header[] = [
    ['Accept', 'application/fhir+json'],
    ['Prefer', 'respond-async'],
  ];
  const exportAt = (name: string): PlaceToAsk => ({
    url: options.base + exportPath(profile, name),
    of: name,
    headers: kickoff,
  });
  const below = (path: string, headers: readonly Header[] = []): PlaceToAsk => ({ url: options.base + path, headers });
  const job = exampleJob(conversation);
  const jobAt = ({ url, of }: FinishedJob): PlaceToAsk => ({ url, of, headers: conversation.statusHeaders });
  const noJob = earlier('no job finished');
  switch (step.at) {
    case 'metadata':
      return { at: [below(profile.paths.metadata)] };
    case 'version':
      return versionPlace(conversation);
    case 'endpoints':
      return { at: profile.endpoints.map(({ name }) => exportAt(name)) };
    case 'endpoint':
      return { at: profile.endpoints.slice(0, 1).map(({ name }) => exportAt(name)) };
    case 'unknown-endpoint':
      return { at: [exportAt('Practitioner')] };
    case 'unknown-job':
      return { at: [below(`${profile.paths.jobs}/${UNKNOWN_JOB}`, conversation.statusHeaders)] };
    case 'job':
      return job === undefined ? noJob : { at: [jobAt(job)] };
    case 'jobs':
      return job === undefined ? noJob : { at: documentedJobs(conversation).map(jobAt) };
    case 'files': {
      const files = sampleFiles(conversation);
      if (job === undefined) return noJob;
      return files.length === 0 ? earlier('no data file was listed') : { at: files };
    }
    case 'file':
    case 'unknown-file': {
      const file = exampleFile(conversation);
      if (job === undefined) return noJob;
      if (file === undefined) return earlier('no data file was listed');
      if (step.at === 'file') return { at: [{ url: file.url, of: job.of, headers: [], file }] };
      return { at: [{ url: new URL(UNKNOWN_FILE, file.url).href, of: job.of, headers: [] }] };
    }
    case 'token':
      return { at: [] };
  }
};

/** Of each documented job, the first file of each type and list: protection is judged for all kinds of files. */
const sampleFiles = (conversation: Conversation): PlaceToAsk[] =>
  documentedJobs(conversation).flatMap(({ of, files }) =>
    files
      .filter(
        ({ list, type, bytes }, index) =>
          files.findIndex((file) => list === file.list && type === file.type) === index &&
          // An error file that was not downloaded is judged in the errors chapter.
          (list === 'output' || bytes !== undefined),
      )
      .map((file) => ({ url: file.url, of, headers: [], file })),
  );

/** The version operation, at the URL that the metadata lists. */
const versionPlace = ({ session, options }: Conversation): { at: PlaceToAsk[] } | StopReason => {
  const metadata = session.exchanges.find(({ label, superseded }) => label === 'metadata' && superseded === undefined);
  const statement = metadata?.reply?.body.json as
    { rest?: { operation?: ({ name?: unknown; definition?: { reference?: unknown } } | null)[] }[] } | undefined;
  const operations = [statement?.rest].flat()[0]?.operation;
  const reference = (Array.isArray(operations) ? operations : []).find((one) => one?.name === 'version')?.definition
    ?.reference;
  if (typeof reference !== 'string') return earlier('the metadata lists no version operation');
  const url = onTarget(reference, options.base);
  return url === undefined
    ? earlier('the metadata lists a version operation that is not on the server under test')
    : { at: [{ url, headers: [] }] };
};
