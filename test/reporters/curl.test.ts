import { describe, expect, it } from 'vitest';
import { curlOf } from '../../reporters/text/curl.js';
import type { Credential, Exchange, Header } from '../../src/model/index.js';

interface Sent {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: readonly Header[];
  readonly body?: string;
  readonly label?: string;
}

const curl = (
  as: Credential,
  { method = 'GET', url = 'http://h/a', headers = [], body, label = 'l' }: Sent = {},
  report: { ca?: true } = {},
): string => {
  const request = { method, url, headers, ...(body !== undefined && { body }) };
  const exchange: Exchange = { id: 1, step: 's', label, as, at: 0, ms: 1, request };
  return curlOf(exchange, report);
};

const accept: Header = ['Accept', 'application/json'];
const basic: Header = ['Authorization', 'Basic «credentials»'];
const bearer = (mark: string): Header => ['Authorization', `Bearer ${mark}`];

describe('a curl line', () => {
  it('trusts the authorities that the run trusted', () => {
    expect(curl('none', { headers: [accept] }, { ca: true })).toBe(
      `curl -i --cacert "$BCDA_CA_FILE" 'http://h/a' -H 'Accept: application/json'`,
    );
  });

  it('repeats an export request', () => {
    const headers = [['Accept', 'application/fhir+json'], ['Prefer', 'respond-async'], bearer('«token 1»')] as const;
    expect(curl('token', { url: 'http://h/api/v1/Patient/$export?_type=a', headers })).toBe(
      `curl -i 'http://h/api/v1/Patient/$export?_type=a' -H 'Accept: application/fhir+json' -H 'Prefer: respond-async' -H "Authorization: Bearer $BCDA_TOKEN"`,
    );
  });

  it('repeats a token request, with a form and without a body', () => {
    expect(curl('client', { method: 'POST', headers: [accept, basic], body: '' })).toBe(
      `curl -i 'http://h/a' -H 'Accept: application/json' -u "$BCDA_CLIENT_ID:$BCDA_CLIENT_SECRET" -d ''`,
    );
    expect(curl('client', { method: 'POST', headers: [accept, basic] })).toContain(`-X 'POST' 'http://h/a'`);
  });

  it('leaves out what a tool that was captured sent for its own connection', () => {
    const own = ['connection', 'Content-Length', 'host', 'User-Agent'].map((name): Header => [name, '0']);
    expect(curl('none', { method: 'POST', headers: [accept, ...own], body: '' })).toBe(
      `curl -i 'http://h/a' -H 'Accept: application/json' -d ''`,
    );
  });

  it.each([
    ['other-client', basic, '-u "$BCDA_OTHER_CLIENT_ID:$BCDA_OTHER_CLIENT_SECRET"'],
    ['wrong-secret', basic, '-u "$BCDA_CLIENT_ID:a-wrong-secret"'],
    ['unknown-client', basic, '-u "an-unknown-client:$BCDA_CLIENT_SECRET"'],
    ['malformed-basic', basic, `-H 'Authorization: Basic !!!not-base64!!!'`],
    ['basic', basic, '-u "$BCDA_CLIENT_ID:$BCDA_CLIENT_SECRET"'],
    ['other-client', bearer('«token 4»'), '-H "Authorization: Bearer $BCDA_OTHER_TOKEN"'],
    ['renewed-token', bearer('«token 2»'), '-H "Authorization: Bearer $BCDA_SECOND_TOKEN"'],
    ['expired-token', bearer('«token 1»'), '-H "Authorization: Bearer $BCDA_EXPIRED_TOKEN"'],
    ['expired-token', bearer('«expired token»'), '-H "Authorization: Bearer $BCDA_EXPIRED_TOKEN"'],
    ['altered-token', bearer('«altered token»'), '-H "Authorization: Bearer $BCDA_ALTERED_TOKEN"'],
    ['forged-token', bearer('«forged token»'), '-H "Authorization: Bearer $BCDA_FORGED_TOKEN"'],
    ['forged-token', bearer('«jwt»'), '-H "Authorization: Bearer $BCDA_FORGED_TOKEN"'],
    ['empty-token', ['Authorization', 'Bearer'], `-H 'Authorization: Bearer '`],
    ['garbage-token', bearer('«other token»'), `-H 'Authorization: Bearer made-up-token'`],
  ] as const)('of %s with %s', (as, header, expected) => {
    expect(curl(as, { headers: [accept, header] })).toContain(` ${expected}`);
  });

  it.each(['data', 'error-data', 'file-again', 'data-no-token', 'unknown-file'])(
    'keeps claims data off the terminal: %s',
    (label) => {
      expect(curl('token', { label })).toMatch(/^curl -o \/dev\/null -D - 'http/);
    },
  );

  it('shows the answers of everything else', () => {
    for (const label of ['metadata', 'status', 'manifest', 'export-no-token', 'profile-data'])
      expect(curl('token', { label })).toMatch(/^curl -i 'http/);
  });

  it('has a token of the URL outside the single quotes', () => {
    expect(curl('token-in-url', { url: 'http://h/a?access_token=«token 1»&b', headers: [accept] })).toContain(
      `'http://h/a?access_token='"$BCDA_TOKEN"'&b'`,
    );
  });

  it('sends no header that the request did not have', () => {
    expect(curl('none')).toBe(`curl -i 'http://h/a' -H 'Accept:'`);
    expect(curl('none', { headers: [accept, ['Accept-Encoding', 'identity']] })).not.toContain('Encoding');
    expect(curl('none', { headers: [accept, ['Accept-Encoding', 'gzip']] })).toContain(`-H 'Accept-Encoding: gzip'`);
  });

  it('cannot be broken out of by a hostile URL', () => {
    expect(curl('none', { url: `http://h/'; rm -rf "$HOME" \u001b[2J\n#`, headers: [accept] })).toBe(
      `curl -i -g 'http://h/'\\''; rm -rf "$HOME" \u{FFFD}[2J\u{FFFD}#' -H 'Accept: application/json'`,
    );
  });
});
