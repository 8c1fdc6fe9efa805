import { formats } from '../../../reporters/index.js';
import { validationFormats } from '../../../reporters/validation/index.js';
import { departures } from '../../../schemas/violations.js';
import { exitCode } from '../../../src/assess/conforms.js';
import { mergedReport } from '../../../src/assess/results/merge-reports.js';
import { mergedValidation } from '../../../src/assess/results/merge.js';
import { selectRequirements } from '../../../src/assess/select.js';
import { validationExitCode } from '../../../src/assess/validate.js';
import type { Validation } from '../../../src/fhir/validate/validation.js';
import { noSecrets } from '../../../src/files/write.js';
import { CannotJudge } from '../../../src/model/index.js';
import { addTexts } from '../../../suites/add-texts.js';
import { catalogue } from '../../../suites/index.js';
import type { CommandModule } from '../../command.js';
import { readInput } from '../../input/files.js';
import { jsonIn } from '../../input/json.js';
import { reportIn } from '../../input/report.js';
import { profileNamed } from '../../options/profile.js';
import type { Io } from '../../io.js';
import { addReports, type ReportFlags } from '../../options/reporting.js';
import { outputsFrom } from '../../output/outputs.js';
import { VALIDATION_FILES } from '../../output/report-files.js';
import { writeFormats } from '../../output/write.js';

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  const command = program
    .command('merge')
    .description('put the parts of a validation (validate --shard) or several checks of one server together')
    .argument('<REPORT...>', 'files written by --report json=FILE: all parts of a validation, or reports of check');
  addReports(command, VALIDATION_FILES).action(async (files: string[], flags: ReportFlags) =>
    end(await merge(files, flags, io)),
  );
};

/** Merges the parts of a validation, or reports of one server. Returns the exit code that one run would have ended with. */
const merge = async (files: readonly string[], flags: ReportFlags, io: Io): Promise<number> => {
  const inputs = files.map((name) => ({ what: 'a part', name }));
  const outputs = await outputsFrom(flags, inputs, io, VALIDATION_FILES);
  const texts = files.map((name) => ({ name, text: readInput(name, 'a part', io) }));
  if (texts.some(({ name, text }) => isReport(name, text))) {
    const given = texts.map(({ name, text }) => ({ name, report: reportIn(text, name) }));
    const merged = await addTexts(mergedReport(given, wholeOf(given[0]?.report.profile ?? '')));
    writeFormats(merged, formats, outputs, io, noSecrets);
    return exitCode(merged);
  }
  const merged = mergedValidation(texts.map(({ name, text }) => ({ name, validation: partIn(name, text) })));
  writeFormats(merged, validationFormats, outputs, io, noSecrets);
  return validationExitCode(merged);
};

const HELP = 'Give a file written by validate --shard I/N --report json=FILE, or reports of check.';
const valueIn = (name: string, text: string): unknown =>
  jsonIn(text, `${name} is neither a validation nor a report: it is not JSON. ${HELP}`);

const isReport = (name: string, text: string): boolean => {
  const value = valueIn(name, text);
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  return typeof schema === 'string' && schema.startsWith('bcda-conformance/report/');
};

const wholeOf = (id: string): Parameters<typeof mergedReport>[1] => {
  const profile = profileNamed(id);
  if (profile === undefined) throw new CannotJudge(`This version has no profile ${id}.`);
  return { profile, ids: selectRequirements(profile, { catalogue }).map(({ requirement }) => requirement.id) };
};

const partIn = (name: string, text: string): Validation => {
  const value = valueIn(name, text);
  const wrong = departures('validation', value);
  if (wrong.length > 0) throw new CannotJudge(`${name} is not a validation: ${wrong.join('; ')}. ${HELP}`);
  return value as Validation;
};
