import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { formats } from '../../reporters/index.js';
import type { Exchange, Report } from '../../src/model/index.js';
import { type Canonical, canonical } from '../support/reports/canonical.js';
import { HAR_SCHEMA } from '../support/formats/har-schema.js';
import { HOSTILE } from '../support/reports/reports.js';

interface Entry {
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: { readonly method: string; readonly url: string; readonly queryString: readonly object[] };
  readonly response: {
    readonly status: number;
    readonly content: { readonly text?: string };
    readonly headers: readonly { readonly name: string; readonly value: string }[];
  };
  readonly timings: { readonly send: number; readonly wait: number; readonly receive: number };
  readonly comment: string;
  readonly _error?: string;
}

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
addFormats.default(ajv);
// URLs are kept as they came, so a URL here is what browsers take for one.
ajv.addFormat('uri', (text: string) => URL.canParse(text));
const isHar = ajv.compile(HAR_SCHEMA);

const parsed = (report: Report): unknown => JSON.parse(formats['har'](report));
const entries = (report: Report): Entry[] => (parsed(report) as { log: { entries: Entry[] } }).log.entries;
const changed = (report: Report, exchange: Partial<Exchange>): Report => ({
  ...report,
  exchanges: report.exchanges.slice(0, 1).map((one) => ({ ...one, ...exchange })),
});

let reports: Canonical;
beforeAll(async () => void (reports = await canonical()));

describe.each(['allPass', 'mixed', 'hostile', 'client'] as const)('the HAR of %s', (name) => {
  test('is HAR 1.2', () => {
    isHar(parsed(reports[name]));
    expect(isHar.errors ?? []).toEqual([]);
  });

  test('has every exchange, in order, when it was sent and how long it took', () => {
    const { exchanges, startedAt } = reports[name];
    expect(exchanges.length).toBeGreaterThan(20);
    expect(
      entries(reports[name]).map(({ startedDateTime, time, request, response }) => [
        Date.parse(startedDateTime) - Date.parse(startedAt),
        time,
        request.method,
        request.url,
        response.status,
      ]),
    ).toEqual(
      exchanges.map(({ at, ms, request, reply }) => [
        // An instant in HAR has milliseconds.
        Math.trunc(at),
        ms,
        request.method,
        request.url,
        reply?.status ?? 0,
      ]),
    );
    for (const { time, timings } of entries(reports[name]))
      expect(timings.send + timings.wait + timings.receive).toBe(time);
  });
});

test('an exchange says what it was in the run', () => {
  const { id, label, step } = reports.allPass.exchanges[0] ?? { id: 0, label: '', step: '' };
  expect(entries(reports.allPass)[0]?.comment).toBe(`#${id} ${label}, step ${step}, as none`);
});

test('a request without a reply has status 0 and says why', () => {
  const failed = reports.client.exchanges.filter(({ failure }) => failure !== undefined);
  expect(failed.length).toBeGreaterThan(0);
  const errors = entries(reports.client).flatMap((entry) => (entry._error === undefined ? [] : [entry._error]));
  expect(errors).toEqual(failed.map(({ failure }) => `${failure?.code}: ${failure?.says}`));
  const failure = { code: 'ECONNREFUSED', says: 'the connection was refused' };
  const { reply, ...without } = reports.allPass.exchanges[0] ?? {};
  expect(reply).toBeDefined();
  const report = { ...reports.allPass, exchanges: [{ ...without, failure } as Exchange] };
  isHar(parsed(report));
  expect(isHar.errors ?? []).toEqual([]);
  expect(entries(report)[0]).toMatchObject({
    response: { status: 0, headers: [], content: { size: 0 } },
    _error: 'ECONNREFUSED: the connection was refused',
  });
});

test('what a hostile server sent is kept as text, byte by byte', () => {
  const bad = HOSTILE.join(' ');
  const [first] = entries(reports.hostile);
  expect(first?.response.headers.at(-1)).toEqual({ name: 'Server', value: bad });
  expect(JSON.parse(first?.response.content.text ?? '')).toEqual({ [bad]: bad });
  const control = new RegExp('[\\u0000-\\u0009\\u000b-\\u001f]');
  expect(formats['har'](reports.hostile)).not.toMatch(control);
});

test('the query is told part by part, also where it is no good', () => {
  const [exchange] = reports.allPass.exchanges;
  const request = {
    ...exchange?.request,
    method: 'GET',
    headers: [],
    url: 'http://h/a?_type=Patient%2CCoverage&x=%zz&x#f',
  };
  expect(entries(changed(reports.allPass, { request }))[0]?.request.queryString).toEqual([
    { name: '_type', value: 'Patient,Coverage' },
    { name: 'x', value: '%zz' },
    { name: 'x', value: '' },
  ]);
});

test('a transcript with an impossible time does not break it', () => {
  expect(entries(changed(reports.allPass, { at: 1e300 }))[0]?.startedDateTime).toBe('9999-12-31T23:59:59.999Z');
});

test('the schema finds what is wrong', () => {
  const log = { version: '1.2', creator: { name: 'a', version: '1' }, entries: [] };
  expect(isHar({ log })).toBe(true);
  expect(isHar({ log: { ...log, version: '1.1' } })).toBe(false);
  expect(isHar({ log: { ...log, more: 1 } })).toBe(false);
  expect(isHar({ log: { ...log, _more: 1 } })).toBe(true);
  expect(isHar({ log: { ...log, entries: [{}] } })).toBe(false);
});
