import { randomUUID } from 'node:crypto';
import { CannotJudge } from '../../src/model/index.js';
import type { Io } from '../io.js';
import type { Output } from './outputs.js';
import { appendix } from './files.js';

/**
 * What goes out on GitHub Actions where the user names no report: besides the console report annotations, and the
 * summary on the job's page. Elsewhere the reports as they are.
 */
export const forRunner = (reports: readonly Output[], io: Io): readonly Output[] => {
  if (io.env['GITHUB_ACTIONS'] !== 'true') return reports;
  return [...reports.map((report): Output => ({ ...report, inert: true })), { format: 'github' }, ...summary(io)];
};

const summary = (io: Io): Output[] => {
  const file = io.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (file === '') return [];
  try {
    return [{ format: 'markdown', to: appendix(file, io) }];
  } catch (error) {
    // Nobody asked for it, and in a container the file need not be there.
    if (!(error instanceof CannotJudge)) throw error;
    io.stderr.write(`warning: there will be no job summary (GITHUB_STEP_SUMMARY). ${error.message}\n`);
    return [];
  }
};

/**
 * A text in which the runner obeys no line: it also looks for commands in what a server under test may have said. It
 * takes orders again after a word that nobody could know before.
 */
export const withoutCommands = (text: string): string => {
  const word = randomUUID();
  return `::stop-commands::${word}\n${text}::${word}::\n`;
};
