import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { scoreboardFormats } from '../../../reporters/scoreboard/index.js';
import { scoreboardExitCode, scoreboardOf, type Saved } from '../../../src/assess/results/scoreboard.js';
import { reasonOf } from '../../../src/files/error.js';
import { noSecrets } from '../../../src/files/write.js';
import { CannotJudge } from '../../../src/model/index.js';
import type { CommandModule } from '../../command.js';
import { readInput } from '../../input/files.js';
import { reportIn } from '../../input/report.js';
import type { Io } from '../../io.js';
import { gather } from '../../options/numbers.js';
import { addReports, type ReportFlags } from '../../options/reporting.js';
import { outputsFrom } from '../../output/outputs.js';
import { SCOREBOARD_FILES } from '../../output/report-files.js';
import { writeFormats } from '../../output/write.js';

interface ScoreboardFlags extends ReportFlags {
  readonly require?: readonly string[];
}

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  const command = program
    .command('scoreboard')
    .description('put many saved reports side by side; exit 1 if the newest run of a server or client does not conform')
    .argument('<DIR>', 'folder of reports written by --report json=FILE');
  addReports(command, SCOREBOARD_FILES, 'markdown')
    .option(
      '--require <ID>',
      'require only the requirements whose ids begin with ID; repeatable (default: the run conforms)',
      gather,
    )
    .action(async (dir: string, flags: ScoreboardFlags) => end(await scoreboard(dir, flags, io)));
};

/** Puts the reports of a folder side by side. Returns the exit code. */
const scoreboard = async (dir: string, flags: ScoreboardFlags, io: Io): Promise<number> => {
  const files = filesIn(dir, io);
  const inputs = files.map((file) => ({ what: 'a report of the scoreboard', name: join(dir, file) }));
  const report = flags.report ?? ['markdown'];
  const outputs = await outputsFrom({ ...flags, report }, inputs, io, SCOREBOARD_FILES);
  const saved = files.flatMap((file) => savedIn(file, dir, io));
  if (saved.length === 0) throw new CannotJudge(`${dir} has no report: write them with --report json=FILE.`);
  const made = scoreboardOf(saved, flags.require ?? []);
  writeFormats(made, scoreboardFormats, outputs, io, noSecrets);
  return scoreboardExitCode(made);
};

const filesIn = (dir: string, { cwd }: Io): string[] => {
  try {
    return readdirSync(resolve(cwd, dir))
      .filter((name) => name.endsWith('.json'))
      .toSorted();
  } catch (error) {
    throw new CannotJudge(`Cannot read the folder ${dir}: ${reasonOf(error)}.`, { cause: error });
  }
};

/** The report in a file; transcripts and other JSON may lie next to it. A broken report is refused. */
const savedIn = (file: string, dir: string, io: Io): Saved[] => {
  const text = readInput(join(dir, file), 'the report', io);
  return text.includes('"bcda-conformance/report/1"') ? [{ file, report: reportIn(text, file) }] : [];
};
