import type { Validation } from '../../src/fhir/validate/validation.js';
import { annotation, type AnnotationSeverity } from '../text/annotation.js';
import { groupText } from './group.js';
import { conclusionOf, problemOf } from './totals.js';

/** Annotations for GitHub's runner: one for each kind of finding of each file, at the first line, and the conclusion. */
export const validationGithub = (validation: Validation): string => {
  const { files, strict } = validation;
  const severityOf = (severity: 'error' | 'warning'): AnnotationSeverity => (strict === true ? 'error' : severity);
  const problem = problemOf(validation);
  const lines = [
    ...(problem === undefined ? [] : [annotation('error', { title: 'The run itself' }, problem)]),
    ...files.flatMap(({ file, groups }) =>
      groups.map((group) =>
        annotation(
          severityOf(group.severity),
          { title: group.rule, ...(file !== '-' && { file, line: group.first.line }) },
          groupText(group),
        ),
      ),
    ),
    annotation('notice', { title: 'validate' }, conclusionOf(validation).text),
  ];
  return `${lines.join('\n')}\n`;
};
