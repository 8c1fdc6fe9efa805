import { describe, expect, test } from 'vitest';
import { namedTypes } from '../../src/drive/session/named-types.js';

const line = (text: string, severity = 'error'): string =>
  JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity, code: 'exception', details: { text } }] });

const read = (lines: readonly string[], size = Infinity): ReturnType<typeof namedTypes> => {
  const named = namedTypes();
  const bytes = Buffer.from(lines.map((one) => `${one}\n`).join(''));
  for (let at = 0; at < bytes.length; at += size) named.write(bytes.subarray(at, at + size));
  return named;
};

describe('how many people the lines of an error file name', () => {
  test.each<[string, readonly string[], number | undefined]>([
    ['one', [line('ExplanationOfBenefit of beneficiary -19990000000011 could not be exported.')], 1],
    [
      'one a line',
      [line('Error for beneficiary 1001 in ACO A9990'), line('Error for beneficiary 1002 in ACO A9990')],
      2,
    ],
    ['two in a line', [line('Patient/-101 and Patient/-102')], 2],
    ['one twice in a line', [line('Patient/-101, that is "Patient/-101"')], 1],
    ['one by MBI', [line('no claims for MBI: 1S00E00AA00')], 1],
    ['one by the words beneficiary id', [line('beneficiary_id=1001 failed')], 1],
    ['nobody', [line('ExplanationOfBenefit: 40 resources could not be exported')], undefined],
    ['many together', [line('Coverage of 12 beneficiaries could not be exported')], undefined],
    ['one, and then nobody', [line('beneficiary 1001'), line('the database went away')], undefined],
    ['one, and a warning', [line('beneficiary 1001'), line('only some claims', 'warning')], 1],
    ['only a warning', [line('only some claims', 'information')], 0],
    ['an issue without severity', ['{"resourceType":"OperationOutcome","issue":[{"code":"exception"}]}'], undefined],
    ['no line', [], 0],
    ['a line over the bound', [line(`beneficiary 1001 ${'x'.repeat(70_000)}`)], undefined],
  ])('%s', (_, lines, people) => {
    for (const size of [Infinity, 1, 7]) expect(read(lines, size).people()).toBe(people);
  });
});
