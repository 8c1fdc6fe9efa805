import type { Redactor } from '../drive/redact.js';

const LONGEST = 300;

/**
 * The last lines of a client as the transcript keeps them: without secrets, and without anything of a resource. A line
 * that was cut (…) may end in a part of a secret, which no redactor knows, so its last word goes.
 */
export const linesKept = (lines: readonly string[], redactor: Redactor): string[] =>
  lines.map((line) => {
    if (/["']\s*resourceType|^\s*[{["]/.test(line)) return `«JSON, ${line.length} characters»`;
    const clean = redactor.redact(line.replace(/\S*…$/, '…'));
    return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
  });
