import { valueAt } from '../bodies.js';

/** The use of the identifier that is the id of the job. */
export const OFFICIAL = 'official';
/** The type of the input that is the export request. */
export const EXPORT = 'BULK FHIR Export';

/** The item of an array that is the documented one, wherever it stands; the first one if none is. */
const itemOf = (array: unknown, path: string, value: string): unknown =>
  Array.isArray(array) ? ((array as unknown[]).find((one) => valueAt(one, path) === value) ?? array[0]) : undefined;

/** The identifier of a Task that is the id of its job. */
export const identifierOf = (task: unknown): unknown => itemOf(valueAt(task, 'identifier'), 'use', OFFICIAL);

/** The input of a Task that is the export request. */
export const inputOf = (task: unknown): unknown => itemOf(valueAt(task, 'input'), 'type.text', EXPORT);

/** The id of the job that a Task is about, as a text. */
export const jobIdOf = (task: unknown): string => String(valueAt(identifierOf(task), 'value'));
