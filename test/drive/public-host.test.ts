import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkServer, exitCode } from '../../src/assess/index.js';
import { skippingClock } from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { profile201912 } from '../support/views.js';

const HOST = 'https://api.bcda.cms.gov';
const service = (code: string): object => ({
  coding: [{ system: 'http://hl7.org/fhir/ValueSet/restful-security-service', code, display: code }],
  text: code,
});
const operation = (name: string, path: string): object => ({ name, definition: { reference: HOST + path } });

const STATEMENT = {
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: '2026-01-05',
  publisher: profile201912.sample.publisher,
  kind: 'capability',
  instantiates: ['https://example.org/metadata'],
  software: { name: profile201912.sample.software, version: '1', releaseDate: '2026-01-05' },
  implementation: { url: HOST },
  fhirVersion: '3.0.1',
  acceptUnknown: 'extensions',
  format: ['application/json', 'application/fhir+json'],
  rest: [
    {
      mode: 'server',
      security: { cors: true, service: [service('OAuth'), service('SMART-on-FHIR')] },
      interaction: [{ code: 'batch' }, { code: 'search-system' }],
      operation: [
        operation('export', '/api/v1/Patient/$export'),
        operation('jobs', '/api/v1/jobs/[jobId]'),
        operation('metadata', '/api/v1/metadata'),
        operation('version', '/_version'),
        operation('data', '/data/[jobID]/[random_UUID].ndjson'),
      ],
    },
  ],
};

const check = (selection: readonly string[]) =>
  checkServer({ profile: profile201912, base: HOST, catalogue, selection, clock: skippingClock() });

/** The real host's name without the real host: every connection that nock does not answer is refused by it. */
describe('the metadata of a public host', () => {
  let refused: string[] = [];
  const refuse = ({ path, host }: { path?: string; host?: string }): void => void refused.push(`${host}${path}`);

  beforeEach(() => {
    refused = [];
    nock.disableNetConnect();
    nock.emitter.on('no match', refuse);
  });
  afterEach(() => {
    nock.emitter.off('no match', refuse);
    nock.abortPendingRequests();
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
    nock.activate();
  });

  test('is read without a token, and nothing leaves this machine', async () => {
    const asked: Record<string, unknown>[] = [];
    const scope = nock(HOST)
      .get('/api/v1/metadata')
      .twice()
      .reply(function () {
        asked.push(this.req.headers);
        const headers = { 'Content-Type': 'application/fhir+json', 'Access-Control-Allow-Origin': '*' };
        return [200, JSON.stringify(STATEMENT), headers];
      })
      .get('/_version')
      .reply(200, '{"version":"1"}', { 'Content-Type': 'application/json' });
    const { report } = await check(['metadata']);
    expect(report.verdicts.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
    expect(report.verdicts.length).toBeGreaterThan(10);
    expect(report.conforms).toBe('incomplete');
    expect(exitCode(report)).toBe(0);
    expect(scope.isDone()).toBe(true);
    expect(refused).toEqual([]);
    expect(report.exchanges.map(({ request, reply }) => [request.url, reply?.status])).toEqual([
      [`${HOST}/api/v1/metadata`, 200],
      [`${HOST}/api/v1/metadata`, 200],
      [`${HOST}/_version`, 200],
    ]);
    expect(asked.flatMap((headers) => Object.keys(headers))).not.toContain('authorization');
  });

  test('of which one thing is not so fails in that alone', async () => {
    nock(HOST)
      .get('/api/v1/metadata')
      .reply(200, JSON.stringify({ ...STATEMENT, fhirVersion: '4.0.1' }), { 'Content-Type': 'application/fhir+json' });
    const { report } = await check(['metadata.fhir-version', 'metadata.status']);
    expect(report.verdicts.map(({ id, outcome, seen }) => [id, outcome, seen])).toEqual([
      ['metadata.fhir-version', 'fail', 'fhirVersion: "4.0.1"'],
      ['metadata.status', 'pass', undefined],
    ]);
    expect(exitCode(report)).toBe(1);
  });

  test('that nobody answers cannot be judged', async () => {
    await expect(check(['metadata.public'])).rejects.toThrow(`Cannot reach ${HOST}`);
    expect(refused.length).toBeGreaterThan(0);
  });
});
