import type { ErrorObject } from 'ajv/dist/2020.js';
import { type Document, parseDocument, type YAMLError } from 'yaml';
import { printable } from '../reporters/text.js';
import { CannotJudge, type KnownFailure } from '../src/model/index.js';
import { readInput } from './inputs.js';
import type { Io } from './io.js';
import { violations } from './validate.js';

/** Reads known-failures.yaml; an empty file is an empty list. */
export const readKnown = (file: string, io: Io): KnownFailure[] => {
  const document = parseDocument(readInput(file, 'the known failures', io));
  const [broken] = document.errors;
  if (broken !== undefined) throw new CannotJudge(`${file} is no YAML that can be read: ${yamlText(broken)}.`);
  const list = valueOf(document, file);
  const wrong = [...new Set(violations('known-failures', list).map(inWords))].slice(0, 3);
  if (wrong.length > 0)
    throw new CannotJudge(
      `${file} is no list of known failures (${wrong.join('; ')}). Each entry has id, because and see, and may have until.`,
    );
  const known = list as KnownFailure[];
  const twice = known.find(({ id }, index) => known.findIndex((entry) => entry.id === id) < index);
  if (twice !== undefined) throw new CannotJudge(`${file} names ${printable(twice.id, 80)} twice.`);
  return known;
};

const valueOf = (document: Document, file: string): unknown => {
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? [];
  } catch (error) {
    throw new CannotJudge(`${file} is no list of known failures: aliases (*name) are not understood in it.`, {
      cause: error,
    });
  }
};

/** What the parser says, without the excerpt of the file and without advice to programmers. */
const yamlText = ({ code, message, linePos }: YAMLError): string => {
  if (code === 'MULTIPLE_DOCS') return 'it holds more than one document (---)';
  const [said = ''] = message.split('\n');
  const at = linePos?.[0];
  const what = printable(said.replace(/( at line \d+, column \d+)?:?$/u, ''), 120);
  return at === undefined ? what : `see line ${at.line}, column ${at.col} (${what})`;
};

/** A departure from the schema for a person who writes such a list by hand. */
const inWords = ({ instancePath, keyword, params }: ErrorObject): string => {
  const [, index, member] = instancePath.split('/');
  if (index === undefined) return 'it must be a list, each entry begun by a dash';
  const entry = `entry ${Number(index) + 1}`;
  const { missingProperty, additionalProperty } = params as Record<string, unknown>;
  if (keyword === 'required') return `${entry}: ${String(missingProperty)} is missing`;
  if (keyword === 'additionalProperties') return `${entry}: ${printable(String(additionalProperty), 80)} is not known`;
  if (member === undefined) return `${entry} must have members, such as id: token.issued`;
  if (keyword === 'minLength') return `${entry}: ${member} is empty`;
  if (keyword === 'format') return `${entry}: ${member} must be a date such as 2027-03-31`;
  return `${entry}: ${member} must be text`;
};
