import { describe, expect, test } from 'vitest';
import {
  answersOrigin,
  asWithoutToken,
  keptBody,
  keptStatement,
  corsDeclared,
  declares,
  declaresInteractions,
  declaresSearchParams,
  declaresSecurity,
  documentsDefault,
  isDescribed,
  listedExports,
  listsExports,
  listsNoOtherExports,
  listsSupport,
  tellsTokenUrl,
  urlsOnTarget,
  valueAt,
  valuesOfTheSample,
} from '../../../src/expect/index.js';
import type { View } from '../../../src/model/index.js';
import { assertionTable, type AssertionRow } from '../../support/tables.js';
import { profileV1 } from '../../../suites/profiles/v1.js';
import { profileV3 } from '../../../suites/profiles/v3.js';
import { BASE, exchange, jsonBody, profile201909, textBody, view } from '../../support/views.js';

const service = (code: string) => ({
  coding: [{ system: 'http://hl7.org/fhir/ValueSet/restful-security-service', code, display: code }],
  text: code,
});
const operation = (name: string, reference: unknown) => ({ name, definition: { reference } });
const SUPPORT = [
  operation('jobs', `${BASE}/api/v1/jobs/[jobId]`),
  operation('metadata', `${BASE}/api/v1/metadata`),
  operation('version', `${BASE}/_version`),
  operation('data', `${BASE}/data/[jobID]/[random_UUID].ndjson`),
];
const exportsOf = (...names: readonly string[]) =>
  names.map((name) => operation('export', `${BASE}/api/v1/${name}/$export`));

const sound = {
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: '2019-12-09',
  publisher: 'Centers for Medicare & Medicaid Services',
  instantiates: ['https://example.org/metadata'],
  software: { name: 'Beneficiary Claims Data API', version: 'latest', releaseDate: '2019-12-09' },
  implementation: { url: BASE },
  rest: [
    {
      security: { cors: true, service: [service('OAuth'), service('SMART-on-FHIR')] },
      interaction: [{ code: 'batch' }, { code: 'search-system' }],
      operation: [...exportsOf('Patient'), ...SUPPORT],
    },
  ],
};
type Statement = typeof sound;
type Rest = Statement['rest'][0];

const statement = (differs: object, around: Parameters<typeof view>[2] = {}): { of: AssertionRow['of']; in: View } => {
  const of = exchange(200, { label: 'metadata', json: { ...sound, ...differs } });
  return { of, in: view([of], [], around) };
};
const rest = (
  differs: { readonly [key in keyof Rest | 'resource']?: unknown },
  around: Parameters<typeof view>[2] = {},
) => statement({ rest: [{ ...sound.rest[0], ...differs }] }, around);
const operations = (list: readonly unknown[], around: Parameters<typeof view>[2] = {}) =>
  rest({ operation: list }, around);
const without = (key: keyof Statement): { of: AssertionRow['of'] } => {
  const json: Record<string, unknown> = { ...sound };
  Reflect.deleteProperty(json, key);
  return { of: exchange(200, { json }) };
};

const noStatement: readonly AssertionRow[] = [
  { title: 'no reply', of: exchange(undefined), is: 'unreadable' },
  { title: 'text', of: exchange(200, { body: textBody() }), is: 'unreadable' },
  { title: 'an array', of: exchange(200, { json: [sound] }), is: 'unreadable' },
];
const noRest: readonly AssertionRow[] = [
  { title: 'no rest', ...without('rest'), is: 'not' },
  { title: 'an empty rest', ...statement({ rest: [] }), is: 'not' },
  { title: 'a rest that is null', ...statement({ rest: [null] }), is: 'not' },
  ...noStatement,
];

const in09 = { profile: profile201909 };
assertionTable('listsExports', listsExports, [
  { title: 'listed', ...statement({}), is: 'ok' },
  { title: 'listed among others', ...operations(exportsOf('Group/[id]', 'Patient')), is: 'ok' },
  {
    title: '2019-09: all three',
    ...operations(exportsOf('Coverage', 'Patient', 'ExplanationOfBenefit'), in09),
    is: 'ok',
  },
  {
    title: '2019-09: Patient alone',
    ...statement({}, in09),
    is: 'not',
    says: 'ExplanationOfBenefit/$export, /api/v1/Coverage/$export',
  },
  { title: 'escaped', ...operations([operation('export', `${BASE}/api/v1/Patient/%24export`)]), is: 'not' },
  { title: 'with a query', ...operations([operation('export', `${BASE}/api/v1/Patient/$export?_type=X`)]), is: 'not' },
  { title: 'of another case', ...operations(exportsOf('patient')), is: 'not' },
  { title: 'a reference that is no string', ...operations([operation('export', 7)]), is: 'not' },
  ...[
    `${BASE}/old/api/v1/Patient/$export`,
    `${BASE}/api/v1/../v1/Patient/$export`,
    BASE.replace('//', '') + '/api/v1/Patient/$export',
    ` ${BASE}/api/v1/Patient/$export`,
    `${BASE}\\api\\v1\\Patient\\$export`,
    '/api/v1/Patient/$export',
  ].map((reference): AssertionRow => ({
    title: reference,
    ...operations([operation('export', reference)]),
    is: 'not',
  })),
  { title: 'named banana', ...operations([operation('banana', `${BASE}/api/v1/Patient/$export`)]), is: 'not' },
  {
    title: 'the host in capitals',
    ...operations([operation('export', 'HTTPS://BCDA.EXAMPLE:443/api/v1/Patient/$export')]),
    is: 'ok',
  },
  { title: 'none', ...operations([]), is: 'not', says: 'not listed: /api/v1/Patient' },
  ...noRest,
]);

assertionTable('listsNoOtherExports', listsNoOtherExports, [
  { title: 'none', ...statement({}), is: 'ok' },
  { title: 'no operation at all', ...operations([]), is: 'ok' },
  { title: 'another resource', ...operations(exportsOf('Patient', 'Coverage')), is: 'not', says: '/api/v1/Coverage/' },
  { title: 'a group', ...operations(exportsOf('Group/[groupId]')), is: 'not', says: 'Group/[groupId]' },
  { title: '2019-09: its three', ...operations(exportsOf('Coverage', 'ExplanationOfBenefit'), in09), is: 'ok' },
  { title: '2019-09: a fourth', ...operations(exportsOf('Coverage', 'Claim'), in09), is: 'not' },
  ...noStatement,
]);

const in1 = { profile: profileV1 };
const in3 = { profile: profileV3 };
const DEFINITION = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition';
const byCanonical = (...types: readonly string[]) =>
  types.map((type) => operation(`${type}-export`, `${DEFINITION}/${type}-export`));
const underTypes = (...types: readonly string[]) => ({
  resource: types.map((type) => ({
    type,
    operation: [{ name: 'export', definition: `${DEFINITION}/${type.toLowerCase()}-export` }],
  })),
});
assertionTable('listsExports', listsExports, [
  { title: 'v1: both under rest', ...operations(byCanonical('patient', 'group'), in1), is: 'ok' },
  { title: 'v1: one', ...operations(byCanonical('patient'), in1), is: 'not', says: 'group-export' },
  { title: 'v1: by path', ...operations(exportsOf('Patient', 'Group/all'), in1), is: 'not' },
  {
    title: 'v1: with the version of the definition',
    ...operations([...byCanonical('patient'), operation('group-export', `${DEFINITION}/group-export|2.0.0`)], in1),
    is: 'ok',
  },
  { title: 'v3: both under their types', ...rest(underTypes('Patient', 'Group'), in3), is: 'ok' },
  { title: 'v3: under rest', ...operations(byCanonical('patient', 'group'), in3), is: 'not' },
  {
    title: 'v3: under the type of the other',
    ...rest(
      {
        resource: underTypes('Group', 'Patient').resource.map((one, at) => ({
          ...one,
          type: ['Patient', 'Group'][at],
        })),
      },
      in3,
    ),
    is: 'not',
  },
]);
assertionTable('listsNoOtherExports', listsNoOtherExports, [
  { title: 'v3: both', ...rest(underTypes('Patient', 'Group'), in3), is: 'ok' },
  { title: 'v3: none', ...rest({ resource: [] }, in3), is: 'ok' },
  { title: 'v3: a third', ...rest(underTypes('Patient', 'Group', 'Coverage'), in3), is: 'not' },
  { title: 'v1: of the system', ...operations([operation('export', `${DEFINITION}/export`)], in1), is: 'not' },
]);

const tellsToken = (valueUri: unknown, url = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris') =>
  rest(
    { security: { ...sound.rest[0]!.security, extension: [{ url, extension: [{ url: 'token', valueUri }] }] } },
    in3,
  );
assertionTable('tellsTokenUrl', tellsTokenUrl, [
  { title: 'the token endpoint', ...tellsToken(`${BASE}/auth/token`), is: 'ok' },
  { title: 'below the version', ...tellsToken(`${BASE}/api/v3/auth/token`), is: 'not', says: 'another URL' },
  { title: 'without host', ...tellsToken('/auth/token'), is: 'not' },
  { title: 'no text', ...tellsToken(7), is: 'not' },
  {
    title: 'another extension',
    ...tellsToken(`${BASE}/auth/token`, 'http://example.org/uris'),
    is: 'not',
    says: 'no extension',
  },
  { title: 'no extension', ...statement({}, in3), is: 'not', says: 'no extension' },
  ...noStatement,
]);

const params = (list: Readonly<Record<string, string>>) => Object.entries(list).map(([name, type]) => ({ name, type }));
const EXPORT_PARAMS = { _since: 'date', _type: 'string', _typeFilter: 'string' };
const searched = (patient: Readonly<Record<string, string>>) =>
  rest(
    {
      resource: [
        { type: 'Patient', searchParam: params(patient) },
        { type: 'Group', searchParam: params(EXPORT_PARAMS) },
        {
          type: 'ExplanationOfBenefit',
          searchParam: params({ _tag: 'token', outcome: 'token', 'service-date': 'date' }),
        },
      ],
    },
    in3,
  );
assertionTable('declaresSearchParams', declaresSearchParams, [
  { title: 'all', ...searched(EXPORT_PARAMS), is: 'ok' },
  { title: 'and another', ...searched({ ...EXPORT_PARAMS, _elements: 'string' }), is: 'ok' },
  {
    title: 'one less',
    ...searched({ _since: 'date', _type: 'string' }),
    is: 'not',
    says: 'Patient _typeFilter: string',
  },
  {
    title: 'of another type',
    ...searched({ ...EXPORT_PARAMS, _since: 'string' }),
    is: 'not',
    says: 'Patient _since: date',
  },
  { title: 'none', ...statement({}, in3), is: 'not' },
  ...noStatement,
]);

const explained = (documentation: unknown) =>
  rest(
    {
      resource: underTypes('Patient', 'Group').resource.map(({ type, operation: [one] }) => ({
        type,
        operation: [{ ...one, documentation: type === 'Group' ? documentation : 'All but one System-Type.' }],
      })),
    },
    in3,
  );
assertionTable('documentsDefault', documentsDefault, [
  { title: 'both', ...explained('By default, claims of two System-Type codes.'), is: 'ok' },
  { title: 'one says nothing of it', ...explained('An export.'), is: 'not', says: '1 without it' },
  { title: 'one has none', ...explained(undefined), is: 'not' },
  { title: 'no text', ...explained(7), is: 'not' },
  { title: 'no operation', ...statement({}, in3), is: 'ok' },
  ...noStatement,
]);

const renamed = (name: string, to: Partial<{ name: string; reference: string }>) =>
  operations(
    SUPPORT.map((one) =>
      one.name === name ? operation(to.name ?? name, to.reference ?? one.definition.reference) : one,
    ),
  );
assertionTable('listsSupport', listsSupport, [
  { title: 'all four', ...statement({}), is: 'ok' },
  { title: 'another placeholder', ...renamed('jobs', { reference: `${BASE}/api/v1/jobs/[id]` }), is: 'ok' },
  ...(
    [
      ['data', `${BASE}/data/[jobID]`],
      ['version', `${BASE}/_versions`],
      ['metadata', `${BASE}/api/v1/metadata-old`],
      ['jobs', `${BASE}/v2/api/v1/jobs/[jobId]/status`],
      ['jobs', `${BASE}/v2/api/v1/jobs/[jobId]`],
    ] as const
  ).map(([name, reference]): AssertionRow => ({
    title: reference,
    ...renamed(name, { reference }),
    is: 'not',
    says: name,
  })),
  ...['jobs', 'metadata', 'version', 'data'].flatMap((name): AssertionRow[] => [
    { title: `without ${name}`, ...operations(SUPPORT.filter((one) => one.name !== name)), is: 'not', says: name },
    { title: `${name} under another name`, ...renamed(name, { name: 'other' }), is: 'not', says: name },
    { title: `${name} elsewhere`, ...renamed(name, { reference: `${BASE}/elsewhere` }), is: 'not', says: name },
  ]),
  ...noRest,
]);

assertionTable('urlsOnTarget', urlsOnTarget, [
  { title: 'on the server', ...statement({}), is: 'ok' },
  { title: 'with a slash at the end', ...statement({ implementation: { url: `${BASE}/` } }), is: 'ok' },
  { title: 'without implementation', ...without('implementation'), is: 'not', says: 'implementation.url' },
  { title: 'another host', ...statement({ implementation: { url: 'https://api.bcda.cms.gov' } }), is: 'not' },
  { title: 'another scheme', ...statement({ implementation: { url: BASE.replace('https', 'http') } }), is: 'not' },
  { title: 'something that is not a URL', ...statement({ implementation: { url: 'here' } }), is: 'not' },
  {
    title: 'an operation elsewhere',
    ...operations([...SUPPORT, operation('export', 'https://evil.example/api/v1/Patient/$export')]),
    is: 'not',
    says: 'not on the server: export',
  },
  { title: 'an operation without reference', ...operations([{ name: 'jobs' }]), is: 'not', says: 'jobs' },
  { title: 'below a prefix', ...statement({}, { base: `${BASE}/bcda` }), is: 'not' },
  {
    title: 'below its prefix',
    ...statement(
      {
        implementation: { url: `${BASE}/bcda` },
        rest: [{ operation: [operation('metadata', `${BASE}/bcda/api/v1/metadata`)] }],
      },
      { base: `${BASE}/bcda` },
    ),
    is: 'ok',
  },
  ...noStatement,
]);

const security = (differs: object) => rest({ security: { ...sound.rest[0]!.security, ...differs } });
assertionTable('declaresSecurity', declaresSecurity, [
  { title: 'declared', ...statement({}), is: 'ok' },
  {
    title: 'in one service',
    ...security({ service: [{ coding: [{ code: 'SMART-on-FHIR' }, { code: 'OAuth' }] }] }),
    is: 'ok',
  },
  { title: 'cors false', ...security({ cors: false }), is: 'not', says: 'cors' },
  { title: 'cors a string', ...security({ cors: 'true' }), is: 'not' },
  { title: 'without OAuth', ...security({ service: [service('SMART-on-FHIR')] }), is: 'not', says: 'OAuth' },
  { title: 'without SMART', ...security({ service: [service('OAuth')] }), is: 'not', says: 'SMART-on-FHIR' },
  { title: 'in text only', ...security({ service: [{ text: 'OAuth' }, { text: 'SMART-on-FHIR' }] }), is: 'not' },
  { title: 'a service that is no list', ...security({ service: service('OAuth') }), is: 'not' },
  ...noRest,
]);

assertionTable('declaresInteractions', declaresInteractions, [
  { title: 'declared', ...statement({}), is: 'ok' },
  { title: 'without batch', ...rest({ interaction: [{ code: 'search-system' }] }), is: 'not', says: 'batch' },
  { title: 'without search-system', ...rest({ interaction: [{ code: 'batch' }] }), is: 'not', says: 'search-system' },
  { title: 'no list', ...rest({ interaction: { code: 'batch' } }), is: 'not' },
  ...noRest,
]);

assertionTable(
  'declares',
  declares('x and y', 'list', ['x', 'y'], (item) => [valueAt(item, 'code')]),
  [
    { title: 'declared', ...statement({ list: [{ code: 'y' }, { code: 'x' }, { code: 'z' }] }), is: 'ok' },
    { title: 'one is not', ...statement({ list: [{ code: 'y' }, null] }), is: 'not', says: /^not listed: x$/ },
    { title: 'no list', ...statement({ list: 'x' }), is: 'not', says: 'x, y' },
    ...noStatement,
  ],
);

const software = (differs: object) => statement({ software: { ...sound.software, ...differs } });
const services = (differs: object) =>
  security({ service: [service('OAuth'), { ...service('SMART-on-FHIR'), ...differs }] });
assertionTable('isDescribed', isDescribed, [
  { title: 'described', ...statement({}), is: 'ok' },
  ...(['publisher', 'date', 'instantiates', 'software'] as const).map((key): AssertionRow => ({
    title: `without ${key}`,
    ...without(key),
    is: 'not',
    says: key,
  })),
  ...['name', 'version', 'releaseDate'].map((key): AssertionRow => ({
    title: `software without ${key}`,
    ...software({ [key]: undefined }),
    is: 'not',
    says: key,
  })),
  { title: 'an empty publisher', ...statement({ publisher: '' }), is: 'not', says: 'publisher' },
  { title: 'nothing instantiated', ...statement({ instantiates: [] }), is: 'not', says: 'instantiates' },
  { title: 'a service without text', ...services({ text: undefined }), is: 'not', says: 'security service' },
  ...['system', 'code', 'display'].map((key): AssertionRow => ({
    title: `a coding without ${key}`,
    ...services({ coding: [{ ...service('SMART-on-FHIR').coding[0], [key]: undefined }] }),
    is: 'not',
    says: 'security service',
  })),
  ...noStatement,
]);

assertionTable('valuesOfTheSample', valuesOfTheSample, [
  { title: 'those of the sample', ...statement({}), is: 'ok' },
  { title: 'no publisher', ...without('publisher'), is: 'ok' },
  { title: 'another publisher', ...statement({ publisher: 'CMS' }), is: 'not', says: 'publisher' },
  { title: 'other software', ...software({ name: 'BCDA' }), is: 'not', says: 'software.name' },
  { title: 'a service with another text', ...services({ text: 'SMART' }), is: 'not', says: 'text of SMART-on-FHIR' },
  { title: 'a service without text', ...services({ text: undefined }), is: 'ok' },
  ...['system', 'display'].map((key): AssertionRow => ({
    title: `a coding with another ${key}`,
    ...services({ coding: [{ ...service('SMART-on-FHIR').coding[0], [key]: 'x' }] }),
    is: 'not',
    says: `${key} of SMART-on-FHIR`,
  })),
  { title: 'a further service', ...services({ text: 'x', coding: [{ system: 'x', code: 'Basic' }] }), is: 'ok' },
  ...noStatement,
]);

const withToken = (code: number | undefined, type = 'CapabilityStatement') =>
  exchange(code, { label: 'metadata-token', ...(code === 200 && { json: { resourceType: type } }) });
const declaring = (cors: unknown) =>
  exchange(200, { label: 'metadata', json: { resourceType: 'CapabilityStatement', rest: [{ security: { cors } }] } });
const asked = exchange(200, { label: 'metadata-origin' });
assertionTable('corsDeclared', corsDeclared, [
  { title: 'declared', of: asked, in: view([declaring(true), asked]), is: 'ok' },
  { title: 'declared not to be', of: asked, in: view([declaring(false), asked]), is: 'nothing' },
  { title: 'in words', of: asked, in: view([declaring('true'), asked]), is: 'nothing' },
  { title: 'no metadata', of: asked, in: view([asked]), is: 'unreadable' },
  { title: 'another resource', of: asked, in: view([withToken(200, 'Conformance'), asked]), is: 'unreadable' },
]);
assertionTable('answersOrigin', answersOrigin, [
  { title: 'for anyone', of: exchange(200, { headers: { 'access-control-allow-origin': '*' } }), is: 'ok' },
  { title: 'for chosen origins', of: exchange(200, { headers: { Vary: 'Accept-Encoding, Origin' } }), is: 'ok' },
  { title: 'another Vary', of: exchange(200, { headers: { Vary: 'Accept-Encoding, X-Origin' } }), is: 'not' },
  { title: 'without', of: exchange(200), is: 'not', says: 'no Access-Control-Allow-Origin' },
  { title: 'no reply', of: exchange(undefined), is: 'unreadable' },
]);

const saying = (label: string, digest?: string) =>
  exchange(200, {
    label,
    body: { ...jsonBody({ resourceType: 'CapabilityStatement' }), ...(digest !== undefined && { digest }) },
  });
const compared = (open?: string, digest?: string) => {
  const of = saying('metadata-token', digest);
  return { of, in: view([saying('metadata', open), of]) };
};
/** The same statement with a token, sent in another way. */
const sentAs = (type: string, defect?: string) => {
  const sent = (label: string, as: string, more: object = {}) =>
    exchange(200, {
      label,
      headers: { 'Content-Type': as },
      body: { ...jsonBody({ resourceType: 'CapabilityStatement' }), digest: 'a', ...more },
    });
  const of = sent('metadata-token', type, defect === undefined ? {} : { defect });
  return { of, in: view([sent('metadata', 'application/json'), of]) };
};
assertionTable('keptBody', keptBody, [
  { title: 'a body', of: exchange(200, { json: {} }), is: 'ok' },
  { title: 'no body', of: exchange(200), is: 'nothing' },
]);

assertionTable('keptStatement', keptStatement, [
  {
    title: 'a statement',
    of: exchange(200, { json: { resourceType: 'CapabilityStatement', status: 'active' } }),
    is: 'ok',
  },
  {
    title: 'the number of its members',
    of: exchange(200, {
      json: { resourceType: 'CapabilityStatement', '«name, 6 characters»': '«string, 6 characters»' },
    }),
    is: 'nothing',
  },
  { title: 'another resource', of: exchange(200, { json: { resourceType: 'Bundle' } }), is: 'nothing' },
  { title: 'no body', of: exchange(200), is: 'nothing' },
]);

assertionTable('asWithoutToken', asWithoutToken, [
  { title: 'alike', ...compared('a', 'a'), is: 'ok' },
  { title: 'another content', ...compared('a', 'b'), is: 'not', says: 'says something else' },
  { title: 'a content without a digest', ...compared('a'), is: 'not' },
  { title: 'an older transcript', ...compared(), is: 'unreadable' },
  { title: 'another form', ...sentAs('text/html'), is: 'not', says: 'text/html, and application/json without' },
  { title: 'the same form with a charset', ...sentAs('Application/JSON; charset=utf-8'), is: 'ok' },
  { title: 'a defect', ...sentAs('application/json', 'a byte order mark'), is: 'not', says: 'a byte order mark' },
  { title: 'refused', of: withToken(401), in: view([declaring(true), withToken(401)]), is: 'not', says: 'status 401' },
  { title: 'another resource', of: withToken(200, 'Bundle'), in: view([declaring(true)]), is: 'not', says: 'Bundle' },
  { title: 'no reply', of: withToken(undefined), in: view([declaring(true)]), is: 'unreadable' },
  { title: 'nothing to compare with', of: withToken(200), is: 'unreadable' },
]);

describe('listedExports', () => {
  test('names each endpoint once, by the path', () => {
    const { of } = operations([...exportsOf('Patient', 'Patient', 'Group/[id]'), ...SUPPORT]);
    expect(listedExports(of.reply?.body.json, profile201909)).toEqual(['Patient', 'Group/[id]']);
  });
  test.each([undefined, null, 'x', [], {}, { rest: 'x' }, { rest: [{ operation: 'x' }] }])('of %j: none', (json) => {
    expect(listedExports(json, profile201909)).toEqual([]);
  });
});
