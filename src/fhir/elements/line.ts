/** The object in a line, which is UTF-8; undefined: it holds no object, or no JSON. */
export const objectInLine = (line: Buffer): object | undefined => {
  try {
    const value: unknown = JSON.parse(line.toString('utf8').replace(/^\ufeff/, ''));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
