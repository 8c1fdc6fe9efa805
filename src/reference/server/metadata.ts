import { exportPath, type Profile, type ServerReply, type ServerRequest } from '../../model/index.js';
import { wrongMethod } from './outcome.js';
import type { State } from './state.js';

const VERSION = 'latest';

/** GET <metadata>: the CapabilityStatement, for anyone (guide: BCDA Metadata). */
export const metadata = (state: State, request: ServerRequest): ServerReply => {
  if (request.method !== 'GET') return wrongMethod('GET');
  return {
    status: 200,
    headers: [['Content-Type', 'application/fhir+json']],
    body: JSON.stringify(capabilities(state.profile, request.origin + state.prefix)),
  };
};

/** GET <version>: the version of the server, for anyone. The guides list the path but show no response. */
export const version = (request: ServerRequest): ServerReply => {
  if (request.method !== 'GET') return wrongMethod('GET');
  return {
    status: 200,
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify({ version: VERSION }),
  };
};

const capabilities = (profile: Profile, base: string): object => ({
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: profile.released,
  publisher: profile.sample.publisher,
  kind: 'capability',
  instantiates: ['https://example.org/baseDstu3/metadata/'],
  software: { name: profile.sample.software, version: VERSION, releaseDate: profile.released },
  implementation: { url: base },
  fhirVersion: profile.fhirVersion,
  acceptUnknown: 'extensions',
  format: ['application/json', 'application/fhir+json'],
  rest: [
    {
      mode: 'server',
      security: { cors: true, service: [service(profile, 'OAuth'), service(profile, 'SMART-on-FHIR')] },
      interaction: [{ code: 'batch' }, { code: 'search-system' }],
      operation: operations(profile, base),
    },
  ],
});

const service = ({ sample }: Profile, code: string): object => ({
  coding: [{ system: sample.securitySystem, code, display: code }],
  text: code,
});

/** In the order of the guides: first export, supporting operations, other exports. */
const operations = (profile: Profile, base: string): object[] => {
  const { endpoints, paths } = profile;
  const operation = (name: string, path: string): object => ({ name, definition: { reference: base + path } });
  const exports = endpoints.map(({ name }) => operation('export', exportPath(profile, name)));
  return [
    ...exports.slice(0, 1),
    operation('jobs', `${paths.jobs}/[jobId]`),
    operation('metadata', paths.metadata),
    operation('version', paths.version),
    operation('data', `${paths.data}/[jobID]/[random_UUID].ndjson`),
    ...exports.slice(1),
  ];
};
