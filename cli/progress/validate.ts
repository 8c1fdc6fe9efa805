import { printable } from '../../reporters/text/index.js';
import type { FileProgress } from '../../src/fhir/ndjson/source.js';
import type { Sink } from '../io.js';

export interface Meter {
  readonly tell: (progress: FileProgress) => void;
  /** Leaves the terminal's line clean. */
  readonly done: () => void;
}

/** How often a terminal's line is rewritten at most, and how often a log hears, in milliseconds. */
const REPAINT_MS = 100;
const NEWS_MS = 10_000;

/** Tells how far the reading of one file is: one line, rewritten, on a terminal; a line now and then in a log. */
export const meterOn = (sink: Sink, name: string, quiet: boolean, now = (): number => performance.now()): Meter => {
  if (quiet) return { tell: () => undefined, done: () => undefined };
  const terminal = sink.isTTY === true;
  const width = sink.columns === undefined || sink.columns < 20 ? 80 : sink.columns;
  const began = now();
  let spoken = began;
  let dirty = false;
  return {
    tell: (progress) => {
      const at = now();
      if (at - spoken < (terminal ? REPAINT_MS : NEWS_MS)) return;
      spoken = at;
      dirty = terminal;
      const text = `${printable(name, 200)}: ${progressText(progress, (at - began) / 1000)}`;
      sink.write(terminal ? `\r\u{1b}[K${text.slice(0, width - 1)}` : `${text}\n`);
    },
    done: () => {
      if (dirty) sink.write('\r\u{1b}[K');
      dirty = false;
    },
  };
};

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

const progressText = ({ bytes, read, size }: FileProgress, seconds: number): string => {
  const speed = `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;
  if (size === undefined || read === 0) return `${megabytes(bytes)} MB judged, ${speed}`;
  const left = Math.ceil((seconds * (size - read)) / read);
  return `${megabytes(read)} of ${megabytes(size)} MB, ${speed}, ${inClock(left)} left`;
};

const inClock = (seconds: number): string =>
  seconds < 100 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
