const NEWLINE = 0x0a;
/** Lines that are kept. */
const LINES = 20;
/** Characters (UTF-16 units) that are kept of a line, with the sign that it was longer. */
const LONGEST = 500;
/** No character takes more than three bytes in UTF-8 for each of its UTF-16 units. */
const BYTES = 3 * (LONGEST + 1);
/** What secrets are made of, and half a character. */
const BROKEN = /[\w.~+/=%\ud800-\udbff-]*$/;

/** The last lines of what a process writes, in the order in which they ended, as they are: secrets and all. */
export interface LastLines {
  /** Takes the chunks of one more stream; lines of different streams do not mix. */
  readonly stream: () => (chunk: Uint8Array) => void;
  /** The last lines, and those that no newline ended behind them. */
  readonly all: () => readonly string[];
}

/** Keeps 20 lines of 500 characters at most, however much is written and whether or not it has newlines. */
export const lastLines = (): LastLines => {
  const ended: string[] = [];
  const begun: (() => string | undefined)[] = [];
  const end = (line: string): void => {
    ended.push(line);
    if (ended.length > LINES) ended.shift();
  };
  return {
    stream: () => {
      const line = Buffer.alloc(BYTES);
      let length = 0;
      let open = false;
      const more = (part: Uint8Array): void => {
        const kept = part.subarray(0, BYTES - length);
        line.set(kept, length);
        length += kept.length;
        open = true;
      };
      const text = (): string => bounded(line.toString('utf8', 0, length));
      begun.push(() => (open ? text() : undefined));
      return (chunk) => {
        let start = 0;
        for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
          more(chunk.subarray(start, at));
          end(text());
          [length, open, start] = [0, false, at + 1];
        }
        if (start < chunk.length) more(chunk.subarray(start));
      };
    },
    all: () => [...ended, ...begun.map((line) => line()).filter((line) => line !== undefined)].slice(-LINES),
  };
};

/**
 * A line without its carriage return, cut to its bound. The word at the cut goes as a whole: half a secret would not be
 * found when secrets are replaced.
 */
const bounded = (line: string): string => {
  const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
  return whole.length <= LONGEST ? whole : `${whole.slice(0, LONGEST - 1).replace(BROKEN, '')}…`;
};
