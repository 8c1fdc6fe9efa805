import { describe, expect, it } from 'vitest';
import { departures } from '../../schemas/violations.js';
import { readSchema, type SchemaName } from '../../schemas/index.js';
import { checkServer } from '../../src/assess/index.js';
import { skippingClock } from '../../src/model/index.js';
import { startReferenceServer, withStatus } from '../../src/reference/index.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';

const wire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the schemas of reports and transcripts', () => {
  it.each(profiles.map((profile) => [profile.id, profile] as const))('fit real ones of %s', async (_, profile) => {
    const clock = skippingClock();
    const server = await startReferenceServer({ profile, clock, beneficiaries: 2 });
    const [credentials, other] = server.clients;
    const { report, transcript } = await checkServer({
      ...{ profile, catalogue, base: server.url, credentials, other, clock, waitForExpiry: true },
      known: [{ id: 'token.issued', because: 'x', see: 'y', until: '2999-01-01' }],
    });
    await server.close();
    expect(departures('report', wire(report))).toEqual([]);
    expect(departures('transcript', wire(transcript))).toEqual([]);
    expect(departures('report', wire({ ...report, more: 1 }))).toEqual(['it has an unknown member "more"']);
    expect(
      departures('report', wire({ ...report, verdicts: [{ ...report.verdicts[0], outcome: 'maybe' }] })),
    ).toHaveLength(1);
  });

  it('fit those of a server that fails much', async () => {
    const clock = skippingClock();
    const [, profile] = profiles;
    const fault = { id: 'x', title: 'x', at: 'kickoff', fails: [], blocks: [], alter: withStatus(500) } as const;
    const server = await startReferenceServer({ profile, clock, beneficiaries: 2, faults: [fault] });
    const { report, transcript } = await checkServer({
      ...{ profile, catalogue, base: server.url, credentials: server.clients[0], clock, exportBudget: 1 },
    });
    await server.close();
    expect(report.summary.fail).toBeGreaterThan(0);
    expect(departures('report', wire(report))).toEqual([]);
    expect(departures('transcript', wire(transcript))).toEqual([]);
  });

  it('describe every member', () => {
    const bare: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { properties } = node as { properties?: Record<string, Record<string, unknown>> };
      for (const [name, member] of Object.entries(properties ?? {}))
        if (member['description'] === undefined && member['$ref'] === undefined && !path.endsWith('if'))
          bare.push(`${path}.${name}`);
      for (const [key, child] of Object.entries(node)) walk(child, `${path}.${key}`);
    };
    const names: SchemaName[] = [
      'report',
      'transcript',
      'known-failures',
      'token',
      'manifest',
      'validation',
      'comparison',
      'doctor',
      'scoreboard',
    ];
    for (const name of names) walk(readSchema(name), name);
    expect(bare).toEqual([]);
  });
});

const file = (type: string): unknown => ({ type, url: 'https://api.bcda.cms.gov/data/42/DBBD1CE1.ndjson' });
const manifest = {
  transactionTime: '2018-10-19T14:47:33.975024Z',
  request: 'https://api.bcda.cms.gov/api/v1/Patient/$export',
  requiresAccessToken: true,
  output: [file('Patient')],
  error: [file('OperationOutcome')],
  JobID: 43,
};

describe('the schemas of what servers send', () => {
  it.each<[SchemaName, unknown]>([
    ['token', { access_token: 'eyJhbGciOiJSUzUxMiIsInR5c.a.b', token_type: 'bearer' }],
    ['token', { access_token: 'abc', token_type: 'Bearer', expires_in: 1200, more: true }],
    ['manifest', manifest],
    ['manifest', { ...manifest, output: [], error: [], more: 1 }],
  ])('%s takes what the guides show: %j', (name, value) => {
    expect(departures(name, value)).toEqual([]);
  });

  it.each<[SchemaName, unknown]>([
    ['token', {}],
    ['token', { access_token: 'a b', token_type: 'bearer' }],
    ['token', { access_token: 'abc', token_type: 'mac' }],
    ['token', []],
    ['manifest', { ...manifest, requiresAccessToken: 'true' }],
    ['manifest', { ...manifest, transactionTime: 'yesterday' }],
    ['manifest', { ...manifest, output: [{ type: 'Patient', url: 'data/42' }] }],
    ['manifest', { ...manifest, error: undefined }],
    ['manifest', { ...manifest, error: [file('Patient')] }],
  ])('%s refuses %j', (name, value) => {
    expect(departures(name, wire(value))).not.toEqual([]);
  });
});
