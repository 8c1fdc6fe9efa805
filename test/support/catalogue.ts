import type { Ask, Expectation, Judgment, Profile, Scenario, Suite, Transcript } from '../../src/model/index.js';
import { exchange, profile201912 } from './views.js';

export const profile: Profile = profile201912;

const step = (label: string): Ask => ({ do: 'ask', label, at: 'metadata', as: 'none' });
const scenario = (title: string, ...labels: readonly string[]): Scenario => ({ title, steps: labels.map(step) });
const source = { document: 'BCDA guide', section: 'Examples' };

/** Judges as the body of the first exchange of that label says: `{outcome, …}`. */
export const told = (label: string): Expectation => ({
  says: `what ${label} says`,
  judge: ({ exchanges }): Judgment => {
    const found = exchanges.find((one) => one.label === label);
    const { outcome = 'inapplicable', ...more } = (found?.reply?.body.json ?? {}) as Partial<Judgment>;
    return { outcome, expected: `what ${label} says`, evidence: found === undefined ? [] : [found.id], ...more };
  },
});

/** Two chapters: ids that are prefixes of each other but for a dot, and one requirement of each kind. */
export const catalogue: readonly Suite[] = [
  {
    role: 'server',
    id: 'a',
    title: 'Chapter A',
    scenarios: { one: scenario('one', 'x'), two: scenario('two', 'x', 'y') },
    requirements: [
      {
        id: 'a.first',
        level: 'MUST',
        basis: 'guide',
        source,
        statement: 'First.',
        cases: [{ when: 'one', expect: told('x') }],
      },
      {
        id: 'a.second.x',
        level: 'MUST',
        basis: 'spec',
        source,
        statement: 'Second, x.',
        cases: [{ when: 'two', expect: told('y') }],
      },
      {
        id: 'a.second.y',
        level: 'MUST',
        basis: 'rfc',
        source,
        statement: 'Second, y.',
        decision: 'Decided.',
        cases: [{ when: 'two', expect: told('y') }],
      },
      {
        id: 'a.secondary',
        level: 'SHOULD',
        basis: 'guide',
        source,
        statement: 'Secondary.',
        cases: [
          { when: 'one', expect: told('x') },
          { when: 'two', expect: told('y') },
        ],
      },
    ],
  },
  {
    role: 'server',
    id: 'b',
    title: 'Chapter B',
    scenarios: { one: scenario('one', 'z') },
    requirements: [
      {
        id: 'b.only',
        level: 'MUST',
        basis: 'advice',
        where: ({ id }) => id === '2019-12',
        source,
        statement: 'Only.',
        cases: [{ when: 'one', expect: told('z') }],
      },
      {
        id: 'b.hidden',
        level: 'SHOULD',
        basis: 'guide',
        where: ({ id }) => id === '2019-12',
        source,
        statement: 'Hidden.',
        untestable: 'Traffic does not show it.',
      },
    ],
  },
];

/** A transcript in which each step was taken once and told what the catalogue's expectations must find. */
export const transcript = (
  outcomes: Readonly<Record<string, Partial<Judgment>>>,
  more: Partial<Transcript> = {},
): Transcript => ({
  schema: 'bcda-conformance/transcript/1',
  tool: { name: 'bcda-conformance', version: '0.0.0' },
  role: 'server',
  profile: profile.id,
  target: 'https://bcda.example',
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 5,
  selection: [],
  steps: ['x', 'y', 'z'],
  interrupted: false,
  exchanges: Object.entries(outcomes).map(([label, json], index) =>
    exchange(200, { id: index + 1, step: label, label, json }),
  ),
  facts: [],
  ...more,
});
