import { CannotJudge } from '../../src/model/index.js';

/**
 * The text of a file that the user wrote, without a byte order mark. Editors and shells of Windows also write UTF-16 and
 * older encodings, which would be read as other text: throws CannotJudge for them. `what` begins the sentence.
 */
export const textOf = (bytes: Uint8Array, what: string): string => {
  if (isUtf16(bytes))
    throw new CannotJudge(`${what} is in UTF-16: save it as UTF-8 (in PowerShell: Set-Content -Encoding utf8).`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not as the cause: nothing of a file that may hold a secret is kept.
    throw new CannotJudge(`${what} is not in UTF-8: save it as UTF-8.`);
  }
};

/** By its byte order mark or, without one, by the zero byte of its first character: no text in UTF-8 begins with one. */
const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) ||
  (first === 0xfe && second === 0xff) ||
  (first === 0 && second !== undefined) ||
  (first !== undefined && second === 0);
