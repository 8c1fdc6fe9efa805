import { describe, expect, test } from 'vitest';
import { scenariosOf, selectRequirements, untestableOf } from '../../src/assess/select.js';
import { CannotJudge, type Profile } from '../../src/model/index.js';
import { catalogue as real } from '../../suites/index.js';
import { catalogue, profile } from '../support/catalogue.js';
import { profile201909, profile201912 } from '../support/views.js';

const idsOf = (selection: readonly string[], of: Profile = profile): string[] =>
  selectRequirements(of, { catalogue, selection }).map(({ requirement }) => requirement.id);
const refusal = (selection: readonly string[], of: Profile = profile): string => {
  try {
    idsOf(selection, of);
  } catch (error) {
    expect(error).toBeInstanceOf(CannotJudge);
    return (error as Error).message;
  }
  throw new Error('it was not refused');
};

describe('selection', () => {
  test('none: every testable requirement of the profile, in reading order', () => {
    const all = ['a.first', 'a.second.x', 'a.second.y', 'a.secondary', 'b.only'];
    expect(idsOf([])).toEqual(all);
    expect(idsOf([], profile201909)).toEqual(all.filter((id) => id !== 'b.only'));
    expect(selectRequirements(profile, { catalogue }).length).toBe(all.length);
  });

  test.each<[readonly string[], readonly string[]]>([
    [['a.first'], ['a.first']],
    [['a'], ['a.first', 'a.second.x', 'a.second.y', 'a.secondary']],
    [['a.second'], ['a.second.x', 'a.second.y']],
    [
      ['b.only', 'a.first'],
      ['a.first', 'b.only'],
    ],
    [
      ['a', 'a.first', 'a'],
      ['a.first', 'a.second.x', 'a.second.y', 'a.secondary'],
    ],
    // An untestable one below a prefix is left out without a word.
    [['b'], ['b.only']],
  ])('%j', (selection, ids) => expect(idsOf(selection)).toEqual(ids));

  test.each(['a.secon', 'a.f', 'a.', '.a', 'A.first', 'a.first.', 'a.first.x', 'first', '', ' ', 'a*', 'c'])(
    '"%s" names none, and it is said what there is',
    (name) => {
      const message = refusal([name]);
      expect(message).toContain(`No requirement is called "${name}"`);
      expect(message).toContain('a, b');
      expect(message).toContain('bcda-conformance list');
    },
  );

  test('one unknown name among known ones is refused', () => {
    expect(refusal(['a.first', 'a.frist'])).toContain('"a.frist"');
  });

  test('an id of the other profile says so', () => {
    expect(refusal(['b.only'], profile201909)).toBe(
      '"b.only" is not part of profile 2019-09, so there is nothing to judge.',
    );
    expect(refusal(['b'], profile201909)).toContain('not part of profile 2019-09');
  });

  test('an untestable id says why', () => {
    expect(refusal(['b.hidden'])).toBe('"b.hidden" cannot be judged from traffic: Traffic does not show it.');
  });

  test('the real catalogue: chapters, prefixes and the parameters of 2019-12', () => {
    const ids = selectRequirements(profile201912, { catalogue: real, selection: ['protection.data'] });
    expect(ids.map(({ requirement }) => requirement.id)).toHaveLength(6);
    expect(() => selectRequirements(profile201909, { catalogue: real, selection: ['parameters'] })).toThrow(
      'not part of profile 2019-09',
    );
    expect(() => selectRequirements(profile201912, { catalogue: real, selection: ['output.cclf'] })).toThrow(
      'cannot be judged from traffic',
    );
  });
});

describe('scenarios', () => {
  test('each once, in the order of the catalogue, with the title of the chapter', () => {
    const scenarios = scenariosOf(selectRequirements(profile, { catalogue }));
    expect(scenarios.map(({ suite, title }) => `${suite}: ${title}`)).toEqual([
      'Chapter A: one',
      'Chapter A: two',
      'Chapter B: one',
    ]);
  });

  test('only those that the selection needs', () => {
    const scenarios = scenariosOf(selectRequirements(profile, { catalogue, selection: ['a.first'] }));
    expect(scenarios.map(({ title }) => title)).toEqual(['one']);
  });

  test('an unknown one is a mistake of the catalogue', () => {
    const [suite] = catalogue;
    const broken = [{ ...suite!, scenarios: {} }];
    expect(() => scenariosOf(selectRequirements(profile, { catalogue: broken }))).toThrow(
      'a.first names the unknown scenario one',
    );
  });
});

test('untestable statements of a profile', () => {
  expect(untestableOf(profile, catalogue).map(({ requirement }) => requirement.id)).toEqual(['b.hidden']);
  expect(untestableOf(profile201909, catalogue)).toEqual([]);
});
