import { beforeAll, describe, expect, test } from 'vitest';
import { formats } from '../../reporters/index.js';
import { type Report, standingOf, type Verdict } from '../../src/model/index.js';
import { type Canonical, canonical } from '../support/reports/canonical.js';

interface Annotation {
  readonly command: string;
  readonly title: string;
  readonly message: string;
}

const undone = (text: string, codes: readonly [string, string][]): string =>
  codes.reduce((rest, [code, sign]) => rest.replaceAll(code, sign), text);
const DATA: [string, string][] = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
];
const PROPERTY: [string, string][] = [['%3A', ':'], ['%2C', ','], ...DATA];

/** Reads lines as the runner does (actions/runner, ActionCommand.cs); throws for one that is no annotation. */
const annotations = (text: string): Annotation[] =>
  text
    .trimEnd()
    .split(/\r\n|\r|\n/)
    .map((line) => {
      const [, command = '', title = '', message = ''] =
        /^::(error|warning|notice) title=([^:,]*)::(.*)$/.exec(line) ?? [];
      if (command === '') throw new Error(`no annotation: ${line}`);
      return { command, title: undone(title, PROPERTY), message: undone(message, DATA) };
    });

const github = (report: Report): Annotation[] => annotations(formats['github'](report));
const of = (all: readonly Annotation[], command: string): string[] =>
  all.filter((one) => one.command === command).map(({ title }) => title);

let reports: Canonical;
beforeAll(async () => void (reports = await canonical()));

describe.each(['allPass', 'mixed', 'hostile', 'client'] as const)('the annotations of %s', (name) => {
  test('are an error for each failure that counts and a warning for each that does not', () => {
    const { verdicts, errors } = reports[name];
    const failed = verdicts.filter(({ outcome, known }) => outcome === 'fail' && known === undefined);
    const ids = (gating: boolean): string[] => failed.filter((one) => one.gating === gating).map(({ id }) => id);
    const all = github(reports[name]);
    const blocked = verdicts.some((one) => standingOf(one) === 'blocked') ? ['Blocked'] : [];
    expect(of(all, 'error')).toEqual([...errors.map(() => 'The run itself'), ...ids(true), ...blocked]);
    expect(of(all, 'warning')).toEqual(ids(false));
    expect(of(all, 'notice')).toContain(`BCDA ${reports[name].role}`);
  });
});

test('known failures and what was not tested are notices', () => {
  expect(of(github(reports.mixed), 'notice')).toEqual(['BCDA server', 'metadata.fhir-version', 'Not tested']);
});

test('a failure says what was required, expected and seen, in two lines', () => {
  const { verdicts } = reports.hostile;
  const verdict = verdicts.find(({ id }) => id === 'manifest.job-id');
  const found = github(reports.hostile).find(({ title }) => title === 'manifest.job-id');
  expect(found?.message.split('\n').map((line) => line.split(' ')[0])).toEqual(['In', 'expected:']);
  expect(found?.message).toContain(verdict?.statement);
  // A percent sign of the server is still one, and no line break: the code was not undone twice.
  expect(found?.message).toContain('%0A::error::forged');
});

test('what a property may not hold is escaped in it', () => {
  const odd = (one: Verdict): Verdict => ({ ...one, id: 'a:b,c%d\n::error::x' });
  const [first] = github({ ...reports.client, verdicts: reports.client.verdicts.map(odd) });
  expect(first?.title).toBe('a:b,c%d\u{fffd}::error::x');
  const text = formats['github']({ ...reports.client, verdicts: reports.client.verdicts.map(odd) });
  expect(text).toMatch(/^::error title=a%3Ab%2Cc%25d\u{fffd}%3A%3Aerror%3A%3Ax::/u);
});

test('a known failure that passes now is an error, since the run fails because of it', () => {
  const known = { because: 'x', see: 'y' };
  const verdicts = reports.allPass.verdicts.map((one, index) => ({ ...one, ...(index === 0 && { known }) }));
  expect(of(github({ ...reports.allPass, verdicts }), 'error')).toEqual(['Known failure']);
});
