import type { ContractProblem, Dialect } from '../model/index.js';
import { externalReferences, expandsWithinBounds } from './expansion.js';
import { type JsonValue, shown } from './json.js';

/** Number of problems kept per document. */
const MOST_PROBLEMS = 20;

/** The error that document validators throw. */
interface Thrown {
  readonly code?: string;
  readonly message?: string;
  readonly details?: readonly {
    readonly instancePath: string;
    readonly keyword: string;
    readonly params: Readonly<Record<string, unknown>>;
  }[];
}

/**
 * Violations of the standard that a document names, and references to other documents, which are never downloaded. The
 * sentences are the harness's own: those of the validator quote the document.
 */
export const problemsOf = async (
  document: JsonValue,
  dialect: Dialect,
): Promise<{ problems: ContractProblem[]; more: boolean }> => {
  if (dialect === 'unknown')
    return {
      problems: [{ pointer: '', says: 'its version is not Swagger 2.0, OpenAPI 3.0 or OpenAPI 3.1' }],
      more: false,
    };
  if (!expandsWithinBounds(document))
    return { problems: [{ pointer: '', says: 'its references expand to more than can be read' }], more: false };
  const found = [
    ...externalReferences(document).map((pointer) => ({
      pointer,
      says: 'it refers to another document, which is not downloaded',
    })),
    ...(await departuresFromStandard(document)),
  ];
  const distinct = [...new Map(found.map((one) => [`${one.pointer} ${one.says}`, one])).values()];
  return {
    problems: distinct.slice(0, MOST_PROBLEMS).map(({ pointer, says }) => ({ pointer: shown(pointer), says })),
    more: distinct.length > MOST_PROBLEMS,
  };
};

const departuresFromStandard = async (document: JsonValue): Promise<ContractProblem[]> => {
  const { default: parser } = await import('@apidevtools/swagger-parser');
  try {
    // The validator changes its argument.
    await parser.validate(structuredClone(document) as never, {
      resolve: { external: false },
      dereference: { circular: 'ignore' },
    });
    return [];
  } catch (error) {
    return problemsIn(error as Thrown);
  }
};

/** Keywords of alternatives: their errors say nothing if there is another error at the same place. */
const NOISE = new Set(['oneOf', 'anyOf', 'if']);

const problemsIn = ({ code, message = '', details }: Thrown): ContractProblem[] => {
  if (details !== undefined) {
    const telling = details.filter(
      ({ keyword, params }) => !NOISE.has(keyword) && params['missingProperty'] !== '$ref',
    );
    return (telling.length > 0 ? telling : details).map(({ instancePath, keyword, params }) => ({
      pointer: instancePath,
      says: wordsFor(keyword, params),
    }));
  }
  if (code === 'EMISSINGPOINTER') return [{ pointer: '', says: 'a reference in it has no target' }];
  const [, path = '', rest = message] = /^Validation failed\. (\/\S+) (.*)$/s.exec(message) ?? [];
  return [
    { pointer: path, says: RULES.find(([sign]) => sign.test(rest))?.[1] ?? 'it violates a rule of its standard' },
  ];
};

/** A sentence for a violation of the standard's own schema, whose names are safe to show. */
const wordsFor = (keyword: string, params: Readonly<Record<string, unknown>>): string => {
  if (keyword === 'required') return `the member "${String(params['missingProperty'])}" is missing`;
  if (keyword === 'type') return `it is not of type ${String(params['type'])}`;
  if (keyword === 'enum' || keyword === 'const') return 'its value is not one that the standard defines';
  if (/^(additional|unevaluated)Properties$/.test(keyword)) return 'it has a member that the standard does not define';
  return `it violates "${shown(keyword)}" of the standard's schema`;
};

const RULES: readonly (readonly [RegExp, string])[] = [
  [/missing path parameter/, 'a parameter in its path is not described'],
  [/path parameter named/, 'it describes a path parameter that is not in its path'],
  [/duplicate/i, 'it contains a duplicate that is not allowed'],
  [/invalid type/, 'it has a type that the standard does not define'],
  [/is an array/, 'it is an array without a type of its items'],
  [/version number must be a string/, 'a version is a number and must be a string'],
  [/[Uu]nsupported|Unrecognized/, 'its version is unknown'],
  [/not a valid/, 'it has no paths'],
  [/required/, 'it requires a property that it does not describe'],
];
