import { DefaultReporter, type TestCase, type TestModule } from 'vitest/node';

/** Prints what failed, why tests were skipped, and the counts: a run in which all is well fits a screen. */
export default class ShortReporter extends DefaultReporter {
  constructor() {
    super({ silent: 'passed-only' });
  }

  protected override printTestModule(module: TestModule): void {
    if (module.state() === 'failed') super.printTestModule(module);
  }

  protected override printTestCase(state: ReturnType<TestModule['state']>, test: TestCase): void {
    if (test.result().state === 'failed') super.printTestCase(state, test);
  }

  override onTestRunEnd(...given: Parameters<DefaultReporter['onTestRunEnd']>): void {
    for (const [reason, count] of reasonsIn(given[0])) this.log(` skipped: ${count} × ${reason}`);
    super.onTestRunEnd(...given);
  }
}

/** Why tests were skipped, where they say so, each with how many. */
const reasonsIn = (modules: readonly TestModule[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const module of modules)
    for (const test of module.children.allTests('skipped')) {
      const result = test.result();
      const reason = ('note' in result && result.note) || `${module.relativeModuleId}: ${test.fullName}`;
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
  return counts;
};
