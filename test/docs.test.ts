import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../src/model/index.js';
import { faults } from '../suites/faults.js';
import { catalogue } from '../suites/index.js';
import { cataloguePage, faultsPage } from '../suites/pages.js';

const page = (name: string): string => readFileSync(join(packageRoot, 'docs', name), 'utf8');

test('docs/catalogue.md is fresh (npm run docs)', () => {
  expect(page('catalogue.md')).toBe(cataloguePage(catalogue));
});

test('docs/faults.md is fresh (npm run docs)', () => {
  expect(page('faults.md')).toBe(faultsPage(faults));
});
