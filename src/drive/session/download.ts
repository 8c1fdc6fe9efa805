import { defaultPoolSize, startWorkerPool } from '../../fhir/workers/pool.js';
import { type KeepData, type Limits } from '../../model/index.js';
import { withoutCoding } from '../../record/body.js';
import { contentOf } from '../../record/json.js';
import { sanitizedType } from '../../record/sanitize.js';
import type { Answer, Call, Listed } from './call.js';
import type { SessionContext } from './context.js';
import { type FileSink, fileSink } from './file-sink.js';
import type { Head } from './http/messages.js';
import { tooLarge } from './http/small.js';
import { retryWhileBusy } from './retry.js';
import { resourceFact } from '../resource-fact.js';
import { deadlineTimer, INTERRUPTED, stopAtDeadline, stopIfAborted } from './send.js';

type Kept = Awaited<ReturnType<KeepData>>;

/**
 * Downloads a data file: its lines become a fact while they are streamed. A reply other than 200 is recorded as a small
 * exchange. The request is repeated while the server is busy.
 */
export const download = (context: SessionContext, call: Call, listed: Listed): Promise<Answer> =>
  retryWhileBusy(context, call, async () => {
    const { recording, facts, limits } = context;
    const begun = recording.begin();
    const timer = deadlineTimer(context.options);
    const { head, body, kept, failure, file } = await transfer(context, call, listed, begun.id, timer).finally(
      timer.end,
    );
    await kept?.end(file?.whole === true);
    stopIfAborted(context, call, begun);
    if (failure === NOT_FINISHED && file === undefined) stopAtDeadline(context, call, begun);
    const bytes = Buffer.concat(body);
    // File requests accept gzip, so errors may have it too. What cannot be decoded is read as it is.
    const content = contentOf(withoutCoding(head?.headers, bytes, limits['small-body-bytes']) ?? bytes);
    const exchange = recording.record(call, begun, {
      ...(head !== undefined && { head }),
      content,
      // A file that began to arrive is judged by its fact; only a reply that never began fails the exchange.
      ...(failure !== undefined && file === undefined && { failure }),
    });
    const resource = file === undefined ? resourceFact(exchange.id, content, context.options.release) : undefined;
    if (resource !== undefined) facts.push(resource);
    if (file !== undefined)
      facts.push({
        kind: 'file',
        exchange: exchange.id,
        type: sanitizedType(listed.type),
        list: listed.list,
        ...(listed.announced !== undefined && { announced: listed.announced }),
        ...file,
        ...(file.because === NOT_FINISHED.says && { cut: 'deadline' as const }),
      });
    return { exchange, ...(head !== undefined && { head }), content };
  });

interface Transfer {
  head?: Head;
  /** The body of a reply other than 200. */
  readonly body: Uint8Array[];
  sink?: FileSink;
  kept?: Kept | undefined;
}

type FileRead = Awaited<ReturnType<FileSink['end']>>;
type Timer = ReturnType<typeof deadlineTimer>;

/** Transfers a reply to its end and reads it, at most until the deadline of the run. */
const transfer = async (
  context: SessionContext,
  call: Call,
  listed: Listed,
  exchange: number,
  timer: Timer,
): Promise<Transfer & { failure?: { code: string; says: string }; file?: FileRead }> => {
  const { options, http, limits } = context;
  const { onProgress } = options;
  const made: Transfer = { body: [] };
  const ended = await http.stream(
    call,
    async (head) => {
      made.head = head;
      if (head.status !== 200) return (chunk) => void keepBounded(made.body, chunk, limits);
      made.kept =
        exportOf(call) === undefined
          ? undefined
          : await options.keepData?.({ of: call.of ?? '', list: listed.list, nth: listed.nth });
      const sink = (made.sink = sinkFor(context, call, head, listed, made.kept, () => stopOf(timer)));
      return async (chunk) => {
        await sink.write(chunk);
        onProgress?.({ kind: 'bytes', of: call.of ?? '', nth: listed.nth, bytes: sink.received() });
      };
    },
    timer.signal,
  );
  const failure = ended.failure !== undefined && timer.passed() ? NOT_FINISHED : ended.failure;
  const file = await made.sink?.end(exchange, failure);
  return { ...made, ...(failure !== undefined && { failure }), ...(file !== undefined && { file }) };
};

const NOT_FINISHED = {
  code: 'deadline',
  says: 'the transfer was not finished at the deadline of the run',
};

/** Why a file must not be read any further, if so: what has arrived of it may decompress to very much more. */
const stopOf = ({ signal, passed }: Timer): string | undefined =>
  passed() ? NOT_FINISHED.says : signal?.aborted === true ? INTERRUPTED.says : undefined;

const sinkFor = (
  { options, redactor, identities, workers, limits }: SessionContext,
  call: Call,
  head: Head,
  { type, list, uncompared, narrowed, upTo, notBefore, bounds }: Listed,
  kept: Kept | undefined,
  stopped: () => string | undefined,
): FileSink => {
  const group = exportOf(call);
  return fileSink({
    head,
    type,
    isError: list === 'error',
    ...(list === 'output' && options.elements !== undefined && { elements: options.elements }),
    redactor,
    identities:
      group === undefined
        ? identities.alone(type)
        : identities.file({
            ...{ group, type },
            ...(upTo !== undefined && { upTo }),
            ...(notBefore !== undefined && { notBefore }),
            ...(bounds !== undefined && list === 'output' && { bounds }),
            ...(options.marks !== undefined && list === 'output' && { marks: options.marks }),
            ...(narrowed === true && { narrowed }),
            ...(call.of !== undefined && list === 'output' && uncompared !== true && { of: call.of }),
          }),
    pool: () => (workers.pool ??= startWorkerPool(defaultPoolSize())),
    limits,
    stopped,
    ...(options.release !== undefined && { release: options.release }),
    ...(options.carin === true && list === 'output' && { carin: true }),
    ...(options.sample !== undefined && { sample: options.sample }),
    ...(options.opinion !== undefined && list === 'output' && group !== undefined && { opinion: options.opinion }),
    ...(kept !== undefined && { keep: kept.write }),
  });
};

/** The export that a download belongs to. Only the first download of a job's files counts; any other is separate. */
const exportOf = ({ label, of }: Call): string | undefined =>
  (label === 'data' || label === 'error-data') && of !== undefined ? `${label} ${of}` : undefined;

const keepBounded = (kept: Uint8Array[], chunk: Uint8Array, limits: Limits): void => {
  const length = kept.reduce((sum, piece) => sum + piece.length, chunk.length);
  if (length > limits['small-body-bytes']) throw tooLarge(limits);
  kept.push(chunk);
};
