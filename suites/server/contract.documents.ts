type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (node: Json, name: string): Json => (isObject(node[name]) ? node[name] : {});
const mapped = (node: Json, change: (value: Json) => unknown): Json =>
  Object.fromEntries(Object.entries(node).map(([key, value]) => [key, isObject(value) ? change(value) : value]));

/** The reference server's Swagger 2.0 document as OpenAPI 3.1: the same contract in the other dialect. */
export const asOpenApi31 = (swagger: Json): Json => ({
  openapi: '3.1.0',
  info: swagger['info'],
  servers: [{ url: swagger['basePath'] }],
  paths: mapped(at(swagger, 'paths'), (item) => mapped(item, operation)),
  components: {
    schemas: moved(swagger['definitions']),
    securitySchemes: { basic: { type: 'http', scheme: 'basic' }, bearer: { type: 'http', scheme: 'bearer' } },
  },
});

const operation = (it: Json): Json => {
  const { produces, parameters, responses, ...more } = it;
  const [type = 'application/json'] = Array.isArray(produces) ? (produces as string[]) : [];
  return {
    ...more,
    ...(Array.isArray(parameters) && { parameters: (parameters as Json[]).map(parameter) }),
    responses: mapped(responses as Json, (response) => {
      const { schema, headers, ...rest } = response;
      return {
        ...rest,
        ...(isObject(headers) && {
          headers: mapped(headers, (header) => ({ required: true, schema: { type: header['type'] } })),
        }),
        ...(schema !== undefined && { content: { [type]: { schema: moved(schema) } } }),
      };
    }),
  };
};

const parameter = ({ name, in: place, required, description, collectionFormat, ...schema }: Json): Json => ({
  ...{ name, in: place, required, description, schema },
  ...(collectionFormat === 'csv' && { explode: false }),
});

/** References lead to where OpenAPI 3 keeps its schemas. */
const moved = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll('"#/definitions/', '"#/components/schemas/')) as unknown;

/** A document as YAML in blocks; keys and scalars as JSON writes them, which YAML reads. */
export const asYaml = (value: unknown, indent = ''): string => {
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((item: unknown) => ['-', item] as const)
    : Object.entries(value as Json).map(([key, item]) => [`${JSON.stringify(key)}:`, item] as const);
  return entries
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => {
      const nested = typeof item === 'object' && item !== null && Object.keys(item).length > 0;
      return nested ? `${indent}${key}\n${asYaml(item, `${indent}  `)}` : `${indent}${key} ${JSON.stringify(item)}\n`;
    })
    .join('');
};
