import { availableParallelism } from 'node:os';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type PieceAnswer, type Piece, type PieceOptions, serve, type PieceTask } from './part.js';

/** Workers that judge pieces, each one piece at a time. */
export interface WorkerPool {
  readonly size: number;
  readonly judge: (piece: Piece, options: PieceOptions) => Promise<PieceAnswer>;
  readonly stop: () => Promise<void>;
}

/** A worker of a pool: a thread, or a port that this thread serves. */
interface PoolWorker {
  readonly port: Worker | MessagePort;
  readonly end: () => Promise<unknown>;
}

interface Waiting {
  readonly task: PieceTask;
  readonly done: (answer: PieceAnswer) => void;
  readonly failed: (why: Error) => void;
}

const MOST_WORKERS = 8;
/** How long a worker may take for one piece. Judging is linear, so that even the longest line takes a few seconds on a slow machine. */
const LONGEST_PIECE_MS = 120_000;

/** A worker did not answer in time, and was ended: its file cannot be judged. */
export class WorkerUnresponsive extends Error {
  override readonly name = 'WorkerUnresponsive';
}

/** The number of workers for a machine: the number of its cores, within reason. */
export const defaultPoolSize = (): number => Math.min(availableParallelism(), MOST_WORKERS);

/** Starts a pool. Compiled files run in threads; sources, which a thread could not load, in this one. */
export const startWorkerPool = (
  size: number,
  make: () => PoolWorker = import.meta.url.endsWith('.ts') ? here : thread,
  longest = LONGEST_PIECE_MS,
): WorkerPool => {
  const members = new Set<PoolWorker>();
  const idle: PoolWorker[] = [];
  const queue: Waiting[] = [];
  const busy = new Map<PoolWorker, Waiting>();
  const watchdogs = new Map<PoolWorker, NodeJS.Timeout>();
  let broken: Error | undefined;
  let ids = 0;

  const next = (): void => {
    while (idle.length > 0 && queue.length > 0) {
      const [member, waiting] = [idle.shift(), queue.shift()];
      if (member === undefined || waiting === undefined) return;
      busy.set(member, waiting);
      watchdogs.set(
        member,
        setTimeout(() => replace(member), longest),
      );
      member.port.postMessage(waiting.task);
    }
  };
  const fail = (why: Error): void => {
    broken = why;
    for (const { failed } of [...busy.values(), ...queue]) failed(why);
  };
  /** Takes what a worker was busy with from it. */
  const take = (member: PoolWorker): Waiting | undefined => {
    clearTimeout(watchdogs.get(member));
    const waiting = busy.get(member);
    busy.delete(member);
    return waiting;
  };
  /** Ends a worker that does not answer; another one takes its place. */
  const replace = (member: PoolWorker): void => {
    members.delete(member);
    const waiting = take(member);
    void member.end();
    start();
    waiting?.failed(new WorkerUnresponsive(`it was not judged within ${longest / 1000} s`));
    next();
  };
  const start = (): void => {
    const member = make();
    members.add(member);
    idle.push(member);
    member.port.on('message', (answer: PieceAnswer) => {
      if (!members.has(member)) return;
      const waiting = take(member);
      idle.push(member);
      next();
      if (answer.part === undefined)
        waiting?.failed(answer.error instanceof Error ? answer.error : new Error('a worker failed'));
      else waiting?.done(answer);
    });
    const failOf = (why: Error): void => void (members.has(member) && fail(why));
    member.port.on('error', failOf);
    member.port.on('messageerror', failOf);
    member.port.on('exit', () => failOf(new Error('a worker ended early')));
  };
  for (let nth = 0; nth < size; nth += 1) start();
  return {
    size,
    judge: (piece, options) => {
      const answer = new Promise<PieceAnswer>((done, failed) => {
        if (broken !== undefined) return failed(broken);
        queue.push({ task: { id: (ids += 1), piece, options }, done, failed });
        next();
      });
      // The caller learns of a failure when it awaits the answer; if reading failed first, nobody awaits it.
      answer.catch(() => undefined);
      return answer;
    },
    stop: async () => {
      for (const timer of watchdogs.values()) clearTimeout(timer);
      await Promise.all([...members].map(({ end }) => end()));
    },
  };
};

/** Objects of a line are garbage with the next one: a small young generation saves memory and costs no time. */
const YOUNG_MB = 8;

const thread = (): PoolWorker => {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    // Options for the entry point of the process (--input-type) would keep a thread from starting.
    execArgv: [],
  });
  return { port: worker, end: () => worker.terminate() };
};

const here = (): PoolWorker => {
  const { port1, port2 } = new MessageChannel();
  serve(port2);
  return {
    port: port1,
    end: () => {
      port1.close();
      return Promise.resolve();
    },
  };
};
