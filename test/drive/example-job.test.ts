import { expect, test } from 'vitest';
import { documentedJobs, exampleFile, type FinishedJob } from '../../src/drive/conversation.js';

const job = (of: string, set: FinishedJob['set'], ...names: string[]): FinishedJob => ({
  ...{ of, set, url: `http://127.0.0.1/jobs/${of}` },
  files: names.map((url, at) => ({ url, type: 'Patient', list: 'output', nth: at + 1 })),
});
const typed = job('one type', 'each-type', 'a');

test.each<[string, FinishedJob[], string[]]>([
  ['the documented jobs, where one lists a file', [typed, job('Patient', 'endpoints', 'b')], ['Patient']],
  ['another finished job, where the documented ones list nothing', [job('Patient', 'endpoints'), typed], ['one type']],
  ['another finished job, where no documented one finished', [typed], ['one type']],
  ['the documented jobs, where none lists a file', [job('b', 'each-type'), job('Patient', 'endpoints')], ['Patient']],
])('probes use %s', (_, jobs, names) => {
  expect(documentedJobs({ jobs }).map(({ of }) => of)).toEqual(names);
});

test('the example file is of the job that has one', () => {
  expect(exampleFile({ jobs: [job('Patient', 'endpoints'), typed] })?.url).toBe('a');
  expect(exampleFile({ jobs: [job('Patient', 'endpoints')] })).toBeUndefined();
});
