import { randomUUID } from 'node:crypto';
import { appendix } from '../../src/files/destination.js';
import { CannotJudge } from '../../src/model/index.js';
import type { Io } from '../io.js';
import type { ReportOutput } from './report-output.js';

/**
 * The outputs on GitHub Actions if the user names no report: the console report, annotations, and the summary on the
 * job's page. Elsewhere the reports as they are.
 */
export const forRunner = (reports: readonly ReportOutput[], io: Io): readonly ReportOutput[] => {
  if (io.env['GITHUB_ACTIONS'] !== 'true') return reports;
  return [...reports.map((report): ReportOutput => ({ ...report, inert: true })), { format: 'github' }, ...summary(io)];
};

const summary = (io: Io): ReportOutput[] => {
  const file = io.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (file === '') return [];
  try {
    return [{ format: 'markdown', to: appendix(file, io) }];
  } catch (error) {
    // The user did not ask for it, and in a container the file may not exist.
    if (!(error instanceof CannotJudge)) throw error;
    io.stderr.write(`warning: the job summary (GITHUB_STEP_SUMMARY) will not be written. ${error.message}\n`);
    return [];
  }
};

/**
 * A text in which the runner of GitHub Actions executes no workflow command: the server under test may have sent a line
 * that looks like one. The runner accepts commands again after a word that nobody could guess.
 */
export const withoutCommands = (text: string): string => {
  const word = randomUUID();
  return `::stop-commands::${word}\n${text}::${word}::\n`;
};
