import { answering, json, onReply, text, withHeader, without, withStatus } from '../../src/reference/index.js';
import { type Alter, exportPath, type Fault, type Profile } from '../../src/model/index.js';
import type { ProfileId } from '../profiles/index.js';
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
  implementation: { url: string };
  rest: [
    {
      mode: string;
      security: { cors: boolean; service: { coding: { system?: string; code?: string }[]; text?: string }[] };
      interaction: { code: string }[];
      operation: { name: string; definition: { reference: string } }[];
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

const fails = (...ids: RequirementId[]) => ({ at, fails: ids }) as const;

/** A response to an expired token is compared with the one without a token. */
const TO_EXPIRED: Pick<Fault<RequirementId, ProfileId>, 'places'> = {
  places: { 'expired-tokens': { fails: ['protection.public-metadata'] } },
};
const NOT_COMPARED = new Set(['version-missing', 'metadata-answers-no-origin']);

const faults = [
  fault({
    id: 'metadata-behind-token',
    title: 'the metadata requires a token',
    at,
    fails: ['metadata.public'],
    stops: 'metadata',
    alter: answering({ status: 401, headers: [['WWW-Authenticate', 'Bearer']], body: '' }),
  }),
  fault({
    id: 'metadata-fails',
    title: 'a metadata request returns 500',
    at,
    fails: ['metadata.public'],
    stops: 'metadata',
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
    title: 'the CapabilityStatement has an element that STU3 does not define',
    ...fails('metadata.valid-stu3'),
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
    title: 'the export operations are named bulk-export',
    ...fails('metadata.export-operations'),
    alter: statement(({ rest: [rest] }) => {
      for (const one of rest.operation) if (one.name === 'export') one.name = 'bulk-export';
    }),
  }),
  fault({
    id: 'metadata-lists-another-jobs-path',
    title: 'the jobs operation is listed with a path segment more',
    ...fails('metadata.supporting-operations'),
    alter: statement(({ rest: [rest] }) => {
      for (const { name, definition } of rest.operation) if (name === 'jobs') definition.reference += '/status';
    }),
  }),
  fault({
    id: 'metadata-without-jobs',
    title: 'the jobs operation is not listed',
    ...fails('metadata.supporting-operations'),
    alter: dropOperation((reference, { paths }) => reference.includes(`${paths.jobs}/`)),
  }),
  fault({
    id: 'metadata-without-version',
    title: 'the version operation is not listed',
    at,
    fails: ['metadata.supporting-operations'],
    stops: 'version',
    alter: dropOperation((reference, { paths }) => reference.endsWith(paths.version)),
  }),
  fault({
    id: 'metadata-lists-group-export',
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
    id: 'metadata-answers-no-origin',
    title: 'the metadata response has no header of CORS',
    ...fails('metadata.cors'),
    alter: without('Access-Control-Allow-Origin'),
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
