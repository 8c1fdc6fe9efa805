import { describe, expect, test } from 'vitest';
import { every, replies } from '../../src/expect/index.js';
import {
  effectsOf,
  type ExportSet,
  type Fault,
  idsFor,
  isLegal,
  NEEDS,
  placesOf,
  type Profile,
  type Suite,
} from '../../src/model/index.js';
import { runExports } from '../../src/model/steps.js';
import { profile201909 } from '../../suites/profiles/2019-09.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';

const requirement = { level: 'MUST', basis: 'guide', source: { document: 'd', section: 's' }, statement: 's' } as const;
const catalogue: readonly Suite[] = [
  {
    role: 'server',
    id: 'x',
    title: 'X',
    scenarios: {},
    requirements: [
      { id: 'x.any', ...requirement, untestable: 'u' },
      { id: 'x.token', needs: 'token', ...requirement, untestable: 'u' },
      { id: 'x.file', needs: 'file', ...requirement, untestable: 'u' },
      { id: 'x.both', needs: ['metadata', 'job'], ...requirement, untestable: 'u' },
    ],
  },
];

const fault = (it: Partial<Fault>): Fault => ({
  ...{ id: 'f', title: 'f', at: 'status', fails: [] },
  alter: (request, next) => next(request),
  ...it,
});
const effects = (it: Partial<Fault>, more: Partial<Parameters<typeof effectsOf>[1]> = {}) =>
  effectsOf(fault(it), { profile: profile201912, catalogue, ...more });

describe('what a fault blocks', () => {
  test.each([
    ['token-reply', ['x.token', 'x.file', 'x.both']],
    ['token', ['x.token', 'x.file', 'x.both']],
    ['job', ['x.file', 'x.both']],
    ['list', ['x.file']],
    ['file', ['x.file']],
    ['error-file', []],
    ['metadata', ['x.both']],
    [
      ['file', 'metadata'],
      ['x.file', 'x.both'],
    ],
  ] as const)('where it stops %j is %j', (stops, blocks) => expect(effects({ stops }).blocks).toEqual(blocks));

  test('is also what it names, each id once', () => {
    expect(effects({ stops: 'file', blocks: ['x.any', 'x.file'] }).blocks).toEqual(['x.any', 'x.file']);
  });
  test('is nothing that it fails', () => {
    expect(effects({ stops: 'job', fails: ['x.both'] })).toMatchObject({ fails: ['x.both'], blocks: ['x.file'] });
  });
});

describe('what a fault blocks that stops something in some sets of exports', () => {
  const scenario = (...sets: readonly ExportSet[]) => ({
    title: 't',
    steps: sets.map((set) => runExports(set, 'files')),
  });
  const of = (id: string, when: string) => ({
    ...{ id, needs: 'file' as const, ...requirement },
    cases: [{ when, expect: every(replies('data')) }],
  });
  const exporting: readonly Suite[] = [
    {
      ...{ role: 'server', id: 'y', title: 'Y' },
      scenarios: { plain: scenario('endpoints'), all: scenario('endpoints', 'each-type', 'type-pairs') },
      requirements: [of('y.plain', 'plain'), of('y.all', 'all'), of('y.other', 'all')],
    },
  ];
  const blocked = (it: Partial<Fault>) => effects({ stops: 'kickoff', ...it }, { catalogue: exporting }).blocks;
  test('is what judges one of them', () => {
    expect(blocked({ stopsIn: ['endpoints'] })).toEqual(['y.plain', 'y.all', 'y.other']);
    expect(blocked({ stopsIn: ['again', 'type-pairs'] })).toEqual(['y.all', 'y.other']);
    expect(blocked({ stopsIn: ['again'] })).toEqual([]);
  });
  test('is nothing that it spares', () => {
    expect(blocked({ stopsIn: ['each-type'], spares: ['y.other'] })).toEqual(['y.all']);
  });
});

test('every need leads to one that needs nothing before it', () => {
  for (const first of Object.keys(NEEDS) as (keyof typeof NEEDS)[]) {
    const seen = new Set<string>();
    for (let need: keyof typeof NEEDS | undefined = first; need !== undefined; need = NEEDS[need]) {
      expect(seen.has(need)).toBe(false);
      seen.add(need);
    }
  }
});

describe('ids that are told apart by profile', () => {
  const ids = ({ parameters }: Profile): string[] => (parameters.includes('_type') ? [] : ['x.any']);
  test('are those of the profile', () => {
    expect(idsFor(ids, profile201909)).toEqual(['x.any']);
    expect(effects({ fails: ids }).fails).toEqual([]);
    expect(effects({ fails: ids }, { profile: profile201909 }).fails).toEqual(['x.any']);
  });
});

describe('places', () => {
  test('begin with everywhere, and each is there once', () => {
    expect(placesOf(fault({}))).toEqual(['everywhere']);
    expect(placesOf(fault({ places: ['last-job', 'everywhere'] }))).toEqual(['everywhere', 'last-job']);
    expect(placesOf(fault({ places: { 'later-polls': 'same' } }))).toEqual(['everywhere', 'later-polls']);
  });
  const it: Partial<Fault> = {
    fails: ['x.any'],
    stops: 'file',
    places: {
      'last-job': 'same',
      'second-time': { fails: ['x.token'] },
      'later-polls': { unseen: 'nobody asks twice' },
      'last-file': ({ progress }) => (progress === 'words' ? 'same' : { fails: ['x.both'], empties: ['x.any'] }),
    },
  };
  const nothing = { fails: [], blocks: [], passes: [], empties: [] };
  test.each([
    ['everywhere', { ...nothing, fails: ['x.any'], blocks: ['x.file'] }],
    ['last-job', { ...nothing, fails: ['x.any'], blocks: ['x.file'] }],
    ['second-time', { ...nothing, fails: ['x.token'] }],
    ['later-polls', { ...nothing, unseen: 'nobody asks twice' }],
    ['last-file', { ...nothing, fails: ['x.both'], empties: ['x.any'] }],
  ] as const)('at %s, the effects are those told for it alone', (place, wanted) =>
    expect(effects(it, { place })).toEqual(wanted),
  );
  test('effects at a place can differ by profile', () => {
    expect(effects(it, { place: 'last-file', profile: profile201909 }).fails).toEqual(['x.any']);
  });
});

test.each([
  [{}, true],
  [{ passes: ['x.any'] }, true],
  [{ fails: ['x.any'] }, false],
  [{ stops: 'job' }, false],
  [{ blocks: ['x.any'] }, false],
  [{ fails: () => ['x.any'] }, false],
] as const)('a fault with %j is legal: %j', (it, legal) => expect(isLegal(fault(it))).toBe(legal));
