import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transcriptIn } from '../../cli/input/transcript.js';
import { judgeTranscript, selectRequirements } from '../../src/assess/index.js';
import type { Report, Transcript, Verdict } from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { holds } from '../support/arbitrary/index.js';
import { placesInBodies, withValueAt } from '../support/arbitrary/changes.js';
import { altered, free, profileOf, recorded } from '../support/arbitrary/transcripts.js';

const transcripts = await recorded();

/** Nothing below can be changed: a judge that wrote into what it reads would throw. */
const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
};

const judged = (transcript: Transcript): Report => {
  const report = judgeTranscript(transcript, profileOf(transcript), { catalogue });
  return { ...report, timings: { ...report.timings, judgeMs: 0 } };
};

/** What is wrong with a verdict, whatever was recorded. */
const faultsOf = ({ outcome, evidence, ...verdict }: Verdict, { exchanges }: Transcript): string[] => {
  const [{ seen, because, cause, expected }, says] = [verdict, (text = ''): boolean => text.trim() !== ''];
  const rules: readonly (readonly [boolean, string])[] = [
    [['pass', 'fail', 'blocked', 'inapplicable'].includes(outcome), 'is no outcome'],
    [says(expected), 'does not say what it expects'],
    [outcome !== 'fail' || says(seen), 'fails and does not say why'],
    [outcome !== 'blocked' || (says(cause) && because !== undefined), 'is blocked and does not say by what'],
    [outcome !== 'inapplicable' || because !== undefined, 'is inapplicable and does not say why'],
    [new Set(evidence).size === evidence.length, 'cites an exchange twice'],
    [evidence.every((id) => exchanges[id - 1]?.id === id), 'cites what is not there'],
  ];
  return rules.flatMap(([holds, what]) => (holds ? [] : [`${verdict.id} ${what}`]));
};

/** What every report says, whatever was recorded. */
const isSound = (report: Report, transcript: Transcript): void => {
  const asked = selectRequirements(profileOf(transcript), { catalogue }, transcript.role);
  expect(report.verdicts.map(({ id }) => id)).toEqual(asked.map(({ requirement }) => requirement.id));
  expect(report.verdicts.flatMap((verdict) => faultsOf(verdict, transcript))).toEqual([]);
  const gating = report.verdicts.some((verdict) => verdict.outcome === 'fail' && verdict.gating);
  expect(report.conforms === 'no').toBe(gating);
  if (report.conforms === 'yes') expect(report.verdicts.map(({ outcome }) => outcome)).not.toContain('blocked');
};

const judges = (transcript: Transcript): void => {
  const first = frozen(transcriptIn(JSON.stringify(transcript), 'x'));
  isSound(judged(first), first);
};

describe('whatever was recorded, every requirement gets a sound verdict', () => {
  test('of what was recorded', () => {
    expect(transcripts.length).toBe(5);
    transcripts.forEach(judges);
  });
  test.each([
    ['null', null],
    ['a list of null', [null]],
    ['an object that is no text', { toString: null }],
  ])('of what was recorded with %s at any place of its bodies', (_, odd) => {
    const richest = [transcripts[2], transcripts[3]].filter((one) => one !== undefined);
    const all = richest.flatMap((one) => placesInBodies(one).map((place) => ({ one, place })));
    expect(all.length).toBeGreaterThan(100);
    for (const { one, place } of all) expect(() => judges(withValueAt(one, place, odd)), place.path).not.toThrow();
  });
  holds('of what was recorded and then altered', 200, altered(transcripts), judges);
  holds('of what no run left', 200, free(transcripts), judges);
  holds('and the same when it is judged again', 20, fc.oneof(altered(transcripts), free(transcripts)), (transcript) => {
    const first = judged(transcript);
    expect(JSON.stringify(judged(JSON.parse(JSON.stringify(transcript)) as Transcript))).toBe(JSON.stringify(first));
  });
});

describe('where nothing was said, nothing passes', () => {
  holds('whatever the steps and the facts', 150, free(transcripts), (transcript) => {
    const facts = transcript.facts.filter(({ kind }) => kind === 'stop');
    for (const rest of [facts, []]) {
      const { verdicts, conforms } = judged({ ...transcript, exchanges: [], facts: rest });
      expect(verdicts.filter(({ outcome }) => outcome === 'pass')).toEqual([]);
      expect(conforms).not.toBe('yes');
    }
  });
});
