const NEWLINE = 0x0a;
/** Lines that are kept: the 20 that are shown, and ten before them, so that a secret that spans several lines is whole. */
const LINES = 30;
/** Characters (UTF-16 units) kept per line, including the ellipsis of a longer one. */
const LONGEST = 500;
/** A character needs at most three bytes of UTF-8 per UTF-16 unit. */
const BYTES = 3 * (LONGEST + 1);
/** Characters of secrets, and half a surrogate pair, at the end of a text. */
const BROKEN = /[\w.~+/=%\ud800-\udbff-]*$/;

/** The last lines that a process wrote, in the order in which they ended, unredacted. */
interface LastLines {
  /** Takes the chunks of one more stream; lines of different streams are not mixed. */
  readonly stream: () => (chunk: Uint8Array) => void;
  /** The last lines, including unfinished ones. */
  readonly all: () => readonly string[];
}

/** Keeps at most 30 lines of 500 characters, however much is written, with or without newlines. */
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
 * A line without its carriage return, cut to its bound. The word at the cut is dropped: half a secret would not be found
 * when secrets are replaced.
 */
const bounded = (line: string): string => {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(BROKEN, '')}…`;
};
