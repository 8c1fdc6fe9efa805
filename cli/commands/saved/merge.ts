import { validationFormats } from '../../../reporters/validation/index.js';
import { departures } from '../../../schemas/violations.js';
import { mergedValidation } from '../../../src/assess/results/merge.js';
import { validationExitCode } from '../../../src/assess/validate.js';
import type { Validation } from '../../../src/fhir/validate/validation.js';
import { noSecrets } from '../../../src/files/write.js';
import { CannotJudge } from '../../../src/model/index.js';
import type { CommandModule } from '../../command.js';
import { readInput } from '../../input/files.js';
import { jsonIn } from '../../input/json.js';
import type { Io } from '../../io.js';
import { addReports, type ReportFlags } from '../../options/reporting.js';
import { outputsFrom } from '../../output/outputs.js';
import { VALIDATION_FILES } from '../../output/report-files.js';
import { writeFormats } from '../../output/write.js';

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  const command = program
    .command('merge')
    .description('put the parts of a validation together (validate --shard), as one run would have given it')
    .argument('<PART...>', 'files written by validate --shard I/N --report json=FILE, all of them');
  addReports(command, VALIDATION_FILES).action((files: string[], flags: ReportFlags) => end(merge(files, flags, io)));
};

/** Merges the parts of a validation. Returns the exit code that one run would have ended with. */
const merge = (files: readonly string[], flags: ReportFlags, io: Io): number => {
  const inputs = files.map((name) => ({ what: 'a part', name }));
  const outputs = outputsFrom(flags, inputs, io, VALIDATION_FILES);
  const merged = mergedValidation(files.map((name) => ({ name, validation: partIn(name, io) })));
  writeFormats(merged, validationFormats, outputs, io, noSecrets);
  return validationExitCode(merged);
};

const partIn = (file: string, io: Io): Validation => {
  const help = 'Give a file written by validate --shard I/N --report json=FILE.';
  const value = jsonIn(readInput(file, 'a part', io), `${file} is not a validation: it is not JSON. ${help}`);
  const wrong = departures('validation', value);
  if (wrong.length > 0) throw new CannotJudge(`${file} is not a validation: ${wrong.join('; ')}. ${help}`);
  return value as Validation;
};
