import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exposedIn, printedSecrets } from '../../src/certify/exposed.js';
import { createRedactor } from '../../src/record/redact.js';
import { emptyFolder } from '../support/cli-run.js';

const SECRET = '0123456789abcdef0123456789abcdef';
const redactor = createRedactor();
redactor.add(SECRET, '«client secret»');
redactor.add('3f0c7a1e-client', '«client id»');

describe.skipIf(process.platform === 'win32')('what a client leaves in its folder', () => {
  const folderWith = (text: string, mode: number, name = 'state.json'): string => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'sub'), { recursive: true });
    writeFileSync(join(folder, 'sub', name), text);
    chmodSync(join(folder, 'sub', name), mode);
    chmodSync(folder, 0o700);
    return folder;
  };

  test.each([
    ['its secret, readable by all', `{"secret":"${SECRET}"}`, 0o644, { exposed: 1 }],
    ['its secret as base64', Buffer.from(`a:${SECRET}`).toString('base64'), 0o640, { exposed: 1 }],
    ['its secret, for its owner only', SECRET, 0o600, {}],
    ['its id', '3f0c7a1e-client', 0o644, {}],
    ['data', '{"resourceType":"Patient"}', 0o644, {}],
  ])('%s', async (_, text, mode, found) => {
    expect(await exposedIn(folderWith(text, mode), redactor)).toEqual(found);
  });

  test('its secret in the name of a file', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, `cache-${SECRET}`), '', { mode: 0o600 });
    expect(await exposedIn(folder, redactor)).toEqual({ exposed: 1 });
  });

  test('a folder that every user may write into', async () => {
    const folder = emptyFolder();
    chmodSync(folder, 0o777);
    expect(await exposedIn(folder, redactor)).toEqual({ openToAll: true });
  });

  test('a folder that is gone', async () => {
    expect(await exposedIn(join(emptyFolder(), 'gone'), redactor)).toEqual({});
  });
});

describe('what a client prints', () => {
  const printed = (...chunks: readonly string[]): boolean => {
    const search = printedSecrets(redactor);
    for (const chunk of chunks) search.take(Buffer.from(chunk));
    return search.found();
  };

  test.each([
    ['its secret, in front of much else', [`secret ${SECRET}\n`, 'more\n'.repeat(1000)], true],
    ['its secret in two pieces', [SECRET.slice(0, 9), SECRET.slice(9)], true],
    ['its secret as base64', [Buffer.from(`a:${SECRET}`).toString('base64')], true],
    ['its id', ['3f0c7a1e-client'], false],
    ['nothing', [], false],
    ['its secret after a megabyte', ['x'.repeat(1024 * 1024), SECRET], false],
  ])('%s', (_, chunks, found) => expect(printed(...chunks)).toBe(found));
});
