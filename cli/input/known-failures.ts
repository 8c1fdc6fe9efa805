import type { ErrorObject } from 'ajv/dist/2020.js';
import { type Document, parseDocument, type YAMLError } from 'yaml';
import { violations } from '../../schemas/violations.js';
import { isNamed, whyUnfit } from '../../src/assess/index.js';
import { CannotJudge, type KnownFailure, printable, type Suite } from '../../src/model/index.js';
import type { Io } from '../io.js';
import { readInput } from './files.js';

/** Reads known-failures.yaml; an empty file is an empty list. Throws CannotJudge for entries that cannot apply. */
export const readKnown = (file: string, catalogue: readonly Suite[], io: Io): KnownFailure[] => {
  const document = parseDocument(readInput(file, 'the known failures', io));
  const [broken] = document.errors;
  if (broken !== undefined) throw new CannotJudge(`${file} is not valid YAML: ${yamlText(broken)}.`);
  const list = valueOf(document, file);
  const wrong = [...new Set(violations('known-failures', list).map(inWords))].slice(0, 3);
  if (wrong.length > 0)
    throw new CannotJudge(
      `${file} is not a list of known failures (${wrong.join('; ')}). Each entry needs id, because and see; until, and the rule and path of a finding, are optional.`,
    );
  const known = list as KnownFailure[];
  for (const [index, entry] of known.entries()) {
    const why = whyUnfit(entry, catalogue) ?? whyAmbiguous(entry, known.slice(0, index));
    if (why !== undefined) throw new CannotJudge(`${file}, entry ${index + 1}: ${printable(why)}`);
  }
  return known;
};

/** Why an entry repeats an earlier one. */
const whyAmbiguous = ({ id, rule, path }: KnownFailure, before: readonly KnownFailure[]): string | undefined => {
  const number = before.findIndex(
    (one) =>
      (isNamed(one.id, id) || isNamed(id, one.id)) &&
      (rule === undefined || one.rule === undefined || (one.rule === rule && one.path === path)),
  );
  const other = before[number];
  if (other === undefined) return undefined;
  if (other.id !== id) return `${id} and ${other.id} of entry ${number + 1} overlap. Remove one of them.`;
  if (other.rule === rule && other.path === path) return `it repeats entry ${number + 1}. Remove one of them.`;
  return `${id} is named both as a whole and by a finding, here and in entry ${number + 1}. Remove one of them: the whole includes every finding.`;
};

const valueOf = (document: Document, file: string): unknown => {
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? [];
  } catch (error) {
    throw new CannotJudge(`${file} is not a list of known failures: aliases (*name) are not supported.`, {
      cause: error,
    });
  }
};

/** The parser's message, without its excerpt of the file and its advice to programmers. */
const yamlText = ({ code, message, linePos }: YAMLError): string => {
  if (code === 'MULTIPLE_DOCS') return 'it contains more than one document (---)';
  const [said = ''] = message.split('\n');
  const at = linePos?.[0];
  const what = printable(said.replace(/( at line \d+, column \d+)?:?$/u, ''), 120);
  return at === undefined ? what : `see line ${at.line}, column ${at.col} (${what})`;
};

/** A schema violation, for a person who writes such a list by hand. */
const inWords = ({ instancePath, keyword, params }: ErrorObject): string => {
  const [, index, member] = instancePath.split('/');
  if (index === undefined) return 'it must be a list, with a dash before each entry';
  const entry = `entry ${Number(index) + 1}`;
  const { missingProperty, additionalProperty } = params as Record<string, unknown>;
  if (keyword === 'required') return `${entry}: ${String(missingProperty)} is missing`;
  if (keyword === 'dependentRequired') return `${entry}: path needs a rule next to it`;
  if (keyword === 'pattern')
    return `${entry}: ${member} has an index; remove indexes, as in ExplanationOfBenefit.item.sequence`;
  if (keyword === 'additionalProperties')
    return `${entry}: ${printable(String(additionalProperty), 80)} is not a known member`;
  if (member === undefined) return `${entry} must have members, such as id: token.issued`;
  if (keyword === 'minLength') return `${entry}: ${member} is empty`;
  if (keyword === 'format') return `${entry}: ${member} must be a date such as 2027-03-31`;
  return `${entry}: ${member} must be text`;
};
