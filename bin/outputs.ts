import { formats } from '../reporters/index.js';
import { CannotJudge, type Report } from '../src/model/index.js';
import { type Io, type Sink, wantsColour } from './io.js';
import { type Destination, destination } from './write.js';

/** One report that the user asked for. */
export interface Output {
  readonly format: string;
  /** Where it goes; absent: stdout. */
  readonly to?: Destination;
}

/** A text that is ready to go out. */
interface Prepared {
  readonly text: string;
  readonly to: Destination | Sink;
}

/** Reads `--report FORMAT[=FILE]`; throws CannotJudge for a format or a place that will not do. */
export const outputsFrom = (specs: readonly string[], io: Io, names = Object.keys(formats)): Output[] => {
  const outputs = (specs.length === 0 ? ['console'] : specs).map((spec) => {
    const [format = '', ...rest] = spec.split('=');
    const file = rest.join('=');
    if (!names.includes(format))
      throw new CannotJudge(`There is no report format "${format}". The formats are ${names.join(', ')}.`);
    if (rest.length > 0 && file === '') throw new CannotJudge(`--report ${format}= lacks the name of the file.`);
    return { format, file };
  });
  const places = outputs.map(({ file }) => file);
  const twice = places.find((place, index) => places.indexOf(place) < index);
  if (twice !== undefined)
    throw new CannotJudge(
      `Two reports cannot go to ${twice === '' ? 'stdout: give one of them a file (FORMAT=FILE)' : twice}.`,
    );
  return outputs.map(({ format, file }) => ({ format, ...(file !== '' && { to: destination(file, io) }) }));
};

/**
 * Writes every report, and what else is to be kept. Nothing at all is written when a secret of the run is in any of
 * it; when one file cannot be written, the others still are, and what failed is thrown at the end.
 */
export const deliver = (
  report: Report,
  outputs: readonly Output[],
  more: readonly { readonly text: string; readonly to: Destination }[],
  leaks: (text: string) => boolean,
  io: Io,
): void => {
  const prepared: Prepared[] = [
    ...outputs.map(({ format, to }): Prepared => {
      const colour = to === undefined && wantsColour(io.stdout, io);
      return { text: formats[format]?.(report, { colour }) ?? '', to: to ?? io.stdout };
    }),
    ...more,
  ];
  if (prepared.some(({ text }) => leaks(text)))
    throw new CannotJudge(
      'A secret of the run was found in a report, so nothing was written. This is a fault of the harness: please report it, without the secret.',
    );
  const failed = prepared.flatMap(({ text, to }) => {
    try {
      to.write(text);
      return [];
    } catch (error) {
      if (error instanceof CannotJudge) return [error.message];
      throw error;
    }
  });
  if (failed.length > 0) throw new CannotJudge(failed.join(' '));
};
