import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Validation } from '../../../src/fhir/validate/validation.js';
import { emptyFolder, run } from '../../support/cli-run.js';

const cwd = emptyFolder();
const FILES = 5;
beforeAll(() => {
  const line = (n: number, more = ''): string => `{"resourceType":"Patient","id":"p${n}"${more}}\n`;
  for (let n = 0; n < FILES; n += 1)
    writeFileSync(join(cwd, `f${n}.ndjson`), `${line(n)}${n % 2 === 1 ? line(n + 10, ',"gender":"x"') : ''}`);
});
const names = Array.from({ length: FILES }, (_, n) => `f${n}.ndjson`);

const part = async (index: number, of: number, ...more: readonly string[]): Promise<string> => {
  const file = `part-${index}-of-${of}${more.join('')}.json`;
  const shard = ['--shard', `${index}/${of}`];
  await run(['validate', ...names, ...shard, ...more, '--report', `json=${file}`], { cwd });
  return file;
};
const read = (text: string): Validation => JSON.parse(text) as Validation;
/** What does not depend on when a run was. */
const timeless = ({ startedAt, durationMs, ...rest }: Validation): unknown => {
  expect([typeof startedAt, typeof durationMs]).toEqual(['string', 'number']);
  return rest;
};

describe('parts of a validation', () => {
  test.each([1, 2, 3, 5, 8])('%i of them merge to what one run gives', async (of) => {
    const parts: string[] = [];
    for (let index = of; index >= 1; index -= 1) parts.push(await part(index, of));
    const whole = await run(['validate', ...names, '--report', 'json'], { cwd });
    const merged = await run(['merge', ...parts, '--report', 'json'], { cwd });
    expect(merged.code).toBe(whole.code);
    expect(timeless(read(merged.out))).toEqual(timeless(read(whole.out)));
    const [text, console] = await Promise.all([
      run(['validate', ...names], { cwd }),
      run(['merge', ...parts], { cwd }),
    ]);
    expect(console.out).toBe(text.out);
  });

  test('a part without files is valid, and says which part it is', async () => {
    const { code, out } = await run(['validate', 'f0.ndjson', '--shard', '2/2', '--report', 'json'], { cwd });
    expect(code).toBe(0);
    expect(read(out)).toMatchObject({ valid: true, shard: { index: 2, of: 2 }, files: [] });
  });

  const refusals: readonly (readonly [string, () => Promise<readonly string[]>, RegExp])[] = [
    ['a missing part', async () => [await part(1, 2)], /Part 2 of 2 is missing/u],
    [
      'a part twice',
      async () => [await part(1, 2), await part(2, 2), await copyOf(await part(2, 2))],
      /are both part 2/u,
    ],
    ['parts of other numbers', async () => [await part(1, 1), await part(2, 2)], /is part of 2 parts/u],
    ['other options', async () => [await part(1, 2), await part(2, 2, '--strict')], /other versions/u],
    ['other files', async () => [await part(1, 2), await otherFiles()], /not made of one list/u],
    ['no part', () => whole(), /without --shard/u],
    ['no validation', () => Promise.resolve(['f0.ndjson']), /f0\.ndjson is not a validation/u],
  ];
  test.each(refusals)('%s: refused', async (_, files, sentence) => {
    const { code, err, out } = await run(['merge', ...(await files())], { cwd });
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(sentence)]);
  });

  const copyOf = (file: string): Promise<string> => {
    writeFileSync(join(cwd, 'copy.json'), readFileSync(join(cwd, file)));
    return Promise.resolve('copy.json');
  };
  const otherFiles = async (): Promise<string> => {
    await run(['validate', 'f0.ndjson', 'f2.ndjson', '--shard', '2/2', '--report', 'json=other.json'], { cwd });
    return 'other.json';
  };
  const whole = async (): Promise<readonly string[]> => {
    await run(['validate', ...names, '--report', 'json=whole.json'], { cwd });
    return ['whole.json'];
  };

  test.each(['0/2', '3/2', '1', 'x/y', '1/0'])('--shard %s is refused', async (shard) => {
    const { code, err } = await run(['validate', 'f0.ndjson', '--shard', shard], { cwd });
    expect([code, err]).toEqual([2, expect.stringContaining('It must be I/N')]);
  });
});
