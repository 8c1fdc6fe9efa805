import { expect, it } from 'vitest';
import { NdjsonValidator } from '../../src/fhir/validate/validate.js';

/** Lines that a server may send, of a length that grows with `n`. */
const LINES: Readonly<Record<string, (n: number) => string>> = {
  'a known name repeated': (n) => `{"resourceType":"Patient",${'"gender":"male",'.repeat(n)}"id":"a"}`,
  'a repeated name with a long extension': (n) =>
    `{"resourceType":"Patient",${'"gender":"male",'.repeat(n)}"_gender":{"extension":[${listOf(n, () => '{"url":"u","valueCode":"a"}')}]},"id":"a"}`,
  'unknown names': (n) => `{"resourceType":"Patient",${listOf(n, (nth) => `"k${nth}":1`)},"id":"a"}`,
  'contained resources and references to them': (n) =>
    `{"resourceType":"Patient","id":"a","contained":[${listOf(n, (nth) => `{"resourceType":"Patient","id":"c${nth}"}`)}],"link":[${listOf(n, (nth) => `{"type":"refer","other":{"reference":"#c${n - 1 - nth}"}}`)}]}`,
  'findings in a text that is not ASCII': (n) =>
    `{"resourceType":"Patient","id":"é","name":[${listOf(n, () => '{"use":"x"}')}]}`,
};

const listOf = (n: number, item: (nth: number) => string): string =>
  Array.from({ length: n }, (_, nth) => item(nth)).join(',');

const secondsFor = (line: string): number => {
  const validator = new NdjsonValidator({ type: 'Patient' });
  // The time of the processor, which other processes do not lengthen.
  const begun = process.cpuUsage();
  validator.write(Buffer.from(`${line}\n`));
  validator.end();
  return process.cpuUsage(begun).user / 1_000_000;
};

it.each(Object.entries(LINES))('judges a line with %s in time that grows with its length', (_, lineOf) => {
  secondsFor(lineOf(100));
  const few = secondsFor(lineOf(2500));
  // Sixteen times the length: the square would be 256 times the time.
  expect(secondsFor(lineOf(40_000))).toBeLessThan(90 * Math.max(few, 0.02));
});

it('reports a repeated name once for each repetition, and the extension beside it once', () => {
  const validator = new NdjsonValidator({ type: 'Patient' });
  validator.write(
    Buffer.from(`{"resourceType":"Patient",${'"gender":"male",'.repeat(100)}"_gender":{"extension":[]},"id":"a"}\n`),
  );
  const counts = validator.end().groups.map(({ rule, count }) => [rule, count]);
  expect(counts).toContainEqual(['json.duplicate-key', 99]);
  expect(counts).toContainEqual(['fhir.stu3.structure.empty', 1]);
});
