import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { Collector, type CountedFinding } from '../../src/fhir/validate/collect.js';
import { holds } from '../support/arbitrary/index.js';

const MOST = 6;

/** A departure in a line: some twenty kinds, of which every second is an error. */
const seen = fc.tuple(fc.nat(19), fc.nat(3)).map(([kind, more]) => ({
  more,
  one: {
    rule: `rule-${kind}`,
    severity: kind % 2 === 0 ? 'error' : 'warning',
    ...{ path: `Patient.name[${more}]`, expected: 'x', spec: 'https://hl7.org', at: 0 },
  } satisfies CountedFinding,
}));
const file = fc.array(fc.array(seen, { maxLength: 4 }), { maxLength: 20, size: 'max' });

type Lines = readonly (readonly { readonly one: CountedFinding }[])[];

const collected = (lines: Lines, most = MOST): Collector => {
  const collector = new Collector(3, most);
  for (const [index, line] of lines.entries())
    for (const { one } of line) collector.add(one, { line: index + 1, lineOffset: index * 10, bytesTo: () => 1 });
  return collector;
};

describe('of too many kinds of findings', () => {
  holds('none of an error is left out for one of a warning', 1000, file, (lines) => {
    const { groups, errors, warnings, bounds } = collected(lines).result();
    const all = lines.flat().map(({ one }) => one);
    const kinds = (severity: string): number =>
      new Set(all.filter((one) => one.severity === severity).map(({ rule }) => rule)).size;
    const kept = (severity: string): number => groups.filter((group) => group.severity === severity).length;
    expect(kept('error')).toBe(Math.min(MOST, kinds('error')));
    expect(kept('warning')).toBeLessThanOrEqual(MOST - kept('error'));
    expect(bounds.includes('groups')).toBe(kinds('error') + kinds('warning') > MOST);
    expect(errors + warnings).toBe(all.length);
    for (const { rule, count } of groups) expect(count).toBe(all.filter((one) => one.rule === rule).length);
  });

  holds('the same are kept where a part was read by itself', 1000, fc.tuple(file, fc.nat(20)), ([lines, at]) => {
    const [before, after] = [lines.slice(0, at), lines.slice(at)];
    const part = collected(after).result();
    // A part that does not know all its kinds is read again.
    fc.pre(!part.bounds.includes('groups'));
    const whole = collected(before);
    whole.absorb(part, { lines: before.length, bytes: before.length * 10 });
    expect(whole.result()).toEqual(collected(lines).result());
  });
});
