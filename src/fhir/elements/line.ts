import { isAscii } from 'node:buffer';

/** The object in a line, which is UTF-8; undefined: it holds no object, or no JSON. */
export const objectInLine = (line: Buffer): object | undefined => {
  try {
    // Most lines are ASCII, which is read faster.
    const text = isAscii(line) ? line.toString('latin1') : line.toString('utf8').replace(/^\ufeff/, '');
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
