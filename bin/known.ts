import { parseDocument } from 'yaml';
import { CannotJudge, type KnownFailure } from '../src/model/index.js';
import { readInput } from './inputs.js';
import type { Io } from './io.js';
import { departures } from './validate.js';

/** Reads known-failures.yaml; an empty file is an empty list. */
export const readKnown = (file: string, io: Io): KnownFailure[] => {
  const document = parseDocument(readInput(file, 'the known failures', io));
  const [broken] = document.errors;
  if (broken !== undefined) throw new CannotJudge(`${file} is no YAML: ${broken.message.split('\n')[0]}`);
  const list: unknown = document.toJS({ maxAliasCount: 0 }) ?? [];
  const wrong = departures('known-failures', list);
  if (wrong.length > 0)
    throw new CannotJudge(
      `${file} is no list of known failures: ${wrong.join('; ')}. Entries have id, because, see and perhaps until (a date); they count from 0.`,
    );
  const known = list as KnownFailure[];
  const twice = known.find(({ id }, index) => known.findIndex((entry) => entry.id === id) < index);
  if (twice !== undefined) throw new CannotJudge(`${file} names ${twice.id} twice.`);
  return known;
};
