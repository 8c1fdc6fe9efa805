import { describe, expect, test } from 'vitest';
import { drive } from '../../../src/drive/drive.js';
import { type Exchange, exportRequests, type Step, skippingClock } from '../../../src/model/index.js';
import { ask, obtainToken, runExports } from '../../../src/model/steps.js';
import { startReferenceServer } from '../../../src/reference/index.js';
import type { ConditionFault } from '../../../src/model/index.js';
import { profileV1 } from '../../../suites/profiles/v1.js';
import { answering, onReply, when } from '../../../src/reference/index.js';

const steps: readonly Step[] = [
  ...[
    obtainToken(),
    runExports('endpoints', 'manifest'),
    runExports('each-type', 'manifest'),
    runExports('type-pairs', 'kickoff'),
  ],
  ask('no-accept', 'shown-exports', 'token', { accept: null }),
];

/** The export requests of a run against a server that refuses some with a status. */
const run = async (
  status: number,
  kind: (query: URLSearchParams, headers: Readonly<Record<string, string>>) => boolean,
): Promise<readonly Exchange[]> => {
  const clock = skippingClock();
  const refuse: ConditionFault = {
    at: 'kickoff',
    alter: when(
      ({ query, headers }) => headers['accept'] !== undefined && kind(query, headers),
      onReply((reply) => reply.status === 202, answering({ status, headers: [], body: '' })),
    ),
  };
  const server = await startReferenceServer({ profile: profileV1, clock, beneficiaries: 2, faults: [refuse] });
  try {
    const options = { profile: profileV1, base: server.url, credentials: server.clients[0], clock };
    const { exchanges } = await drive(options, [{ suite: 'Suite', title: 'scenario', steps }]);
    return exchanges.filter(({ request }) => request.url.includes('_type='));
  } finally {
    await server.close();
  }
};
const brief = ({ label, reply, request }: Exchange): unknown[] => [
  label,
  reply?.status,
  request.url.includes('_outputFormat='),
];
const named = exportRequests(profileV1, 'each-type').map(({ of }) => of);

describe('an export request that names its format', () => {
  test.each([400, 404, 415, 500])('is sent again without it after a %d, and never with it again', async (status) => {
    const exchanges = await run(status, (query) => query.has('_outputFormat'));
    for (const of of named)
      expect(exchanges.filter((one) => one.of === of && one.request.url.includes('$export')).map(brief)).toEqual([
        ['kickoff-format-refused', status, true],
        ['kickoff', 202, false],
        ['no-accept', 400, false],
      ]);
  });

  test('is not at fault where the request is refused without it too', async () => {
    const exchanges = await run(400, (query) => query.get('_type') === 'Patient');
    const own = exchanges.filter(({ of, request }) => of?.endsWith('_type=Patient') && request.url.includes('$export'));
    expect(own.map(brief)).toEqual([
      ['kickoff-format-refused', 400, true],
      ['kickoff', 400, false],
      ['no-accept', 400, false],
    ]);
  });

  test('is not sent again without it where that says nothing of it', async () => {
    const exchanges = await run(401, (query) => query.get('_type') === 'Patient');
    expect(exchanges.filter(({ label }) => label === 'kickoff-format-refused')).toEqual([]);
  });
});

describe('an export request with a list in a header', () => {
  const lists = exportRequests(profileV1, 'type-pairs').filter(({ list }) => list !== undefined);
  const headersOf = ({ label, request, reply }: Exchange): unknown[] => [
    label,
    reply?.status,
    ...request.headers.filter(([name]) => name === 'Accept' || name === 'Prefer').map(([, value]) => value),
  ];

  test('is one for Accept, and one for Prefer', async () => {
    const exchanges = await run(400, () => false);
    expect(lists.map(({ of }) => exchanges.filter((one) => one.of === of).map(headersOf))).toEqual([
      [['kickoff', 202, 'application/fhir+json, application/json;q=0.5', 'respond-async']],
      [['kickoff', 202, 'application/fhir+json', 'respond-async, handling=lenient']],
    ]);
  });

  test.each([400, 406, 500])('is sent again without it after a %d', async (status) => {
    const exchanges = await run(status, (_, { accept = '' }) => accept.includes(','));
    expect(exchanges.filter((one) => one.of === lists[0]?.of).map(headersOf)).toEqual([
      ['kickoff-list-refused', status, 'application/fhir+json, application/json;q=0.5', 'respond-async'],
      ['kickoff', 202, 'application/fhir+json', 'respond-async'],
    ]);
  });
});
