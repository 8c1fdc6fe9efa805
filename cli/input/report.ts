import { whyInconsistent } from '../../src/assess/report.js';
import { departures } from '../../schemas/violations.js';
import { CannotJudge, type Report } from '../../src/model/index.js';
import type { Io } from '../io.js';
import { readInput } from './files.js';
import { jsonIn } from './json.js';

/** Reads a saved report; throws CannotJudge for anything else. */
export const readReport = (file: string, what: string, io: Io): Report => reportIn(readInput(file, what, io), file);

/** Reads a saved report from its text; throws CannotJudge for anything else. `file` is its name. */
export const reportIn = (text: string, file: string): Report => {
  const value = jsonIn(text, `${file} is not a report: it is not JSON. Give a file written by --report json=FILE.`);
  const wrong = departures('report', value);
  if (wrong.length > 0)
    throw new CannotJudge(
      `${file} is not a report that can be compared: ${wrong.join('; ')}. Give a file written by --report json=FILE.`,
    );
  const report = value as Report;
  const ids = report.verdicts.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw new CannotJudge(`${file} is not a report that can be compared: it judges ${twice} twice.`);
  const why = whyInconsistent(report);
  if (why !== undefined) throw new CannotJudge(`${file} is not a report that can be compared: ${why}.`);
  return report;
};
