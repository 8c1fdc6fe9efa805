import type { Header, ServerReply } from '../../model/index.js';

/** A code of STU3's required value set issue-type, as far as this server uses it. */
type IssueCode = 'exception' | 'not-found' | 'not-supported' | 'processing' | 'required' | 'value';

/**
 * JSON text of an OperationOutcome with one issue (STU3, OperationOutcome: severity and code are required codes).
 * @param code the reason, from issue-type
 * @param text the reason for people
 */
export const outcome = (code: IssueCode, text: string, severity: 'error' | 'warning' = 'error'): string =>
  JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity, code, details: { text } }] });

/** A refusal with an OperationOutcome (Bulk Data Export: errors). */
export const refusal = (status: number, code: IssueCode, text: string): ServerReply => ({
  status,
  headers: [['Content-Type', 'application/fhir+json']],
  body: outcome(code, text),
});

export const notFound = (what: string): ServerReply => refusal(404, 'not-found', `The ${what} does not exist.`);

/** The reply to a method that the path does not support; it names the supported one (RFC 9110, 15.5.6). */
export const wrongMethod = (allow: string): ServerReply => {
  const reply = refusal(405, 'not-supported', `This path supports only ${allow}.`);
  return { ...reply, headers: [...reply.headers, ['Allow', allow]] };
};

/**
 * A 401 without a body, with only the challenge (guide: Encoded Basic authentication, "No additional information";
 * RFC 9110, 11.6.1).
 */
export const unauthorized = (scheme: 'Basic' | 'Bearer'): ServerReply => ({
  status: 401,
  headers: [['WWW-Authenticate', `${scheme} realm="BCDA"`]],
  body: '',
});

/** A 429 that says after how many seconds to try again (pages: too many requests). */
export const busy = (seconds: number): ServerReply => ({
  status: 429,
  headers: [['Retry-After', String(seconds)]],
  body: '',
});

export const plain = (status: number, text: string, headers: readonly Header[] = []): ServerReply => ({
  status,
  headers: [['Content-Type', 'text/plain; charset=utf-8'], ...headers],
  body: text,
});
