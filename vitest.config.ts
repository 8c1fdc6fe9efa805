import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // A machine under load must not fail a test: how fast things are is the bench's business.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: 'test/support/temporary.ts',
    pool: 'threads',
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/matrix/**'] } },
      { extends: true, test: { name: 'matrix', include: ['test/matrix/**/*.test.ts'] } },
      { extends: true, test: { name: 'conformance', include: ['vitest/conformance.test.ts'] } },
    ],
  },
});
