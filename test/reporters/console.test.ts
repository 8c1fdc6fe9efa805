import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { formats } from '../../reporters/index.js';
import type { Exchange, Report, Verdict } from '../../src/model/index.js';
import { exchange, failed, report, verdict } from '../support/reports/made-report.js';

const print = (verdicts: readonly Verdict[], more: Partial<Report> = {}, color = false): string =>
  formats['console'](report(verdicts, more), { color });

const lastLine = (text: string): string | undefined => text.trimEnd().split('\n').at(-1);

describe('the console report', () => {
  it('of a server that conforms is short', () => {
    const text = print([
      verdict('status.a'),
      verdict('token.a', { outcome: 'inapplicable', because: 'nothing came up' }),
    ]);
    expect(text).toMatchInlineSnapshot(`
      "Target       http://h
      Profile      2019-12
      Conforms     yes
      Requirements 2: 1 passed, 0 failed, 0 warnings, 0 blocked, 1 inapplicable

      http://h conforms to profile 2019-12: all 2 requirements judged are met or do not apply.
      "
    `);
  });

  it('shows a failure with its evidence, its source and a way to see it', () => {
    const text = print([failed('status.a', { decision: 'We decided.' })]);
    expect(text).toMatchInlineSnapshot(`
      "Target       http://h
      Profile      2019-12
      Conforms     no
      Requirements 1: 0 passed, 1 failed, 0 warnings, 0 blocked, 0 inapplicable

      Failed

      Watching a job
        ✗ status.a  MUST, guide
          Statement of status.a.
          expected  status 200
          seen      status 404
          shown by  #1 GET /api/v1/jobs/1 → 404
          source    BCDA guide, “3. Check the status”
          decision  We decided.
          try       curl -i 'http://h/api/v1/jobs/1' -H 'Accept:' -H "Authorization: Bearer $BCDA_TOKEN"

      Before you run a “try” line, set BCDA_CLIENT_ID, BCDA_CLIENT_SECRET, then:
        BCDA_TOKEN=$(curl -s -X POST -u "$BCDA_CLIENT_ID:$BCDA_CLIENT_SECRET" -d '' TOKEN_URL | sed -n 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p')

      http://h does not conform to profile 2019-12: 1 requirement failed.
      "
    `);
  });

  it('groups failures by chapter and shows three exchanges at most', () => {
    const text = print([failed('status.a', { evidence: [5, 1, 2, 3] }), failed('token.a'), failed('token.b')]);
    expect(text.match(/Watching a job|Access tokens/g)).toEqual(['Watching a job', 'Access tokens']);
    expect(text.match(/#\d .*|and \d more/g)?.slice(0, 4)).toEqual([
      '#5 GET http://elsewhere/x → 404',
      '#1 GET /api/v1/jobs/1 → 404',
      '#2 GET /api/v1/jobs/2 → 404',
      'and 1 more',
    ]);
  });

  it('marks warnings, which do not count', () => {
    const text = print([failed('status.a', { gating: false, level: 'SHOULD' })]);
    expect(text).toContain('Warnings: failed, with no effect on conformance');
    expect(text).toContain('! status.a  SHOULD, guide');
    expect(lastLine(text)).toMatch(/conforms to profile 2019-12: 1 requirement judged, no failures, 1 warning\.$/);
  });

  it('groups what was blocked by the reason, with the option that would help', () => {
    const want = { outcome: 'blocked', because: 'a second client is needed', cause: 'input' } as const;
    const text = print(
      [
        verdict('token.a', { ...want, unblock: '--other-client-id' }),
        verdict('token.b', { ...want, unblock: '--other-client-id' }),
        verdict('status.a', { outcome: 'blocked', because: 'no job was finished', cause: 'earlier' }),
      ],
      { incomplete: ['not tested: needs --other-client-id', '1 could not be judged'] },
    );
    expect(text).toMatch(
      /^Not tested: .*\n {2}\? a second client is needed \(use --other-client-id\)\n {4}token\.a, token\.b$/m,
    );
    expect(text).toMatch(/^Blocked: .*\n {2}\? no job was finished\n {4}status\.a$/m);
    expect(lastLine(text)).toBe('Inconclusive: http://h against profile 2019-12. 3 requirements were not judged.');
  });

  it('tells once that --only left out what requirements need, whichever condition that is', () => {
    const left = (id: string, condition: string) =>
      verdict(id, {
        ...{ outcome: 'blocked', because: `--only left out ${condition}`, cause: 'choice' },
        unblock: 'every condition, without --only',
      });
    const text = print([left('token.a', 'slow-job'), left('token.b', 'gzip')]);
    expect(text).toContain(
      '\n  ? --only left out the condition (use every condition, without --only)\n    token.a, token.b\n',
    );
  });

  it('tells a reason for being blocked once, whatever export it was, and folds and wraps the ids', () => {
    const because = (of: string): Partial<Verdict> => ({
      outcome: 'blocked',
      because: `export of ${of}: the kick-off was answered 500`,
      cause: 'earlier',
    });
    const manifest = Array.from({ length: 13 }, (_, index) => verdict(`manifest.m${index}`, because('Patient')));
    const status = Array.from({ length: 20 }, (_, index) => verdict(`status.number-${index}`, because('Coverage')));
    const text = print([...manifest, ...status, verdict('status.met')]);
    expect(text.match(/kick-off was answered 500/g)).toHaveLength(1);
    expect(text).not.toContain('export of');
    expect(text).toContain('\n    manifest.* (13), status.number-0, ');
    expect(text).toMatch(/status\.number-\d+,\n {4}status/);
    expect(text.split('\n').every((line) => line.length <= 102)).toBe(true);
  });

  it('does not fold a chapter with a known failure, nor a part of a chapter', () => {
    const open = { outcome: 'blocked', because: 'why', cause: 'earlier' } as const;
    const known = { because: 'being mended', see: 'https://example.org/1' };
    const ids = ['token.a', 'token.b', 'token.c'];
    expect(print(ids.map((id) => verdict(id, { ...open, known })))).toContain('token.a (known), token.b (known)');
    expect(print([...ids.map((id) => verdict(id, open)), verdict('token.d')])).toContain('token.a, token.b, token.c');
    expect(print(ids.map((id) => verdict(id, open)))).toContain('token.* (3)');
  });

  const asked = (as: Exchange['as'], label: string, authorization: string): Exchange => ({
    ...exchange(label === 'token' ? 9 : 1, `http://h/${label}`),
    as,
    label,
    request: { method: 'GET', url: `http://h/${label}`, headers: [['Authorization', authorization]] },
  });
  const tokenRequest: Exchange = {
    ...asked('client', 'token', ''),
    request: {
      method: 'POST',
      url: 'http://h/auth/token',
      headers: [
        ['Accept', 'application/json'],
        ['Authorization', 'Basic «credentials»'],
      ],
      body: '',
    },
  };
  const tryBlock = (...exchanges: Exchange[]): string[] => {
    const lines = print([failed('status.a')], { exchanges: [...exchanges, tokenRequest] }).split('\n');
    const start = lines.findIndex((line) => line.startsWith('Before you run'));
    return start === -1 ? [] : lines.slice(start, lines.indexOf('', start));
  };

  it('says how to get the token that a line of try uses, from the token request of the run', () => {
    const [first, ...rest] = tryBlock(asked('token', 'status', 'Bearer «token 1»'));
    expect(first).toBe('Before you run a “try” line, set BCDA_CLIENT_ID, BCDA_CLIENT_SECRET, then:');
    expect(rest).toEqual([
      expect.stringContaining(
        `BCDA_TOKEN=$(curl -s 'http://h/auth/token' -H 'Accept: application/json' -u "$BCDA_CLIENT_ID:$BCDA_CLIENT_SECRET" -d '' | sed`,
      ),
    ]);
  });

  it.each([
    ['garbage-token', 'Bearer «other token»', []],
    ['client', 'Basic «credentials»', ['Before you run a “try” line, set BCDA_CLIENT_ID, BCDA_CLIENT_SECRET.']],
    ['wrong-secret', 'Basic «credentials»', ['Before you run a “try” line, set BCDA_CLIENT_ID.']],
    ['expired-token', 'Bearer «expired token»', ['Before you run a “try” line:', /BCDA_EXPIRED_TOKEN/]],
    [
      'other-client',
      'Bearer «token 4»',
      [/OTHER_CLIENT_ID, BCDA_OTHER_CLIENT_SECRET, then:/, /OTHER_TOKEN=.*OTHER_CLIENT_ID/],
    ],
    ['empty-token', 'Bearer', []],
    [
      'forged-token',
      'Bearer «forged token»',
      [/set BCDA_CLIENT_ID/, /BCDA_TOKEN=/, /BCDA_FORGED_TOKEN: .BCDA_TOKEN with/],
    ],
    ['altered-token', 'Bearer «altered token»', [/set BCDA_CLIENT_ID/, /BCDA_TOKEN=/, /ALTERED_TOKEN=\$\{BCDA_TOKEN/]],
  ] as const)('names only the variables that are used: %s', (as, authorization, expected) => {
    const lines = tryBlock(asked(as, 'status', authorization));
    expect(lines).toEqual(
      expected.map((line) => (typeof line === 'string' ? line : (expect.stringMatching(line) as unknown))),
    );
  });

  it('gets the token out of an answer by a shell that reads the line', () => {
    const [, line = ''] = tryBlock(asked('token', 'status', 'Bearer «token 1»'));
    const pipe = line.slice(line.indexOf('| sed') + 2, -1);
    for (const answer of ['{"access_token":"a.b-c_d","token_type":"bearer"}', '{\n  "access_token" : "a.b-c_d"\n}'])
      expect(execFileSync('sh', ['-c', pipe], { input: answer, encoding: 'utf8' }).trim()).toBe('a.b-c_d');
  });

  it('marks known failures, and names those that pass now', () => {
    const known = { because: 'being mended', see: 'https://example.org/1', until: '2030-01-01' };
    const text = print([failed('status.a', { known }), verdict('token.a', { known })]);
    expect(text).toContain('k status.a  MUST, guide, known failure');
    expect(text).toContain('known     being mended (https://example.org/1, until 2030-01-01)');
    expect(text).toContain('Known failure token.a passes now: remove its entry.');
    expect(lastLine(text)).toMatch(/1 requirement failed, a known failure\.$/);
  });

  it('says so when the harness itself failed', () => {
    expect(lastLine(print([verdict('status.a')], { errors: ['It broke.'] }))).toMatch(/could not be judged reliably/);
  });

  it('lets nothing of the server reach the terminal but printable characters', () => {
    const evil = 'x\u001b[31m\u0007\u0085\u009b2J\r\n\u2028forged\u202e\u200b';
    const text = print(
      [failed('status.a', { seen: evil }), verdict('token.a', { outcome: 'blocked', because: evil })],
      { exchanges: [exchange(1, `http://h/${evil}`)], notes: [evil], errors: [evil], target: 'http://h' },
    );
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e\u200b]/);
    expect(text).not.toMatch(/^\s*forged/m);
  });

  it('is colored only when asked to be', () => {
    expect(print([failed('status.a')], {}, true)).toContain('\u001b[31m');
    expect(print([failed('status.a')], {}, false)).not.toContain('\u001b');
  });
});

describe('the JSON report', () => {
  it('is the report, indented, with a newline at its end', () => {
    const made = report([verdict('status.a')]);
    const text = formats['json'](made);
    expect(JSON.parse(text)).toEqual({ ...made, seal: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(text).toMatch(/^\{\n {2}"schema"/);
    expect(text.endsWith('}\n')).toBe(true);
  });
});
