import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { causesOf, defectsFor } from '../../../cli/results/example-runs.js';
import { explanationOf } from '../../../cli/results/example-text.js';
import { examplesText, shownIn } from '../../../scripts/docs/examples.js';
import type { Explanation } from '../../../src/model/index.js';
import { packageRoot } from '../../../src/package.js';
import { FAMILIES, fileOf } from '../../../suites/examples/families.js';
import { run } from '../../support/cli-run.js';
import { LONG } from '../../support/vitest/long.js';

const textOf = (family: (typeof FAMILIES)[number]): string => readFileSync(join(packageRoot, fileOf(family)), 'utf8');

// `npm run examples` makes what is missing in the files, and `npm run examples -- ID…` makes some of them anew.
describe.each(FAMILIES)('the examples of %s', (family) => {
  const all = JSON.parse(textOf(family)) as readonly Explanation[];
  const shown = shownIn(family);

  test('are one line for each requirement that traffic can show, in reading order', () => {
    expect(all.map(({ id, profile }) => `${id} ${profile}`)).toEqual(
      shown.map(({ requirement, profile }) => `${requirement.id} ${profile.id}`),
    );
    expect(textOf(family)).toBe(examplesText(all));
  });

  test('name the faults that there are', () => {
    for (const [index, { role, requirement, profile }] of shown.entries()) {
      const defects = defectsFor(role, requirement.id, profile);
      expect(all[index]?.causes, requirement.id).toEqual(causesOf(defects));
      expect(causesOf(defects), requirement.id).toContain(all[index]?.fails?.title);
    }
  });

  test('show what is expected, and what fails shows what was seen', () => {
    for (const { id, meets, fails } of all) {
      expect(meets[0], id).toMatch(/^expected: /);
      expect(fails?.lines[0], id).toMatch(/^seen: /);
      // The reference server speaks https only where a run is about it.
      if (id !== 'hygiene.tls') expect(meets[1], id).toMatch(/^> /);
    }
  });

  // Each comes from runs of its own: in every run of the tests those of one requirement in twenty, in a long one all.
  test.each(shown.filter((_, index) => LONG || index % 20 === 0).map((one) => [one.requirement.id, one] as const))(
    'are what runs show: %s',
    async (id, { role, profile }) => {
      expect(all.find((one) => one.id === id)).toEqual(await explanationOf(role, id, profile));
    },
  );
});

test('explain shows the same', async () => {
  const known = JSON.parse(textOf('guides')) as readonly Explanation[];
  const { meets = [], causes = [] } = known.find(({ id }) => id === 'token.json') ?? {};
  const { out } = await run(['explain', 'token.json', '--profile', '2019-12']);
  const words = out.replace(/\s+/gu, ' ');
  expect(meets.length).toBeGreaterThan(3);
  for (const line of [...meets, ...causes]) expect(words).toContain(line.replace(/\s+/gu, ' '));
});
