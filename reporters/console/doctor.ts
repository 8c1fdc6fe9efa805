import pc from 'picocolors';
import type { Diagnosis, Point } from '../../src/model/index.js';
import type { ReporterOptions } from '../reporter.js';
import { counted, jsonText, printable } from '../text/index.js';

const SIGNS: Readonly<Record<Point['state'], string>> = { ok: '✓', warning: '!', problem: '✗', 'not tried': '-' };

/** The diagnosis for a person at a terminal: point by point, what to do about each, and the command to run next. */
const diagnosisConsole = (diagnosis: Diagnosis, { color = false }: ReporterOptions = {}): string => {
  const paint = pc.createColors(color);
  const tint = { ok: paint.green, warning: paint.yellow, problem: paint.red, 'not tried': paint.dim };
  const lines = diagnosis.points.flatMap(({ id, state, says, remedy }) => [
    `${tint[state](`${SIGNS[state]} ${state.padEnd(9)}`)} ${paint.bold(id.padEnd(14))} ${printable(says)}`,
    ...(remedy === undefined ? [] : [`${' '.repeat(27)}${paint.dim('fix')} ${printable(remedy)}`]),
  ]);
  const head = `${printable(diagnosis.target)}: ${counted(diagnosis.requests, 'request')}, no export`;
  return `${[head, '', ...lines, '', ...ending(diagnosis)].join('\n')}\n`;
};

const ending = ({ result, points, next }: Diagnosis): string[] => {
  const problems = points.filter(({ state }) => state === 'problem').length;
  const first =
    result === 'ready'
      ? 'Ready for a check. Next:'
      : `${result === 'unreachable' ? 'It could not be reached.' : `Fix ${counted(problems, 'problem')} first.`} Then:`;
  return [first, `  ${printable(next)}`];
};

/** Every format of a diagnosis by the name that `--report` takes; json is as schemas/doctor.schema.json describes it. */
export const diagnosisFormats: Readonly<
  Record<'console' | 'json', (diagnosis: Diagnosis, options?: ReporterOptions) => string>
> = {
  console: diagnosisConsole,
  json: (diagnosis) => jsonText(diagnosis),
};
