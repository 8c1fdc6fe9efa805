import { describe, expect, test } from 'vitest';
import { departures } from '../../../schemas/violations.js';
import { exitCode, judgeTranscript } from '../../../src/assess/index.js';
import { isLater } from '../../../src/assess/results/versions.js';
import type { Judgment, Report } from '../../../src/model/index.js';
import { tool } from '../../../src/package.js';
import { catalogueVersions, released, sinceOf, weightsIn } from '../../../suites/released/index.js';
import { catalogue as plain, profile, transcript } from '../../support/catalogue.js';

/** a.first is of the first catalogue, and everything else came later. */
const catalogue = plain.map((suite) => ({
  ...suite,
  requirements: suite.requirements.map((one) => ({ ...one, since: one.id === 'a.first' ? '0.9.0' : '0.10.0' })),
}));
const pass: Partial<Judgment> = { outcome: 'pass' };
const fail: Partial<Judgment> = { outcome: 'fail', seen: 'no' };
const blocked: Partial<Judgment> = { outcome: 'blocked', because: 'no', cause: 'earlier' };

const judgeAs = (asOf: string | undefined, y: Partial<Judgment>, x = pass, strict = false): Report =>
  judgeTranscript(transcript({ x, y, z: pass }), profile, {
    catalogue,
    strict,
    ...(asOf !== undefined && { asOf }),
  });
const verdictOf = ({ verdicts }: Report, id: string) => verdicts.find((one) => one.id === id);

describe('a run that is judged by an older catalogue', () => {
  test.each<[string, Report, 0 | 1 | 2, Report['conforms']]>([
    ['what is newer may fail', judgeAs('0.9.0', fail), 0, 'yes'],
    ['what is newer may be blocked', judgeAs('0.9.0', blocked), 0, 'yes'],
    ['so it may if the run is strict', judgeAs('0.9.0', blocked, pass, true), 0, 'yes'],
    ['what it has counts', judgeAs('0.9.0', pass, fail), 1, 'no'],
    ['nothing is newer than the newest', judgeAs('0.10.0', fail), 1, 'no'],
    ['without a version all of it counts', judgeAs(undefined, fail), 1, 'no'],
  ])('%s', (_, report, code, conforms) => {
    expect([exitCode(report), report.conforms]).toEqual([code, conforms]);
    expect(departures('report', JSON.parse(JSON.stringify(report)))).toEqual([]);
  });

  test('says what is information only, and what of that failed', () => {
    const report = judgeAs('0.9.0', fail);
    expect(report.asOf).toBe('0.9.0');
    expect(verdictOf(report, 'a.second.x')).toMatchObject({ since: '0.10.0', newer: true, gating: false });
    expect(verdictOf(report, 'a.first')).toMatchObject({ since: '0.9.0', gating: true });
    expect(verdictOf(report, 'a.first')?.newer).toBeUndefined();
    expect(report.notes).toEqual([
      'The run is judged by catalogue 0.9.0: 4 requirements that came later are information only; of these failed a.second.x, a.second.y, a.secondary.',
    ]);
    expect(judgeAs('0.10.0', fail).notes).toEqual([]);
  });
});

test.each([
  ['0.2.0', '0.1.0', true],
  ['0.1.0', '0.1.0', false],
  ['0.1.0', '0.2.0', false],
  ['0.10.0', '0.9.1', true],
  ['1.0.0', '0.99.99', true],
])('%s is later than %s: %s', (one, other, expected) => expect(isLater(one, other)).toBe(expected));

describe('the released catalogues', () => {
  test('are in order, this version is the last, and no id stands twice in one', () => {
    for (const [index, version] of catalogueVersions.entries())
      expect(catalogueVersions.slice(0, index).filter((earlier) => !isLater(version, earlier))).toEqual([]);
    expect(catalogueVersions.at(-1)).toBe(tool.version);
    for (const [, requirements] of released) {
      const ids = Object.values(requirements).flatMap((text) => text.split(/\s+/));
      expect(ids.length).toBe(weightsIn(requirements).size);
    }
  });

  test('say since when there is a requirement', () => {
    expect(sinceOf({ id: 'token.issued' })).toBe('0.1.0');
    expect(sinceOf({ id: 'token.of-tomorrow' })).toBe(tool.version);
  });
});
