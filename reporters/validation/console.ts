import pc from 'picocolors';
import { RELEASES, releaseOfVersion } from '../../src/fhir/definitions/release.js';
import type { FindingGroup } from '../../src/fhir/validate/finding.js';
import type { Difference, SecondOpinion } from '../../src/model/index.js';
import type { FileVerdict, Validation } from '../../src/fhir/validate/validation.js';
import type { Paint } from '../text/paint.js';
import type { ReporterOptions } from '../reporter.js';
import { counted, printable } from '../text/index.js';
import { conclusionOf, countsText, groupsOf, isClean, type TotalGroup } from './totals.js';

/**
 * The findings of `validate`, for a person at a terminal: file by file; of many files one line for each that is not clean, and
 * the findings of all together.
 */
export const validationText = (validation: Validation, { color = false }: ReporterOptions = {}): string => {
  const paint = pc.createColors(color);
  const { files } = validation;
  const parts = files.length > MANY ? together(files, paint) : files.map((file) => fileLines(file, paint).join('\n'));
  return `${[...parts, conclusion(validation, paint)].join('\n\n')}\n`;
};

/** More files than this are not shown one by one. */
const MANY = 10;

const together = (files: readonly FileVerdict[], paint: Paint): string[] => {
  const remarkable = files.filter((file) => !isClean(file));
  const groups = groupsOf(files);
  return [
    ...(remarkable.length === 0 ? [] : [remarkable.map((file) => fileLine(file, paint)).join('\n')]),
    ...(groups.length === 0 ? [] : [groups.map((group) => totalLines(group, paint).join('\n')).join('\n')]),
  ];
};

/** One line about a file that is not clean. */
const fileLine = (verdict: FileVerdict, paint: Paint): string => {
  const { file, errors, secondOpinion } = verdict;
  const sign = errors > 0 ? paint.red('✗') : paint.yellow('!');
  const differences = secondOpinion?.differences.length ?? 0;
  const more = [
    ...(verdict.interrupted === true ? ['interrupted'] : []),
    ...(verdict.sample === undefined ? [] : ['a sample']),
    ...(differences === 0 ? [] : [`second opinion: ${counted(differences, 'difference')}`]),
  ];
  return `${sign} ${printable(file, 500)}: ${countsText(verdict)}${more.length === 0 ? '' : ` (${more.join(', ')})`}`;
};

const totalLines = ({ rule, severity, path, count, files, first, in: name }: TotalGroup, paint: Paint): string[] => [
  `${severity === 'error' ? paint.red('✗') : paint.yellow('!')} ${paint.bold(rule)}${path === '' ? '' : `  ${path}`}  × ${count} in ${counted(files, 'file')}`,
  `  ${paint.dim('expected')} ${printable(first.expected)}`,
  `  ${paint.dim('first   ')} ${printable(name, 500)}, line ${first.line}`,
  `  ${paint.dim('see     ')} ${first.spec}`,
];

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
  const { text, is } = conclusionOf(validation);
  const colored = { valid: paint.green, 'not valid': paint.red, nothing: paint.yellow }[is](text);
  return validation.interrupted === true ? `${paint.yellow('Interrupted.')} So far: ${colored}` : colored;
};
