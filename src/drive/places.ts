import { type Ask, exportPath, type Header, type StopFact } from '../model/index.js';
import { type Conversation, exampleFile, exampleJob, type ListedFile } from './conversation.js';

/** Ids that no server gives out, for requests of unknown things. */
const UNKNOWN_JOB = '999999999';
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
      return job === undefined ? noJob : { at: [{ url: job.url, of: job.of, headers: conversation.statusHeaders }] };
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

/** The version operation at the URL under which the metadata lists it. */
const versionPlace = ({ session, options }: Conversation): { at: PlaceToAsk[] } | Refusal => {
  const metadata = session.exchanges.find(({ label, superseded }) => label === 'metadata' && superseded === undefined);
  const statement = metadata?.reply?.body.json as
    { rest?: { operation?: { name?: unknown; definition?: { reference?: unknown } }[] }[] } | undefined;
  const operations = [statement?.rest].flat()[0]?.operation;
  const reference = (Array.isArray(operations) ? operations : []).find(({ name }) => name === 'version')?.definition
    ?.reference;
  if (typeof reference !== 'string') return earlier('the metadata lists no version operation');
  if (
    !URL.canParse(reference, options.base) ||
    new URL(reference, options.base).origin !== new URL(options.base).origin
  )
    return earlier('the version operation is not listed on the server under test');
  return { at: [{ url: new URL(reference, options.base).href, headers: [] }] };
};
