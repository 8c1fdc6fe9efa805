import { CannotJudge } from '../../model/index.js';
import type { FileVerdict, Shard, Validation } from '../../fhir/validate/validation.js';
import { versionsOf } from '../validate.js';

/** One part of a validation, with the name of its file. */
interface NamedPart {
  readonly name: string;
  readonly validation: Validation;
}

interface Part extends NamedPart {
  readonly shard: Shard;
}

/**
 * The validation that one run over all files would have given, from its parts (validate --shard). Throws CannotJudge if a part
 * is missing, is there twice, or was made in another way than the others: a lost part must not read as "valid".
 */
export const mergedValidation = (given: readonly NamedPart[]): Validation => {
  const parts = orderedParts(given);
  const [first] = parts;
  for (const part of parts) refuseOther(part, first);
  const validations = parts.map(({ validation }) => validation);
  const interrupted = validations.some((one) => one.interrupted === true);
  if (!interrupted) refuseOtherFiles(parts);
  const files = interleaved(validations.map((one) => one.files));
  const { schema, tool, fhirVersion, type, strict } = first.validation;
  return {
    ...{ schema, tool },
    fhirVersion: files.length === 0 ? fhirVersion : versionsOf(files),
    startedAt: validations.map(({ startedAt }) => startedAt).reduce((a, b) => (a < b ? a : b)),
    durationMs: Math.max(...validations.map(({ durationMs }) => durationMs)),
    valid: files.every(({ errors }) => errors === 0),
    ...(type !== undefined && { type }),
    ...(strict !== undefined && { strict }),
    ...(interrupted && { interrupted }),
    files,
  };
};

/** All parts of one validation, in order. */
const orderedParts = (given: readonly NamedPart[]): readonly [Part, ...Part[]] => {
  const parts = given.map(({ name, validation }): Part => {
    const { shard } = validation;
    if (shard === undefined) throw new CannotJudge(`${name} is not a part: it was written without --shard.`);
    return { name, validation, shard };
  });
  const of = parts[0]?.shard.of ?? 0;
  const ordered: Part[] = [];
  for (let index = 1; index <= of; index += 1) {
    const own = parts.filter(({ shard }) => shard.index === index);
    const [part, again] = own;
    if (part === undefined) throw new CannotJudge(`Part ${index} of ${of} is missing.`);
    if (again !== undefined) throw new CannotJudge(`${part.name} and ${again.name} are both part ${index} of ${of}.`);
    ordered.push(part);
  }
  const [first, ...others] = ordered;
  const stray = parts.find(({ shard }) => shard.of !== of || shard.index > of);
  if (stray !== undefined)
    throw new CannotJudge(`${stray.name} is part of ${stray.shard.of} parts, and others are of ${of}.`);
  if (first === undefined) throw new CannotJudge('There is no part to merge.');
  return [first, ...others];
};

const refuseOther = ({ name, validation }: Part, first: Part): void => {
  const about = ({ tool, type, strict }: Validation): string => JSON.stringify([tool.version, type, strict]);
  if (about(validation) !== about(first.validation))
    throw new CannotJudge(
      `${name} and ${first.name} were made by other versions, or with other values of --type or --strict.`,
    );
};

/** Parts of one list of files differ by at most one file, the later ones being shorter; no file is in two of them. */
const refuseOtherFiles = (parts: readonly [Part, ...Part[]]): void => {
  const most = parts[0].validation.files.length;
  const lengths = parts.map(({ validation }) => validation.files.length);
  const names = parts.flatMap(({ validation }) => validation.files.map(({ file }) => file));
  const isOne =
    lengths.every((length, nth) => length <= (lengths[nth - 1] ?? most) && length >= most - 1) &&
    new Set(names).size === names.length;
  if (!isOne)
    throw new CannotJudge(
      'The parts were not made of one list of files: their numbers of files do not fit, or a file is in two of them. Give every part the same files.',
    );
};

/** The first file of each part, then the second of each, and so on: the order in which the files were given. */
const interleaved = (lists: readonly (readonly FileVerdict[])[]): FileVerdict[] => {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, nth) => lists.flatMap((list) => list.slice(nth, nth + 1))).flat();
};
