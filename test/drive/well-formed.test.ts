import { expect, test } from 'vitest';
import type { Session } from '../../src/drive/session/index.js';
import { ask, obtainToken, readContract, runExports } from '../../src/model/steps.js';
import { answersOf } from '../../src/drive/discovery/well-formed.js';
import type { Exchange, Step } from '../../src/model/index.js';
import { exchange } from '../support/views.js';

const CONTENT = { bytes: 2, text: '{}', documents: [{}] };
const steps: readonly Step[] = [
  ask('metadata', 'metadata', 'none'),
  obtainToken(),
  ask('token-again', 'token', 'client'),
  ask('token-other-body', 'token', 'client', { otherBody: true }),
  ask('token-by-get', 'token', 'client', { method: 'GET' }),
  ask('no-accept', 'export-kinds', 'token', { accept: null }),
  ask('other-accept', 'export-kinds', 'token', { accept: 'text/html' }),
  ask('no-prefer', 'export-kinds', 'token', { prefer: null }),
  ask('unknown-type', 'endpoint', 'token', { query: '_type=x' }),
  ask('unknown-job', 'unknown-job', 'token'),
  ask('unknown-file', 'unknown-file', 'token'),
  ask('export-no-token', 'endpoint', 'none'),
  ask('status-again', 'job', 'renewed-token'),
  ask('file-gzip', 'file', 'token', { acceptEncoding: 'gzip' }),
  runExports('endpoints', 'files'),
  runExports('empty-type', 'kickoff'),
  readContract(),
];
const isCompared = (step: string, more: Partial<Exchange> = {}): boolean =>
  answersOf(
    { bodies: new Map([[1, CONTENT]]), heads: new Map() } as unknown as Session,
    [exchange(200, { step, label: step, ...more })],
    steps,
  ).length === 1;

test.each<[boolean, string, Partial<Exchange>?]>([
  [true, 'metadata', { as: 'none' }],
  [true, 'token', { as: 'client' }],
  [true, 'token-again', { as: 'client' }],
  [true, 'exports endpoints', { label: 'kickoff' }],
  [true, 'exports endpoints', { label: 'data' }],
  // A token that was fetched because one was needed.
  [true, 'exports endpoints', { label: 'token-renewal', as: 'client' }],
  [true, 'status-again', { as: 'renewed-token' }],
  [true, 'file-gzip'],
  [false, 'exports endpoints', { label: 'status-refused-bare' }],
  [false, 'exports endpoints', { superseded: 'busy' }],
  [false, 'exports empty-type'],
  [false, 'token-other-body', { as: 'client' }],
  [false, 'token-by-get', { as: 'client' }],
  [false, 'no-accept'],
  [false, 'other-accept'],
  [false, 'no-prefer'],
  [false, 'unknown-type'],
  [false, 'unknown-job'],
  [false, 'unknown-file'],
  [false, 'export-no-token', { as: 'none' }],
  [false, 'status-again', { as: 'expired-token' }],
  [false, 'status-again', { as: 'other-client' }],
  [false, 'other-token', { as: 'other-client' }],
  [false, 'contract', { as: 'none' }],
])('%s: %s %j', (is, step, more) => expect(isCompared(step, more)).toBe(is));

test('bodies come along where they were kept', () => {
  const session = { bodies: new Map([[1, CONTENT]]), heads: new Map() } as unknown as Session;
  const [kept, other] = answersOf(
    session,
    [exchange(200, { step: 'metadata', as: 'none' }), exchange(200, { id: 2, step: 'metadata', as: 'none' })],
    steps,
  );
  expect(kept?.body).toEqual([{}]);
  expect(other).not.toHaveProperty('body');
});
