import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KnownFailure } from '../../../src/model/index.js';
import { startReferenceServer } from '../../../src/reference/index.js';
import { faults } from '../../../suites/server/faults.js';
import { profile201912 } from '../../../suites/profiles/2019-12.js';
import { emptyFolder, run } from '../../support/cli-run.js';

describe.each([
  { ids: ['claim-type-without-code', 'metadata-says-r4'], shows: { rule: 'fhir.stu3.binding.required' } },
  { ids: ['kickoff-loses-content-location', 'metadata-says-r4'], shows: { id: 'manifest.json' } },
])('known-failures init of a report about %j', ({ ids, shows }) => {
  const cwd = emptyFolder();
  const text = (name: string): string => readFileSync(join(cwd, name), 'utf8');

  beforeAll(async () => {
    const chosen = faults.filter(({ id }) => ids.includes(id));
    const server = await startReferenceServer({ profile: profile201912, beneficiaries: 2, faults: chosen });
    const [{ clientId, clientSecret }] = server.clients;
    const env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
    const argv = ['check', server.url, '--poll-interval', '0.01', '--quiet', '--transcript', 'run.json'];
    const { code } = await run([...argv, '--report', 'json=report.json'], { cwd, env });
    await server.close();
    expect(code).toBe(1);
  });

  test('writes a list with which the same run passes', async () => {
    const { code, out, err } = await run(['known-failures', 'init', 'report.json'], { cwd });
    expect([code, err]).toEqual([0, '']);
    const entries = parse(text('known-failures.yaml')) as KnownFailure[];
    expect(out).toContain(`known-failures.yaml: ${entries.length} entries.`);
    expect(entries.map(({ id }) => id)).toContain('metadata.fhir-version');
    expect(entries).toContainEqual(expect.objectContaining(shows));
    expect(
      entries.filter(({ because }) => !/^(failed|blocked|found \d+ times) on \d{4}-\d\d-\d\d/.test(because)),
    ).toEqual([]);
    const judged = await run(['judge', 'run.json', '--known-failures', 'known-failures.yaml'], { cwd });
    expect([judged.code, judged.err]).toEqual([0, '']);
  });

  test('replaces no file', async () => {
    writeFileSync(join(cwd, 'mine.yaml'), 'mine');
    const { code, err } = await run(['known-failures', 'init', 'report.json', 'mine.yaml'], { cwd });
    expect([code, text('mine.yaml')]).toEqual([2, 'mine']);
    expect(err).toBe('error: mine.yaml exists already: give another name, or remove it.\n');
  });

  test('writes an empty list for a server that has none', async () => {
    await run(['check', 'metadata', '--quiet', '--report', 'json=sound.json'], { cwd });
    const { code, out } = await run(['known-failures', 'init', 'sound.json', 'none.yaml'], { cwd });
    expect([code, out]).toEqual([0, 'none.yaml: 0 entries. Nothing in the report needs one.\n']);
    expect((await run(['check', 'metadata', '--quiet', '--known-failures', 'none.yaml'], { cwd })).code).toBe(0);
  });
});

test('two entries of a list may not overlap', async () => {
  const cwd = emptyFolder();
  const entry = (id: string): string => `- { id: ${id}, because: a, see: b }\n`;
  writeFileSync(join(cwd, 'known.yaml'), entry('resources') + entry('resources.patient'));
  const { code, err } = await run(['check', 'metadata', '--known-failures', 'known.yaml'], { cwd });
  expect([code, err]).toEqual([
    2,
    'error: known.yaml, entry 2: resources.patient and resources of entry 1 overlap. Remove one of them.\n',
  ]);
});
