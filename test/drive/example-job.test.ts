import { expect, test } from 'vitest';
import { placesOf } from '../../src/drive/places.js';
import type { Ask } from '../../src/model/index.js';
import { ask } from '../../src/model/steps.js';
import { profile201912 } from '../support/views.js';
import { type Conversation, documentedJobs, exampleFile, type FinishedJob } from '../../src/drive/conversation.js';

const HOST = 'http://127.0.0.1';
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

/** The URLs that a step asks where the run has these jobs. */
const urlsAt = (at: Ask['at'], jobs: FinishedJob[]): string[] => {
  const options = { base: HOST };
  const conversation = { profile: profile201912, options, jobs, statusHeaders: [], session: { facts: [] } };
  const places = placesOf(conversation as unknown as Conversation, ask('it', at, 'token'));
  return 'at' in places ? places.at.map(({ url }) => url) : [];
};

test('unknown jobs have ids of three forms, others each time', () => {
  const urls = urlsAt('unknown-job', []);
  const jobs = `${HOST}/api/v1/jobs`;
  expect(urls).toEqual([
    expect.stringMatching(new RegExp(`^${jobs}/\\d{9}$`)),
    expect.stringMatching(new RegExp(`^${jobs}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)),
    expect.stringMatching(new RegExp(`^${jobs}/[a-z]{8}$`)),
  ]);
  expect(urlsAt('unknown-job', []).filter((url) => urls.includes(url))).toEqual([]);
});

test('an unknown file is one of each documented job and of the first one with one type', () => {
  const file = (id: number): string => `${HOST}/data/${id}/a.ndjson`;
  const documented = job('Patient', 'endpoints', file(1));
  const [first, second, third] = [job('one', 'each-type', file(2)), job('two', 'each-type', file(3)), typed];
  const paths = (jobs: FinishedJob[]): string[] => urlsAt('unknown-file', jobs).map((url) => url.slice(HOST.length));
  const uuid = expect.stringMatching(/^\/data\/1\/[-0-9a-f]{36}\.ndjson$/) as string;
  const word = expect.stringMatching(/^\/data\/2\/[a-z]{8}\.ndjson$/) as string;
  expect(paths([documented, first, second, third])).toEqual([uuid, word]);
  expect(paths([documented])).toEqual([uuid]);
  expect(paths([documented, job('empty', 'each-type')])).toEqual([uuid]);
  expect(paths([])).toEqual([]);
});
