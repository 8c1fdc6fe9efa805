import type { Exchange, ExportSet, FileFact, Profile, RunOptions, StopFact } from '../model/index.js';
import type { Session } from './session/index.js';
import { basic, expiryOf, type HeldToken, requestToken } from './tokens/tokens.js';

/** A file that a manifest listed, with its absolute URL. */
export interface ListedFile {
  readonly url: string;
  readonly type: string;
  readonly list: 'output' | 'error';
  /** Its place in the manifest's list, from 1. */
  readonly nth: number;
  /** Decoded length, once it was downloaded. */
  bytes?: number;
}

/** A job that came to its manifest. */
export interface FinishedJob {
  readonly of: string;
  readonly set: ExportSet;
  readonly url: string;
  readonly files: readonly ListedFile[];
}

/** What a run knows and holds while it goes on. */
export interface Conversation {
  readonly session: Session;
  readonly options: RunOptions;
  readonly profile: Profile;
  /** Seconds of the deadline as an instant of the driver's clock. */
  readonly deadline: number;
  readonly jobs: FinishedJob[];
  /** Jobs that the user gave, by the exports that they are of. */
  readonly takenUp: Map<string, FinishedJob>;
  /** The job that is polled at the moment. */
  watching: string | undefined;
  /** Jobs that were started so far. */
  started: number;
  /** Headers that the status endpoint turned out to demand. */
  statusHeaders: readonly (readonly [string, string])[];
  readonly stop: (step: string, labels: readonly string[], why: Omit<StopFact, 'kind' | 'step' | 'labels'>) => void;
  /** The token for ordinary requests; renewed when its life is over. Undefined: none is to be had. */
  readonly token: (step: string) => Promise<HeldToken | undefined>;
  /** The run's first token, whatever its age. */
  readonly firstToken: () => HeldToken | undefined;
  /** Notes the answer of a token request that a suite asked for. */
  readonly hold: (label: string, token: HeldToken | undefined) => void;
  readonly held: (label: string) => HeldToken | undefined;
  /** Whether a token request of that label was made, with or without success. */
  readonly asked: (label: string) => boolean;
  /** Notes that the current token opened something. */
  readonly worked: () => void;
  /** A 401 for a token that worked before: gets a new one. False where that makes no sense or fails. */
  readonly renewAfter401: (step: string, exchange: Exchange, refused: HeldToken) => Promise<boolean>;
  readonly tokenUrl: string;
}

/** Begins a conversation; nothing is sent yet. */
export const beginConversation = (session: Session, options: RunOptions): Conversation => {
  const { profile } = options;
  const tokens = new Map<string, HeldToken | undefined>();
  let current: HeldToken | undefined;
  let currentWorked = false;
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
  // Files that come beside each other find the token expired at the same time: one renewal serves them all.
  let renewing: Promise<boolean> | undefined;
  const renew = (step: string): Promise<boolean> => (renewing ??= renewNow(step).finally(() => (renewing = undefined)));

  return {
    session,
    options,
    profile,
    deadline: session.startedAt + (options.deadline ?? 7200) * 1000,
    jobs: [],
    takenUp: new Map(),
    watching: undefined,
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
    worked: () => (currentWorked = true),
    renewAfter401: async (step, exchange, refused) => {
      const isCurrent = refused.value === current?.value;
      if (isCurrent && !currentWorked && renewing === undefined) return false;
      if (isCurrent && !(await renew(step))) return false;
      session.supersede(exchange.id, 'token-expired');
      return true;
    },
  };
};

/** The finished jobs of the documented exports, or whichever there are. */
export const documentedJobs = ({ jobs }: Conversation): readonly FinishedJob[] => {
  const documented = jobs.filter(({ set }) => set === 'endpoints');
  return documented.length > 0 ? documented : jobs;
};

/** The job whose status and files single requests use: the first that was finished. */
export const exampleJob = (conversation: Conversation): FinishedJob | undefined => documentedJobs(conversation)[0];

/** Its smallest file that holds something; without sizes, the first listed. */
export const exampleFile = (conversation: Conversation): ListedFile | undefined => {
  const files = exampleJob(conversation)?.files.filter(({ list }) => list === 'output') ?? [];
  const size = ({ bytes }: ListedFile): number => (bytes === undefined || bytes === 0 ? Infinity : bytes);
  return files.reduce<ListedFile | undefined>(
    (best, file) => (best === undefined || size(file) < size(best) ? file : best),
    undefined,
  );
};

/** What its lines must be: an error file holds OperationOutcomes, whatever the manifest calls it. */
export const listedAs = ({ type, list, nth }: ListedFile): Pick<ListedFile, 'type' | 'list' | 'nth'> => ({
  type: list === 'error' ? 'OperationOutcome' : type,
  list,
  nth,
});

/** The fact of a file that an exchange brought. */
export const fileOf = (session: Session, exchange: Exchange): FileFact | undefined =>
  session.facts.findLast((fact): fact is FileFact => fact.kind === 'file' && fact.exchange === exchange.id);
