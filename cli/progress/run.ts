import { printable } from '../../reporters/text/index.js';
import type { Progress } from '../../src/model/index.js';
import type { Sink } from '../io.js';

/** Tells on stderr how a run goes. */
export interface ProgressPrinter {
  readonly tell: (progress: Progress) => void;
  /** A sentence that stays. */
  readonly say: (sentence: string) => void;
  /** Leaves the terminal's line clean. */
  readonly done: () => void;
}

/** How often a line is rewritten at most for bytes alone, in milliseconds. */
const REPAINT_MS = 100;

/** A teller for a terminal (one line, rewritten), for a log (a line per event of note), or for nobody. */
export const createProgressPrinter = (sink: Sink, quiet: boolean): ProgressPrinter => {
  if (quiet) return { tell: () => undefined, say: () => undefined, done: () => undefined };
  return sink.isTTY === true ? onTerminal(sink) : inLog(sink);
};

const plan = ({ profile, requirements, exports }: Progress & { kind: 'plan' }): string =>
  `Profile ${profile}: ${requirements} requirements to judge; at most ${exports} exports will be started, one after another.`;

const seconds = (ms: number): string => `${Math.ceil(ms / 1000)} s`;

/** Counts the exports that the server starts, so that a line can say which of them it is about. */
const exportCounter = (): { see: (progress: Progress) => void; name: (of: string) => string } => {
  let planned = 0;
  let started = 0;
  return {
    see: (progress) => {
      if (progress.kind === 'plan') planned = progress.exports;
      if (progress.kind === 'exchange' && progress.exchange.label === 'kickoff' && isSuccess(progress)) started += 1;
    },
    // A server that accepts what it must refuse starts more than were planned.
    name: (of) => `export ${started}${started > planned ? '' : ` of ${planned}`}, ${printable(of, 60)}`,
  };
};

const isSuccess = ({ exchange: { reply } }: Progress & { kind: 'exchange' }): boolean =>
  reply !== undefined && reply.status >= 200 && reply.status < 300;

const pollText = ({ polls, progress }: Progress & { kind: 'poll' }, name: string): string =>
  `${name}: poll ${polls}${progress === '' ? '' : `, ${printable(progress, 60)}`}`;

const onTerminal = (sink: Sink): ProgressPrinter => {
  const exports = exportCounter();
  let chapter = '';
  let painted = 0;
  let dirty = false;
  // Some terminals say that they have no columns at all.
  const width = sink.columns === undefined || sink.columns < 20 ? 80 : sink.columns;
  const paint = (text: string): void => {
    const line = `${chapter}${chapter === '' || text === '' ? '' : ': '}${text}`;
    painted = performance.now();
    dirty = true;
    sink.write(`\r\u{1b}[K${line.slice(0, width - 1)}`);
  };
  const say = (sentence: string): void => void sink.write(`\r\u{1b}[K${printable(sentence)}\n`);
  return {
    say,
    done: () => {
      if (dirty) sink.write('\r\u{1b}[K');
      dirty = false;
    },
    tell: (progress) => {
      exports.see(progress);
      if (progress.kind === 'plan') return say(plan(progress));
      if (progress.kind === 'scenario') chapter = progress.suite;
      if (progress.kind === 'bytes' && performance.now() - painted < REPAINT_MS) return;
      paint(lineOf(progress, exports.name));
    },
  };
};

const lineOf = (progress: Progress, name: (of: string) => string): string => {
  switch (progress.kind) {
    case 'plan':
      return '';
    case 'scenario':
      return progress.title;
    case 'exchange':
      return `${progress.exchange.label}${progress.exchange.of === undefined ? '' : ` of ${progress.exchange.of}`}`;
    case 'poll':
      return pollText(progress, name(progress.of));
    case 'bytes':
      return `${name(progress.of)}: ${(progress.bytes / 1e6).toFixed(1)} MB`;
    case 'wait':
      return `waiting ${seconds(progress.ms)}: ${progress.why}`;
  }
};

/** How long a job is polled before a log hears of it again, in milliseconds. */
const NEWS_MS = 10_000;

/** One line per scenario, per stage of an export and per new reason to wait; a long job does not flood the log. */
const inLog = (sink: Sink): ProgressPrinter => {
  const exports = exportCounter();
  let last = '';
  let spoken = 0;
  const say = (sentence: string): void => {
    spoken = performance.now();
    sink.write(`${printable(sentence)}\n`);
  };
  const sayOnce = (sentence: string): void => {
    if (sentence !== last) say(sentence);
    last = sentence;
  };
  return {
    say,
    done: () => undefined,
    tell: (progress) => {
      exports.see(progress);
      if (progress.kind === 'plan') say(plan(progress));
      if (progress.kind === 'scenario') say(`${progress.suite}: ${progress.title}`);
      if (progress.kind === 'exchange') stage(progress, exports.name, sayOnce);
      if (progress.kind === 'poll' && performance.now() - spoken > NEWS_MS)
        say(`  ${pollText(progress, exports.name(progress.of))}`);
      // Pauses between the polls of a job are told by those polls.
      if (progress.kind === 'wait' && !progress.why.startsWith('job of'))
        sayOnce(`  ${lineOf(progress, exports.name)}`);
    },
  };
};

const stage = (
  progress: Progress & { kind: 'exchange' },
  name: (of: string) => string,
  sayOnce: (sentence: string) => void,
): void => {
  const { label, of } = progress.exchange;
  if (of === undefined || !isSuccess(progress)) return;
  if (label === 'kickoff') sayOnce(`  ${name(of)}: started`);
  if (label === 'manifest') sayOnce(`  ${name(of)}: finished`);
};
