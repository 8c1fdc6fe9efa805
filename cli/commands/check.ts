import type { CommandModule } from '../command.js';
import { exitCode } from '../../src/assess/conforms.js';
import type { Io } from '../io.js';
import { addData } from '../options/data.js';
import { presetOption, urlOrPreset } from '../options/preset.js';
import { addJudging, quietOption, transcriptOption } from '../options/reporting.js';
import { runOptions } from '../options/run.js';
import { addTarget, filesOf } from '../options/target.js';
import { splitTarget } from '../options/urls.js';
import { outputsFrom } from '../output/outputs.js';
import type { NamedFile } from '../output/overwrite.js';
import { filesFor } from '../output/report-files.js';
import { writingAnyway } from '../output/unjudged.js';
import { type CheckFlags, checkTarget } from '../target/check-target.js';

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  const command = program
    .command('check')
    .description('check a server; without a URL, the embedded reference server')
    .argument('[URL]', 'base URL of the server; may include a path prefix')
    .argument('[ID...]', 'requirements to check, by id (manifest.job-id) or prefix (token) (default: all)');
  command.addOption(presetOption());
  addTarget(command);
  for (const option of Object.values(runOptions)) command.addOption(option);
  addData(command);
  addJudging(command, filesFor('server'))
    .addOption(transcriptOption())
    .addOption(quietOption())
    .action(async (url: string | undefined, ids: string[], flags: CheckFlags) =>
      end(await check(url === undefined ? [] : [url, ...ids], flags, io)),
    );
};

/** Checks a server, or the embedded one, and writes the reports. Returns the exit code. */
export const check = async (args: readonly string[], flags: CheckFlags, io: Io): Promise<number> => {
  const { url: given, selection } = splitTarget(args);
  const url = urlOrPreset(given, flags);
  const outputs = await outputsFrom(flags, filesRead(flags), io, filesFor('server'));
  const about = {
    role: 'server' as const,
    target: url ?? 'the embedded reference server',
    profile: flags.profile,
    selection,
    strict: flags.strict === true,
  };
  let code: number = 2;
  await writingAnyway(about, outputs, io, (write) =>
    checkTarget(url, selection, flags, io, async (checked) => {
      code = exitCode(await write(checked));
    }),
  );
  return code;
};

/** The files that a check reads. */
const filesRead = (flags: CheckFlags): NamedFile[] => [
  { what: 'the file of --known-failures', name: flags.knownFailures },
  ...filesOf(flags),
  { what: 'the file of --openapi', name: flags.openapi?.includes('://') === true ? undefined : flags.openapi },
];
