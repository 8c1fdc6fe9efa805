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
  kind: profile.statement.kind,
  instantiates: [profile.statement.instantiates],
  software: { name: profile.sample.software, version: VERSION, releaseDate: profile.released },
  implementation: { ...(profile.statement.kind === 'instance' && { description: DESCRIPTION }), url: base },
  fhirVersion: profile.fhirVersion,
  ...(profile.statement.acceptsUnknown && { acceptUnknown: 'extensions' }),
  format: ['application/json', 'application/fhir+json'],
  rest: [
    {
      mode: 'server',
      security: {
        cors: true,
        service: profile.statement.services.map((code) => service(profile, code)),
        ...(profile.statement.tokenUrl && { extension: [oauthUris(base + profile.paths.token)] }),
      },
      interaction: [{ code: 'batch' }, { code: 'search-system' }],
      ...declared(profile, base),
    },
  ],
});

const DESCRIPTION = 'A reference server with synthetic data.';

const oauthUris = (token: string): object => ({
  url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
  extension: [{ url: 'token', valueUri: token }],
});

/** The export operations, where the profile declares them. */
const declared = (profile: Profile, base: string): object => {
  const { declares, operations: own, searchParams = {} } = profile.statement;
  if (declares === 'paths') return { operation: operations(profile, base) };
  if (declares === 'rest')
    return { operation: own.map(({ name, definition }) => ({ name, definition: { reference: definition } })) };
  const types = [...new Set([...own.map(({ type }) => type), ...Object.keys(searchParams)])];
  return {
    resource: types.map((type) => {
      const operation = own
        .filter((one) => one.type === type)
        .map(({ name, definition }) => ({
          ...{ name, definition },
          ...(searchParams[type] !== undefined && { documentation: DEFAULT_FILTER }),
        }));
      const searchParam = Object.entries(searchParams[type] ?? {}).map(([name, kind]) => ({ name, type: kind }));
      return {
        type,
        ...(operation.length > 0 && { operation }),
        ...(searchParam.length > 0 && { searchParam }),
      };
    }),
  };
};

const DEFAULT_FILTER =
  'Without _typeFilter, only claims with the System-Type tags NationalClaimsHistory and DDPS are exported.';

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
    ...(paths.version === undefined ? [] : [operation('version', paths.version)]),
    operation('data', `${paths.data}/[jobID]/[random_UUID].ndjson`),
    ...exports.slice(1),
  ];
};
