import { STATUS_CODES } from 'node:http';
import {
  type Clock,
  type Connection,
  type Credential,
  type Exchange,
  type Fact,
  type Header,
  type KeepData,
  type Limits,
  limitsWith,
  type Profile,
  type Progress,
  type SampleSize,
  type SubjectsFact,
} from '../../model/index.js';
import { type WorkerPool, defaultPoolSize, startWorkerPool } from '../../fhir/workers/pool.js';
import { validityOfText } from '../../fhir/validate/validity.js';
import { describeBody } from '../../record/body.js';
import { type FileSink, fileSink } from './file-sink.js';
import { sanitizedType, sanitizedUrl, typesAsked } from '../../record/sanitize.js';
import { replyHeader, replyHeaderName, requestHeader } from '../../record/headers.js';
import { type Head, type Http, openHttp, type Outgoing, type SmallAnswer, tooLarge } from './http.js';
import { type JsonContent, contentOf } from '../../record/json.js';
import { createIdentityLog, type FileIdentities } from './identities.js';
import { createRedactor, type Redactor } from '../../record/redact.js';
import { isBusy, retryAfterMs } from './retry.js';

/** A request to make and how to record it. */
export interface Call extends Outgoing {
  /** The label, or how it follows from the status of the reply. */
  readonly label: string | ((status: number) => string);
  readonly step: string;
  readonly of?: string;
  readonly as: Credential;
  /** It asks for the server's documentation: a resource in it is an example. */
  readonly isDocument?: true;
  /** Until when (driver's clock) a busy server (429, 503) is asked again; default: a few tries. */
  readonly patientUntil?: number;
}

/** An exchange as recorded, and what only the driver may see of it. */
export interface Answer {
  readonly exchange: Exchange;
  readonly head?: Head;
  /** The body, as it came; empty where it was a file. */
  readonly content: JsonContent;
}

/** What a file is listed as. */
export interface Listed {
  readonly type: string;
  readonly list: 'output' | 'error';
  /** Its place in the manifest, from 1. */
  readonly nth: number;
}

/** The only thing that talks to a server: every exchange that it makes is recorded, redacted. */
export interface Session {
  readonly exchanges: Exchange[];
  readonly facts: Fact[];
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly startedAt: number;
  /** The limits in force. */
  readonly limits: Limits;
  /** A small exchange. `learn` sees the answer before it is recorded, so that secrets in it can be registered. */
  readonly send: (
    call: Call,
    learn?: (answer: { head: Head; content: JsonContent; id: number }) => void,
  ) => Promise<Answer>;
  /** A data file: its lines become a fact as they stream by. Anything but a 200 is recorded as a small exchange. */
  readonly download: (call: Call, listed: Listed) => Promise<Answer>;
  /** Marks a recorded exchange as asked again. */
  readonly supersede: (id: number, why: NonNullable<Exchange['superseded']>) => void;
  /** Gives a recorded exchange another label, once it is known what it was. */
  readonly relabel: (id: number, label: string) => void;
  /** Says of a recorded exchange which step and export it belongs to, once that is known. */
  readonly assign: (id: number, step: string, of: string) => void;
  /** Bodies of small answers by exchange, where the session keeps them; they are never recorded. */
  readonly bodies: ReadonlyMap<number, JsonContent>;
  /** Headers of the same answers as they came: a contract may name one that no transcript shows. */
  readonly heads: ReadonlyMap<number, readonly Header[]>;
  readonly wait: (ms: number, why: string) => Promise<void>;
  /** Whether references led to Patients that were exported beside them. */
  readonly subjects: (profile: Profile) => SubjectsFact[];
  readonly close: () => Promise<void>;
}

export interface SessionOptions {
  readonly clock: Clock;
  /** How long one data file may take, and how long after the start a busy server is asked again, in milliseconds. */
  readonly longestTransferMs: number;
  /** Keep the bodies of small answers until the session ends, for a contract that is read last. */
  readonly keepBodies?: boolean;
  /** Judge this much of each data file. */
  readonly sample?: SampleSize;
  /** Where the data files of jobs are kept. */
  readonly keepData?: KeepData;
  readonly connection?: Connection;
  readonly limits?: Partial<Limits>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Opens a session; nothing is sent yet. */
export const openSession = (options: SessionOptions): Session => {
  const { clock, signal, onProgress } = options;
  const limits = limitsWith(options.limits);
  const http: Http = openHttp(options.connection, limits);
  const redactor = createRedactor();
  const identities = createIdentityLog();
  const exchanges: Exchange[] = [];
  const facts: Fact[] = [];
  const bodies = new Map<number, JsonContent>();
  const heads = new Map<number, readonly Header[]>();
  const asked = new Set<string>();
  let bytesKept = 0;
  const startedAt = clock.now();

  let pool: WorkerPool | undefined;
  const workers = (): WorkerPool => (pool ??= startWorkerPool(defaultPoolSize()));
  let ids = 0;
  // Files come beside each other, so an id is given to each request when it goes out.
  const begin = (): { id: number; at: number; since: number } => ({
    id: (ids += 1),
    at: Math.round(clock.now() - startedAt),
    since: performance.now(),
  });

  const record = (
    call: Call,
    begun: ReturnType<typeof begin>,
    answer: { head?: Head; content: JsonContent; failure?: Exchange['failure'] },
  ): Exchange => {
    const { head, content, failure } = answer;
    const types = /\/\$export\?/.test(call.url) ? typesAsked(call.url) : undefined;
    if (types !== undefined) asked.add(types);
    const exchange: Exchange = {
      id: begun.id,
      step: call.step,
      label: typeof call.label === 'string' ? call.label : call.label(head?.status ?? 0),
      ...(call.of !== undefined && { of: call.of }),
      as: call.as,
      at: begun.at,
      ms: Math.round(performance.now() - begun.since),
      request: {
        method: call.method,
        url: sanitizedUrl(redactor.redact(call.url), asked),
        headers: call.headers.map(([name, value]) => [name, requestHeader(name, value, redactor)]),
        ...(call.body !== undefined && { body: redactor.redact(call.body) }),
      },
      ...(head !== undefined && {
        reply: {
          status: head.status,
          // A phrase of the server's own making could say anything.
          reason: head.reason === STATUS_CODES[head.status] ? head.reason : '',
          headers: head.headers.map(([name, value]) => [replyHeaderName(name), replyHeader(name, value, redactor)]),
          body: describeBody(content, head.status, redactor, {
            isPublic: call.as === 'none' && call.label === 'metadata',
            asked,
          }),
        },
      }),
      ...(failure !== undefined && { failure }),
    };
    // Of files that come beside each other one may end before another that was asked for first.
    const later = exchanges.findLastIndex(({ id }) => id < exchange.id) + 1;
    exchanges.splice(later, 0, exchange);
    onProgress?.({ kind: 'exchange', exchange });
    return exchange;
  };

  const amend = (id: number, change: Partial<Exchange>): void => {
    const at = exchanges.findLastIndex((exchange) => exchange.id === id);
    const exchange = exchanges[at];
    if (exchange !== undefined) exchanges[at] = { ...exchange, ...change };
  };
  const supersede: Session['supersede'] = (id, why) => amend(id, { superseded: why });
  const relabel: Session['relabel'] = (id, label) => amend(id, { label });
  const assign: Session['assign'] = (id, step, of) => amend(id, { step, of });
  const wait: Session['wait'] = async (ms, why) => {
    onProgress?.({ kind: 'wait', why, ms });
    await clock.sleep(ms, signal);
  };

  /** Repeats a call while the server says that it is busy, waiting as long as it asks. */
  const patiently = async (call: Call, once: () => Promise<Answer>): Promise<Answer> => {
    for (let tries = 1; ; tries += 1) {
      signal?.throwIfAborted();
      const answer = await once();
      const status = answer.head?.status;
      if (!isBusy(status)) return answer;
      const pause = Math.max(
        retryAfterMs(answer.head?.headers ?? [], clock.now(), limits) ?? 0,
        Math.min(1000 * 1.5 ** (tries - 1), limits['poll-seconds'] * 1000),
      );
      const until = call.patientUntil ?? startedAt + options.longestTransferMs;
      const late = (call.patientUntil === undefined && tries >= limits['busy-tries']) || clock.now() + pause > until;
      if (late) return answer;
      supersede(answer.exchange.id, 'busy');
      await wait(pause, `the server is busy (${status})`);
    }
  };

  /** A request that was under way when the user ended the run is told of, and counts for nothing. */
  const giveUpIfAborted = (call: Call, begun: ReturnType<typeof begin>): void => {
    if (signal?.aborted !== true) return;
    record(call, begun, { content: contentOf(), failure: INTERRUPTED });
    supersede(begun.id, 'interrupted');
    signal.throwIfAborted();
  };

  const send: Session['send'] = (call, learn) =>
    patiently(call, async () => {
      const begun = begin();
      const answer: SmallAnswer = await http.small(call, signal);
      giveUpIfAborted(call, begun);
      const content = contentOf('bytes' in answer ? answer.bytes : undefined);
      if ('failure' in answer) return { exchange: record(call, begun, { ...answer, content }), content };
      const { head } = answer;
      learn?.({ head, content, id: begun.id });
      const size = head.headers.reduce((sum, [name, value]) => sum + name.length + value.length, content.bytes);
      if (options.keepBodies === true && bytesKept + size <= limits['kept-bodies-bytes']) {
        bytesKept += size;
        bodies.set(begun.id, content);
        heads.set(begun.id, head.headers);
      }
      const resource = call.isDocument === true ? undefined : resourceFact(begun.id, content);
      if (resource !== undefined) facts.push(resource);
      return { exchange: record(call, begun, { head, content }), head, content };
    });

  const download: Session['download'] = (call, listed) =>
    patiently(call, async () => {
      const begun = begin();
      const bounded: Uint8Array[] = [];
      let sink: FileSink | undefined;
      let kept: Kept | undefined;
      let head: Head | undefined;
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(), options.longestTransferMs);
      const ended = await http
        .stream(
          call,
          async (received) => {
            head = received;
            if (received.status !== 200) return (chunk) => void keepBounded(bounded, chunk, limits);
            kept =
              exportOf(call) !== undefined ? await options.keepData?.({ of: call.of ?? '', ...listed }) : undefined;
            const writing = (sink = sinkFor(call, received, listed, kept));
            return async (chunk) => {
              await writing.write(chunk);
              onProgress?.({ kind: 'bytes', of: call.of ?? '', nth: listed.nth, bytes: writing.received() });
            };
          },
          signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]),
        )
        .finally(() => clearTimeout(timer));
      const failure = limit.signal.aborted ? STILL_COMING : ended.failure;
      const file = await sink?.end(begun.id, failure);
      await kept?.end(file?.whole === true);
      giveUpIfAborted(call, begun);
      const content = contentOf(Buffer.concat(bounded));
      const exchange = record(call, begun, {
        ...(head !== undefined && { head }),
        content,
        // A file that began to come is judged by its fact; only a reply that never came fails the exchange.
        ...(failure !== undefined && file === undefined && { failure }),
      });
      if (file !== undefined)
        facts.push({
          kind: 'file',
          exchange: exchange.id,
          type: sanitizedType(listed.type),
          list: listed.list,
          ...file,
          ...(limit.signal.aborted && { cut: 'deadline' as const }),
        });
      return { exchange, ...(head !== undefined && { head }), content };
    });

  const identitiesOf = (call: Call, type: string): FileIdentities => {
    const group = exportOf(call);
    return group === undefined ? identities.alone(type) : identities.file(group, type);
  };

  const sinkFor = (call: Call, head: Head, { type }: Listed, kept: Kept | undefined): FileSink =>
    fileSink({
      head,
      type,
      redactor,
      identities: identitiesOf(call, type),
      pool: workers,
      limits,
      ...(options.sample !== undefined && { sample: options.sample }),
      ...(kept !== undefined && { keep: kept.write }),
    });

  return {
    exchanges,
    facts,
    bodies,
    heads,
    redactor,
    clock,
    startedAt,
    limits,
    send,
    download,
    supersede,
    relabel,
    assign,
    wait,
    subjects: (profile) => {
      const sampled = facts.some((fact) => fact.kind === 'file' && fact.sampled !== undefined);
      return identities.subjects(profile).map((fact) => ({ ...fact, ...(sampled && { sampled }) }));
    },
    close: async () => {
      await Promise.all([http.close(), pool?.stop()]);
    },
  };
};

type Kept = Awaited<ReturnType<KeepData>>;

const INTERRUPTED = { code: 'interrupted', says: 'the run was interrupted' };

const STILL_COMING = {
  code: 'deadline',
  says: 'it was still coming when as much time had passed as --deadline allows',
};

/** What STU3 says of a body that is a resource which the guides let one expect there. */
export const resourceFact = (exchange: number, { text, documents }: JsonContent): Fact | undefined => {
  const [, type] = /"resourceType"\s*:\s*"(CapabilityStatement|OperationOutcome)"/.exec(text) ?? [];
  return type === undefined || documents.length !== 1
    ? undefined
    : { kind: 'resource', exchange, type, validity: validityOfText(text) };
};

/** Only the first download of a job's files counts for its export; every other one is by itself. */
const exportOf = ({ label, of }: Call): string | undefined =>
  (label === 'data' || label === 'error-data') && of !== undefined ? `${label} ${of}` : undefined;

const keepBounded = (kept: Uint8Array[], chunk: Uint8Array, limits: Limits): void => {
  const length = kept.reduce((sum, piece) => sum + piece.length, chunk.length);
  if (length > limits['small-body-bytes']) throw tooLarge(limits);
  kept.push(chunk);
};
