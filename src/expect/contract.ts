import {
  type ContractDocument,
  type ContractFact,
  type ContractOperation,
  type Departure,
  exportPath,
  type Expectation,
  type Finding,
  literalLength,
  type Profile,
  templateFits,
  type View,
} from '../model/index.js';
import { stopped, stopsBefore } from './look.js';

const UNBLOCK = '--openapi';

const factIn = ({ facts }: View): ContractFact | undefined =>
  facts.find((fact): fact is ContractFact => fact.kind === 'contract');

/** Judges what was learnt of the documentation; blocked where it was not looked for. */
const ofContract = (
  says: string,
  judge: (fact: ContractFact, view: View) => Omit<Finding, 'expected'>,
): Expectation => ({
  says,
  judge: (view) => {
    const fact = factIn(view);
    if (fact !== undefined) return { expected: says, ...judge(fact, view) };
    const [stop] = stopsBefore(view, ['page', 'document']);
    if (stop !== undefined) return stopped(says, stop);
    return {
      outcome: 'blocked',
      expected: says,
      because: 'the documentation was not looked for',
      cause: 'earlier',
      evidence: [],
    };
  },
});

/** Judges the document; where there is none to read, that is blocked, and the user may give one. */
const ofDocument = (
  says: string,
  judge: (document: ContractDocument, view: View) => Omit<Finding, 'expected'>,
): Expectation =>
  ofContract(says, (fact, view) => {
    if (fact.document !== undefined) return judge(fact.document, view);
    const because =
      fact.unread === undefined
        ? `${fact.because ?? 'there is no document'}; give one with ${UNBLOCK}`
        : `the document given with ${UNBLOCK} cannot be used: ${fact.unread}`;
    return { outcome: 'blocked', because, cause: 'input', unblock: UNBLOCK, evidence: asked(view, 'page', 'document') };
  });

const asked = ({ exchanges }: View, ...labels: readonly string[]): number[] =>
  exchanges.filter(({ step, label }) => step === 'contract' && labels.includes(label)).map(({ id }) => id);

/** The Swagger page is there for anyone. */
export const swaggerPage: Expectation = ofContract(
  'the page is answered 200, without a token',
  ({ page, because }, view) => {
    if (page === undefined)
      return { outcome: 'fail', seen: because ?? 'there is no page', evidence: asked(view, 'page') };
    return page.open
      ? { outcome: 'pass', evidence: [page.exchange] }
      : { outcome: 'fail', seen: 'it is shown only with a token', evidence: asked(view, 'page') };
  },
);

/** The page leads to a document that can be read. */
export const swaggerDocument: Expectation = ofContract(
  'the page leads to a Swagger or OpenAPI document in JSON or YAML, without a token',
  ({ page, found, because }, view) => {
    if (page === undefined)
      return {
        outcome: 'blocked',
        because: because ?? 'there is no page',
        cause: 'earlier',
        evidence: asked(view, 'page'),
      };
    if (found === undefined)
      return { outcome: 'fail', seen: because ?? 'there is none', evidence: asked(view, 'page', 'document') };
    // A page behind a token is the requirement about the page; what lies behind it is no second failure.
    return found.open || !page.open
      ? { outcome: 'pass', evidence: [found.exchange] }
      : { outcome: 'fail', seen: 'it is given only with a token', evidence: asked(view, 'document') };
  },
);

const evidenceOf = ({ exchange }: ContractDocument): number[] => (exchange === undefined ? [] : [exchange]);

/** The document departs nowhere from the standard it names, and needs no other. */
export const swaggerValid: Expectation = ofDocument('the document is valid and complete in itself', (document) => {
  const [first] = document.problems;
  const evidence = evidenceOf(document);
  if (first === undefined) return { outcome: 'pass', evidence };
  const more = document.problems.length === 1 ? '' : ` (and ${document.problems.length - 1} more)`;
  return { outcome: 'fail', seen: `${document.dialect}: ${at(first.pointer)}${first.says}${more}`, evidence };
});

const at = (pointer: string): string => (pointer === '' ? '' : `${pointer}: `);

/** What a guide says of one operation. */
export interface GuideOperation {
  readonly method: string;
  /** As the guide shows it; templates as the guide's examples have ids. */
  readonly path: string;
  /** A path of that operation. */
  readonly example: string;
  readonly security: 'none' | 'basic' | 'token';
  readonly statuses: readonly number[];
  /** Parameters besides those of the path, as `in name`. */
  readonly parameters: readonly string[];
}

const EXAMPLE_FILE = 'dbbd1ce1-ae24-435c-807d-ed45953077d3.ndjson';

/** The operations that the guide documents, in its order. */
export const guideOperations = (profile: Profile): GuideOperation[] => {
  const { paths, endpoints, typeParameter } = profile;
  const get = { method: 'GET', security: 'token', parameters: [] as string[] } as const;
  const exports = endpoints.map(({ name }): GuideOperation => {
    const path = exportPath(profile, name);
    const parameters = ['header Prefer', ...(typeParameter ? ['query _type'] : [])];
    return { ...get, path, example: path, statuses: [202, 401], parameters };
  });
  return [
    {
      method: 'POST',
      path: paths.token,
      example: paths.token,
      security: 'basic',
      statuses: [200, 401],
      parameters: [],
    },
    { ...get, path: paths.metadata, example: paths.metadata, security: 'none', statuses: [200] },
    ...exports,
    { ...get, path: `${paths.jobs}/{id}`, example: `${paths.jobs}/42`, statuses: [200, 202, 401] },
    { ...get, path: `${paths.data}/{id}/{file}`, example: `${paths.data}/42/${EXAMPLE_FILE}`, statuses: [200, 401] },
  ];
};

/** The documented operation that stands for one of the guide; paths may begin below the origin or below the base URL. */
export const documentedAs = (
  { method, example }: Pick<GuideOperation, 'method' | 'example'>,
  operations: readonly ContractOperation[],
  base: string,
): ContractOperation | undefined => {
  const prefix = new URL(base).pathname.replace(/\/+$/, '');
  return operations
    .filter((one) => one.method === method && [example, prefix + example].some((path) => templateFits(one.path, path)))
    .toSorted((a, b) => literalLength(b.path) - literalLength(a.path))[0];
};

/** What a document lacks of an operation of the guide, in words; empty: nothing. */
export const lacking = (wanted: GuideOperation, found: ContractOperation | undefined): string[] => {
  if (found === undefined) return ['it is not documented'];
  const statuses = wanted.statuses.filter((status) => !isDocumented(status, found.statuses));
  const parameters = wanted.parameters.filter(
    (parameter) => !found.parameters.some((one) => `${one.in} ${one.name}`.toLowerCase() === parameter.toLowerCase()),
  );
  return [
    ...(statuses.length === 0 ? [] : [`status ${statuses.join(', ')} is not documented`]),
    ...(parameters.length === 0 ? [] : [`parameter ${parameters.join(', ')} is not documented`]),
    ...(found.security.includes(wanted.security)
      ? []
      : [`it is said to need ${found.security.join(' or ')}, and needs ${wanted.security}`]),
  ];
};

/** The status or its class; "default" stands for errors only. */
const isDocumented = (status: number, statuses: readonly string[]): boolean =>
  statuses.some((one) => [`${status}`, `${Math.floor(status / 100)}XX`].includes(one.toUpperCase())) ||
  (status >= 400 && statuses.includes('default'));

/** Every operation of the guide is documented, with its parameters, its security and its answers. */
export const swaggerCovers: Expectation = ofDocument(
  'every operation of the guide, with its parameters, security and answers',
  (document, { profile, base }) => {
    const gaps = guideOperations(profile).flatMap((wanted) =>
      lacking(wanted, documentedAs(wanted, document.operations, base)).map(
        (gap) => `${wanted.method} ${wanted.path}: ${gap}`,
      ),
    );
    const evidence = evidenceOf(document);
    return gaps.length === 0 ? { outcome: 'pass', evidence } : { outcome: 'fail', seen: gaps.join('; '), evidence };
  },
);

/** Departures of one kind: what is departed from, and every answer that departs. */
interface Group {
  readonly first: Departure;
  readonly exchanges: number[];
  /** The failed requirement that cites one of them. */
  readonly also?: string;
}

/**
 * Answers to well-formed requests agree with the document. The same departure of several answers is one; where another
 * failed requirement cites one of them, it is that one's and does not count.
 */
export const swaggerAgrees: Expectation = {
  afterOthers: true,
  ...ofDocument(
    'answers to well-formed requests have the documented status, headers and body',
    (document, { cited = new Map() }) => {
      const groups = grouped(document.departures, cited);
      const own = groups.filter(({ also }) => also === undefined);
      const others = groups.filter(({ also }) => also !== undefined);
      const [first] = own;
      const besides = others.length === 0 ? '' : `also, not counted: ${others.map(inWords).join('; ')}`;
      if (first !== undefined) {
        const seen = [own.map(inWords).join('; '), besides].filter((part) => part !== '').join('; ');
        return {
          outcome: 'fail',
          seen,
          evidence: [...new Set(own.flatMap(({ exchanges }) => exchanges))].sort((a, b) => a - b),
        };
      }
      if (document.compared.length === 0)
        return {
          outcome: 'blocked',
          because: 'no answer of the run belongs to a documented operation',
          cause: 'earlier',
          evidence: evidenceOf(document),
        };
      return { outcome: 'pass', ...(besides !== '' && { seen: besides }), evidence: document.compared };
    },
  ),
};

const grouped = (departures: readonly Departure[], cited: ReadonlyMap<number, string>): Group[] => {
  const groups = new Map<string, Departure[]>();
  for (const departure of departures) {
    const { operation, status, kind, pointer, says } = departure;
    const key = JSON.stringify([operation, status, kind, pointer, says]);
    groups.set(key, [...(groups.get(key) ?? []), departure]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const exchanges = [...new Set(group.map(({ exchange }) => exchange))];
    const also = exchanges.map((id) => cited.get(id)).find((id) => id !== undefined);
    return [{ first, exchanges, ...(also !== undefined && { also }) }];
  });
};

const inWords = ({ first, exchanges, also }: Group): string => {
  const { operation, status, pointer, says } = first;
  const times = exchanges.length === 1 ? '' : ` (${exchanges.length} answers)`;
  return `${operation} → ${status}: ${says} [${pointer}]${times}${also === undefined ? '' : ` (${also})`}`;
};

/** Operations that the guide does not know, in words: no failure, but worth knowing. */
export const unknownOperations = (document: ContractDocument, profile: Profile, base: string): string[] => {
  const known = [...guideOperations(profile), { method: 'GET', example: profile.paths.version }].map((one) =>
    documentedAs(one, document.operations, base),
  );
  return document.operations.filter((one) => !known.includes(one)).map(({ method, path }) => `${method} ${path}`);
};
