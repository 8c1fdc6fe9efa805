import type {
  Ask,
  Exchange,
  ExportRequest,
  ExportSet,
  FileFact,
  Profile,
  RunOptions,
  StopFact,
} from '../model/index.js';
import type { Answer, Listed } from './session/call.js';
import type { ExportBounds } from './session/compared/narrowings.js';
import type { Session } from './session/index.js';
import { basic, expiryOf, type HeldToken, requestToken } from './tokens/tokens.js';

/** A file that a manifest lists, with its absolute URL. */
export interface ListedFile {
  readonly url: string;
  readonly type: string;
  readonly list: 'output' | 'error';
  /** Its position in the manifest's list, from 1. */
  readonly nth: number;
  /** How many resources the manifest says that it has; -1: what it says is not a whole number of at most ten million. */
  readonly announced?: number;
  /** Decoded length, once it was downloaded. */
  bytes?: number;
  /** It was downloaded completely. */
  whole?: boolean;
  /** It is not compared with the run's other exports: the user gave its job, or it is about other people. */
  uncompared?: true;
  /** Until when its resources may have been updated, in milliseconds since the epoch; absent: the manifest does not say. */
  readonly upTo?: number;
  /** From when on its resources may have been updated, in milliseconds since the epoch; absent: nobody says. */
  readonly notBefore?: number;
  /** Its export has a part of the data only. */
  narrowed?: true;
  /** How its export compares with what it, and what later exports, are narrowed to. */
  bounds?: ExportBounds;
}

/** A job with its manifest. */
export interface FinishedJob {
  readonly of: string;
  readonly set: ExportSet;
  readonly url: string;
  readonly files: readonly ListedFile[];
}

/** The state of a run. */
export interface Conversation {
  readonly session: Session;
  readonly options: RunOptions;
  readonly profile: Profile;
  /** Until when exports are started, followed and downloaded, by the driver's clock, in milliseconds. */
  readonly deadline: number;
  /** The deadline of the run: what is between the two is for requests that need no further export. */
  readonly end: number;
  readonly jobs: FinishedJob[];
  /** Jobs that the user gave, by the exports that they belong to. */
  readonly givenJobs: Map<string, FinishedJob>;
  /** Requests to make of a job of each kind that a poll finds running. */
  readonly askWhileRunning: Ask[];
  /** The kinds of jobs that they were made of. */
  readonly askedRunning: Set<string>;
  /** Kinds of requests for which the server refused the second token. */
  readonly secondRefused: Set<'kickoff' | 'status' | 'data'>;
  /** The job that is being polled. */
  polledJob: string | undefined;
  /** The job URL that a single request got. */
  startedJob: string | undefined;
  /** The reply that started the job of the export which the run makes once more, while the first job ran. */
  repeated: Answer | undefined;
  /** Exports, by their paths, that the server starts only without `_outputFormat`. */
  readonly withoutFormat: Set<string>;
  /** Number of jobs started so far. */
  started: number;
  /** Headers that the status endpoint turned out to require. */
  statusHeaders: readonly (readonly [string, string])[];
  readonly stop: (step: string, labels: readonly string[], why: Omit<StopFact, 'kind' | 'step' | 'labels'>) => void;
  /** The token for ordinary requests, renewed once it has expired. Undefined: the server issues none. */
  readonly token: (step: string) => Promise<HeldToken | undefined>;
  /** The run's first token, whatever its age. */
  readonly firstToken: () => HeldToken | undefined;
  /** Keeps the result of a token request that a suite makes. */
  readonly hold: (label: string, token: HeldToken | undefined) => void;
  readonly held: (label: string) => HeldToken | undefined;
  /** Whether a token request with that label was made, successful or not. */
  readonly asked: (label: string) => boolean;
  /** A token for requests with the token in the URL, which servers log: it is used for nothing else. */
  readonly tokenForUrl: (step: string) => Promise<HeldToken | undefined>;
  /** Whether the server ended a token when it issued another one. */
  readonly revokes: () => boolean;
  /** Notes that the server accepted the current token. */
  readonly tokenWorked: () => void;
  /** After a 401 for a token that worked before: requests a new one. False if that makes no sense or fails. */
  readonly renewAfter401: (step: string, exchange: Exchange, refused: HeldToken) => Promise<boolean>;
  readonly tokenUrl: string;
}

/** Seconds that a run takes at most, unless the user says otherwise. */
const DEADLINE_S = 21_600;
/** Of a run's time, the last part in which no export is followed: a server that is never ready must not take all of it. */
const RESERVE_S = 600;

/** The deadline of a run that started at an instant of its clock. */
export const endOf = (startedAt: number, { deadline = DEADLINE_S }: RunOptions): number => startedAt + deadline * 1000;

const reserveOf = ({ deadline = DEADLINE_S }: RunOptions): number => Math.min(RESERVE_S, deadline / 3) * 1000;

const FOR_URL = 'token-for-url';
/** A token that a run may have got to judge the request for it, and uses for nothing else. */
const SPARE = 'token-other-body';
/** A token that is refused this long before its expiry, in milliseconds, has not expired by a clock that differs. */
const EARLY_MS = 60_000;

/** Begins a conversation; nothing is sent yet. */
export const beginConversation = (session: Session, options: RunOptions): Conversation => {
  const { profile } = options;
  const tokens = new Map<string, HeldToken | undefined>();
  let current: HeldToken | undefined;
  let currentWorked = false;
  let revokes = false;
  const tokenUrl = options.tokenUrl ?? options.base + profile.paths.token;

  const fetchToken = async (step: string, label: string): Promise<HeldToken | undefined> => {
    if (options.credentials === undefined) return undefined;
    const authorization = basic(options.credentials);
    return (await requestToken(session, profile, tokenUrl, { step, label, as: 'client', authorization })).token;
  };
  const renewNow = async (step: string): Promise<boolean> => {
    const renewed = await fetchToken(step, 'token-renewal');
    if (renewed === undefined) return false;
    current = renewed;
    currentWorked = false;
    return true;
  };
  // Parallel downloads notice an expired token at the same time: one renewal serves them all.
  let renewing: Promise<boolean> | undefined;
  const renew = (step: string): Promise<boolean> => (renewing ??= renewNow(step).finally(() => (renewing = undefined)));

  return {
    session,
    options,
    profile,
    deadline: endOf(session.startedAt, options) - reserveOf(options),
    end: endOf(session.startedAt, options),
    jobs: [],
    givenJobs: new Map(),
    askWhileRunning: [],
    askedRunning: new Set(),
    secondRefused: new Set(),
    polledJob: undefined,
    startedJob: undefined,
    repeated: undefined,
    withoutFormat: new Set(),
    started: 0,
    statusHeaders: [],
    tokenUrl,
    stop: (step, labels, why) => void session.facts.push({ kind: 'stop', step, labels, ...why }),
    token: async (step) => {
      if (!tokens.has('token')) {
        tokens.set('token', await fetchToken('token', 'token'));
        current = tokens.get('token');
      }
      if (current !== undefined && session.clock.now() >= expiryOf(current, profile)) await renew(step);
      return current;
    },
    firstToken: () => tokens.get('token'),
    hold: (label, token) => {
      if (tokens.has(label)) return;
      tokens.set(label, token);
      if (label === 'token') current = token;
    },
    held: (label) => tokens.get(label),
    asked: (label) => tokens.has(label),
    tokenForUrl: async (step) => {
      const spare = tokens.get(SPARE);
      if (spare !== undefined && !revokes && session.clock.now() < expiryOf(spare, profile)) return spare;
      if (!tokens.has(FOR_URL)) tokens.set(FOR_URL, await fetchToken(step, FOR_URL));
      return tokens.get(FOR_URL);
    },
    revokes: () => revokes,
    tokenWorked: () => (currentWorked = true),
    renewAfter401: async (step, exchange, refused) => {
      const lastIssued = session.facts.findLast((fact) => fact.kind === 'token')?.exchange ?? 0;
      const isCurrent = refused.value === current?.value;
      if (isCurrent && !currentWorked && renewing === undefined) return false;
      if (isCurrent && !(await renew(step))) return false;
      const ended = refused.fact.exchange < lastIssued && session.clock.now() < expiryOf(refused, profile) - EARLY_MS;
      revokes ||= ended;
      session.supersede(exchange.id, ended ? 'token-revoked' : 'token-expired');
      return true;
    },
  };
};

/**
 * Whether a request that may start a job may be sent again: behind a gateway's error it may have started one, which counts
 * against the budget.
 */
export const mayStartAgain = (conversation: Conversation): boolean => {
  conversation.started += 1;
  return conversation.started < (conversation.options.exportBudget ?? Infinity);
};

/** A key for the exports of a run. */
export const keyOf = ({ set, of }: Pick<ExportRequest, 'set' | 'of'>): string => `${set} ${of}`;

/** The finished jobs of the documented exports; all finished jobs if none of these lists a data file, and another one does. */
export const documentedJobs = ({ jobs }: Pick<Conversation, 'jobs'>): readonly FinishedJob[] => {
  const documented = jobs.filter(({ set }) => set === 'endpoints');
  if (documented.some(listsData)) return documented;
  const listing = jobs.filter(listsData);
  return listing.length > 0 ? listing : documented.length > 0 ? documented : jobs;
};

const listsData = ({ files }: FinishedJob): boolean => files.some(({ list }) => list === 'output');

/** The job that single requests use for its status and files: the first finished one. */
export const exampleJob = (conversation: Pick<Conversation, 'jobs'>): FinishedJob | undefined =>
  documentedJobs(conversation)[0];

/** The example job's smallest file that is not empty; the first listed one if no sizes are known. */
export const exampleFile = (conversation: Pick<Conversation, 'jobs'>): ListedFile | undefined => {
  const files = exampleJob(conversation)?.files.filter(({ list }) => list === 'output') ?? [];
  const size = ({ bytes }: ListedFile): number => (bytes === undefined || bytes === 0 ? Infinity : bytes);
  return files.reduce<ListedFile | undefined>(
    (best, file) => (best === undefined || size(file) < size(best) ? file : best),
    undefined,
  );
};

/** How to judge a file: the lines of an error file must be OperationOutcomes, whatever type the manifest gives it. */
export const listedAs = ({
  type,
  list,
  nth,
  announced,
  uncompared,
  narrowed,
  upTo,
  notBefore,
  bounds,
}: ListedFile): Listed => ({
  type: list === 'error' ? 'OperationOutcome' : type,
  list,
  nth,
  ...(announced !== undefined && { announced }),
  ...(uncompared === true && { uncompared }),
  ...(upTo !== undefined && list === 'output' && { upTo }),
  ...(notBefore !== undefined && list === 'output' && { notBefore }),
  ...(bounds !== undefined && { bounds }),
  ...(narrowed === true && { narrowed }),
});

/** The fact of the file that an exchange downloaded. */
export const fileOf = (session: Session, exchange: Exchange): FileFact | undefined =>
  session.facts.findLast((fact): fact is FileFact => fact.kind === 'file' && fact.exchange === exchange.id);
