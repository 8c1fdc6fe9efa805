import type { Sink } from '../io.js';

/** Shows progress on stderr: on a terminal as one line that is rewritten, in a log as a line now and then. */
export interface Meter {
  readonly isTerminal: boolean;
  /** A line that stays. */
  readonly say: (text: string) => void;
  /** The line that the next text replaces; nothing in a log. */
  readonly paint: (text: string) => void;
  /** A count that grows fast: on a terminal its line is rewritten at most ten times a second, a log gets it every ten seconds. */
  readonly count: (text: () => string) => void;
  /** Removes the line that is rewritten. */
  readonly done: () => void;
}

const REPAINT_MS = 100;
/** How long a log waits for the next count. */
const NEWS_MS = 10_000;

const NOTHING = (): undefined => undefined;
const SILENT: Meter = { isTerminal: false, say: NOTHING, paint: NOTHING, count: NOTHING, done: NOTHING };

/** @param quiet show nothing at all */
export const createMeter = (sink: Sink, quiet: boolean, now = (): number => performance.now()): Meter => {
  if (quiet) return SILENT;
  const isTerminal = sink.isTTY === true;
  // Some terminals report that they have no columns at all.
  const width = sink.columns === undefined || sink.columns < 20 ? 80 : sink.columns;
  let shown = now();
  let isPainted = false;
  const done = (): void => {
    if (isPainted) sink.write('\r\u{1b}[K');
    isPainted = false;
  };
  const say = (text: string): void => {
    done();
    shown = now();
    sink.write(`${text}\n`);
  };
  const paint = (text: string): void => {
    if (!isTerminal) return;
    shown = now();
    isPainted = true;
    sink.write(`\r\u{1b}[K${text.slice(0, width - 1)}`);
  };
  return {
    isTerminal,
    say,
    paint,
    count: (text) => {
      if (now() - shown < (isTerminal ? REPAINT_MS : NEWS_MS)) return;
      if (isTerminal) paint(text());
      else say(text());
    },
    done,
  };
};
