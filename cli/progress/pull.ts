import { counted, printable } from '../../reporters/text/index.js';
import { sanitizedProgress, sanitizedUrl } from '../../src/record/sanitize.js';
import type { PullProgress } from '../../src/reference/index.js';
import type { Sink } from '../io.js';

/** Tells on stderr how a pull goes. */
export interface PullProgressPrinter {
  readonly tell: (progress: PullProgress) => void;
  /** Leaves the terminal's line clean. */
  readonly done: () => void;
}

/** How often a terminal's line is rewritten at most for bytes, and how often a log hears of them, in milliseconds. */
const REPAINT_MS = 100;
const NEWS_MS = 10_000;
/** Waits shorter than this are told by a line that goes away only. */
const LONG_WAIT_MS = 5000;

/** @param resume how to go on with a job, as a command line */
export const createPullProgressPrinter = (
  sink: Sink,
  quiet: boolean,
  resume: (job: string) => string,
  now = (): number => performance.now(),
): PullProgressPrinter => {
  if (quiet) return { tell: () => undefined, done: () => undefined };
  const terminal = sink.isTTY === true;
  const width = sink.columns === undefined || sink.columns < 20 ? 80 : sink.columns;
  let last = '';
  let began = now();
  let spoken = began;
  let dirty = false;
  const clean = (): void => {
    if (dirty) sink.write('\r\u{1b}[K');
    dirty = false;
  };
  const say = (text: string): void => {
    if (text === last) return;
    clean();
    last = text;
    sink.write(`${text}\n`);
  };
  const paint = (text: string): void => {
    sink.write(`\r\u{1b}[K${text.slice(0, width - 1)}`);
    dirty = true;
  };
  const bytes = (text: string): void => {
    if (now() - spoken < (terminal ? REPAINT_MS : NEWS_MS)) return;
    spoken = now();
    if (terminal) paint(text);
    else say(text);
  };
  const tell = (progress: PullProgress): void => {
    const text = lineOf(progress, resume, (now() - began) / 1000);
    if (progress.kind === 'bytes') return bytes(text);
    if (progress.kind !== 'wait' || progress.ms >= LONG_WAIT_MS) say(text);
    else if (terminal) paint(text);
    if (progress.kind === 'manifest' || progress.kind === 'file' || progress.kind === 'kept') began = now();
  };
  return { tell, done: clean };
};

/** @param seconds since the file was asked for */
const lineOf = (progress: PullProgress, resume: (job: string) => string, seconds: number): string => {
  switch (progress.kind) {
    case 'job':
      return `Job ${printable(sanitizedUrl(progress.url))}\n  to go on with it after an interruption: ${resume(progress.url)}`;
    case 'poll':
      return `  ${progress.status}${progress.progress === '' ? '' : ` ${printable(sanitizedProgress(progress.progress), 60)}`}`;
    case 'wait':
      return `  waiting ${Math.ceil(progress.ms / 1000)} s: ${progress.why}`;
    case 'manifest':
      return `  done: ${counted(progress.files, 'file')}, ${counted(progress.errors, 'error file')}`;
    case 'bytes':
    case 'file':
      return `  ${progress.name}: ${sizeText(progress.bytes)}, ${(progress.bytes / 1e6 / Math.max(seconds, 0.001)).toFixed(1)} MB/s`;
    case 'kept':
      return `  ${progress.name}: is there already`;
  }
};

/** A length in words: `12.3 MB`, `182 bytes`. */
export const sizeText = (bytes: number): string =>
  bytes < 100_000 ? counted(bytes, 'byte') : `${(bytes / 1e6).toFixed(1)} MB`;
