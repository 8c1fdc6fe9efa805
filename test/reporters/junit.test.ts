import { beforeAll, describe, expect, test } from 'vitest';
import { formats } from '../../reporters/index.js';
import type { Report, Verdict } from '../../src/model/index.js';
import { type Canonical, canonical } from '../support/reports/canonical.js';
import { junitDepartures } from '../support/formats/junit-schema.js';
import { childrenOf, readXml, type XmlElement } from '../support/formats/xml.js';

const junit = (report: Report): XmlElement => readXml(formats['junit'](report));
const suitesOf = (root: XmlElement): XmlElement[] => childrenOf(root, 'testsuite');
const casesOf = (root: XmlElement): XmlElement[] => suitesOf(root).flatMap((suite) => childrenOf(suite, 'testcase'));
const textOf = ({ children }: XmlElement): string => children.filter((child) => typeof child === 'string').join('');
const idOf = ({ attributes }: XmlElement): string => attributes['name']?.split(':')[0] ?? '';
/** Ids of the cases that have an element of this name. */
const marked = (root: XmlElement, name: string): string[] =>
  casesOf(root)
    .filter((one) => childrenOf(one, name).length > 0)
    .map(idOf);
const markOf = (root: XmlElement, id: string, name: string): XmlElement | undefined =>
  childrenOf(casesOf(root).find((one) => idOf(one) === id) ?? { name: '', attributes: {}, children: [] }, name)[0];

let reports: Canonical;
beforeAll(async () => void (reports = await canonical()));

describe.each(['allPass', 'mixed', 'hostile', 'client'] as const)('the JUnit report of %s', (name) => {
  test('is well-formed, is what Jenkins reads, and counts what it holds', () => {
    const report = reports[name];
    const root = junit(report);
    expect(junitDepartures(root)).toEqual([]);
    const count = (element: XmlElement, tag: string): number =>
      childrenOf(element, 'testcase').filter((one) => childrenOf(one, tag).length > 0).length;
    for (const suite of suitesOf(root))
      expect(suite.attributes).toMatchObject({
        tests: `${childrenOf(suite, 'testcase').length}`,
        failures: `${count(suite, 'failure')}`,
        errors: `${count(suite, 'error')}`,
        skipped: `${count(suite, 'skipped')}`,
      });
    for (const key of ['tests', 'failures', 'errors'])
      expect(root.attributes[key]).toBe(
        `${suitesOf(root).reduce((sum, { attributes }) => sum + Number(attributes[key]), 0)}`,
      );
  });

  test('has a case for every requirement, in the suite of its chapter, in reading order', () => {
    const report = reports[name];
    const cases = casesOf(junit(report)).filter(({ attributes }) => !attributes['classname']?.endsWith('.run'));
    expect(cases.map(({ attributes }) => attributes['name'])).toEqual(
      report.verdicts.map(({ id, statement }) => `${id}: ${statement}`),
    );
    expect(cases.map(({ attributes }) => attributes['classname'])).toEqual(
      report.verdicts.map(({ chapter }) => `bcda.2019-12.${chapter}`),
    );
  });

  test('fails exactly what gates and is not known', () => {
    const report = reports[name];
    const wanted = report.verdicts.filter(
      ({ outcome, gating, known }) => outcome === 'fail' && gating && known === undefined,
    );
    expect(marked(junit(report), 'failure')).toEqual(wanted.map(({ id }) => id));
  });
});

test('the mixed report: warnings, known failures and what was blocked are no failures', () => {
  const root = junit(reports.mixed);
  expect(marked(root, 'system-out')).toEqual([
    'token.no-store',
    'status.progress-short',
    'resources.extensible-bindings',
  ]);
  expect(marked(root, 'error')).toEqual(['kickoff.error-valid-stu3']);
  expect(markOf(root, 'protection.other-client', 'skipped')?.attributes['message']).toContain('--other-client-id');
  expect(markOf(root, 'metadata.fhir-version', 'skipped')?.attributes['message']).toBe(
    'known failure: the gateway still says R4 (https://tracker.example/1)',
  );
  expect(markOf(root, 'token.expires-in-number', 'skipped')?.attributes['type']).toBe('inapplicable');
  const said = textOf(markOf(root, 'kickoff.error-outcome', 'failure') ?? { name: '', attributes: {}, children: [] });
  for (const word of ['expected: the body', 'seen: export', 'shown by: #', 'source: FHIR Bulk', 'try: curl -i '])
    expect(said).toContain(word);
});

test('strict: what is not tested because an input is missing is an error', () => {
  expect(marked(junit({ ...reports.mixed, strict: true }), 'error')).toEqual([
    'protection.other-client',
    'kickoff.error-valid-stu3',
  ]);
});

test('the report says what was judged, by what, and when', () => {
  const [suite] = suitesOf(junit(reports.allPass));
  const [properties] = suite === undefined ? [] : childrenOf(suite, 'properties');
  const named: Record<string, string> = Object.fromEntries(
    (properties === undefined ? [] : childrenOf(properties, 'property')).map(({ attributes }) => [
      attributes['name'] ?? '',
      attributes['value'] ?? '',
    ]),
  );
  const { target, profile, catalogue, tool, startedAt } = reports.allPass;
  expect(named).toEqual({
    ...{ target, profile, catalogue, tool: `${tool.name} ${tool.version}` },
    ...{ conforms: 'yes', strict: 'false' },
  });
  expect(suite?.attributes['timestamp']).toBe(startedAt);
});

test('nothing of a hostile server becomes an element, and all of it is there to be read', () => {
  const root = junit(reports.hostile);
  expect(casesOf(root).length).toBe(casesOf(junit(reports.mixed)).length + 1);
  expect(casesOf(root).map(({ attributes }) => attributes['name'])).not.toContain('forged');
  expect(markOf(root, 'manifest.job-id', 'failure')?.attributes['message']).toContain(
    ']]></failure><testcase name="forged"/>',
  );
  expect(markOf(root, 'the run is complete (1)', 'error')?.attributes['message']).toContain('<script>');
});

test('a line break and the last signs of the basic plane cannot forge a line nor spoil the XML', () => {
  const spoil = (verdict: Verdict): Verdict => ({ ...verdict, seen: 'a\u{fffe}\u{ffff}\ntry: rm -rf /' });
  const root = junit({ ...reports.mixed, verdicts: reports.mixed.verdicts.map(spoil) });
  const failure = markOf(root, 'manifest.job-id', 'failure');
  expect(failure?.attributes['message']).toMatch(/; seen: a\u{fffd}\u{fffd}\u{fffd}try: rm -rf \/$/u);
  expect(textOf(failure ?? root)).not.toMatch(/^try: rm/m);
});

test('a known failure that passes now is a failure, since the run fails because of it', () => {
  const { verdicts } = reports.allPass;
  const known = { because: 'x', see: 'y' };
  const root = junit({
    ...reports.allPass,
    verdicts: verdicts.map((one, index) => ({ ...one, ...(index === 0 && { known }) })),
  });
  expect(markOf(root, 'metadata.public', 'failure')?.attributes['message']).toContain('remove its entry');
});

test('the checker of the schema finds what is wrong', () => {
  const wrong = (xml: string): string[] => junitDepartures(readXml(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`));
  const counts = 'tests="0" failures="0" errors="0"';
  expect(wrong(`<testsuites><testsuite name="a" ${counts} time="1.5"/></testsuites>`)).toEqual([]);
  expect(wrong(`<testsuite name="a" ${counts}/>`)).toEqual(['testsuite is not known here']);
  expect(wrong(`<testsuites skipped="1"/>`)).toEqual(['testsuites has skipped']);
  expect(wrong(`<testsuites time="1s"/>`)).toEqual(['testsuites has a wrong time']);
  expect(wrong(`<testsuites><testsuite ${counts}>x<testcase/><failure/></testsuite></testsuites>`)).toEqual([
    'testsuite lacks name',
    'text in testsuite',
    'testcase lacks name',
    'failure in testsuite',
  ]);
  expect(() => wrong('<testsuites><a></testsuites>')).toThrow();
  expect(() => wrong('<testsuites name="a & b"/>')).toThrow();
  expect(() => wrong('<testsuites name="\u{1}"/>')).toThrow();
});

test('no time is so long that it is not written in digits', () => {
  const [first, ...others] = reports.mixed.exchanges;
  if (first === undefined) throw new Error('there is no exchange');
  const xml = formats['junit']({ ...reports.mixed, exchanges: [{ ...first, ms: 1e308 }, ...others] });
  expect(junitDepartures(readXml(xml))).toEqual([]);
});
