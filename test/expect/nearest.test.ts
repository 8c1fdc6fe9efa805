import { describe, expect, test } from 'vitest';
import { complete, every, oneDocument, replies, validResources } from '../../src/expect/index.js';
import { onlyStatus } from '../../src/expect/server/replies.js';
import { exchange, fileFact, textBody, view } from '../support/views.js';

const reasonOf = (expectation: ReturnType<typeof every>, ...args: Parameters<typeof view>): unknown => {
  const { outcome, because } = expectation.judge(view(...args));
  return [outcome, because];
};

describe('why there was nothing to judge is said of the exchange that came nearest', () => {
  const data = (id: number) => exchange(200, { id, label: 'data' });

  test('a Coverage file was listed, and was empty', () => {
    const coverages = every(replies('data'), validResources('Coverage'));
    const empty = fileFact(2, { type: 'Coverage', resources: 0, bytes: 0 });
    expect(reasonOf(coverages, [data(1), data(2)], [fileFact(1), empty])).toEqual([
      'inapplicable',
      'the Coverage file has no resources',
    ]);
    expect(reasonOf(coverages, [data(1)], [fileFact(1)])).toEqual(['inapplicable', 'no Coverage file was listed']);
  });

  test('an error had a body that is not JSON', () => {
    const one = every(replies('a'), oneDocument);
    const text = exchange(404, { id: 2, label: 'a', body: textBody(), headers: { 'Content-Type': 'text/plain' } });
    expect(reasonOf(one, [exchange(404, { id: 1, label: 'a' }), text])).toEqual([
      'inapplicable',
      'no error response had a JSON body',
    ]);
  });

  test('one passed the precondition, and another did not', () => {
    const refusals = onlyStatus('it is refused', (code) => code >= 400);
    const one = every(replies('a'), refusals, oneDocument);
    const both = [exchange(200, { id: 1, label: 'a' }), exchange(404, { id: 2, label: 'a' })];
    expect(reasonOf(one, both)).toEqual(['inapplicable', 'no error response had a body']);
  });
});

describe('a redirect of a file', () => {
  test.each([
    ['https://bucket.example/f.ndjson', 'status 302, a redirect to another server, which is not followed'],
    ['/data/42/other.ndjson', 'status 302, a redirect, which is not followed'],
    ['«40 characters»', 'status 302, a redirect, which is not followed'],
  ])('to %s', (location, seen) => {
    const file = exchange(302, { id: 1, label: 'data', headers: { Location: location } });
    expect(every(replies('data'), complete).judge(view([file]))).toMatchObject({ outcome: 'fail', seen });
  });
});
