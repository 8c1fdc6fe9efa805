import { expect, it } from 'vitest';
import { NdjsonValidator } from '../../../src/fhir/validate/validate.js';

const judged = (line: string, recognizeRelease = false) => {
  const validator = new NdjsonValidator({ type: 'Patient', recognizeRelease });
  validator.write(Buffer.from(`${line}\n`));
  return validator.end();
};
const listOf = (n: number, item: string): string => Array.from({ length: n }, () => item).join(',');

it('counts every departure of a line, however many there are, by rule and path', () => {
  const line = `{"resourceType":"Patient","id":"a","name":[${listOf(5000, '{"use":"x","first":1}')}]}`;
  const { errors, groups, findings, bounds } = judged(line);
  expect(errors).toBe(10_000);
  expect(groups.map(({ rule, path, count }) => [rule, path, count])).toEqual([
    ['fhir.stu3.binding.required', 'Patient.name.use', 5000],
    ['fhir.stu3.structure.unknown-element', 'Patient.name', 5000],
  ]);
  expect(findings.length).toBeLessThanOrEqual(1000);
  expect(bounds).toContain('findings');
});

it('says of a departure that comes after thousands of others what it is', () => {
  const line = `{"resourceType":"Patient","name":[${listOf(5000, '{"use":"x"}')}],"gender":"x"}`;
  expect(judged(line).groups.map(({ path, count }) => [path, count])).toEqual([
    ['Patient.name.use', 5000],
    ['Patient.gender', 1],
  ]);
});

it('says of a resource of another release one sentence, however much of it departs from this one', () => {
  const line = `{"resourceType":"ExplanationOfBenefit","use":"claim","outcome":"complete","type":{},"insurer":{},"item":[${listOf(5000, '{"adjudication":1,"x":1}')}]}`;
  const validator = new NdjsonValidator({ type: 'ExplanationOfBenefit', recognizeRelease: true });
  validator.write(Buffer.from(`${line}\n`));
  expect(validator.end().groups.map(({ rule, count }) => [rule, count])).toEqual([['ndjson.other-release', 1]]);
});

it('does not read a line of more values than can be held', () => {
  const { errors, groups } = judged(`{"resourceType":"Patient","name":[${listOf(250_000, '{"use":"x"}')}]}`);
  expect([errors, groups.map(({ rule }) => rule)]).toEqual([1, ['json.values']]);
});
