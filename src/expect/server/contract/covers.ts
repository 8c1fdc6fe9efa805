import {
  type ContractDocument,
  type ContractOperation,
  type Expectation,
  exportPath,
  literalLength,
  type Profile,
  templateFits,
} from '../../../model/index.js';
import { evidenceOf, ofDocument } from './document.js';

/** What a guide says about one operation. */
export interface GuideOperation {
  readonly method: string;
  /** As in the guide, with {id} and {file} where its examples have ids and file names. */
  readonly path: string;
  /** A path that fits. */
  readonly example: string;
  readonly security: 'none' | 'basic' | 'token';
  readonly statuses: readonly number[];
  /** Parameters, as `in name`, without those in the path. */
  readonly parameters: readonly string[];
}

const EXAMPLE_FILE = 'dbbd1ce1-ae24-435c-807d-ed45953077d3.ndjson';

/** The operations that the guide documents, in its order. */
export const guideOperations = (profile: Profile): GuideOperation[] => {
  const { paths, endpoints } = profile;
  const get = { method: 'GET', security: 'token', parameters: [] as string[] } as const;
  const exports = endpoints.map(({ name }): GuideOperation => {
    const path = exportPath(profile, name);
    const parameters = ['header Prefer', ...profile.parameters.map((parameter) => `query ${parameter}`)];
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

/** The documented operation for one of the guide; its path may begin at the origin or at the base URL. */
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
  if (found === undefined) return ['not documented'];
  const statuses = wanted.statuses.filter((status) => !isDocumented(status, found.statuses));
  const parameters = wanted.parameters.filter(
    (parameter) => !found.parameters.some((one) => `${one.in} ${one.name}`.toLowerCase() === parameter.toLowerCase()),
  );
  return [
    ...(statuses.length === 0 ? [] : [`status ${statuses.join(', ')} is not documented`]),
    ...(parameters.length === 0 ? [] : [`parameter ${parameters.join(', ')} is not documented`]),
    ...(found.security.includes(wanted.security)
      ? []
      : [`security is documented as ${found.security.join(' or ')}, expected ${wanted.security}`]),
  ];
};

/** The status or its class is documented; "default" counts only for errors. */
const isDocumented = (status: number, statuses: readonly string[]): boolean =>
  statuses.some((one) => [`${status}`, `${Math.floor(status / 100)}XX`].includes(one.toUpperCase())) ||
  (status >= 400 && statuses.includes('default'));

/** Every operation of the guide is documented, with its parameters, its security and its responses. */
export const swaggerCovers: Expectation = ofDocument(
  'the document describes every operation of the guide, with its parameters, security and responses',
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

/** Operations that the guide does not have, in words: not a failure, but worth knowing. */
export const unknownOperations = (document: ContractDocument, profile: Profile, base: string): string[] => {
  const { version } = profile.paths;
  const known = [
    ...guideOperations(profile),
    ...(version === undefined ? [] : [{ method: 'GET', example: version }]),
  ].map((one) => documentedAs(one, document.operations, base));
  return document.operations.filter((one) => !known.includes(one)).map(({ method, path }) => `${method} ${path}`);
};
