import {
  type Clock,
  type Exchange,
  type Fact,
  type Header,
  type HistoryFact,
  type Limits,
  limitsWith,
  type PeopleFact,
  type Profile,
  type SubjectsFact,
} from '../../model/index.js';
import type { JsonContent } from '../../record/json.js';
import { createRedactor, type Redactor } from '../../record/redact.js';
import { ownTexts } from '../own-texts.js';
import type { Answer, Call, Listed, OnAnswer } from './call.js';
import type { SessionContext, SessionOptions } from './context.js';
import { openHttp } from './http/index.js';
import { createIdentityLog } from './identities.js';
import type { Matches } from './compared/matches.js';
import type { Narrowings } from './compared/narrowings.js';
import { createKeptReplies } from './kept-replies.js';
import { beginRecording } from './recording.js';
import { send } from './send.js';

/** The only part that talks to a server: every exchange that it makes is recorded, redacted. */
export interface Session {
  readonly exchanges: Exchange[];
  readonly facts: Fact[];
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly startedAt: number;
  /** The limits in effect. */
  readonly limits: Limits;
  /** A small exchange. `onAnswer` sees the reply before it is recorded. */
  readonly send: (call: Call, onAnswer?: OnAnswer) => Promise<Answer>;
  /** Downloads a data file. */
  readonly download: (call: Call, listed: Listed) => Promise<Answer>;
  /** Marks a recorded exchange as repeated. */
  readonly supersede: (id: number, why: NonNullable<Exchange['superseded']>) => void;
  /** Changes the label of a recorded exchange, once it is known what it was. */
  readonly relabel: (id: number, label: string) => void;
  /** Assigns a recorded exchange to a step and an export, once they are known. */
  readonly assign: (id: number, step: string, of: string) => void;
  /** Bodies of small replies by exchange, if the session keeps them; they are never recorded. */
  readonly bodies: ReadonlyMap<number, JsonContent>;
  /** Headers of the same replies as received: a contract may name one that no transcript keeps. */
  readonly heads: ReadonlyMap<number, readonly Header[]>;
  readonly wait: (ms: number, why: string) => Promise<void>;
  /** Whether references resolved to Patients of the same exports. */
  readonly subjects: (profile: Profile) => SubjectsFact[];
  /** How the exports of the run compare with each other. */
  readonly history: () => HistoryFact[];
  readonly people: (profile: Profile) => PeopleFact[];
  /** How exports compare with what they are narrowed to, and what divides the data. */
  readonly narrowings: Narrowings;
  readonly matches: Matches;
  readonly close: () => Promise<void>;
}

/** Opens a session; nothing is sent yet. */
export const openSession = (options: SessionOptions): Session => {
  const { clock, signal, onProgress } = options;
  const limits = limitsWith(options.limits);
  const startedAt = clock.now();
  const urls = [options.base, options.publicUrl].join('\n').toLowerCase();
  let own: string | undefined;
  const redactor = createRedactor(() => (own ??= `${urls}\n${ownTexts()}`));
  const recording = beginRecording({ clock, startedAt, redactor, onProgress, isOwn: options.http === undefined });
  const context: SessionContext = {
    options,
    limits,
    startedAt,
    http: options.http ?? openHttp(options.connection, limits),
    redactor,
    identities: createIdentityLog(),
    recording,
    facts: [],
    replies: createKeptReplies(limits),
    workers: {},
    wait: async (ms, why) => {
      onProgress?.({ kind: 'wait', why, ms });
      await clock.sleep(ms, signal);
    },
  };
  return {
    ...{ clock, startedAt, limits, redactor },
    exchanges: recording.exchanges,
    facts: context.facts,
    bodies: context.replies.bodies,
    heads: context.replies.heads,
    wait: context.wait,
    send: (call, onAnswer) => send(context, call, onAnswer),
    // The rules of FHIR are large: the first request does not wait for them.
    download: async (call, listed) => (await import('./download.js')).download(context, call, listed),
    supersede: (id, why) => recording.amend(id, { superseded: why }),
    relabel: (id, label) => recording.amend(id, { label }),
    assign: (id, step, of) => recording.amend(id, { step, of }),
    subjects: (profile) => subjectsOf(context, profile),
    history: () => context.identities.history(),
    people: (profile) =>
      context.identities.people(
        profile,
        (of) => recording.exchanges.find((one) => one.label === 'manifest' && one.of === of)?.id,
      ),
    ...{ narrowings: context.identities.narrowings, matches: context.identities.matches },
    close: async () => {
      context.http.close();
      await context.workers.pool?.stop();
    },
  };
};

const subjectsOf = ({ facts, identities }: SessionContext, profile: Profile): SubjectsFact[] => {
  const sampled = facts.some((fact) => fact.kind === 'file' && fact.sampled !== undefined);
  return identities.subjects(profile).map((fact) => ({ ...fact, ...(sampled && { sampled }) }));
};
