import { type Ask, exportPath, type Header, type StopFact } from '../model/index.js';
import { onTarget } from './session/origin.js';
import {
  type Conversation,
  documentedJobs,
  exampleFile,
  exampleJob,
  type FinishedJob,
  type ListedFile,
} from './conversation.js';

/** Ids that no server gives out, for requests of unknown things. */
export const UNKNOWN_JOB = '999999999';
const UNKNOWN_FILE = '00000000-0000-4000-8000-000000000000.ndjson';
/** Why a request cannot be made. */
export type Refusal = Pick<StopFact, 'because' | 'cause' | 'unblock'>;

/** One URL that a step asks, with what is documented for it. */
export interface PlaceToAsk {
  readonly url: string;
  readonly of?: string;
  /** Documented headers of that place. */
  readonly headers: readonly Header[];
  readonly file?: ListedFile;
}

/** A refusal because the server's answers did not allow it. */
export const earlier = (because: string): Refusal => ({ because, cause: 'earlier' });

/** A refusal because the user's budget of exports is used up. */
export const usedUp = (budget: number | undefined): Refusal => ({
  because: `the export budget of ${budget ?? 0} is used up`,
  cause: 'budget',
  unblock: '--export-budget',
});

/** Where a step goes; a refusal where the conversation has not got that far. */
export const placesOf = (conversation: Conversation, step: Ask): { at: PlaceToAsk[] } | Refusal => {
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
  const noJob = earlier('no job was finished');
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

/** Of each documented job, the first file of each type and list: what is protected must be so for all of them. */
const sampleFiles = (conversation: Conversation): PlaceToAsk[] =>
  documentedJobs(conversation).flatMap(({ of, files }) =>
    files
      .filter(
        ({ list, type, bytes }, index) =>
          files.findIndex((file) => list === file.list && type === file.type) === index &&
          // An error file that never came is the errors chapter's.
          (list === 'output' || bytes !== undefined),
      )
      .map((file) => ({ url: file.url, of, headers: [], file })),
  );

/** The version operation at the URL under which the metadata lists it. */
const versionPlace = ({ session, options }: Conversation): { at: PlaceToAsk[] } | Refusal => {
  const metadata = session.exchanges.find(({ label, superseded }) => label === 'metadata' && superseded === undefined);
  const statement = metadata?.reply?.body.json as
    { rest?: { operation?: ({ name?: unknown; definition?: { reference?: unknown } } | null)[] }[] } | undefined;
  const operations = [statement?.rest].flat()[0]?.operation;
  const reference = (Array.isArray(operations) ? operations : []).find((one) => one?.name === 'version')?.definition
    ?.reference;
  if (typeof reference !== 'string') return earlier('the metadata lists no version operation');
  const url = onTarget(reference, options.base);
  return url === undefined
    ? earlier('the version operation is not listed on the server under test')
    : { at: [{ url, headers: [] }] };
};
