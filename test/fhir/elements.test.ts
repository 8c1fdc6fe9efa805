import { describe, expect, it } from 'vitest';
import { lines } from '../../fixtures/index.js';
import { needleOf, readPath } from '../../src/fhir/elements/path.js';
import { namesIn, treeOf } from '../../src/fhir/elements/tree.js';
import { createElementCounter, createFileCounter } from '../../src/fhir/elements/counter.js';
import { type ElementWatch, watchesOf } from '../../src/model/index.js';
import { stu3Content } from '../../suites/content/stu3.js';

const CLAIM = {
  resourceType: 'ExplanationOfBenefit',
  type: { coding: [{ system: 's', code: 'PDE' }] },
  item: [
    {
      sequence: 1,
      modifier: [{ text: 'a' }, { text: 'b' }],
      adjudication: [{ category: { coding: [{ code: 'x' }] } }],
    },
    { sequence: 2, adjudication: [{ category: { coding: [{ code: 'y' }] }, amount: { value: 0 } }] },
  ],
  extension: [{ url: 'http://a.b/c', valueCoding: { code: 'q' } }],
  careTeam: null,
};

describe('a path', () => {
  const PATHS: readonly (readonly [path: string, found: boolean])[] = [
    ['E.item.sequence', true],
    ['E.item.adjudication.amount.value', true],
    ['E.item.adjudication[category.coding.code=y].amount.value', true],
    ['E.item.adjudication[category.coding.code=x].amount.value', false],
    ['E.item.adjudication[category.coding.code=z|y].amount', true],
    ['E.item.modifier[1].text', true],
    ['E.item.modifier[2].text', false],
    ['E.item[sequence=2].modifier', false],
    ['E[type.coding.code=PDE].item', true],
    ['E[type.coding.code=CARRIER].item', false],
    ['E.extension[url=http://a.b/c].valueCoding.code', true],
    ['E.extension[url^=http://a.].valueCoding.code', true],
    ['E.extension[valueCoding[code=q].code=q].url', true],
    ['E.extension[valueCoding[code=r].code=q].url', false],
    ['E.extension.url[^=http:]', true],
    ['E.extension.url[^=urn:]', false],
    ['E.careTeam', false],
    ['E.item.sequence.value', false],
    ['E.toString', false],
    ['E.item.adjudication[category.coding.code=y][amount.value=0].amount', true],
    ['E.item.adjudication[category.coding.code=x][amount.value=0].amount', false],
    ['E.item[0].sequence[=1]', true],
    ['E.item[1].sequence[=1]', false],
    ['E.type[0].coding.code', true],
  ];
  it.each(PATHS)('%s: %s', (path, found) => {
    expect([...namesIn(CLAIM, treeOf([['it', path]]))]).toEqual(found ? ['it'] : []);
  });
  it('leads to the same when it is followed together with the others', () => {
    const found = PATHS.filter(([, is]) => is).map(([path]) => path);
    expect([...namesIn(CLAIM, treeOf(PATHS.map(([path]) => [path, path])))].sort()).toEqual(found.sort());
  });

  it.each(['E.item[a', 'E.item-', 'E.1'])('%s is not a path', (path) => {
    expect(() => readPath(path)).toThrow();
  });

  it('has a text that each resource with it has: the longest value, or the longest name', () => {
    expect(needleOf(readPath('E.a[b=http://x].extension[url=http://longer].value'))).toBe('http://longer');
    expect(needleOf(readPath('E.type[code=x].codings'))).toBe('"codings"');
  });
});

const watch = (id: string, path: string, item?: string): ElementWatch => ({
  ...{ id, type: 'Patient', paths: [path] },
  ...(item !== undefined && { item }),
});
const patient = (more: object): Buffer => Buffer.from(JSON.stringify({ resourceType: 'Patient', id: 'p', ...more }));
const WATCHES = [
  watch('g', 'Patient.gender'),
  watch('b', 'Patient.birthDate', 'who'),
  watch('n', 'Patient.name.family', 'who'),
];

describe('a counter of elements', () => {
  it('counts resources and not occurrences, and those that have nothing', () => {
    const counter = createElementCounter({ watches: WATCHES, unseen: ['who'] });
    counter.add(patient({ name: [{ family: 'x' }, { family: 'y' }] }));
    counter.add(patient({ meta: {} }));
    counter.add(Buffer.from('no JSON'));
    expect(counter.counts()).toEqual({ looked: 2, bare: 1, seen: { n: 1 } });
  });

  it('looks at a few resources after the first ones, and at each that may have an item that was not seen', () => {
    const counter = createElementCounter({ watches: WATCHES, unseen: ['who'] });
    for (let nth = 0; nth < 20_000; nth += 1)
      counter.add(patient({ id: `person-${nth}`, gender: 'male', active: nth % 2 === 0, x: 'y'.repeat(nth % 64) }));
    const { looked, seen } = counter.counts();
    expect(looked).toBeGreaterThan(16 + 8);
    expect(looked).toBeLessThan(16 + 50);
    expect(seen).toEqual({ g: looked });
    counter.add(Buffer.from('{"resourceType":"Patient","id":"p","n\\u0061me":[{"family":"x"}]}'));
    expect(counter.counts().seen).toEqual({ g: looked, n: 1 });
    expect(counter.scan().unseen).toEqual([]);
  });

  it('adds the counts of parts, which begin with what the file has not shown so far', () => {
    const whole = createElementCounter({ watches: WATCHES, unseen: ['who'] });
    const part = createElementCounter(whole.scan(), { part: true });
    part.add(patient({ birthDate: '2000' }));
    whole.absorb(part.counts());
    expect(whole.counts()).toEqual({ looked: 1, bare: 0, seen: { b: 1 } });
    expect(whole.scan().unseen).toEqual([]);
    expect(createFileCounter(WATCHES, 'Coverage')).toBeUndefined();
  });
});

describe('the content of the data of 2019', () => {
  it('has paths that can be read, and each field once for an element', () => {
    for (const { paths } of stu3Content) for (const path of paths) expect(() => readPath(path)).not.toThrow();
    expect(new Set(stu3Content.map(({ paths }) => paths.join(','))).size).toBe(stu3Content.length);
    expect(stu3Content.flatMap(({ fields }) => fields).filter((field) => /^CCLF/.test(field)).length).toBeGreaterThan(
      180,
    );
  });

  it.each(['ExplanationOfBenefit', 'Patient', 'Coverage'] as const)(
    '%s: each item occurs in what is made up',
    (type) => {
      const counter = createFileCounter(watchesOf(stu3Content), type);
      for (const line of lines(type, { seed: 1, from: 0, to: 30 })) counter?.add(Buffer.from(line));
      expect(counter?.scan().unseen).toEqual([]);
    },
  );
});
