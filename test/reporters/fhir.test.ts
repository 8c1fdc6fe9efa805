import { beforeAll, describe, expect, test } from 'vitest';
import { formats } from '../../reporters/index.js';
import { judgeText } from '../../src/fhir/validate/judge/text.js';
import type { Report } from '../../src/model/index.js';
import { type Canonical, canonical } from '../support/reports/canonical.js';

interface TestReport {
  readonly status: string;
  readonly result: string;
  readonly issued: string;
  readonly tester: string;
  readonly participant: readonly { readonly type: string; readonly uri: string; readonly display: string }[];
  readonly contained: readonly { readonly url: string }[];
  readonly test: readonly {
    readonly name: string;
    readonly description: string;
    readonly action: readonly {
      readonly assert: { readonly result: string; readonly message: string; readonly detail: string };
    }[];
  }[];
}

const text = (report: Report): string => formats['fhir'](report);
const parsed = (report: Report): TestReport => JSON.parse(text(report)) as TestReport;
const assertOf = (report: Report, id: string) => parsed(report).test.find(({ name }) => name === id)?.action[0]?.assert;

let reports: Canonical;
beforeAll(async () => void (reports = await canonical()));

describe.each(['allPass', 'mixed', 'hostile', 'client'] as const)('the TestReport of %s', (name) => {
  test('is valid STU3', () => {
    const { type, findings } = judgeText(text(reports[name]));
    expect(type).toBe('TestReport');
    expect(findings).toEqual([]);
  });

  test('has a test for every requirement, and nothing in it is more than text', () => {
    const { verdicts } = reports[name];
    const tests = parsed(reports[name]).test;
    expect(tests.map(({ name: id, description }) => [id, description])).toEqual(
      verdicts.map(({ id, statement }) => [id, statement]),
    );
    const invisible = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
    for (const { action } of tests)
      for (const { assert } of action) {
        expect(assert.message).not.toMatch(invisible);
        expect(assert.message.replace(/\\./g, '')).not.toMatch(/[<>`[\]]/);
      }
  });

  test('fails exactly what gates, and warns of what does not', () => {
    const { verdicts } = reports[name];
    const ids = (result: string): string[] =>
      parsed(reports[name])
        .test.filter(({ action }) => action[0]?.assert.result === result)
        .map((one) => one.name);
    const failed = verdicts.filter(({ outcome }) => outcome === 'fail');
    expect(ids('fail')).toEqual(failed.filter(({ gating }) => gating).map(({ id }) => id));
    expect(ids('warning')).toEqual(failed.filter(({ gating }) => !gating).map(({ id }) => id));
    expect(ids('pass')).toEqual(verdicts.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id));
  });
});

test('it says what was tested, by what, when, against which catalogue, and how that ended', () => {
  const { target, startedAt, tool, catalogue } = reports.allPass;
  expect(parsed(reports.allPass)).toMatchObject({
    status: 'completed',
    result: 'pass',
    issued: startedAt,
    tester: `${tool.name} ${tool.version}`,
    participant: [{ type: 'server', uri: `${target}/`, display: target }],
    contained: [{ url: `urn:bcda-conformance:catalogue:${catalogue}` }],
  });
  expect(parsed(reports.mixed)).toMatchObject({ status: 'completed', result: 'fail' });
  expect(parsed(reports.hostile)).toMatchObject({ status: 'stopped', result: 'fail' });
  expect(parsed(reports.client)).toMatchObject({
    result: 'fail',
    participant: [{ type: 'client', uri: 'urn:bcda-conformance:client:credentials-everywhere' }],
  });
  expect(parsed({ ...reports.allPass, conforms: 'incomplete' }).result).toBe('pending');
  expect(parsed({ ...reports.allPass, errors: ['x'] }).result).toBe('pending');
});

test('what was not judged is skipped if only the user could have helped, and otherwise an error', () => {
  expect(assertOf(reports.mixed, 'protection.other-client')).toMatchObject({ result: 'skip' });
  expect(assertOf(reports.mixed, 'protection.other-client')?.message).toMatch(/^not tested: .*\(use --other-client-id/);
  expect(assertOf(reports.mixed, 'kickoff.error-valid-stu3')).toMatchObject({ result: 'error' });
  expect(assertOf(reports.mixed, 'token.expires-in-number')).toMatchObject({ result: 'skip' });
  expect(assertOf({ ...reports.mixed, strict: true }, 'protection.other-client')).toMatchObject({ result: 'error' });
  const known = assertOf(reports.mixed, 'metadata.fhir-version');
  expect(known?.message).toMatch(/^known failure: the gateway still says R4 .*; expected: .*; seen: /);
  expect(assertOf(reports.mixed, 'token.no-store')?.detail).toBe('https://www.rfc-editor.org/rfc/rfc6749#section-5.1');
});

test.each(['', ' ', 'my client 1.0', 'a\u{0}b\u{d800}', '<x>'])('a client called %j is reported', (target) => {
  expect(judgeText(text({ ...reports.client, target })).findings).toEqual([]);
});

test.each(['', ' ', '\u{0}', 'a b', '😀'.repeat(3000), `a${'😀'.repeat(3000)}`])(
  'a tool called %j, of such a version, is reported',
  (name) => {
    const target = name;
    expect(judgeText(text({ ...reports.client, target, tool: { name, version: name } })).findings).toEqual([]);
  },
);
