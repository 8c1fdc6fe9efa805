/** Documents of other shapes than ours, as servers publish them. */

/** Circular references: an outcome may be about outcomes. */
export const circular = {
  swagger: '2.0',
  info: { title: 'Circles', version: '1' },
  paths: {
    '/nodes/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
      get: { responses: { 200: { description: 'a node', schema: { $ref: '#/definitions/Node' } } } },
    },
  },
  definitions: {
    Node: {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string' },
        parent: { $ref: '#/definitions/Node' },
        children: { type: 'array', items: { $ref: '#/definitions/Node' } },
      },
    },
  },
};

/** Swagger 2.0 as generators write it: x-nullable, draft 4's exclusive limits, shared responses and parameters. */
export const draft4 = {
  swagger: '2.0',
  info: { title: 'Draft 4', version: '1' },
  basePath: '/api/v1',
  securityDefinitions: { bearer: { type: 'apiKey', name: 'Authorization', in: 'header' }, login: { type: 'basic' } },
  security: [{ bearer: [] }],
  parameters: { prefer: { name: 'Prefer', in: 'header', required: true, type: 'string' } },
  responses: {
    Accepted: { description: 'started', headers: { 'Content-Location': { type: 'string' } } },
    Counted: { description: 'counted', schema: { $ref: '#/definitions/Count' } },
  },
  paths: {
    '/start': {
      parameters: [{ $ref: '#/parameters/prefer' }],
      get: { responses: { 202: { $ref: '#/responses/Accepted' } } },
    },
    '/count': { get: { security: [], responses: { 200: { $ref: '#/responses/Counted' } } } },
    '/token': {
      post: {
        security: [{ login: [] }],
        responses: { 200: { description: 'a token' }, default: { description: 'no' } },
      },
    },
  },
  definitions: {
    Count: {
      type: 'object',
      required: ['n'],
      properties: {
        n: { type: 'integer', minimum: 0, exclusiveMinimum: true },
        note: { type: 'string', 'x-nullable': true, pattern: '^(a+)+$' },
        kind: { type: 'string', enum: ['x'], 'x-nullable': true },
        other: { $ref: '#/definitions/Other', 'x-nullable': true },
      },
    },
    Other: { type: 'object' },
  },
};

/** OpenAPI 3.1: servers with variables, content by media type, required headers, types as lists. */
export const modern = {
  openapi: '3.1.0',
  info: { title: 'Modern', version: '1' },
  servers: [
    { url: 'https://{host}/{root}/', variables: { host: { default: 'api.example' }, root: { default: 'v2' } } },
  ],
  security: [{ oauth: ['read'] }, {}],
  paths: {
    '/jobs/{job}': {
      get: {
        parameters: [{ name: 'job', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: {
            description: 'done',
            headers: {
              'X-Total': { required: true, schema: { type: 'integer' } },
              'X-Hint': { schema: { type: 'string' } },
            },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Job' } } },
          },
          '4XX': { description: 'refused' },
        },
      },
    },
    '/jobs/latest': { get: { responses: { 204: { description: 'none' } } } },
  },
  components: {
    schemas: {
      Job: {
        type: 'object',
        required: ['id', 'secret'],
        properties: { id: { type: ['string', 'null'] }, n: { exclusiveMinimum: 0 }, secret: { writeOnly: true } },
      },
    },
    securitySchemes: {
      oauth: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://a.example', scopes: { read: 'r' } } } },
    },
  },
};
