import { answering, both, json, onReply, text, when, withHeader } from '../../src/reference/index.js';
import {
  type Alter,
  exportPath,
  type Profile,
  type ServerReply,
  type ServerRequest,
  takes,
  belongsTo,
} from '../../src/model/index.js';
import { hasSwagger } from './contract.js';
import { fault } from './fault.js';
import { atPlaces, forEach, unseen } from './places.js';
import type { RequirementId } from './suites.js';
import { asOpenApi31, asYaml } from './contract.documents.js';

/** The members of the document that faults change. */
interface Swagger {
  host?: string;
  schemes?: string[];
  info: { title?: string };
  paths: Record<string, Record<string, { parameters?: { name: string }[]; security: object[]; responses: Responses }>>;
  definitions: Record<string, { required?: string[]; properties?: Record<string, object>; $ref?: string }>;
}
type Responses = Record<string, { description: string; headers?: Record<string, object> }>;

const at = 'swagger';
const isDocument = ({ path }: ServerRequest): boolean => path.endsWith('.json');
const isPage = (request: ServerRequest): boolean => !isDocument(request);
const withoutToken = ({ headers }: ServerRequest): boolean => headers['authorization'] === undefined;
const fails = (...ids: RequirementId[]) => ({ at, fails: ids }) as const;

const noDocument = { at, fails: ['contract.document'], stops: 'swagger-document' } as const;
const notFound: ServerReply = { status: 404, headers: [], body: '' };
const unauthorized: ServerReply = { status: 401, headers: [['WWW-Authenticate', 'Bearer realm="BCDA"']], body: '' };

const document = (change: (swagger: Swagger, profile: Profile) => void): Alter =>
  when(
    isDocument,
    json<Swagger>((swagger, _, { profile }) => change(swagger, profile)),
  );
/** Another body in place of the document. */
const instead = (type: string, body: string): Alter =>
  when(isDocument, answering({ status: 200, headers: [['Content-Type', type]], body }));
/** Responses of an operation by the end of its path. */
const responses = ({ paths }: Swagger, end: string, method = 'get'): Responses =>
  Object.entries(paths).find(([path]) => path.endsWith(end))?.[1][method]?.responses ?? {};

const TOO_LARGE = 8 * 1024 * 1024;

const faults = atPlaces(
  [
    fault({
      id: 'contract-page-missing',
      title: 'there is no Swagger page',
      at,
      fails: ['contract.page'],
      stops: 'swagger-page',
      alter: answering({ status: 404, headers: [['Content-Type', 'text/plain']], body: 'Not Found' }),
    }),
    fault({
      id: 'contract-page-behind-token',
      title: 'the Swagger page and its document require a token',
      ...fails('contract.page'),
      alter: when(withoutToken, answering(unauthorized)),
    }),
    fault({
      id: 'contract-document-missing',
      title: 'the Swagger page names no document, and there is no document next to the page',
      ...noDocument,
      alter: both(
        when(isDocument, answering(notFound)),
        when(
          isPage,
          text((page) => page.replaceAll('swagger.json', '')),
        ),
      ),
    }),
    fault({
      id: 'contract-document-behind-token',
      title: 'the Swagger document requires a token',
      ...fails('contract.document'),
      alter: when((request) => isDocument(request) && withoutToken(request), answering(unauthorized)),
    }),
    fault({
      id: 'contract-document-is-html',
      title: 'the Swagger document is an HTML page',
      ...noDocument,
      alter: instead('application/json', '<!doctype html><html><body>Sign in</body></html>'),
    }),
    fault({
      id: 'contract-document-is-list',
      title: 'the Swagger document is a JSON array',
      ...noDocument,
      alter: instead('application/json', '[{"swagger":"2.0"}]'),
    }),
    fault({
      id: 'contract-document-huge',
      title: 'the Swagger document is larger than 8 MB',
      ...noDocument,
      alter: instead('application/json', `{"swagger":"2.0","info":"${'x'.repeat(TOO_LARGE)}"}`),
    }),
    fault({
      id: 'contract-yaml-with-tab',
      title: 'the Swagger document is YAML indented with a tab',
      ...noDocument,
      alter: instead('application/yaml', 'swagger: "2.0"\ninfo:\n\ttitle: BCDA\n'),
    }),
    fault({
      id: 'contract-invalid',
      title: 'the Swagger document has no title',
      ...fails('contract.valid'),
      alter: document(({ info }) => void delete info.title),
    }),
    fault({
      id: 'contract-refers-elsewhere',
      title: 'the Swagger document refers to a schema on another host',
      ...fails('contract.valid'),
      alter: document((it) => void (it.definitions['Manifest'] = { $ref: 'https://elsewhere.example/manifest.json' })),
    }),
    fault({
      id: 'contract-path-missing',
      title: 'the Swagger document does not describe the job status',
      ...fails('contract.covers'),
      alter: document(({ paths }, profile) => void Reflect.deleteProperty(paths, `${profile.paths.jobs}/{jobId}`)),
    }),
    fault({
      id: 'contract-parameter-missing',
      title: 'the Swagger document does not describe _type',
      ...fails('contract.covers'),
      where: (profile) => takes(profile, '_type'),
      alter: document(({ paths }, profile) => {
        const operation = paths[exportPath(profile, 'Patient')]?.['get'];
        if (operation?.parameters) operation.parameters = operation.parameters.filter(({ name }) => name !== '_type');
      }),
    }),
    fault({
      id: 'contract-security-wrong',
      title: 'the Swagger document says that the metadata requires a token',
      ...fails('contract.covers'),
      alter: document(({ paths }, profile) => {
        const operation = paths[profile.paths.metadata]?.['get'];
        if (operation) operation.security = [{ bearer: [] }];
      }),
    }),
    fault({
      id: 'contract-status-undocumented',
      title: 'the Swagger document does not describe the 202 for a running job',
      // The guide names that response, and it occurs in every run.
      ...fails('contract.covers', 'contract.agrees'),
      alter: document((it) => void delete responses(it, '{jobId}')['202']),
    }),
    fault({
      id: 'contract-status-other',
      title: 'the Swagger document describes status 204 for the version operation, which returns 200',
      ...fails('contract.agrees'),
      alter: document((it, { paths }) => {
        const version = responses(it, paths.version ?? '');
        delete version['200'];
        version['204'] = { description: 'Nothing.' };
      }),
    }),
    fault({
      id: 'contract-header-never-sent',
      title: 'the Swagger document describes a header of the manifest that is never sent',
      ...fails('contract.agrees'),
      alter: document((it) => {
        const done = responses(it, '{jobId}')['200'];
        if (done) done.headers = { 'X-Files': { type: 'integer' } };
      }),
    }),
    fault({
      id: 'contract-body-differs',
      title: 'the Swagger document requires a property that manifests do not have',
      ...fails('contract.agrees'),
      alter: document(({ definitions: { Manifest } }) => {
        Manifest?.required?.push('expires');
        if (Manifest?.properties) Manifest.properties['expires'] = { type: 'string' };
      }),
    }),
    fault({
      id: 'contract-of-other-host',
      title: 'the Swagger document names the host of another server',
      ...fails('contract.server'),
      alter: document((it) => void (it.host = 'api.example.org')),
    }),
    fault({
      id: 'contract-of-other-scheme',
      title: 'the Swagger document says that the server can be reached over https alone',
      ...fails('contract.server'),
      alter: document((it) => void (it.schemes = ['https'])),
    }),
    fault({
      id: 'contract-without-version-operation',
      title: 'the Swagger document does not describe the version operation, which the metadata list',
      ...fails('contract.listed-operations'),
      alter: document(({ paths }, profile) => void delete paths[profile.paths.version ?? '']),
    }),
    fault({
      id: 'contract-openapi-31',
      title: 'the API document is OpenAPI 3.1 in YAML',
      at,
      fails: [],
      alter: when(
        isDocument,
        onReply(
          ({ status }) => status === 200,
          both(
            withHeader('Content-Type', 'application/yaml'),
            text((it) => asYaml(asOpenApi31(JSON.parse(it) as object as never))),
          ),
        ),
      ),
    }),
    fault({
      id: 'contract-page-without-slash',
      title: 'the Swagger page is available only without a trailing slash',
      at,
      fails: [],
      alter: async (request, next, context) => {
        if (isDocument(request)) return next(request);
        if (request.path.endsWith('/')) return answering(notFound)(request, next, context);
        const page: Alter = text((html) => html.replaceAll('href="swagger.json"', 'href="swagger/swagger.json"'));
        return page({ ...request, path: `${request.path}/` }, next, context);
      },
    }),
  ],
  forEach(
    { 'second-time': unseen('the page and the document are asked for once, without a token') },
    'contract-document-missing',
    'contract-document-is-html',
    'contract-invalid',
    'contract-path-missing',
    'contract-body-differs',
  ),
);

export default faults.map((one) => ({
  ...one,
  where: (profile: Profile) => hasSwagger(profile) && belongsTo(one, profile),
}));
