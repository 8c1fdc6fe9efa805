import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type * as AllureTypes from 'allure-js-commons';
import type * as AllureSdkTypes from 'allure-js-commons/sdk/reporter';
import { type Report, runProblems, type TestResult, testResultOf, type Verdict } from '../../src/model/index.js';
import { printable } from '../text/index.js';
import { type AllureMarks, marksOf } from './marks.js';

const load = createRequire(import.meta.url);

type Status = `${AllureTypes.Status}`;

/** A result as it stands in its file: Allure's enums are these words, and loading them would be loading Allure. */
type Result = Omit<AllureTypes.TestResult, 'status' | 'stage'> & {
  readonly status: Status;
  readonly stage: `${AllureTypes.Stage}`;
};

/**
 * Writes Allure's results into a folder: a file for each verdict, the exchanges that show it, and a description of the
 * run. `npx allure generate FOLDER` makes pages of them. A result is failed or broken exactly where the exit code of the
 * run is not 0; a warning passes, with the tag `warning`, and a known failure is skipped, with its tag.
 */
export const writeAllure = (report: Report, folder: string): void => {
  // Loaded here: a run that is not reported to Allure should not wait for it.
  const { FileSystemWriter } = load('allure-js-commons/sdk/reporter') as typeof AllureSdkTypes;
  const writer = new FileSystemWriter({ resultsDir: folder });
  for (const verdict of report.verdicts) {
    const marks = marksOf(verdict, report);
    for (const { file, text } of marks.proofs) writer.writeAttachment(file, Buffer.from(text));
    writer.writeResult(resultOf(verdict, marks, report) as unknown as AllureTypes.TestResult);
  }
  const problems = runProblems(report);
  if (problems.length > 0) writer.writeResult(runResult(problems, report) as unknown as AllureTypes.TestResult);
  writer.writeEnvironmentInfo(environmentOf(report));
};

const STATUSES: Readonly<Record<TestResult, Status>> = {
  passed: 'passed',
  failed: 'failed',
  error: 'broken',
  skipped: 'skipped',
};

const resultOf = (verdict: Verdict, marks: AllureMarks, report: Report): Result => {
  const { id, evidence } = verdict;
  const { name, historyId, description, message, labels, links, proofs } = marks;
  const own = report.exchanges.filter((exchange) => evidence.includes(exchange.id));
  const begun = Date.parse(report.startedAt);
  const [feature = ''] = labels.flatMap((label) => (label.name === 'feature' ? [label.value] : []));
  return {
    ...emptyResult(historyId, report),
    ...{ name, fullName: id, description },
    titlePath: [`BCDA ${report.profile}`, feature],
    status: STATUSES[testResultOf(verdict, report)],
    statusDetails: message === undefined ? {} : { message },
    start: begun + Math.min(...own.map(({ at }) => at), ...(own.length === 0 ? [0] : [])),
    stop: begun + Math.max(0, ...own.map(({ at, ms }) => at + ms)),
    labels: [...labels, ...suiteLabels(feature, report)],
    links: [...links],
    attachments: proofs.map(({ name: title, type, file }) => ({ name: title, type, source: file })),
  };
};

/** A result for the run itself, where it does not pass although no verdict shows it. */
const runResult = (problems: readonly string[], report: Report): Result => ({
  ...emptyResult('run', report),
  ...{ name: 'The run itself', fullName: 'run' },
  titlePath: [`BCDA ${report.profile}`, 'The run itself'],
  status: 'broken',
  statusDetails: { message: problems.map((problem) => printable(problem)).join('\n') },
  labels: suiteLabels('The run itself', report),
});

const emptyResult = (id: string, { startedAt, target, profile, durationMs }: Report) => ({
  uuid: uuidOf([startedAt, target, profile, id]),
  ...{ historyId: id, testCaseId: id },
  stage: 'finished' as const,
  start: Date.parse(startedAt),
  stop: Date.parse(startedAt) + durationMs,
  ...{ links: [], attachments: [], steps: [], parameters: [] },
});

const suiteLabels = (suite: string, { profile, tool }: Report) => [
  { name: 'parentSuite', value: `BCDA ${profile}` },
  { name: 'suite', value: suite },
  { name: 'framework', value: tool.name },
];

const environmentOf = ({ target, profile, catalogue, tool, conforms, startedAt, incomplete, errors }: Report) => ({
  Target: printable(target),
  Profile: profile,
  Conforms: conforms,
  Catalogue: catalogue,
  Started: startedAt,
  Tool: `${tool.name} ${tool.version}`,
  ...(incomplete.length > 0 && { Incomplete: printable(incomplete.join('; ')) }),
  ...(errors.length > 0 && { Errors: printable(errors.join('; ')) }),
});

/** The same parts give the same id: the same report gives the same files. */
const uuidOf = (parts: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

/**
 * Gives allure-vitest the verdict that the running test is about; does nothing where the project has not set it up.
 * `leaks` tells whether a text contains a secret of the run: such an attachment is refused.
 */
export const tellAllure = async (verdict: Verdict, report: Report, leaks: (text: string) => boolean): Promise<void> => {
  // What allure-vitest/setup leaves in each test process.
  if (!('allureTestRuntime' in globalThis)) return;
  const allure = await import('allure-js-commons');
  const { labels, links, description, historyId, proofs } = marksOf(verdict, report);
  if (proofs.some(({ name, text }) => leaks(name) || leaks(text)))
    throw new Error('A secret of the run was found in what would be attached, so nothing was attached.');
  await allure.labels(...labels);
  await allure.links(...links);
  await allure.description(description);
  await allure.historyId(historyId);
  await allure.testCaseId(historyId);
  for (const { name, text, type } of proofs) await allure.attachment(name, text, type);
};
