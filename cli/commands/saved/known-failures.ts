import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { destination } from '../../../src/files/destination.js';
import { CannotJudge, counted } from '../../../src/model/index.js';
import type { CommandModule } from '../../command.js';
import { readReport } from '../../input/report.js';
import type { Io } from '../../io.js';
import { knownFailuresFrom, knownFailuresText } from '../../results/known-failures.js';

const FILE = 'known-failures.yaml';

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  program
    .command('known-failures')
    .description('work with the list of known failures')
    .command('init')
    .description('write a first list of known failures from a saved report')
    .argument('<REPORT>', 'report written by --report json=FILE')
    .argument('[FILE]', 'file to write; it must not exist', FILE)
    .action((report: string, file: string) => end(init(report, file, io)));
};

/** Writes an entry for whatever makes a run with this report fail. Returns the exit code. */
const init = (name: string, file: string, io: Io): number => {
  const report = readReport(name, 'the report', io);
  if (existsSync(resolve(io.cwd, file)))
    throw new CannotJudge(`${file} exists already: give another name, or remove it.`);
  const entries = knownFailuresFrom(report);
  destination(file, io).write(knownFailuresText(entries, report));
  io.stdout.write(`${file}: ${counted(entries.length, 'entry')}. ${next(entries.length, file)}\n`);
  return 0;
};

const next = (count: number, file: string): string =>
  count === 0
    ? 'Nothing in the report needs one.'
    : `Write the reason and the issue of each into it, then give it to check with --known-failures ${file}.`;
