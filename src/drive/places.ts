import { randomInt, randomUUID } from 'node:crypto';
import {
  type Ask,
  CannotJudge,
  EXPORT_SETS,
  exportPath,
  type ExportRequest,
  exportRequests,
  type ExportSet,
  type Header,
  type Profile,
  REFUSABLE,
  requestedAs,
} from '../model/index.js';
import { dividedPath } from './exports/narrowed.js';
import { onTarget } from './session/origin.js';
import {
  type Conversation,
  documentedJobs,
  exampleFile,
  exampleJob,
  type FinishedJob,
  type ListedFile,
} from './conversation.js';
import { earlier, type StopReason, withoutData } from './stop.js';

/** The id of a job that does not exist, of the form that ids have: another one each time, so that no server knows it. */
export const unknownJob = (): string => String(randomInt(100_000_000, 1_000_000_000));

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const unknownWord = (): string => Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
/** Ids of jobs that do not exist, of the forms that servers give to ids. */
const unknownIds = (): string[] => [unknownJob(), randomUUID(), unknownWord()];

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
  const requestAt = ({ of, path }: ExportRequest): PlaceToAsk => ({
    url: options.base + (dividedPath(conversation, path) ?? path),
    of,
    headers: kickoff,
  });
  const below = (path: string, headers: readonly Header[] = []): PlaceToAsk => ({ url: options.base + path, headers });
  const job = exampleJob(conversation);
  const jobAt = ({ url, of }: FinishedJob): PlaceToAsk => ({ url, of, headers: conversation.statusHeaders });
  const noJob = earlier('no job finished');
  switch (step.at) {
    case 'metadata':
      // As the curl command of the guides sends it.
      return { at: [below(profile.paths.metadata, [['Accept', '*/*']])] };
    case 'version':
      return versionPlace(conversation);
    case 'every-export':
      return { at: withPeople(conversation).map(requestAt) };
    case 'shown-exports':
      return { at: withPeople(conversation).filter(isShown).map(requestAt) };
    case 'export-kinds':
      return { at: ofEachKind(withPeople(conversation)).map(requestAt) };
    case 'endpoint':
      return { at: profile.endpoints.slice(0, 1).map(({ name }) => exportAt(name)) };
    case 'unknown-endpoint':
      return { at: [exportAt('Practitioner')] };
    case 'unknown-group':
      return { at: [exportAt(`Group/${UNKNOWN_GROUP}`)] };
    case 'jobs':
      return { at: [listOfJobs(conversation)] };
    case 'other-versions':
      return { at: (profile.paths.otherJobs ?? []).map((path) => below(path, kickoff)) };
    case 'job-elsewhere':
      return job === undefined ? noJob : { at: elsewhere(conversation, job).map(jobAt) };
    case 'done-job': {
      const done = ownJobAgain(conversation);
      return done === undefined
        ? earlier('the export that is made once more has no finished job')
        : { at: [jobAt(done)] };
    }
    case 'old-job':
      return oldJobs(conversation);
    case 'attribution':
      return { at: [below(profile.paths.attribution ?? '', [['Accept', 'application/json']])] };
    case 'started-job':
      return conversation.startedJob === undefined
        ? earlier('no job was started to be canceled')
        : { at: [{ url: conversation.startedJob, headers: conversation.statusHeaders }] };
    case 'unknown-job':
      return { at: unknownIds().map((id) => below(`${profile.paths.jobs}/${id}`, conversation.statusHeaders)) };
    case 'job':
      return job === undefined ? noJob : { at: [jobAt(job)] };
    case 'every-job':
      return job === undefined ? noJob : { at: inTurn(conversation.jobs.map(jobAt), step, STATUS_HEADER) };
    case 'job-kinds':
      return job === undefined ? noJob : { at: ofEachKind(conversation.jobs).map(jobAt) };
    case 'every-file':
    case 'job-files':
    case 'file-kinds': {
      const files = FILES_AT[step.at](conversation, step);
      if (job === undefined) return noJob;
      return files.length === 0 ? noFile(conversation) : { at: files };
    }
    case 'file':
    case 'file-of-each-type': {
      const files = smallestFiles(conversation).slice(0, step.at === 'file' ? 1 : undefined);
      if (job === undefined) return noJob;
      return files.length === 0 ? noFile(conversation) : { at: files };
    }
    case 'later-job':
      return job === undefined ? noJob : { at: [jobAt(laterJob(conversation) ?? job)] };
    case 'later-file': {
      const later = laterJob(conversation);
      const jobs = later === undefined ? conversation.jobs : [later];
      const file = exampleFile({ jobs });
      if (job === undefined) return noJob;
      if (file === undefined) return noFile(conversation);
      return { at: [{ url: file.url, of: later?.of ?? job.of, headers: [], file }] };
    }
    case 'unknown-file': {
      const files = unknownFiles(conversation);
      if (job === undefined) return noJob;
      return files.length === 0 ? noFile(conversation) : { at: files };
    }
    // A token request goes to no place of its own, and a running job is asked while it is polled.
    case 'token':
    case 'running-job':
    case 'jobs-while-running':
    case 'export-while-running':
      return { at: [] };
  }
};

/** The list of jobs, with the documented headers. */
export const listOfJobs = ({ profile, options }: Conversation): PlaceToAsk => ({
  url: options.base + profile.paths.jobs,
  headers: [
    ['Accept', 'application/fhir+json'],
    ['Prefer', 'respond-async'],
  ],
});

/** A job under each other version of the API. */
const elsewhere = ({ profile }: Conversation, job: FinishedJob): FinishedJob[] =>
  (profile.paths.otherJobs ?? []).map((path) => ({ ...job, url: job.url.replace(profile.paths.jobs, path) }));

/** The job of the export that is made once more, but not one that the user gave. */
const ownJobAgain = ({ jobs, givenJobs }: Conversation): FinishedJob | undefined => {
  const given = [...givenJobs.values()].map(({ url }) => url);
  return jobs.find(({ set, url }) => set === 'again' && !given.includes(url));
};

/** What the user names of jobs that were done long ago; it has no headers of its own. */
const oldJobs = ({ options }: Conversation): { at: PlaceToAsk[] } | StopReason => {
  const given = options.oldJobs ?? [];
  if (given.length === 0)
    return { because: 'no job of more than a day ago was given', cause: 'input', unblock: '--old-job URL' };
  const urls = given.flatMap((text) => onTarget(requestedAs(text, options), options.base) ?? []);
  if (urls.length < given.length)
    throw new CannotJudge(`A job of --old-job is not on ${new URL(options.base).origin}.`);
  return { at: urls.map((url) => ({ url, headers: [] })) };
};

/** The identifier of a group that no documentation has. */
const UNKNOWN_GROUP = 'nobody';

/** Why there is no file: the manifests list none, or they could not be read. */
const noFile = ({ session, jobs }: Conversation): StopReason => {
  const unread = session.facts.some(
    (fact) => fact.kind === 'stop' && fact.labels.includes('data') && jobs.some(({ of }) => of === fact.of),
  );
  return unread ? earlier('no data file was listed') : withoutData('no data file was listed');
};

/** Every export that the guide shows or names; one more of the same, or one of nothing, is no further form. */
const namedExports = (profile: Profile): ExportRequest[] =>
  EXPORT_SETS.filter((set) => set !== 'again' && !REFUSABLE.has(set)).flatMap((set) => exportRequests(profile, set));

/**
 * The same without an export of other people of whom there are none, and without one that nothing is known of that would
 * divide the data: no request for it shows anything.
 */
const withPeople = (conversation: Conversation): ExportRequest[] =>
  namedExports(conversation.profile).filter(
    ({ of, apart, path }) =>
      dividedPath(conversation, path) !== undefined &&
      (apart !== true ||
        !conversation.session.exchanges.some((one) => one.of === of && one.label === 'kickoff-apart-refused')),
  );

/** Exports that the guide walks through: each documented one, and those of one type alone. */
const isShown = ({ set }: ExportRequest): boolean => set === 'endpoints' || set === 'each-type';

/** Those of the documented exports, or of all if there are none, and one of those that `_type` narrows to one type. */
const ofEachKind = <One extends { readonly set: ExportSet }>(all: readonly One[]): One[] => {
  const documented = all.filter(({ set }) => set === 'endpoints');
  const typed = all.find(({ set }) => set === 'each-type');
  if (documented.length === 0) return all.slice(0, 1);
  return typed === undefined ? documented : [...documented, typed];
};

/** Headers that clients send, one of the guide and one of its standard, and that must open nothing either. */
const STATUS_HEADER: Header = ['Accept', 'application/fhir+json'];
const FILE_HEADER: Header = ['Accept-Encoding', 'gzip'];

/** Every other place is asked with the header too, unless the real token is sent: a server may check some requests only. */
const inTurn = (places: readonly PlaceToAsk[], { as }: Ask, header: Header): PlaceToAsk[] =>
  places.map((place, nth) =>
    as === 'token' || nth % 2 === 0 || place.headers.some(([name]) => name === header[0])
      ? place
      : { ...place, headers: [...place.headers, header] },
  );

interface FileOfJob {
  readonly of: string;
  readonly file: ListedFile;
}

const fileAt = ({ of, file }: FileOfJob): PlaceToAsk => ({ url: file.url, of, headers: [], file });

/** The first and the last file of each type and list. */
const firstAndLast = (files: readonly FileOfJob[]): FileOfJob[] => {
  const alike = (a: FileOfJob) => (b: FileOfJob) => a.file.list === b.file.list && a.file.type === b.file.type;
  return files.filter(
    (one, index) => files.findIndex(alike(one)) === index || files.findLastIndex(alike(one)) === index,
  );
};

/** Files of jobs; an error file that was not downloaded is judged in the errors chapter. */
const filesOf = (jobs: readonly FinishedJob[]): FileOfJob[] =>
  jobs.flatMap(({ of, files }) =>
    files.filter(({ list, bytes }) => list === 'output' || bytes !== undefined).map((file) => ({ of, file })),
  );

/** The first job with one type that lists a file: it comes after those that are documented. */
const laterJob = ({ jobs }: Conversation): FinishedJob | undefined =>
  jobs.find(({ set, files }) => set === 'each-type' && files.some(({ list }) => list === 'output'));

/** The first file of each type and list. */
const firstOfEachType = (files: readonly FileOfJob[]): FileOfJob[] =>
  files.filter(
    ({ file }, index) =>
      files.findIndex((other) => file.list === other.file.list && file.type === other.file.type) === index,
  );

/** Which file of the export that is made once more a credential is tried at: another one each. */
const OF_REPEATED: Readonly<Partial<Record<Ask['as'], number>>> = { none: 0, 'expired-token': 1, 'other-client': 2 };

/**
 * Of each set of exports whose files the run downloads, the first and the last file of each type and list; of the export that
 * is made once more, one file.
 */
const filesOfEachSet = ({ jobs }: Conversation, step: Ask): PlaceToAsk[] => {
  const repeated = firstOfEachType(
    filesOf(jobs.filter(({ set }) => set === 'again')).filter(
      ({ file }) => file.list === 'output' && file.bytes !== undefined,
    ),
  );
  const ofRepeated = repeated[(OF_REPEATED[step.as] ?? 0) % repeated.length];
  const files = [
    ...EXPORT_SETS.filter((set) => set !== 'again').flatMap((set) =>
      firstAndLast(filesOf(jobs.filter((job) => job.set === set))),
    ),
    ...(ofRepeated === undefined ? [] : [ofRepeated]),
  ];
  return inTurn(files.map(fileAt), step, FILE_HEADER);
};

/** Of each documented job, the first file of each type and list, and the first file of a job with `_type`. */
const filesOfEachKind = ({ jobs }: Conversation): PlaceToAsk[] =>
  ofEachKind(jobs)
    .flatMap((job) => {
      const first = firstOfEachType(filesOf([job]));
      return job.set === 'each-type' ? first.slice(0, 1) : first;
    })
    .map(fileAt);

/** The first file of each documented job, and of one with `_type`. */
const filesOfJobKinds = ({ jobs }: Conversation): PlaceToAsk[] =>
  ofEachKind(jobs).flatMap((job) => filesOf([job]).slice(0, 1).map(fileAt));

/** A file that it does not have, of each documented job and of one with `_type`; the names are of several forms. */
const unknownFiles = (conversation: Conversation): PlaceToAsk[] => {
  const jobs = ofEachKind([
    ...documentedJobs(conversation),
    ...conversation.jobs.filter(({ set }) => set === 'each-type'),
  ]);
  return jobs
    .flatMap(({ of, files }) =>
      files
        .filter(({ list }) => list === 'output')
        .slice(0, 1)
        .map(({ url }) => ({ of, url })),
    )
    .map(({ of, url }, nth) => {
      const name = nth % 2 === 0 ? randomUUID() : unknownWord();
      return { url: new URL(`${name}.ndjson`, url).href, of, headers: [] };
    });
};

const FILES_AT = {
  'every-file': filesOfEachSet,
  'file-kinds': filesOfEachKind,
  'job-files': filesOfJobKinds,
} as const;

/** Bytes that a step downloads once more beside the smallest file of all, at most. */
const REPEATED_BYTES = 32 * 1024 * 1024;

/** The smallest complete file of each type of the documented jobs that has content, as many as the bound allows. */
const smallestFiles = (conversation: Conversation): PlaceToAsk[] => {
  const bySize = filesOf(documentedJobs(conversation))
    .filter(({ file }) => file.list === 'output' && file.whole === true && (file.bytes ?? 0) > 0)
    .sort((a, b) => (a.file.bytes ?? 0) - (b.file.bytes ?? 0));
  const ofEachType = bySize.filter(
    ({ file }, index) => bySize.findIndex((other) => other.file.type === file.type) === index,
  );
  let bytes = 0;
  const within = ofEachType.filter(({ file }, index) => {
    if (index > 0) bytes += file.bytes ?? 0;
    return bytes <= REPEATED_BYTES;
  });
  const [job, file] = [exampleJob(conversation), exampleFile(conversation)];
  if (within.length > 0 || job === undefined || file === undefined) return within.map(fileAt);
  return [fileAt({ of: job.of, file })];
};

/** The version operation, at the URL that the metadata lists. */
const versionPlace = ({ session, options }: Conversation): { at: PlaceToAsk[] } | StopReason => {
  const metadata = session.exchanges.find(({ label, superseded }) => label === 'metadata' && superseded === undefined);
  const statement = metadata?.reply?.body.json as
    { rest?: { operation?: ({ name?: unknown; definition?: { reference?: unknown } } | null)[] }[] } | undefined;
  const operations = [statement?.rest].flat()[0]?.operation;
  const reference = (Array.isArray(operations) ? operations : []).find((one) => one?.name === 'version')?.definition
    ?.reference;
  if (typeof reference !== 'string') return earlier('the metadata lists no version operation');
  const url = onTarget(requestedAs(reference, options), options.base);
  return url === undefined
    ? earlier('the metadata lists a version operation that is not on the server under test')
    : { at: [{ url, headers: [] }] };
};
