import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fault, Profile } from '../../src/model/index.js';
import { skippingClock } from '../../src/model/index.js';
import { startReferenceServer } from '../../src/reference/index.js';
import { faults } from '../../suites/server/faults.js';
import { profile201909, profile201912 } from '../support/views.js';
import { emptyFolder, type Ran, run } from '../support/cli-run.js';

const faultNamed = (id: string): Fault => {
  const found = faults.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no fault ${id}`);
  return found;
};
/** A command line against a reference server; `URL` in it is the server's. */
const against = async (
  argv: readonly string[],
  { fault, profile = profile201912, cwd }: { fault?: string; profile?: Profile; cwd?: string } = {},
): Promise<Ran> => {
  const server = await startReferenceServer({
    ...{ profile, beneficiaries: 2, prefix: '/bcda' },
    faults: fault === undefined ? [] : [faultNamed(fault)],
  });
  const [{ clientId, clientSecret }] = server.clients;
  try {
    return await run(
      argv.map((word) => word.replace('URL', server.url)),
      {
        env: { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret },
        clock: skippingClock(),
        ...(cwd !== undefined && { cwd }),
      },
    );
  } finally {
    await server.close();
  }
};
const DIFF = ['contract', 'URL', '--diff', '--quiet', '--poll-interval', '0.01'];
/** The table's line of an operation, its cells apart. */
const line = ({ out }: Ran, operation: string): string[] =>
  (out.split('\n').find((one) => one.startsWith(operation)) ?? '').split(/ {2,}/);

describe('contract --diff', () => {
  it('shows guide, document and behavior, also below a prefix, and ends with 0', async () => {
    const ran = await against(DIFF);
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
    expect(line(ran, 'POST /auth/token')).toEqual(['POST /auth/token', '200 401, basic', '200 401, basic', '200']);
    expect(line(ran, 'GET /api/v1/jobs')).toEqual([
      'GET /api/v1/jobs/{id}',
      '200 202 401, token',
      '200 202 401 404, token',
      '202 200',
    ]);
    expect(ran.out).toContain('Document  Swagger 2.0 in JSON, that the page leads to\n');
    expect(ran.out).toMatch(/^contract\.agrees +pass$/m);
    expect(ran.out).not.toContain('differs');
    const outcomes = ran.out.split('\n').filter((one) => one.startsWith('contract.'));
    expect(new Set(outcomes.map((one) => one.lastIndexOf(' '))).size).toBe(1);
  });

  it('shows the exports of the guide of September 2019', async () => {
    const ran = await against(DIFF, { profile: profile201909 });
    expect(ran.code).toBe(0);
    for (const type of ['ExplanationOfBenefit', 'Patient', 'Coverage'])
      expect(line(ran, `GET /api/v1/${type}/$export`).at(-1)).toBe('202');
  });

  it('shows what differs, and ends with 1 where the guide is not covered', async () => {
    const ran = await against(DIFF, { fault: 'contract-status-undocumented' });
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(
      /^ {2}differs: status 202 is not documented; 202: status 202 is not documented \(documented: 200, 401, 404\)$/m,
    );
    expect(ran.out).toMatch(/^contract\.covers +fail: GET \/api\/v1\/jobs\/\{id\}: status 202 is not documented$/m);
  });

  it('shows operations that the guide does not have', async () => {
    const cwd = emptyFolder();
    const paths = { '/api/v1/Group/{id}/$export': { get: { responses: { 202: { description: 'x' } } } } };
    writeFileSync(
      join(cwd, 'mine.json'),
      JSON.stringify({ swagger: '2.0', info: { title: 'x', version: '1' }, paths }),
    );
    const ran = await against([...DIFF, '--openapi', 'mine.json'], { cwd });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('Document  Swagger 2.0 in JSON, given with --openapi\n');
    expect(line(ran, 'GET /api/v1/Group')).toEqual(['GET /api/v1/Group/{id}/$export', '-', '202, none', 'not asked']);
    expect(line(ran, 'POST /auth/token')).toEqual(['POST /auth/token', '200 401, basic', '-', '200']);
    expect(ran.out).toContain('operations that the guide does not: GET /api/v1/Group/{id}/$export.');
  });

  it('says so where there is no document, and how to give one', async () => {
    const ran = await against(DIFF, { fault: 'contract-document-missing' });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('Document  none\n');
    expect(ran.out).toMatch(/^contract\.valid +blocked: .*give one with --openapi$/m);
    expect(line(ran, 'GET /api/v1/metadata')).toEqual(['GET /api/v1/metadata', '200, none', '-', '200']);
  });

  it('checks the embedded server where no URL is given', async () => {
    const ran = await run(['contract', '--diff', '--quiet', '--profile', '2019-09']);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('Guide     2019-09\n');
  });
});

describe('contract', () => {
  it('reports like a check of that chapter', async () => {
    const ran = await run(['contract', '--quiet']);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('only contract was selected');
    expect(ran.out).toContain('7 passed');
  });
});

describe('--openapi', () => {
  it('lets a server without a document be judged by one, and does not help it', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'd.yaml'), 'openapi: 3.1.0\ninfo: {title: x, version: "1"}\npaths: {}\n');
    const ran = await against(
      ['check', 'URL', 'contract.document', 'contract.valid', '--quiet', '--openapi', 'd.yaml'],
      {
        ...{ fault: 'contract-document-missing', cwd },
      },
    );
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('1 passed, 1 failed');
  });

  it.each<[string, string | undefined, RegExp]>([
    ['missing.json', undefined, /Cannot read the document of --openapi missing.json: there is no such file/],
    ['d.json', '[]', /d.json is not a Swagger or OpenAPI document: it is not an object/],
    ['d.json', '<html>', /d.json is not a Swagger or OpenAPI document: it is HTML/],
    ['d.json', `{"swagger":"${'2'.repeat(8 * 1024 * 1024)}"}`, /must not exceed 8 MB/],
    ['ftp://127.0.0.1/d.json', undefined, /The URL of --openapi must begin with http/],
    ['http://me:hunter2@127.0.0.1/d.json', undefined, /user name or password/],
  ])('refuses %s of %j', async (name, text, why) => {
    const cwd = emptyFolder();
    if (text !== undefined) writeFileSync(join(cwd, name), text);
    const { code, err } = await run(['check', '--openapi', name], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(why);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).not.toContain('hunter2');
  });
});
