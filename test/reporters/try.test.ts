import { beforeAll, describe, expect, test } from 'vitest';
import { formats } from '../../reporters/index.js';
import { checkServer } from '../../src/assess/index.js';
import { type Report, skippingClock } from '../../src/model/index.js';
import { startReferenceServer } from '../../src/reference/index.js';
import { faults } from '../../suites/server/faults.js';
import { catalogue } from '../../suites/index.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { vitestResultOf } from '../../vitest/result.js';
import { run } from '../support/cli-run.js';
import { allPass, hostile } from '../support/reports/reports.js';

const FINDING = 'fhir.stu3.binding.required';
let report: Report;
/** The file that the command line of the finding downloads. */
let file: Uint8Array;
const lineOf = (id: string): string => {
  const lines = formats['curl'](report).split('\n');
  const at = lines.findIndex((line) => line.startsWith(`# ${id} (`));
  return lines[at + 3] ?? '';
};

beforeAll(async () => {
  const clock = skippingClock();
  const chosen = faults.filter(({ id }) => ['claim-type-without-code', 'metadata-says-r4'].includes(id));
  const server = await startReferenceServer({ profile: profile201912, clock, beneficiaries: 2, faults: chosen });
  const [credentials] = server.clients;
  ({ report } = await checkServer({ profile: profile201912, catalogue, base: server.url, credentials, clock }));
  const [, url = ''] = /'(http[^']*)'/.exec(lineOf('resources.explanation-of-benefit')) ?? [];
  const basic = Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString('base64');
  const token = (await (
    await fetch(`${server.url}${profile201912.paths.token}`, {
      method: 'POST',
      headers: { Authorization: `Basic ${basic}`, 'Content-Type': 'application/x-www-form-urlencoded' },
    })
  ).json()) as { access_token: string };
  const reply = await fetch(url, { headers: { Authorization: `Bearer ${token.access_token}` } });
  file = new Uint8Array(await reply.arrayBuffer());
  await server.close();
});

describe('the command line of a finding in data', () => {
  test('pipes the file into validate, which reproduces it and shows no value', async () => {
    const line = lineOf('resources.explanation-of-benefit');
    expect(line).toMatch(/^curl -s 'http.*" \| bcda-conformance validate - --type 'ExplanationOfBenefit'$/);
    const argv = line.split(' | bcda-conformance ')[1]?.replaceAll("'", '').split(' ') ?? [];
    const { code, out } = await run([...argv, '--quiet'], { stdin: file });
    expect([code, out.includes(FINDING)]).toEqual([1, true]);
  });
  test('of anything else shows the response', () => expect(lineOf('metadata.fhir-version')).toMatch(/^curl -i 'http/));
});

describe('the script', () => {
  test('asks for the variables that only the user has, and sets the others', () => {
    const text = formats['curl'](report);
    expect(text).toMatch(/^#!\/bin\/sh\n# What failed: http/);
    expect(text).toContain(': "${BCDA_CLIENT_SECRET:?set it first}"');
    expect(text).toMatch(/\nBCDA_TOKEN=\$\(curl -s /);
  });
  test('of a run without failures says so', async () =>
    expect(formats['curl'](await allPass())).toMatch(/\n# Nothing failed\.\n$/));
  test('has no line that a server wrote', async () => {
    const lines = formats['curl'](await hostile()).split('\n');
    expect(lines.filter((line) => !/^(#|: "|curl |BCDA_\w+=|$)/.test(line))).toEqual([]);
  });
});

test('a failure in vitest has its exchanges and its command line', () => {
  const verdict = report.verdicts.find(({ id }) => id === 'metadata.fhir-version');
  if (verdict === undefined) throw new Error('there is no such verdict');
  expect(vitestResultOf(verdict, report)).toEqual({
    status: 'failed',
    because: expect.stringMatching(
      /seen: fhirVersion: "4\.0\.0"\nshown by: #\d+ GET \/api\/v1\/metadata → 200\n(shown by: .*\n)*try: curl -i 'http/,
    ) as string,
  });
});
