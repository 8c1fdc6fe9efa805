import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { LONG } from './test/support/vitest/long.js';

/** Tests that start processes of their own or make many whole runs, wherever they stand. They get the compiled program. */
const PROCESS = [
  'test/process/**/*.test.ts',
  'test/{certify/child,cli/certify}.test.ts',
  'test/privacy/{certify,crash}.test.ts',
  'test/reporters/allure.test.ts',
  'test/vitest/adapter.test.ts',
  // Whole runs of clients and of checks.
  'test/relay/record.test.ts',
  'test/certify/client-run.test.ts',
  'test/cli/check/{check-data,second-opinion}.test.ts',
  'test/drive/one-token.test.ts',
];
/** Tests that change what a whole process shares, as nock does, or that measure it. */
const ALONE = ['test/nock/**/*.test.ts', 'test/drive/public-host.test.ts', 'test/fixtures/fixtures.test.ts'];
/** Tests of a folder that stand for themselves; the others are of the unit that their folder mirrors. */
const APART = {
  alone: ALONE,
  matrix: ['test/matrix/{part-*,gateway,places,rogues,sound}.test.ts'],
  rogues: ['test/matrix/rogues-*.test.ts'],
  process: PROCESS,
  hostile: ['test/hostile/**/*.test.ts'],
  privacy: ['test/privacy/{check,marks,others}.test.ts'],
  // Whether the examples in the package are still what runs show takes a run for each that is tried.
  property: ['test/property/**/*.test.ts', 'test/cli/results/examples.test.ts'],
  browser: ['test/reporters/html-browser.test.ts', 'test/capture/chromium.test.ts'],
  conformance: ['vitest/conformance.test.ts'],
};

/** Test files that run in the processes of others, one after another: loading the program once for each costs a third of the time. */
const SHARED = { isolate: false };

const project = (
  name: string,
  include: string[],
  more: { exclude?: string[]; globalSetup?: string[]; isolate?: boolean } = {},
) => ({ extends: true, test: { name, include, ...more } }) satisfies TestProjectConfiguration;

const MORE: Record<string, Parameters<typeof project>[2]> = {
  matrix: SHARED,
  process: { globalSetup: ['test/support/process/build.ts'] },
};

const HANGS = (LONG ? 200 : 20) * 60_000;

export default defineConfig({
  test: {
    // They end what hangs, and nothing else: a machine may be busy, and how fast things are is the bench's business.
    testTimeout: HANGS,
    hookTimeout: HANGS,
    teardownTimeout: HANGS,
    globalSetup: ['test/support/vitest/temporary.ts'],
    reporters: ['test/support/vitest/reporter.ts'],
    // Processes, not threads: where a connection breaks off while a thread is ended, Node may take all of the run with it.
    pool: 'forks',
    // Each project would transform every module again.
    experimental: { fsModuleCache: true },
    // One more than there are processors: tests that wait for a process or for a server need none.
    maxWorkers: Math.min(8, availableParallelism() + 1),
    projects: [
      project('unit', ['test/**/*.test.ts'], { exclude: Object.values(APART).flat(), ...SHARED }),
      ...Object.entries(APART).map(([name, include]) => project(name, include, MORE[name])),
    ],
  },
});
