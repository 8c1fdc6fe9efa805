import type { Header } from '../../model/index.js';
import type { ClientReply } from './http.js';

/** The pull failed because of the server. The message is one sentence for the user, without secrets and without values. */
export class PullFailed extends Error {
  override readonly name = 'PullFailed';
  /** Whether the pull may succeed later with the same job. */
  readonly resumable: boolean;
  constructor(message: string, resumable = false) {
    super(message);
    this.resumable = resumable;
  }
}

/** A reply that was read to its end. */
interface ClientAnswer {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly text: string;
}

/** Longest reply other than a data file, in bytes. */
const LONGEST = 8 * 1024 * 1024;

/** Reads a small reply to its end; throws BrokenExchange if it is cut off. */
export const answerOf = async ({ status, headers, body }: ClientReply): Promise<ClientAnswer> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > LONGEST) throw new PullFailed(`A response of the server is longer than ${LONGEST} bytes.`);
    parts.push(part);
  }
  return { status, headers, text: new TextDecoder().decode(Buffer.concat(parts)) };
};

/** A failure with the status and the codes of the OperationOutcome; its texts may contain anything. */
export const failureOf = (what: string, { status, text }: ClientAnswer, resumable = false): PullFailed => {
  const codes = codesOf(jsonOf(text));
  const because = codes.length === 0 ? '' : ` (OperationOutcome: ${codes.join(', ')})`;
  return new PullFailed(`${what} returned status ${status}${because}.`, resumable);
};

const codesOf = (outcome: unknown): string[] => {
  const issues = memberOf(outcome, 'issue');
  const codes = (Array.isArray(issues) ? issues : []).map((issue) => memberOf(issue, 'code'));
  const known = codes.filter((code) => typeof code === 'string' && ISSUE_CODES.has(code));
  return [...new Set(known as string[])].slice(0, 5);
};

/** The codes of STU3 (OperationOutcome.issue.code): any other word may be a person's name. */
const ISSUE_CODES: ReadonlySet<string> = new Set(
  `invalid structure required value invariant security login unknown expired forbidden suppressed processing
   not-supported duplicate not-found too-long code-invalid extension too-costly business-rule conflict incomplete
   transient lock-error no-store exception timeout throttled informational`.split(/\s+/),
);

/** A JSON document; undefined if the text is not JSON. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** A member of what may be a JSON object. */
export const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
