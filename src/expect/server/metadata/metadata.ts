import { type Exchange, exportPath, isOfPages, type Profile, type View } from '../../../model/index.js';
import { type Assertion, not, nothing, ok, show, unreadable } from '../../assertion.js';
import { objectIn, valueAt } from '../bodies.js';
import { asWritten } from '../../as-written.js';
import { headersOf, statusOf, unrelated } from '../replies.js';
import {
  declaredIn,
  isSame,
  listAt,
  missing,
  type ListedOperation,
  operationsIn,
  statementAssertion as assertion,
  textAt,
  typeOfExport,
} from './statements.js';
import { announcedBase, urlOnTarget } from '../../values.js';

/** Names of the endpoints whose export operations a CapabilityStatement lists, e.g. `Patient`, `Group/[id]`. */
export const listedExports = (statement: unknown, profile: Profile): string[] =>
  profile.statement.declares === 'paths' ? listedByPath(statement, profile) : listedByCanonical(statement, profile);

/** Endpoints of the resource types that have an export operation, if the statement is about the profile's release of FHIR. */
const listedByCanonical = (
  statement: unknown,
  { fhirVersion, endpoints, statement: { declares } }: Profile,
): string[] => {
  if (valueAt(statement, 'fhirVersion') !== fhirVersion) return [];
  const types = new Set(declaredIn(statement, declares).flatMap(({ definition }) => typeOfExport(definition) ?? []));
  return endpoints.map(({ name }) => name).filter((name) => types.has((name.split('/')[0] ?? '').toLowerCase()));
};

const listedByPath = (statement: unknown, { paths }: Profile): string[] => {
  const found = operationsIn(statement).flatMap(({ reference }) => {
    const start = reference.indexOf(`${paths.api}/`);
    if (start < 0 || !reference.endsWith(EXPORT)) return [];
    const name = reference.slice(start + paths.api.length + 1, -EXPORT.length);
    return name === '' ? [] : [name];
  });
  return [...new Set(found)];
};

const EXPORT = '/$export';

/** Whether an operation has this name, and this path (RegExp source) as written below one of the bases that the statement may mean. */
const isAt =
  (statement: unknown, base: string, wanted: string, path: string) =>
  ({ name, reference }: ListedOperation): boolean => {
    const own = asWritten(textAt(statement, 'implementation.url'))?.path ?? '';
    const prefixes = ['', new URL(base).pathname, own].map((prefix) => escaped(prefix.replace(/\/+$/, '')));
    return name === wanted && new RegExp(`^(?:${prefixes.join('|')})${path}$`).test(asWritten(reference)?.path ?? '');
  };

const escaped = (text: string): string => text.replace(/[^\w]/g, '\\$&');

/** Every export operation of the profile is listed. */
export const listsExports = assertion(
  'every export operation of the guide is listed',
  (statement, { profile, ...view }) => {
    const { declares, operations } = profile.statement;
    if (declares !== 'paths') {
      const declared = declaredIn(statement, declares);
      return missing(operations.filter((one) => !declared.some(isSame(one))).map(({ definition }) => definition));
    }
    const listed = operationsIn(statement);
    const base = announcedBase(view);
    return missing(
      profile.endpoints
        .map(({ name }) => exportPath(profile, name))
        .filter((path) => !listed.some(isAt(statement, base, 'export', escaped(path)))),
    );
  },
);

/** No export operation is listed that the profile does not have. */
export const listsNoOtherExports = assertion('no other export operation is listed', (statement, { profile }) => {
  const { declares, operations } = profile.statement;
  if (declares !== 'paths') {
    const known = new Set(operations.map(({ definition }) => definition));
    const more = declaredIn(statement, declares).filter(
      ({ name, definition }) => /export/i.test(name + definition) && !known.has(definition),
    );
    return more.length === 0 ? undefined : `also listed: ${more.map(({ name }) => show(name)).join(', ')}`;
  }
  const others = listedExports(statement, profile).filter(
    (name) => !profile.endpoints.some((endpoint) => endpoint.name === name),
  );
  return others.length === 0 ? undefined : `also listed: ${others.map((name) => exportPath(profile, name)).join(', ')}`;
});

/** A placeholder, whatever its name. */
const PLACEHOLDER = '\\[[^\\]/]+\\]';

/** The jobs, metadata, version and data operations are listed, at their documented paths. */
export const listsSupport = assertion(
  'jobs, metadata, version and data are listed',
  (statement, { profile, ...view }) => {
    const base = announcedBase(view);
    const { jobs, metadata, version, data } = profile.paths;
    const operations = operationsIn(statement);
    const wanted = {
      jobs: `${escaped(jobs)}/${PLACEHOLDER}`,
      metadata: escaped(metadata),
      ...(version !== undefined && { version: escaped(version) }),
      data: `${escaped(data)}/${PLACEHOLDER}/${PLACEHOLDER}\\.ndjson`,
    };
    return missing(
      Object.entries(wanted)
        .filter(([name, path]) => !operations.some(isAt(statement, base, name, path)))
        .map(([name]) => name),
    );
  },
);

/** implementation.url is the base URL, and the operations' URLs are below it. */
export const urlsOnTarget = assertion('implementation.url and the operations are on the server', (statement, view) => {
  if (isOfPages(view.profile)) return whereImplemented(statement, view);
  const below = urlOnTarget('on the server', /^\//);
  const url = valueAt(statement, 'implementation.url');
  if (typeof url !== 'string' || !below.fits(`${url.replace(/\/$/, '')}/`, view))
    return 'implementation.url is not on the server';
  const elsewhere = operationsIn(statement).filter(({ reference }) => !below.fits(reference, view));
  return elsewhere.length === 0 ? undefined : `not on the server: ${elsewhere.map(({ name }) => name).join(', ')}`;
});

/** implementation.url is the base URL of the server, without a path of the API. */
const whereImplemented = (statement: unknown, view: View): string | undefined => {
  const url = textAt(statement, 'implementation.url').replace(/\/$/, '');
  return url === announcedBase(view).replace(/\/$/, '')
    ? undefined
    : 'implementation.url is not the base URL of the server';
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

/** CORS and the security services of the guide are declared. */
export const declaresSecurity: Assertion = assertion(
  'CORS and the security services of the guide are declared',
  (statement, { profile }) => {
    if (valueAt(statement, 'rest.0.security.cors') !== true) return 'security.cors is not true';
    const codes = listAt(statement, 'rest.0.security.service').flatMap((service) =>
      listAt(service, 'coding').map((coding) => valueAt(coding, 'code')),
    );
    return missing(profile.statement.services.filter((code) => !codes.includes(code)));
  },
);

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
  (statement, { profile }) => {
    const text = (path: string): boolean =>
      typeof valueAt(statement, path) === 'string' && valueAt(statement, path) !== '';
    const absent = [
      'publisher',
      'software.name',
      'software.version',
      'software.releaseDate',
      'date',
      ...(isOfPages(profile) ? ['implementation.description'] : ['instantiates.0']),
    ].filter((path) => !text(path));
    const { instantiates } = profile.statement;
    if (isOfPages(profile) && !listAt(statement, 'instantiates').includes(instantiates)) absent.push(instantiates);
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

/** Publisher, software and security services, where they are given, have the values of the guide's sample. */
export const valuesOfTheSample = assertion(
  "publisher, software and security services have the values of the guide's sample",
  (statement, { profile: { sample, statement: shape } }) => {
    const differs = (value: unknown, wanted: string): boolean => typeof value === 'string' && value !== wanted;
    const others = [
      ...(differs(valueAt(statement, 'publisher'), sample.publisher) ? ['publisher'] : []),
      ...(differs(valueAt(statement, 'software.name'), sample.software) ? ['software.name'] : []),
    ];
    for (const service of listAt(statement, 'rest.0.security.service'))
      for (const coding of listAt(service, 'coding')) {
        const code = textAt(coding, 'code');
        if (!shape.services.includes(code)) continue;
        if (differs(valueAt(coding, 'system'), sample.securitySystem)) others.push(`system of ${code}`);
        if (differs(valueAt(coding, 'display'), code)) others.push(`display of ${code}`);
        if (differs(valueAt(service, 'text'), code)) others.push(`text of ${code}`);
      }
    return others.length === 0 ? undefined : `other values: ${others.join(', ')}`;
  },
);

/** The response has the status of the one without a token, and a resource that says the same, apart from its date. */
export const asWithoutToken: Assertion = {
  says: 'status and resource are those of the response without a token',
  at: (exchange, { exchanges }) => {
    const open = exchanges.find(({ label }) => label === 'metadata');
    if (open?.reply === undefined) return unreadable('there was no response to compare with');
    if (exchange.reply?.status !== open.reply.status) return unrelated(exchange) ?? not(statusOf(exchange));
    const [type, wanted] = [exchange, open].map((one) => objectIn(one)?.['resourceType']);
    if (type !== wanted) return not(`resourceType ${show(type)}`);
    const [form, wantedForm] = [exchange, open].map(formOf);
    if (form !== wantedForm) return not(`the form is ${form}, and ${wantedForm} without a token`);
    const [digest, said] = [exchange, open].map(({ reply }) => reply?.body.digest);
    if (said === undefined)
      return unreadable('the response without a token has no CapabilityStatement to compare with');
    return digest === said ? ok : not('a CapabilityStatement that says something else');
  },
};

/** Recordings that keep no more than the headers of a response show nothing of what it says. */
export const keptBody: Assertion = {
  precondition: true,
  says: 'there is a body',
  at: ({ reply }) => (reply?.body.form === 'empty' ? nothing('no other response had a body') : ok),
};

/** A transcript of an earlier version has of some responses no more than how many members their CapabilityStatement has. */
export const keptStatement: Assertion = {
  precondition: true,
  says: 'the transcript has a CapabilityStatement',
  at: (exchange) => {
    const statement = objectIn(exchange);
    const isKept = Object.keys(statement ?? {}).every((name) => !name.startsWith('«name, '));
    return statement?.['resourceType'] === 'CapabilityStatement' && isKept
      ? ok
      : nothing('there was no other CapabilityStatement');
  },
};

/** How a response is sent: its media type, and what is not as RFC 8259 says. */
const formOf = (exchange: Exchange): string => {
  const type = (headersOf(exchange, 'content-type')[0] ?? 'no content type').split(';', 1)[0]?.trim().toLowerCase();
  return [type, exchange.reply?.body.defect ?? []].flat().join(', ');
};

/** Only a server that declares CORS has to answer a page from elsewhere. */
export const corsDeclared: Assertion = {
  precondition: true,
  says: 'the metadata declares CORS',
  at: (_, { exchanges }) => {
    const metadata = exchanges.find(({ label }) => label === 'metadata');
    const statement = metadata === undefined ? undefined : objectIn(metadata);
    if (statement?.['resourceType'] !== 'CapabilityStatement') return unreadable('there was no CapabilityStatement');
    return valueAt(statement, 'rest.0.security.cors') === true ? ok : nothing('the metadata does not declare CORS');
  },
};

/** The response has Access-Control-Allow-Origin, or says that it differs by Origin. */
export const answersOrigin: Assertion = {
  says: 'the response has Access-Control-Allow-Origin, or a Vary with Origin',
  at: (exchange) => {
    if (exchange.reply === undefined) return unreadable('there was no response');
    const varies = headersOf(exchange, 'vary').some((value) => /(?:^|[\s,])(?:origin|\*)(?:$|[\s,])/i.test(value));
    return varies || headersOf(exchange, 'access-control-allow-origin').length > 0
      ? ok
      : not('no Access-Control-Allow-Origin');
  },
};
