import { exportPath, type Profile, type View } from '../../model/index.js';
import { type Assertion, not, ok, unreadable } from '../assertion.js';
import { objectIn, valueAt } from './bodies.js';
import { asWritten } from '../as-written.js';
import { urlOnTarget } from '../values.js';

/** An operation that a CapabilityStatement lists. */
interface Operation {
  readonly name: string;
  /** The URL or template in definition.reference. */
  readonly reference: string;
}

const operationsIn = (statement: unknown): Operation[] => {
  const listed = valueAt(statement, 'rest.0.operation');
  return (Array.isArray(listed) ? (listed as unknown[]) : []).map((operation) => ({
    name: textAt(operation, 'name'),
    reference: textAt(operation, 'definition.reference'),
  }));
};

const textAt = (value: unknown, path: string): string => {
  const text = valueAt(value, path);
  return typeof text === 'string' ? text : '';
};

/** Names of the endpoints whose export operations a CapabilityStatement lists, e.g. `Patient`, `Group/[id]`. */
export const listedExports = (statement: unknown, { paths }: Profile): string[] => {
  const found = operationsIn(statement).flatMap(({ reference }) => {
    const start = reference.indexOf(`${paths.api}/`);
    if (start < 0 || !reference.endsWith(EXPORT)) return [];
    const name = reference.slice(start + paths.api.length + 1, -EXPORT.length);
    return name === '' ? [] : [name];
  });
  return [...new Set(found)];
};

const EXPORT = '/$export';

/** An assertion about a CapabilityStatement. `judge` says what is wrong; undefined: nothing. */
const assertion = (
  says: string,
  judge: (statement: Record<string, unknown>, view: View) => string | undefined,
): Assertion => ({
  says,
  at: (exchange, view) => {
    const statement = objectIn(exchange);
    if (statement === undefined) return unreadable('the body is not one JSON object');
    const seen = judge(statement, view);
    return seen === undefined ? ok : not(seen);
  },
});

const missing = (names: readonly string[]): string | undefined =>
  names.length === 0 ? undefined : `not listed: ${names.join(', ')}`;

/** Whether an operation has this name, and this path (RegExp source) as written below one of the bases that the statement may mean. */
const isAt =
  (statement: unknown, base: string, wanted: string, path: string) =>
  ({ name, reference }: Operation): boolean => {
    const own = asWritten(textAt(statement, 'implementation.url'))?.path ?? '';
    const prefixes = ['', new URL(base).pathname, own].map((prefix) => escaped(prefix.replace(/\/+$/, '')));
    return name === wanted && new RegExp(`^(?:${prefixes.join('|')})${path}$`).test(asWritten(reference)?.path ?? '');
  };

const escaped = (text: string): string => text.replace(/[^\w]/g, '\\$&');

/** Every export operation of the profile is listed. */
export const listsExports = assertion(
  'every export operation of the guide is listed',
  (statement, { profile, base }) => {
    const listed = operationsIn(statement);
    return missing(
      profile.endpoints
        .map(({ name }) => exportPath(profile, name))
        .filter((path) => !listed.some(isAt(statement, base, 'export', escaped(path)))),
    );
  },
);

/** No export operation is listed that the profile does not have. */
export const listsNoOtherExports = assertion('no other export operation is listed', (statement, { profile }) => {
  const others = listedExports(statement, profile).filter(
    (name) => !profile.endpoints.some((endpoint) => endpoint.name === name),
  );
  return others.length === 0 ? undefined : `also listed: ${others.map((name) => exportPath(profile, name)).join(', ')}`;
});

/** A placeholder, whatever its name. */
const PLACEHOLDER = '\\[[^\\]/]+\\]';

/** The jobs, metadata, version and data operations are listed, at their documented paths. */
export const listsSupport = assertion('jobs, metadata, version and data are listed', (statement, { profile, base }) => {
  const { jobs, metadata, version, data } = profile.paths;
  const operations = operationsIn(statement);
  const wanted = {
    jobs: `${escaped(jobs)}/${PLACEHOLDER}`,
    metadata: escaped(metadata),
    version: escaped(version),
    data: `${escaped(data)}/${PLACEHOLDER}/${PLACEHOLDER}\\.ndjson`,
  };
  return missing(
    Object.entries(wanted)
      .filter(([name, path]) => !operations.some(isAt(statement, base, name, path)))
      .map(([name]) => name),
  );
});

/** implementation.url is the base URL, and the operations' URLs are below it. */
export const urlsOnTarget = assertion('implementation.url and the operations are on the server', (statement, view) => {
  const below = urlOnTarget('on the server', /^\//);
  const url = valueAt(statement, 'implementation.url');
  if (typeof url !== 'string' || !below.fits(`${url.replace(/\/$/, '')}/`, view))
    return 'implementation.url is not on the server';
  const elsewhere = operationsIn(statement).filter(({ reference }) => !below.fits(reference, view));
  return elsewhere.length === 0 ? undefined : `not on the server: ${elsewhere.map(({ name }) => name).join(', ')}`;
});

const listAt = (value: unknown, path: string): unknown[] => {
  const list = valueAt(value, path);
  return Array.isArray(list) ? (list as unknown[]) : [];
};

/** Every one of the codes is declared at a path of the statement. */
export const declares = (
  says: string,
  path: string,
  codes: readonly string[],
  codesOf: (item: unknown) => unknown[],
): Assertion =>
  assertion(says, (statement) => {
    const declared = listAt(statement, path).flatMap(codesOf);
    return missing(codes.filter((code) => !declared.includes(code)));
  });

/** CORS, OAuth and SMART-on-FHIR are declared. */
export const declaresSecurity: Assertion = assertion('CORS, OAuth and SMART-on-FHIR are declared', (statement) => {
  if (valueAt(statement, 'rest.0.security.cors') !== true) return 'security.cors is not true';
  const codes = listAt(statement, 'rest.0.security.service').flatMap((service) =>
    listAt(service, 'coding').map((coding) => valueAt(coding, 'code')),
  );
  return missing(['OAuth', 'SMART-on-FHIR'].filter((code) => !codes.includes(code)));
});

/** The batch and search-system interactions are declared. */
export const declaresInteractions = declares(
  'batch and search-system are declared',
  'rest.0.interaction',
  ['batch', 'search-system'],
  (interaction) => [valueAt(interaction, 'code')],
);

/** The descriptive elements of the guide's sample are present. */
export const isDescribed = assertion(
  'publisher, software, date, instantiates and full security codings are given',
  (statement) => {
    const text = (path: string): boolean =>
      typeof valueAt(statement, path) === 'string' && valueAt(statement, path) !== '';
    const absent = [
      'publisher',
      'software.name',
      'software.version',
      'software.releaseDate',
      'date',
      'instantiates.0',
    ].filter((path) => !text(path));
    const services = listAt(statement, 'rest.0.security.service');
    const incomplete = services.some(
      (service) =>
        typeof valueAt(service, 'text') !== 'string' ||
        !listAt(service, 'coding').some((coding) =>
          ['system', 'code', 'display'].every((key) => typeof valueAt(coding, key) === 'string'),
        ),
    );
    if (incomplete) absent.push('system, code, display or text of a security service');
    return absent.length === 0 ? undefined : `missing: ${absent.join(', ')}`;
  },
);
