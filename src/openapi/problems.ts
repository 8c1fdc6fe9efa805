import type { ContractProblem, Dialect } from '../model/index.js';
import { strayReferences, unfolds } from './expansion.js';
import { type JsonValue, shown } from './json.js';

/** Problems of one document that are kept. */
const MOST_PROBLEMS = 20;

/** What validators of documents throw. */
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
 * Where a document departs from the standard it names, and where it needs another document, which is never fetched.
 * Words are ours: those of the validator quote the document.
 */
export const problemsOf = async (
  document: JsonValue,
  dialect: Dialect,
): Promise<{ problems: ContractProblem[]; more: boolean }> => {
  if (dialect === 'unknown')
    return {
      problems: [{ pointer: '', says: 'its version is none of Swagger 2.0, OpenAPI 3.0 and OpenAPI 3.1' }],
      more: false,
    };
  if (!unfolds(document))
    return { problems: [{ pointer: '', says: 'its references unfold to more than can be read' }], more: false };
  const found = [
    ...strayReferences(document).map((pointer) => ({
      pointer,
      says: 'it refers to another document, which is not fetched',
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
    // It changes what it is given.
    await parser.validate(structuredClone(document) as never, {
      resolve: { external: false },
      dereference: { circular: 'ignore' },
    });
    return [];
  } catch (error) {
    return inOwnWords(error as Thrown);
  }
};

/** Of alternatives, the schema's errors name each: those that stand beside another error of the same place say nothing. */
const NOISE = new Set(['oneOf', 'anyOf', 'if']);

const inOwnWords = ({ code, message = '', details }: Thrown): ContractProblem[] => {
  if (details !== undefined) {
    const telling = details.filter(
      ({ keyword, params }) => !NOISE.has(keyword) && params['missingProperty'] !== '$ref',
    );
    return (telling.length > 0 ? telling : details).map(({ instancePath, keyword, params }) => ({
      pointer: instancePath,
      says: wordsFor(keyword, params),
    }));
  }
  if (code === 'EMISSINGPOINTER') return [{ pointer: '', says: 'a reference in it leads nowhere' }];
  const [, path = '', rest = message] = /^Validation failed\. (\/\S+) (.*)$/s.exec(message) ?? [];
  return [{ pointer: path, says: RULES.find(([sign]) => sign.test(rest))?.[1] ?? 'it breaks a rule of its standard' }];
};

/** By the standard's own schema, whose names may be said. */
const wordsFor = (keyword: string, params: Readonly<Record<string, unknown>>): string => {
  if (keyword === 'required') return `the member "${String(params['missingProperty'])}" is missing`;
  if (keyword === 'type') return `it is not of type ${String(params['type'])}`;
  if (keyword === 'enum' || keyword === 'const') return 'its value is none of those that the standard knows';
  if (/^(additional|unevaluated)Properties$/.test(keyword)) return 'it has a member that the standard does not know';
  return `it breaks "${shown(keyword)}" of the standard's schema`;
};

const RULES: readonly (readonly [RegExp, string])[] = [
  [/missing path parameter/, 'a parameter of its path is not described'],
  [/path parameter named/, 'it describes a path parameter that its path does not have'],
  [/duplicate/i, 'something stands in it twice that may stand once'],
  [/invalid type/, 'it has a type that the standard does not know'],
  [/is an array/, 'it is an array that does not say of what'],
  [/version number must be a string/, 'a version is written as a number and must be a string'],
  [/[Uu]nsupported|Unrecognized/, 'its version is not known'],
  [/not a valid/, 'it lacks the paths'],
  [/required/, 'it requires a property that it does not describe'],
];
