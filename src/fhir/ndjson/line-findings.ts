import type { LineFinding } from '../../model/index.js';
import type { Shift } from '../validate/finding.js';
import { type Blanks, joined, type ScannedPart, withBlank } from '../workers/merge.js';

/** Line numbers kept per kind of finding. */
const FIRST_LINES = 5;
const NO_BLANKS: Blanks = { count: 0, places: [] };

/** Findings about the lines of a file, by rule. */
interface LineFindings {
  readonly add: (rule: LineFinding['rule'], line: number, offset: number) => void;
  readonly addBlank: (line: number, offset: number) => void;
  /** To be called for each line that is not blank: blank lines before it are then findings. */
  readonly settleBlanks: () => void;
  readonly all: () => LineFinding[];
  readonly part: () => Pick<ScannedPart, 'findings' | 'blanks' | 'settles'>;
  readonly absorb: (part: ScannedPart, shift: Shift) => void;
}

/** Begins without findings. Blank lines count only once another line follows: at the end of the file they are accepted. */
export const collectLineFindings = (): LineFindings => {
  const found = new Map<LineFinding['rule'], { count: number; lines: number[]; offset: number }>();
  let blanks: Blanks = NO_BLANKS;
  let settles = false;

  const find = (rule: LineFinding['rule'], count: number, lines: readonly number[], offset: number): void => {
    const group = found.get(rule);
    if (group === undefined) found.set(rule, { count, lines: [...lines], offset });
    else {
      group.count += count;
      group.lines.push(...lines.slice(0, FIRST_LINES - group.lines.length));
    }
  };
  const settleBlanks = (): void => {
    settles = true;
    const { count, places } = blanks;
    if (count === 0) return;
    const lines = places.map(({ number }) => number);
    find('blank-line', count, lines, places[0]?.offset ?? 0);
    blanks = NO_BLANKS;
  };
  const keepBlanks = (more: Blanks, shift: Shift): void => void (blanks = joined(blanks, more, shift, FIRST_LINES));
  const all = (): LineFinding[] => [...found].map(([rule, group]) => ({ rule, ...group }));
  return {
    add: (rule, line, offset) => {
      settleBlanks();
      find(rule, 1, [line], offset);
    },
    addBlank: (number, offset) => void (blanks = withBlank(blanks, { number, offset }, FIRST_LINES)),
    settleBlanks,
    all,
    part: () => ({ findings: all(), blanks, settles }),
    absorb: (part, shift) => {
      if (part.settles) settleBlanks();
      for (const { rule, count, lines, offset } of part.findings)
        find(
          rule,
          count,
          lines.map((line) => line + shift.lines),
          offset + shift.bytes,
        );
      keepBlanks(part.blanks, shift);
    },
  };
};
