import type { FileVerdict, Validation } from '../../src/fhir/validate/validation.js';
import { element, xmlText } from '../text/xml.js';
import { groupText } from './group.js';
import { countsText, fails, problemOf } from './totals.js';

/** A validation as JUnit XML: a test case for each file. It is red exactly where the exit code is not 0. */
export const validationJunit = (validation: Validation): string => {
  const { files, startedAt, durationMs, fhirVersion } = validation;
  const problem = problemOf(validation);
  const cases = [
    ...files.map((file) => testcase(file, validation)),
    ...(problem === undefined
      ? []
      : [
          element('testcase', { classname: 'validate', name: 'every file was validated' }, [
            element('error', { type: 'run', message: problem }),
          ]),
        ]),
  ];
  const counts = {
    tests: cases.length,
    failures: files.filter((file) => fails(file, validation)).length,
    errors: problem === undefined ? 0 : 1,
  };
  const time = (durationMs / 1000).toFixed(3);
  const suite = element(
    'testsuite',
    {
      name: `FHIR ${fhirVersion}`,
      id: 'validate',
      package: 'validate',
      timestamp: startedAt,
      time,
      ...counts,
      skipped: 0,
    },
    cases,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'bcda-conformance validate', time, ...counts }, [suite])}\n`;
};

const testcase = (file: FileVerdict, validation: Validation): string => {
  const { errors, warnings, groups } = file;
  const text = countsText(file);
  const body = groups.map((group) => xmlText(groupText(group)));
  const children = fails(file, validation)
    ? [element('failure', { type: errors > 0 ? 'error' : 'warning', message: text }, body)]
    : warnings > 0
      ? [element('system-out', {}, [xmlText(text), ...body])]
      : [];
  return element('testcase', { classname: 'validate', name: file.file }, children);
};
