import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Profile } from '../../../src/model/index.js';
import { startReferenceServer, type ReferenceServer } from '../../../src/reference/index.js';
import { profile201909 } from '../../../suites/profiles/2019-09.js';
import { profile201912 } from '../../../suites/profiles/2019-12.js';

/** The Basic header as the guides print it. */
const PRINTED =
  'Basic MDk4NjlhN2YtNDZjZS00OTA4LWE5MTQtNjEyOWQwODBhMmFlOjY0OTE2ZmU5NmY3MWFkYzc5YzU3MzVlNDlmNGU3MmYxOGZmOTQxZDBkZDYyY2Y0M2VlMWFlMDg1N2UyMDRmMTczYmExMGU0MjUwYzEyYzQ4';

const EXPORT = { accept: 'application/fhir+json', prefer: 'respond-async' };

interface Manifest {
  readonly transactionTime: string;
  readonly request: string;
  readonly output: readonly { readonly type: string; readonly url: string }[];
  readonly error: readonly { readonly type: string; readonly url: string }[];
  readonly JobID: number;
}

interface Guide {
  readonly profile: Profile;
  /** Body of the token request in that guide's curl line. */
  readonly body: string | undefined;
  readonly progress: readonly string[];
  readonly exports: readonly { readonly path: string; readonly types: readonly string[] }[];
  readonly operations: readonly string[];
}

const guides: readonly Guide[] = [
  {
    profile: profile201909,
    body: undefined,
    progress: ['Pending', 'In Progress', 'In Progress'],
    exports: [
      { path: '/api/v1/ExplanationOfBenefit/$export', types: ['ExplanationOfBenefit'] },
      { path: '/api/v1/Patient/$export', types: ['Patient'] },
      { path: '/api/v1/Coverage/$export', types: ['Coverage'] },
    ],
    operations: ['export', 'jobs', 'metadata', 'version', 'data', 'export', 'export'],
  },
  {
    profile: profile201912,
    body: '',
    progress: ['Pending', 'In Progress (25%)', 'In Progress (75%)'],
    exports: [
      { path: '/api/v1/Patient/$export', types: ['ExplanationOfBenefit', 'Patient', 'Coverage'] },
      { path: '/api/v1/Patient/$export?_type=ExplanationOfBenefit', types: ['ExplanationOfBenefit'] },
      { path: '/api/v1/Patient/$export?_type=Patient', types: ['Patient'] },
      { path: '/api/v1/Patient/$export?_type=Coverage', types: ['Coverage'] },
    ],
    operations: ['export', 'jobs', 'metadata', 'version', 'data'],
  },
];

describe.each(guides)(
  'the walk-through of the guide $profile.id',
  ({ profile, body, progress, exports, operations }) => {
    let server: ReferenceServer;
    let bearer: { readonly authorization: string };

    const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(path.startsWith('http') ? path : server.url + path, { headers });

    beforeAll(async () => {
      server = await startReferenceServer({ profile, beneficiaries: 3 });
    });

    afterAll(async () => {
      expect(server.errors).toEqual([]);
      await server.close();
    });

    it('metadata needs no token and lists the operations', async () => {
      const reply = await get('/api/v1/metadata');
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toMatch(/^application\/(fhir\+)?json/);
      const statement = (await reply.json()) as {
        readonly rest: readonly {
          readonly operation: readonly { readonly name: string; readonly definition: { readonly reference: string } }[];
        }[];
      };
      expect(statement).toMatchObject({
        resourceType: 'CapabilityStatement',
        status: 'active',
        kind: 'capability',
        implementation: { url: server.url },
        fhirVersion: '3.0.1',
        acceptUnknown: 'extensions',
        format: ['application/json', 'application/fhir+json'],
        rest: [
          {
            mode: 'server',
            security: { cors: true, service: [{ text: 'OAuth' }, { text: 'SMART-on-FHIR' }] },
            interaction: [{ code: 'batch' }, { code: 'search-system' }],
          },
        ],
      });
      const listed = statement.rest[0]?.operation ?? [];
      expect(listed.map(({ name }) => name)).toEqual(operations);
      expect(listed.every(({ definition }) => definition.reference.startsWith(`${server.url}/`))).toBe(true);
      const version = listed.find(({ name }) => name === 'version')?.definition.reference ?? '';
      expect(await (await get(version)).json()).toHaveProperty('version');
    });

    it('the printed credentials give a token', async () => {
      const reply = await fetch(`${server.url}/auth/token`, {
        method: 'POST',
        headers: {
          accept: 'application/json',
          authorization: PRINTED,
          ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(body === undefined ? {} : { body }),
      });
      expect(reply.status).toBe(200);
      expect(reply.headers.get('content-type')).toBe('application/json');
      expect(reply.headers.get('cache-control')).toBe('no-store');
      const token = (await reply.json()) as { readonly access_token: string; readonly token_type: string };
      expect(Object.keys(token)).toEqual(['access_token', 'token_type']);
      expect(token.token_type).toBe('bearer');
      expect(token.access_token).toMatch(/^eyJhbGciOiJSUzUxMiIsInR5c/);
      bearer = { authorization: `Bearer ${token.access_token}` };
    });

    it.each(exports)('$path: kick-off, status, files', async ({ path, types }) => {
      const started = await get(path, { ...bearer, ...EXPORT });
      expect(started.status).toBe(202);
      expect(await started.text()).toBe('');
      const job = started.headers.get('content-location') ?? '';
      expect(job).toMatch(new RegExp(`^${server.url}/api/v1/jobs/\\d+$`));

      for (const stage of progress) {
        const waiting = await get(job, bearer);
        expect([waiting.status, waiting.headers.get('x-progress')]).toEqual([202, stage]);
      }
      const done = await get(job, bearer);
      expect(done.status).toBe(200);
      expect(done.headers.get('content-type')).toBe('application/json');
      const manifest = (await done.json()) as Manifest;
      const id = Number(job.split('/').at(-1));
      expect(Object.keys(manifest)).toEqual([
        'transactionTime',
        'request',
        'requiresAccessToken',
        'output',
        'error',
        'JobID',
      ]);
      expect(manifest).toMatchObject({ request: server.url + path, requiresAccessToken: true, JobID: id });
      expect(manifest.transactionTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(manifest.output.map(({ type }) => type)).toEqual(types);
      const withClaims = types.some((type) => type === 'ExplanationOfBenefit');
      expect(manifest.error.map(({ type }) => type)).toEqual(withClaims ? ['OperationOutcome'] : []);

      for (const { type, url } of [...manifest.output, ...manifest.error]) {
        const suffix = type === 'OperationOutcome' ? '-error' : '';
        expect(url).toMatch(
          new RegExp(`^${server.url}/data/${id}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}${suffix}\\.ndjson$`),
        );
        const file = await get(url, bearer);
        expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/fhir+ndjson']);
        const content = await file.text();
        expect(content.endsWith('\n')).toBe(true);
        for (const line of content.trimEnd().split('\n'))
          expect(JSON.parse(line)).toMatchObject({ resourceType: type });
      }
    });

    it.each([
      '/v1/jobs/43',
      '/v/data/43/DBBD1CE1-AE24-435C-807D-ED45953077D3.ndjson',
      '/api/v1/Patient/%24export',
      '/api/v1/Patient/export',
    ])('the misspelt %s is not found', async (path) => {
      expect((await get(path, { ...bearer, ...EXPORT })).status).toBe(404);
    });

    it('an endpoint of no guide is not found, with an OperationOutcome, and only with a token', async () => {
      const other = profile.id === '2019-12' ? 'ExplanationOfBenefit' : 'Group';
      for (const name of ['Practitioner', other]) {
        const reply = await get(`/api/v1/${name}/$export`, { ...bearer, ...EXPORT });
        expect(reply.status).toBe(404);
        expect(await reply.json()).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] });
        expect((await get(`/api/v1/${name}/$export`, EXPORT)).status).toBe(401);
      }
    });
  },
);
