import { answering, json, onReply, text, when, withHeader, without, withStatus } from '../../src/reference/index.js';
import { type Alter, exportPath, type Fault, type Profile } from '../../src/model/index.js';

import { fault } from './fault.js';
import type { RequirementId } from './suites.js';

interface Statement {
  resourceType: string;
  fhirVersion: string;
  status: string;
  kind: string;
  format: string[];
  acceptUnknown: string;
  publisher?: string;
  software: { name?: string; releaseDate?: string };
  implementation: { url: string; description?: string };
  instantiates: string[];
  rest: [
    {
      mode: string;
      security: {
        cors: boolean;
        service: { coding: { system?: string; code?: string }[]; text?: string }[];
        extension?: { extension: { url: string; valueUri: string }[] }[];
      };
      interaction: { code: string }[];
      operation: { name: string; definition: { reference: string } }[];
      resource?: {
        type: string;
        operation?: { name: string; definition: string; documentation?: string }[];
        searchParam?: { name: string; type: string }[];
      }[];
    },
  ];
}

const at = 'metadata';
const statement = (change: (statement: Statement, profile: Profile) => void): Alter =>
  json<Statement>((it, _, { profile }) => change(it, profile));
const dropOperation = (fits: (reference: string, profile: Profile) => boolean): Alter =>
  statement(({ rest: [rest] }, profile) => {
    rest.operation = rest.operation.filter(({ definition }) => !fits(definition.reference, profile));
  });

/** What a statement can say otherwise than the sample of the guide. */
const SAMPLE: readonly (readonly [name: string, what: string, change: (it: Statement) => void])[] = [
  ['publisher', 'the publisher', (it) => void (it.publisher = 'Somebody Else')],
  ['software', 'the name of the software', (it) => void (it.software.name = 'Some Data API')],
  [
    'coding-system',
    'the system of a security service',
    ({ rest: [rest] }) => {
      for (const { coding } of rest.security.service)
        for (const one of coding) one.system = 'http://example.org/services';
    },
  ],
  [
    'service-text',
    'the text of a security service',
    ({ rest: [rest] }) => {
      for (const service of rest.security.service) service.text = 'smart';
    },
  ],
];

const listsPaths = ({ statement: { declares } }: Profile): boolean => declares === 'paths';
const isOfVersion = ({ statement: { declares } }: Profile): boolean => declares !== 'paths';

/** Changes each export operation that is declared by canonical URL, wherever the profile declares it; `undefined` drops it. */
const eachExport = (change: (one: Declared) => Declared | undefined): Alter =>
  statement(({ rest: [rest] }, { statement: { declares } }) => {
    if (declares === 'rest')
      rest.operation = rest.operation.flatMap(({ name, definition: { reference } }) => {
        const changed = change({ name, definition: reference });
        return changed === undefined ? [] : [{ name: changed.name, definition: { reference: changed.definition } }];
      });
    for (const one of rest.resource ?? [])
      if (one.operation !== undefined) {
        const changed = one.operation.flatMap((operation) => change(operation) ?? []);
        // JSON of FHIR has no empty array.
        if (changed.length > 0) one.operation = changed;
        else delete one.operation;
      }
  });
interface Declared {
  name: string;
  definition: string;
  documentation?: string;
}

const fails = (...ids: RequirementId[]) => ({ at, fails: ids }) as const;

/** A response to an expired token is compared with the one without a token. */
const TO_EXPIRED: Pick<Fault<RequirementId>, 'places'> = {
  places: { 'expired-tokens': { fails: ['protection.public-metadata'] } },
};
const NOT_COMPARED = new Set([
  'version-missing',
  'metadata-answers-no-origin',
  'metadata-public-once',
  'metadata-for-pages-is-draft',
]);

const faults = [
  fault({
    id: 'metadata-behind-token',
    title: 'the metadata requires a token',
    at,
    fails: ['metadata.public'],
    stops: 'metadata',
    blocks: ['contract.listed-operations'],
    alter: answering({ status: 401, headers: [['WWW-Authenticate', 'Bearer']], body: '' }),
  }),
  fault({
    id: 'metadata-public-once',
    title: 'every metadata request after the first requires a token',
    at,
    fails: ['metadata.public'],
    // It is about the answer to a request without a token.
    blocks: ['metadata.cors'],
    alter: when(
      ({ headers }, { count }) => headers['authorization'] === undefined && count('open metadata') > 1,
      answering({ status: 401, headers: [['WWW-Authenticate', 'Bearer']], body: '' }),
    ),
  }),
  fault({
    id: 'metadata-fails',
    title: 'a metadata request returns 500',
    at,
    fails: ['metadata.public'],
    stops: 'metadata',
    blocks: ['contract.listed-operations'],
    alter: answering({ status: 500, headers: [], body: '' }),
  }),
  fault({
    id: 'metadata-as-html',
    title: 'the metadata is sent as text/html',
    ...fails('metadata.json'),
    alter: withHeader('Content-Type', 'text/html'),
  }),
  fault({
    id: 'metadata-with-other-space',
    title: 'the metadata ends with a no-break space',
    ...fails('metadata.json'),
    alter: text((body) => `${body}\u{a0}`),
  }),
  fault({
    id: 'metadata-is-conformance',
    title: 'the metadata is a Conformance resource, as in DSTU2',
    at,
    fails: ['metadata.capability-statement'],
    // Nothing is read or kept of another resource, so the version operation is not found either.
    stops: 'statement',
    alter: statement((it) => void (it.resourceType = 'Conformance')),
  }),
  fault({
    id: 'metadata-unknown-element',
    title: 'the CapabilityStatement has an element that FHIR does not define',
    ...fails('metadata.valid-stu3', 'metadata.valid-r4'),
    alter: json((it) => void (it['version2'] = '2')),
  }),
  fault({
    id: 'metadata-says-r4',
    title: 'fhirVersion is 4.0.0',
    ...fails('metadata.fhir-version'),
    alter: statement((it) => void (it.fhirVersion = '4.0.0')),
  }),
  fault({
    id: 'metadata-is-draft',
    title: 'the CapabilityStatement has status draft',
    ...fails('metadata.status'),
    alter: statement((it) => void (it.status = 'draft')),
  }),
  fault({
    id: 'metadata-is-instance',
    where: ({ statement: { kind } }) => kind === 'capability',
    title: 'the CapabilityStatement has kind instance',
    ...fails('metadata.status'),
    alter: statement((it) => void (it.kind = 'instance')),
  }),
  fault({
    id: 'metadata-without-fhir-json',
    title: 'the format application/fhir+json is not declared',
    ...fails('metadata.formats'),
    alter: statement((it) => void (it.format = ['application/json'])),
  }),
  fault({
    id: 'metadata-accepts-no-unknown',
    where: ({ statement: { acceptsUnknown } }) => acceptsUnknown,
    title: 'acceptUnknown is no',
    ...fails('metadata.accept-unknown'),
    alter: statement((it) => void (it.acceptUnknown = 'no')),
  }),
  fault({
    id: 'metadata-mode-client',
    title: 'the REST mode is client',
    ...fails('metadata.server-mode'),
    alter: statement(({ rest: [rest] }) => void (rest.mode = 'client')),
  }),
  fault({
    id: 'metadata-without-cors',
    title: 'cors is false',
    ...fails('metadata.security'),
    empties: ['metadata.cors'],
    alter: statement(({ rest: [rest] }) => void (rest.security.cors = false)),
  }),
  fault({
    id: 'metadata-without-smart',
    where: ({ statement: { services } }) => services.includes('SMART-on-FHIR'),
    title: 'the SMART-on-FHIR service is not declared',
    ...fails('metadata.security'),
    alter: statement(({ rest: [rest] }) => void rest.security.service.pop()),
  }),
  fault({
    id: 'metadata-without-batch',
    title: 'the batch interaction is not declared',
    ...fails('metadata.interactions'),
    alter: statement(({ rest: [rest] }) => void (rest.interaction = [{ code: 'search-system' }])),
  }),
  fault({
    id: 'metadata-without-patient-export',
    where: listsPaths,
    title: 'the Patient export is not listed',
    ...fails('metadata.export-operations'),
    alter: dropOperation((reference) => reference.endsWith('/Patient/$export')),
  }),
  fault({
    id: 'metadata-without-coverage-export',
    title: 'the Coverage export is not listed',
    where: ({ endpoints }) => endpoints.some(({ name }) => name === 'Coverage'),
    ...fails('metadata.export-operations'),
    alter: dropOperation((reference) => reference.endsWith('/Coverage/$export')),
  }),
  fault({
    id: 'metadata-export-named-otherwise',
    where: listsPaths,
    title: 'the export operations are named bulk-export',
    ...fails('metadata.export-operations'),
    alter: statement(({ rest: [rest] }) => {
      for (const one of rest.operation) if (one.name === 'export') one.name = 'bulk-export';
    }),
  }),
  fault({
    id: 'metadata-lists-another-jobs-path',
    where: listsPaths,
    title: 'the jobs operation is listed with a path segment more',
    ...fails('metadata.supporting-operations'),
    alter: statement(({ rest: [rest] }) => {
      for (const { name, definition } of rest.operation) if (name === 'jobs') definition.reference += '/status';
    }),
  }),
  fault({
    id: 'metadata-without-jobs',
    where: listsPaths,
    title: 'the jobs operation is not listed',
    ...fails('metadata.supporting-operations'),
    alter: dropOperation((reference, { paths }) => reference.includes(`${paths.jobs}/`)),
  }),
  fault({
    id: 'metadata-without-version',
    where: listsPaths,
    title: 'the version operation is not listed',
    at,
    fails: ['metadata.supporting-operations'],
    stops: 'version',
    alter: dropOperation((reference, { paths }) => paths.version !== undefined && reference.endsWith(paths.version)),
  }),
  fault({
    id: 'metadata-lists-group-export',
    where: listsPaths,
    title: 'a Group export is also listed',
    ...fails('metadata.no-other-exports'),
    alter: statement(({ implementation, rest: [rest] }, profile) => {
      const reference = implementation.url + exportPath(profile, 'Group/[id]');
      rest.operation.push({ name: 'export', definition: { reference } });
    }),
  }),
  fault({
    id: 'metadata-implemented-elsewhere',
    title: 'the implementation URL is that of another server',
    ...fails('metadata.implementation-url'),
    alter: statement((it) => void (it.implementation.url = 'https://elsewhere.example')),
  }),
  fault({
    id: 'metadata-operations-elsewhere',
    where: listsPaths,
    title: 'the operation URLs are those of another server',
    at,
    fails: ['metadata.implementation-url'],
    stops: 'version',
    alter: statement(({ implementation, rest: [rest] }) => {
      for (const { definition } of rest.operation)
        definition.reference = definition.reference.replace(implementation.url, 'https://elsewhere.example');
    }),
  }),
  fault({
    id: 'version-missing',
    where: listsPaths,
    title: 'the version operation returns 404',
    at: 'version',
    fails: ['metadata.version-operation'],
    alter: onReply(() => true, withStatus(404)),
  }),
  fault({
    id: 'metadata-without-release-date',
    title: 'the software has no release date',
    ...fails('metadata.described'),
    alter: statement((it) => void delete it.software.releaseDate),
  }),
  fault({
    id: 'metadata-without-service-text',
    title: 'a security service has no text',
    ...fails('metadata.described'),
    alter: statement(({ rest: [rest] }) => void delete rest.security.service[0]?.text),
  }),
  fault({
    id: 'metadata-for-pages-is-draft',
    title: 'the CapabilityStatement for a page from elsewhere has status draft',
    at,
    fails: ['metadata.status'],
    alter: when(
      ({ headers }) => headers['origin'] !== undefined,
      statement((it) => void (it.status = 'draft')),
    ),
  }),
  fault({
    id: 'metadata-answers-no-origin',
    title: 'the metadata response has no header of CORS',
    ...fails('metadata.cors'),
    alter: without('Access-Control-Allow-Origin'),
  }),
  fault({
    id: 'metadata-is-capability',
    title: 'the CapabilityStatement has kind capability',
    where: ({ statement: { kind } }) => kind === 'instance',
    // FHIR lets only an instance have an implementation (invariant cpb-15).
    ...fails('metadata.status', 'metadata.valid-stu3', 'metadata.valid-r4'),
    alter: statement((it) => void (it.kind = 'capability')),
  }),
  fault({
    id: 'metadata-without-oauth',
    title: 'the security service is Basic instead of OAuth',
    where: isOfVersion,
    ...fails('metadata.security'),
    alter: statement(({ rest: [rest] }) => {
      for (const { coding } of rest.security.service) for (const one of coding) one.code = 'Basic';
    }),
  }),
  fault({
    id: 'metadata-without-token-url',
    title: 'the metadata do not say where tokens are requested',
    where: ({ statement: { tokenUrl } }) => tokenUrl,
    ...fails('metadata.token-url'),
    alter: statement(({ rest: [rest] }) => void delete rest.security.extension),
  }),
  fault({
    id: 'metadata-token-url-of-version',
    title: 'the URL of the token endpoint in the metadata has the version of the API in its path',
    where: ({ statement: { tokenUrl } }) => tokenUrl,
    ...fails('metadata.token-url'),
    alter: statement(({ rest: [rest] }, { paths }) => {
      for (const { extension } of rest.security.extension ?? [])
        for (const one of extension) one.valueUri = one.valueUri.replace(paths.token, paths.api + paths.token);
    }),
  }),
  fault({
    id: 'metadata-without-group-operation',
    title: 'the Group export is not declared',
    where: isOfVersion,
    ...fails('metadata.export-operations'),
    alter: eachExport((one) => (one.definition.endsWith('group-export') ? undefined : one)),
  }),
  fault({
    id: 'metadata-operations-named-otherwise',
    title: 'the export operations are named bulk-export',
    where: isOfVersion,
    ...fails('metadata.export-operations'),
    alter: eachExport((one) => ({ ...one, name: 'bulk-export' })),
  }),
  fault({
    id: 'metadata-operations-of-the-server',
    title: 'the definitions of the export operations are URLs of the server',
    where: isOfVersion,
    at,
    fails: ['metadata.export-operations', 'metadata.no-other-exports'],
    alter: eachExport((one) => ({
      ...one,
      definition: one.definition.replace('http://hl7.org/fhir', 'https://bcda.example'),
    })),
  }),
  fault({
    id: 'metadata-declares-system-export',
    title: 'the export of a whole system is also declared',
    where: isOfVersion,
    ...fails('metadata.no-other-exports'),
    alter: statement(({ rest: [rest] }, { statement: { declares } }) => {
      const definition = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export';
      if (declares === 'rest') rest.operation.push({ name: 'export', definition: { reference: definition } });
      else rest.resource?.[0]?.operation?.push({ name: 'export', definition });
    }),
  }),
  fault({
    id: 'metadata-implementation-of-version',
    title: 'the implementation URL has the version of the API in its path',
    where: isOfVersion,
    ...fails('metadata.implementation-url'),
    alter: statement((it, { paths }) => void (it.implementation.url += paths.api)),
  }),
  fault({
    id: 'metadata-without-description',
    title: 'the implementation has no description',
    where: isOfVersion,
    // It is required where there is an implementation.
    ...fails('metadata.described', 'metadata.valid-stu3', 'metadata.valid-r4'),
    alter: statement((it) => void delete it.implementation.description),
  }),
  fault({
    id: 'metadata-of-no-bulk-data',
    title: 'the CapabilityStatement does not instantiate that of Bulk Data',
    where: isOfVersion,
    ...fails('metadata.described'),
    alter: statement((it) => void (it.instantiates = ['https://bcda.example/metadata'])),
  }),
  fault({
    id: 'metadata-without-type-filter',
    title: 'the search parameter _typeFilter is not declared',
    where: ({ statement: { searchParams } }) => searchParams !== undefined,
    ...fails('metadata.search-params'),
    alter: statement(({ rest: [rest] }) => {
      for (const one of rest.resource ?? [])
        if (one.searchParam !== undefined)
          one.searchParam = one.searchParam.filter(({ name }) => name !== '_typeFilter');
    }),
  }),
  fault({
    id: 'metadata-service-date-is-string',
    title: 'the search parameter service-date is declared as a string',
    where: ({ statement: { searchParams } }) => searchParams !== undefined,
    ...fails('metadata.search-params'),
    alter: statement(({ rest: [rest] }) => {
      for (const { searchParam = [] } of rest.resource ?? [])
        for (const one of searchParam) if (one.name === 'service-date') one.type = 'string';
    }),
  }),
  fault({
    id: 'metadata-default-not-documented',
    title: 'nothing is said of the default filter for the Group export',
    where: ({ statement: { searchParams } }) => searchParams !== undefined,
    ...fails('metadata.default-documented'),
    alter: eachExport(({ documentation = '', ...one }) => ({
      ...one,
      ...(!one.definition.endsWith('group-export') && { documentation }),
    })),
  }),
  ...SAMPLE.map(([name, what, change]) =>
    fault({
      id: `metadata-of-other-${name}`,
      title: `${what} is not that of the guide`,
      ...fails('metadata.sample-values'),
      alter: statement(change),
    }),
  ),
];

export default faults.map((one) => (NOT_COMPARED.has(one.id) ? one : { ...one, ...TO_EXPIRED }));
