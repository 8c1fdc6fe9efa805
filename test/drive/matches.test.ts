import { describe, expect, test } from 'vitest';
import { createIdentityLog } from '../../src/drive/session/identities.js';
import { createIdentityCollector } from '../../src/fhir/validate/identity.js';
import { identityInObject } from '../../src/fhir/validate/resource-identity.js';
import type { MatchedFact } from '../../src/model/index.js';
import { profileV3 } from '../../suites/profiles/v3.js';

const marks = profileV3.marks!;

describe.each([
  ['read here', false],
  ['read elsewhere', true],
])('the claims of an export, %s', (_, elsewhere) => {
  /** What is known after files of some exports, each a name, a type and its resources. */
  const factsOf = (...files: readonly (readonly [of: string, type: string, resources: readonly object[]])[]) => {
    const log = createIdentityLog();
    for (const [nth, [of, type, resources]] of files.entries()) {
      const bounds = { of, others: [], divides: false };
      const file = log.file({ group: `data ${of}`, type, bounds, marks });
      const collector = elsewhere ? createIdentityCollector(file.scan()) : file.collector;
      for (const [line, resource] of resources.entries()) {
        const text = JSON.stringify({ resourceType: type, ...resource });
        collector.add(identityInObject(JSON.parse(text) as object), line + 1, () => text, Buffer.from(text));
      }
      if (elsewhere) file.collector.absorb(collector.part(), { lines: 0 });
      file.end(nth + 1);
    }
    return log.matches.facts();
  };
  const fact = (of: string, type: string, exchange: number, ...counts: [number, number, number]): MatchedFact => ({
    ...{ kind: 'matched', exchange, of, type },
    ...{ resources: counts[0], repeated: counts[1], missing: counts[2] },
  });

  const { system } = marks.systemType;
  const claim = (id: string, number: string, code = 'DDPS', patient = 'a') => ({
    id,
    meta: { tag: [{ system, code }] },
    identifier: [
      { system: 'other', value: 'same' },
      { system: marks.controlNumber, value: number },
    ],
    patient: { reference: `Patient/${patient}` },
  });
  const EOB = 'ExplanationOfBenefit';

  test('of one system and person have numbers of their own', () => {
    const others = [claim('2', 'y'), claim('3', 'x', 'NationalClaimsHistory'), claim('4', 'x', 'DDPS', 'b')];
    expect(factsOf(['A', EOB, [claim('1', 'x'), ...others]])).toEqual([fact('A', EOB, 1, 4, 0, 0)]);
  });
  test('have the number of another one, in other files too, and each export for itself', () => {
    const files = [
      ['A', EOB, [claim('1', 'x'), claim('2', 'x')]],
      ['A', EOB, [claim('3', 'x')]],
      ['B', EOB, [claim('1', 'x')]],
    ] as const;
    expect(factsOf(...files)).toEqual([fact('A', EOB, 1, 3, 2, 0), fact('B', EOB, 3, 1, 0, 0)]);
  });
  test('that come twice are judged elsewhere', () => {
    expect(factsOf(['A', EOB, [claim('1', 'x'), claim('1', 'x')]])).toEqual([fact('A', EOB, 1, 1, 0, 0)]);
  });
  test('with no number or several, or of no system or several, show nothing', () => {
    const one = claim('1', 'x');
    const silent = [
      { ...one, id: '2', identifier: [] },
      { ...one, id: '3', identifier: [...one.identifier, { system: marks.controlNumber, value: 'x' }] },
      { ...one, id: '4', meta: {} },
      { ...one, id: '5', meta: { tag: [...one.meta.tag, ...one.meta.tag] } },
      { ...one, id: '6', identifier: [{ system: marks.controlNumber, value: 7 }] },
    ];
    expect(factsOf(['A', EOB, [one, ...silent]])).toEqual([fact('A', EOB, 1, 1, 0, 0)]);
  });

  const response = (id: string, reference?: string) => ({
    id,
    ...(reference !== undefined && { request: { reference } }),
  });

  test('are answered once, not at all, or twice', () => {
    const claims = ['1', '2', '3', '4'].map((id) => ({ id }));
    const responses = [
      response('a', 'Claim/1'),
      response('b', 'https://host.example/api/Claim/2'),
      response('c', 'Claim/2/_history/1'),
      response('d', 'Claim/5'),
      response('e', 'Claim/5'),
      response('f', '#4'),
      response('g'),
    ];
    expect(factsOf(['A', 'Claim', claims], ['A', 'ClaimResponse', responses])).toEqual([
      fact('A', 'Claim', 1, 4, 1, 2),
    ]);
    expect(factsOf(['A', 'ClaimResponse', responses], ['A', 'Claim', claims])).toEqual([
      fact('A', 'Claim', 2, 4, 1, 2),
    ]);
  });
  test('are not answered in another export', () => {
    expect(factsOf(['A', 'Claim', [{ id: '1' }]], ['B', 'ClaimResponse', [response('a', 'Claim/1')]])).toEqual([
      fact('A', 'Claim', 1, 1, 0, 1),
    ]);
  });
});
