import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import nock from 'nock';
import { afterEach, describe, expect, test } from 'vitest';
import { mountReference, type MountOptions } from '../../nock/index.js';
import { skippingClock } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { pull, PullFailed } from '../../src/reference/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { emptyFolder } from '../support/cli-run.js';

const ORIGIN = 'https://bcda.example';
afterEach(() => nock.cleanAll());

/** Pulls from the mounted server with the reference client; returns the names of the files. */
const pulled = async (options: MountOptions, type = 'Coverage') => {
  const mounted = mountReference(ORIGIN, options);
  const profile = profiles.find(({ id }) => id === options.profile)!;
  const out = emptyFolder();
  const { credentials, errors } = mounted;
  const task = { profile, base: ORIGIN, credentials, types: [type], out, clock: skippingClock() };
  const result = await pull(task).catch((error: unknown) => error);
  expect(errors).toEqual([]);
  return { result, files: existsSync(out) ? readdirSync(out) : [], mounted };
};

describe('a mounted reference server', () => {
  test.each(profiles)('answers under $id', async ({ id }) => {
    const { result, files } = await pulled({ profile: id });
    expect(result).toMatchObject({ files: files.length, errors: 0 });
    expect(files.length).toBeGreaterThan(0);
  });

  test.each(['several-files', 'gzip', 'poll-reset', 'cut-transfer', 'redirect-elsewhere'] as const)(
    'is met in the condition %s',
    async (condition) => {
      const { files } = await pulled({ profile: '2019-12', condition });
      expect(files.length).toBe(condition === 'several-files' ? 3 : 1);
    },
  );

  test('fails where the condition does', async () => {
    const { result } = await pulled({ profile: '2019-12', condition: 'job-fails' });
    expect(result).toBeInstanceOf(PullFailed);
  });

  test('answers no more once it is unmounted', async () => {
    const { mounted } = await pulled({ profile: '2019-12' });
    mounted.unmount();
    expect(nock.activeMocks()).toEqual([]);
  });

  test('accepts the credentials that it is given, and no unknown profile or condition', () => {
    const credentials = { clientId: 'an-id', clientSecret: 'a-secret' };
    expect(mountReference(ORIGIN, { credentials }).credentials).toEqual(credentials);
    expect(() => mountReference(ORIGIN, { profile: 'v9' })).toThrow('There is no profile "v9". There is 2019-09');
    expect(() => mountReference(ORIGIN, { condition: 'snowy' as 'sunny' })).toThrow('There is no condition "snowy".');
  });
});

test('the example of docs/certify.md is the test that runs', () => {
  const example = readFileSync(join(packageRoot, 'test/nock/example.test.ts'), 'utf8');
  const docs = readFileSync(join(packageRoot, 'docs/certify.md'), 'utf8');
  expect(docs).toContain(`\`\`\`ts\n${example.replace('../../nock/index.js', 'bcda-conformance/nock')}\`\`\``);
});
