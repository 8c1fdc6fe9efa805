import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'threads',
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/matrix/**'] } },
      { extends: true, test: { name: 'matrix', include: ['test/matrix/**/*.test.ts'], testTimeout: 60_000 } },
      { extends: true, test: { name: 'conformance', include: ['suites/run.test.ts'] } },
    ],
  },
});
