import { describe, expect, it, test } from 'vitest';
import { presetHint, presetProfile, urlOrPreset } from '../../cli/options/preset.js';
import { profileV3 } from '../../suites/profiles/v3.js';
import { emptyFolder, run } from '../support/cli-run.js';

describe('--preset sandbox', () => {
  test('stands for a URL, and only in its place', () => {
    expect(urlOrPreset(undefined, { preset: 'sandbox' })).toMatch(/^https:\/\/sandbox\./);
    expect(urlOrPreset('http://127.0.0.1', {})).toBe('http://127.0.0.1');
    expect(urlOrPreset(undefined, {})).toBeUndefined();
    expect(() => urlOrPreset('http://127.0.0.1', { preset: 'sandbox' })).toThrow(/names the server: remove the URL/);
  });

  test('says where its credentials are published, if none were given', () => {
    expect(presetHint({ preset: 'sandbox' }, undefined)).toMatch(/publishes .* page How to Get a Bearer Token/);
    expect(presetHint({ preset: 'sandbox' }, { clientId: 'a', clientSecret: 'b' })).toBeUndefined();
    expect(presetHint({}, undefined)).toBeUndefined();
  });

  test('is used with the newest version of the API', () => expect(presetProfile()).toBe(profileV3.id));

  it.each([['check'], ['doctor'], ['pull', '--out', emptyFolder()]])('%s refuses a URL with it', async (...args) => {
    const { code, err } = await run([...args, 'http://127.0.0.1:9', '--preset', 'sandbox']);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: --preset sandbox names the server: remove the URL[^\n]*\n$/);
  });

  it('pull needs credentials for it, and says where they are', async () => {
    const { code, err } = await run(['pull', '--out', emptyFolder(), '--preset', 'sandbox'], { env: {} });
    expect(code).toBe(2);
    expect(err).toMatch(/There are no client credentials.*section Sandbox credentials/);
  });

  it('pull needs it or a URL', async () => {
    const { code, err } = await run(['pull', '--out', emptyFolder()]);
    expect(code).toBe(2);
    expect(err).toMatch(/Give the URL of the server, or --preset/);
  });

  it('there is no other one', async () => {
    const { code, err } = await run(['check', '--preset', 'production']);
    expect(code).toBe(2);
    expect(err).toMatch(/sandbox/);
  });
});
