import { comparisonFormats } from '../../reporters/comparison/index.js';
import { compareReports, comparisonExitCode, whyInconsistent } from '../../src/assess/index.js';
import { CannotJudge, type Report } from '../../src/model/index.js';
import { readInput } from '../options/inputs.js';
import { type Io, wantsColour } from '../io.js';
import { COMPARISON_FILES } from '../output/report-files.js';
import { outputsFrom } from '../output/outputs.js';
import { writeTexts, type Rendered } from '../output/hand.js';
import { departures } from '../options/schema-violations.js';

export interface CompareFlags {
  readonly report?: readonly string[];
  readonly reportDir?: string;
}

/** `compare OLD NEW`: what became of a target between two saved reports. Returns the exit code. */
export const compare = (older: string, newer: string, flags: CompareFlags, io: Io): number => {
  const inputs = [
    { what: 'the old report', name: older },
    { what: 'the new report', name: newer },
  ];
  const { reports } = outputsFrom(flags, inputs, io, COMPARISON_FILES);
  const comparison = compareReports(readReport(older, 'the old report', io), readReport(newer, 'the new report', io));
  const rendered = reports.map(({ format, to }): Rendered => {
    const colour = to === undefined && wantsColour(io.stdout, io);
    return { text: comparisonFormats[format]?.(comparison, { colour }) ?? '', to: to ?? io.stdout };
  });
  writeTexts(rendered);
  return comparisonExitCode(comparison);
};

/** Reads a saved report; throws CannotJudge for anything else. */
const readReport = (file: string, what: string, io: Io): Report => {
  const text = readInput(file, what, io);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CannotJudge(`${file} is no report: it is not JSON. Give what --report json=FILE wrote.`, {
      cause: error,
    });
  }
  const wrong = departures('report', value);
  if (wrong.length > 0)
    throw new CannotJudge(
      `${file} is no report that can be compared: ${wrong.join('; ')}. Give what --report json=FILE wrote.`,
    );
  const report = value as Report;
  const ids = report.verdicts.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw new CannotJudge(`${file} is no report that can be compared: it judges ${twice} twice.`);
  const why = whyInconsistent(report);
  if (why !== undefined) throw new CannotJudge(`${file} is not a report that can be compared: ${why}.`);
  return report;
};
