import {
  type Clock,
  type Exchange,
  type Fact,
  type Header,
  type Profile,
  releaseOf,
  watchesOf,
} from '../model/index.js';
import { stepName } from '../model/steps.js';
import { beginConversation } from '../drive/conversation.js';
import { stepsInOrder, type TitledScenario } from '../drive/plan.js';
import type { Http } from '../drive/session/http/index.js';
import { openSession, type Session } from '../drive/session/index.js';
import type { Redactor } from '../record/redact.js';
import { hideSecrets, sendersOf } from './credentials.js';
import type { Capture, Captured } from './har.js';
import { noteMissing } from './missing.js';
import { type CapturedJob, spotOf } from './place.js';
import { type Current, NotCaptured, replayContract } from './swagger.js';
import { take, type Walk } from './walk.js';

/** What is replayed, and how it is read. */
export interface ReplayOptions {
  readonly profile: Profile;
  /** Base URL of the server whose requests are judged. */
  readonly base: string;
  readonly publicUrl?: string;
  readonly tokenUrl?: string;
}

/** What a replay returns: the redacted record, and the redactor that knows the secrets of the capture. */
export interface Replayed {
  readonly startedAt: number;
  readonly exchanges: readonly Exchange[];
  readonly facts: readonly Fact[];
  readonly steps: readonly string[];
  readonly redactor: Redactor;
  readonly counts: {
    /** Requests to the API of the server. */
    readonly own: number;
    /** Requests to anything else. */
    readonly others: number;
    /** Requests that a check does not make: of their responses only what holds for every response is judged. */
    readonly unlike: number;
    /** Responses without the body as it was. */
    readonly bodiless: number;
  };
}

/**
 * Records the requests of a capture as a run records its own: the recorder gets each response from the capture in place of
 * the network. What a request is for follows from its path, method and headers, and from the responses before it.
 */
export const replay = async (
  capture: Capture,
  options: ReplayOptions,
  scenarios: readonly TitledScenario[],
): Promise<Replayed> => {
  const { profile, base } = options;
  const tokenUrl = options.tokenUrl ?? base + profile.paths.token;
  const jobs: CapturedJob[] = [];
  const where = { base, tokenUrl, profile };
  const steps = stepsInOrder(scenarios).map(({ step }) => step);
  const startedAt = capture.entries[0]?.at ?? 0;
  const time = { now: startedAt };
  const current: Current = {};
  const session = sessionOn({ clock: clockOf(time), options, current });
  const conversation = beginConversation(session, options);
  const senders = sendersOf(capture.entries, {
    keepsCredentials: capture.keepsCredentials,
    isToken: ({ url }) => url.split('?')[0] === tokenUrl,
    profile,
  });
  const walk: Walk = {
    conversation,
    senders,
    jobs,
    worked: new Set(),
    asks: steps.filter((step) => step.do === 'ask'),
    unlike: 0,
    bodiless: 0,
  };
  const took = new Map<number, number>();
  let own = 0;
  hideSecrets(capture.entries, session.redactor);
  try {
    for (const [index, captured] of capture.entries.entries()) {
      if (captured.method === 'OPTIONS') continue;
      const spot = spotOf(captured.url, where, jobs);
      if (spot === undefined) continue;
      own += 1;
      // The page and its document are read at the end.
      if (spot.kind === 'swagger') continue;
      time.now = Math.max(time.now, captured.at);
      current.captured = captured;
      const later = (): readonly Captured[] =>
        capture.entries
          .slice(index + 1)
          .filter(({ method, url }) => method === captured.method && url === captured.url);
      const before = session.exchanges.length;
      await take(walk, captured, spot, later);
      for (const { id } of session.exchanges.slice(before)) took.set(id, captured.ms);
    }
    const scratch = beginConversation(sessionOn({ clock: session.clock, options, current }), options);
    await replayContract(walk, capture, { steps, current, scratch });
    noteMissing(walk, steps);
    const exchanges = session.exchanges.map((exchange) => ({ ...exchange, ms: took.get(exchange.id) ?? 0 }));
    const counts = { own, others: capture.entries.length - own, unlike: walk.unlike, bodiless: walk.bodiless };
    return {
      startedAt,
      exchanges,
      facts: session.facts,
      steps: steps.map(stepName),
      redactor: session.redactor,
      counts,
    };
  } finally {
    await session.close();
  }
};

/** A clock that shows the time of the request at hand; nothing waits by it. */
const clockOf = (time: { readonly now: number }): Clock => ({ now: () => time.now, sleep: () => Promise.resolve() });

interface Replaying {
  readonly clock: Clock;
  readonly options: ReplayOptions;
  readonly current: Current;
}

/** A session whose responses come from the capture. */
const sessionOn = ({ clock, options: { base, publicUrl, profile }, current }: Replaying): Session =>
  openSession({
    clock,
    base,
    ...(publicUrl !== undefined && { publicUrl }),
    release: releaseOf(profile),
    longestTransferMs: 0,
    keepBodies: true,
    ...(profile.content !== undefined && { elements: watchesOf(profile.content) }),
    ...(profile.marks !== undefined && { marks: profile.marks }),
    http: httpFrom(current),
  });

const httpFrom = (current: Replaying['current']): Http => ({
  small: ({ url }) => {
    const captured = current.lookUp === undefined ? current.captured : current.lookUp(url);
    if (captured === undefined) throw new NotCaptured(url);
    return Promise.resolve({ head: headOf(captured), bytes: captured.body ?? Buffer.alloc(0) });
  },
  stream: async ({ url }, receive) => {
    const { captured } = current;
    if (captured?.body === undefined) throw new NotCaptured(url);
    const write = await receive(headOf(captured));
    await write(captured.body);
    return {};
  },
  close: () => undefined,
});

/** Tools undo content codings, so the header that names one would say something else than the body is. */
const headOf = ({ status, reason, replyHeaders }: Captured) => ({
  status,
  reason,
  headers: replyHeaders.filter(([name]) => name.toLowerCase() !== 'content-encoding') as readonly Header[],
});
