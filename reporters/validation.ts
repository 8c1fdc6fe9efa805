import pc from 'picocolors';
import { RELEASES, releaseOfVersion } from '../src/fhir/definitions/release.js';
import type { FindingGroup } from '../src/fhir/validate/finding.js';
import type { Difference, SecondOpinion } from '../src/fhir/validate/second-opinion.js';
import type { FileVerdict, Validation } from '../src/fhir/validate/validation.js';
import type { Paint } from './text/paint.js';
import type { ReporterOptions } from './reporter.js';
import { counted, printable } from './text/index.js';

/** Every format of a validation by the name that `--report` takes; json is as schemas/validation.schema.json describes it. */
export const validationFormats: Readonly<
  Record<'console' | 'json', (validation: Validation, options?: ReporterOptions) => string>
> = {
  console: (validation, { color = false } = {}) => validationText(validation, color),
  json: (validation) => `${JSON.stringify(validation, null, 2)}\n`,
};

/** The findings of `validate`, for a person at a terminal. */
const validationText = (validation: Validation, color: boolean): string => {
  const paint = pc.createColors(color);
  return `${[...validation.files.map((file) => fileLines(file, paint).join('\n')), conclusion(validation, paint)].join('\n\n')}\n`;
};

const fileLines = (verdict: FileVerdict, paint: Paint): string[] => {
  const { file, fhirVersion, resources, lines, errors, warnings, groups, secondOpinion } = verdict;
  return [
    paint.bold(printable(file, 500)),
    `  ${counted(resources, 'resource')} of ${RELEASES[releaseOfVersion(fhirVersion)].title}, ${counted(lines, 'line')}, ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`,
    ...(verdict.interrupted === true
      ? [`  ${paint.yellow('interrupted')}: the rest of the file was not validated`]
      : []),
    ...sampled(verdict, paint),
    ...groups.flatMap((group) => groupLines(group, paint)),
    ...bounded(verdict, paint),
    ...(secondOpinion === undefined ? [] : opinionLines(secondOpinion, paint)),
  ];
};

const sampled = ({ sample, lines, resources }: FileVerdict, paint: Paint): string[] =>
  sample === undefined
    ? []
    : [
        `  ${paint.yellow('a sample')}: ${sample.judged} of ${lines} lines were validated (${counted(resources, 'resource')}): the first, the last, and random ones (seed ${sample.seed})`,
      ];

const groupLines = ({ rule, severity, path, count, lines, first }: FindingGroup, paint: Paint): string[] => {
  const sign = severity === 'error' ? paint.red('✗') : paint.yellow('!');
  return [
    `  ${sign} ${paint.bold(rule)}${path === '' ? '' : `  ${path}`}  × ${count}`,
    `    ${paint.dim('expected')} ${printable(first.expected)}`,
    `    ${paint.dim(lines.length === 1 ? 'line    ' : 'lines   ')} ${lines.join(', ')}${count > lines.length ? ' …' : ''} (first at byte ${first.offset})`,
    `    ${paint.dim('see     ')} ${first.spec}`,
  ];
};

const bounded = ({ bounds }: FileVerdict, paint: Paint): string[] => [
  ...(bounds.includes('groups')
    ? [`  ${paint.yellow('more kinds of finding than can be listed')}: the others are only counted`]
    : []),
  ...(bounds.includes('ids')
    ? [`  ${paint.yellow('more resources than can be remembered')}: ids of the last ones were not compared`]
    : []),
];

const opinionLines = ({ by, resources, agreed, differences }: SecondOpinion, paint: Paint): string[] => [
  `  ${paint.dim('second opinion')} ${by} validated ${counted(resources, 'resource')}; for ${agreed} it agrees on the places of all errors, or that there are none`,
  ...differences.map((difference) => `    ${differenceText(difference)}`),
];

const differenceText = ({ path, ours, theirs, count, lines }: Difference): string =>
  `${path === '' ? '(whole resource)' : path}: ${ours === undefined ? 'no finding here' : `${ours} here`}, ` +
  `${theirs === undefined ? 'nothing there' : `${theirs} there`}  × ${count}, line${lines.length === 1 ? '' : 's'} ${lines.join(', ')}`;

const conclusion = (validation: Validation, paint: Paint): string => {
  const said = judgment(validation, paint);
  return validation.interrupted === true ? `${paint.yellow('Interrupted.')} So far: ${said}` : said;
};

const judgment = ({ valid, files }: Validation, paint: Paint): string => {
  const sum = (of: (file: FileVerdict) => number): number => files.reduce((total, file) => total + of(file), 0);
  const all = counted(
    sum(({ resources }) => resources),
    'resource',
  );
  const where = `in ${counted(files.length, 'file')}`;
  const partly = files.some(({ sample }) => sample !== undefined) ? ' (a sample)' : '';
  if (!valid)
    return paint.red(
      `Not valid: ${counted(
        sum(({ errors }) => errors),
        'error',
      )} in ${all}${partly} ${where}.`,
    );
  if (sum(({ resources }) => resources) === 0) return paint.yellow(`Nothing to validate: no resource ${where}.`);
  const warnings = sum((file) => file.warnings);
  return paint.green(
    `Valid: no error in ${all}${partly} ${where}${warnings === 0 ? '' : `, ${counted(warnings, 'warning')}`}.`,
  );
};
