import { describe, expect, test } from 'vitest';
import { checkServer } from '../../src/assess/index.js';
import { departures } from '../../schemas/violations.js';
import { documentPlaces, initializerOf } from '../../src/drive/discovery/swagger-places.js';
import type { ContractFact, Report, RunOptions } from '../../src/model/index.js';
import { skippingClock } from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { draft4 } from '../support/formats/openapi.js';
import { answer, type Scripted, startScripted } from '../support/server.js';
import { profile201912 as profile } from '../support/views.js';

const PAGE = 'https://bcda.example/api/v1/swagger/';
describe('documentPlaces', () => {
  const beside = (...names: readonly string[]): string[] => names.map((name) => PAGE + name);
  const USUAL = beside('swagger.json', 'openapi.json', 'swagger.yaml', 'openapi.yaml');
  test.each<[string, string, readonly string[]]>([
    ['nothing', '<html></html>', USUAL],
    ['Swagger UI', 'SwaggerUIBundle({ url: "docs/bcda.json", dom_id: "#x" })', [...beside('docs/bcda.json'), ...USUAL]],
    [
      'several of them',
      `urls: [{"url":"a.json"},{"url":'/b.yaml'}]`,
      [...beside('a.json'), 'https://bcda.example/b.yaml', ...USUAL],
    ],
    ['Redoc', '<redoc spec-url="../v1.yml"></redoc>', ['https://bcda.example/api/v1/v1.yml', ...USUAL]],
    ['a link', '<a href="bcda.json">', [...beside('bcda.json'), ...USUAL]],
    ['a usual name', '<a href="./openapi.json">', [PAGE + 'openapi.json', PAGE + 'swagger.json', ...USUAL.slice(2)]],
    ['another host', 'url: "https://petstore.example/v2/swagger.json"', USUAL],
    ['a style sheet', 'url("x") <link href="a.css"> url: "logo.png"', USUAL],
  ])('%s', (_, page, places) => expect(documentPlaces(page, PAGE, 8)).toEqual(places));
  test('are few', () => {
    const many = Array.from({ length: 100 }, (_, n) => `<a href="${n}.json">`).join('');
    expect(documentPlaces(many, PAGE, 8)).toHaveLength(8);
  });
  test('initializerOf', () => {
    expect(initializerOf('<script src="./swagger-initializer.js" charset="UTF-8">', PAGE)).toBe(
      `${PAGE}swagger-initializer.js`,
    );
    expect(initializerOf('<script src="https://cdn.example/swagger-initializer.js">', PAGE)).toBeUndefined();
    expect(initializerOf('<html>', PAGE)).toBeUndefined();
  });
});

const DOCUMENT = JSON.stringify({ ...draft4, 'x-secret': 'the-client-secret' });
type Pages = Readonly<Record<string, readonly [number, string, Readonly<Record<string, string>>?]>>;
/** A server that has nothing but these pages. */
const serving = (pages: Pages): Promise<Scripted> =>
  startScripted(({ target, headers }, response) => {
    const found = pages[`${target}${headers.authorization === undefined ? '' : ' with token'}`] ?? pages[target];
    const [status, body, more = {}] =
      target === '/auth/token'
        ? [200, '{"access_token":"the-access-token","token_type":"bearer"}']
        : (found ?? [404, '']);
    answer(response, status, more, body);
  });
const SELECTION = ['contract.page', 'contract.document', 'contract.valid', 'contract.covers'];
const checked = async (
  server: Scripted,
  more: Partial<RunOptions> = {},
): Promise<{ report: Report; fact: ContractFact }> => {
  const { report } = await checkServer({
    profile,
    catalogue,
    base: server.url,
    selection: SELECTION,
    clock: skippingClock(),
    ...more,
  });
  expect(departures('report', JSON.parse(JSON.stringify(report)))).toEqual([]);
  const fact = report.facts.find((one): one is ContractFact => one.kind === 'contract');
  if (fact === undefined) throw new Error('no fact');
  return { report, fact };
};
const outcomes = ({ verdicts }: Report): string => verdicts.map(({ outcome }) => outcome).join(' ');
const asked = ({ saw }: Scripted): string[] => saw.map(({ target }) => target);

describe('the contract step', () => {
  test('follows redirects on the server, and no others', async () => {
    const server = await serving({
      '/api/v1/swagger': [301, '', { Location: './swagger/index.html' }],
      '/api/v1/swagger/index.html': [302, '', { Location: 'https://elsewhere.example/' }],
      '/api/v1/swagger/': [200, '<a href="/d.json">'],
      '/d.json': [307, '', { Location: '/e.json' }],
      '/e.json': [200, DOCUMENT],
    });
    const { report, fact } = await checked(server);
    expect(outcomes(report)).toBe('pass pass pass fail');
    expect(fact.document).toMatchObject({ from: 'document', dialect: 'Swagger 2.0', exchange: 5 });
    expect(asked(server)).toEqual([
      '/api/v1/swagger',
      '/api/v1/swagger/index.html',
      '/api/v1/swagger/',
      '/d.json',
      '/e.json',
    ]);
  });

  test('gives up on redirects in a circle', async () => {
    const server = await serving({ '/api/v1/swagger': [302, '', { Location: '/api/v1/swagger' }] });
    const { report, fact } = await checked(server);
    expect(outcomes(report)).toBe('fail blocked blocked blocked');
    expect(fact.because).toBe('there is no Swagger page: status 302, status 404');
    expect(asked(server)).toHaveLength(7);
  });

  test('takes a page that is the document', async () => {
    const { fact } = await checked(await serving({ '/api/v1/swagger': [200, DOCUMENT] }));
    expect([fact.page, fact.found, fact.document?.from]).toEqual([
      { exchange: 1, open: true },
      { exchange: 1, open: true },
      'page',
    ]);
  });

  test('looks into the script of newer pages', async () => {
    const server = await serving({
      '/api/v1/swagger': [200, '<script src="/ui/swagger-initializer.js"></script>'],
      '/ui/swagger-initializer.js': [200, 'window.ui = SwaggerUIBundle({ url: "/ui/bcda.yaml" })'],
      '/ui/bcda.yaml': [200, 'openapi: 3.0.3\ninfo: {title: x, version: "1"}\npaths: {}\n'],
    });
    const { report, fact } = await checked(server);
    expect(outcomes(report)).toBe('pass pass pass fail');
    expect(fact.document).toMatchObject({ dialect: 'OpenAPI 3.0', format: 'yaml' });
  });

  test('sends the token to the server alone, where the page is refused without it', async () => {
    const pages: Pages = {
      '/api/v1/swagger': [401, ''],
      '/api/v1/swagger with token': [200, '<a href="swagger/swagger.json">'],
      '/api/v1/swagger/swagger.json': [403, ''],
      '/api/v1/swagger/swagger.json with token': [200, DOCUMENT],
    };
    const credentials = { clientId: 'id', clientSecret: 'the-client-secret' };
    const { report, fact } = await checked(
      await serving({ ...pages, '/api/v1/swagger/swagger.json with token': [200, DOCUMENT] }),
      { credentials },
    );
    expect(outcomes(report)).toBe('fail pass pass fail');
    expect([fact.page?.open, fact.found?.open]).toEqual([false, false]);
    expect(JSON.stringify(report)).not.toContain('the-client-secret');
    const without = await checked(await serving(pages));
    expect(outcomes(without.report)).toBe('fail blocked blocked blocked');
    expect(without.fact.because).toBe('there is no Swagger page: status 401, status 404');
  });

  test('says how to give a document where there is none', async () => {
    const { report } = await checked(await serving({ '/api/v1/swagger': [200, '<html></html>'] }));
    expect(outcomes(report)).toBe('pass fail blocked blocked');
    expect(report.verdicts[1]?.seen).toBe('the document was not found: status 404');
    expect(report.verdicts[2]).toMatchObject({ cause: 'input', unblock: '--openapi' });
    expect(report.verdicts[2]?.because).toContain('give one with --openapi');
  });

  test('reads the document that the user gives, and still asks the server for its own', async () => {
    const server = await serving({ '/api/v1/swagger': [200, '<html></html>'], '/elsewhere': [200, DOCUMENT] });
    const text = await checked(server, { openapi: { text: DOCUMENT } });
    expect(outcomes(text.report)).toBe('pass fail pass fail');
    expect(text.fact.document?.exchange).toBeUndefined();
    const url = await checked(server, { openapi: { url: `${server.url}/elsewhere` } });
    expect(outcomes(url.report)).toBe('pass fail pass fail');
    expect(url.fact.document).toMatchObject({ from: 'given', sha256: text.fact.document?.sha256 });
    const missing = await checked(server, { openapi: { url: `${server.url}/nowhere` } });
    expect(outcomes(missing.report)).toBe('pass fail blocked blocked');
    expect(missing.report.verdicts[2]?.because).toBe('the document given with --openapi cannot be used: status 404');
  });

  test('tells operations that the guide does not have', async () => {
    const { report } = await checked(await serving({ '/api/v1/swagger': [200, DOCUMENT] }));
    expect(report.notes).toEqual([
      "The server's API document describes operations that the guide does not: GET /api/v1/start, GET /api/v1/count, POST /api/v1/token.",
    ]);
  });
});
