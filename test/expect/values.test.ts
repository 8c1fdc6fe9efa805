import { describe, expect, test } from 'vitest';
import {
  announcedBase,
  aNumber,
  atMost,
  containsAll,
  digitsUpTo,
  seconds,
  directive,
  equals,
  equalsIgnoringCase,
  expiresDate,
  httpDate,
  instant,
  mediaType,
  present,
  secondsOrDate,
  seenOf,
  urlOnTarget,
} from '../../src/expect/index.js';
import { matcherTable } from '../support/tables.js';
import { exchange, view } from '../support/views.js';

const NO_STRINGS = [undefined, null, true, {}, []];

matcherTable('present', present, { fits: ['x', ' x ', '0'], not: ['', ' ', '\t\n', 0, ...NO_STRINGS] });

matcherTable('equals', equals('a'), { fits: ['a'], not: ['A', ' a', '', ...NO_STRINGS] });
matcherTable('equals', equals(true), { fits: [true], not: ['true', 1, false, undefined] });
matcherTable('equals', equals(0), { fits: [0], not: ['0', false, null, ''] });

matcherTable('equalsIgnoringCase', equalsIgnoringCase('bearer'), {
  fits: ['bearer', 'Bearer', 'BEARER'],
  not: ['bearer ', 'Bear', '', ...NO_STRINGS],
});

matcherTable('aNumber', aNumber, { fits: [0, 1200, 1.5, -1], not: ['1200', ...NO_STRINGS] });

matcherTable('digitsUpTo', digitsUpTo(1200), {
  fits: [1200, 1, '1200', '0900', 60.5],
  not: [0, '0', 1201, '1201', '-5', -5, '', '12e2', ' 1200', 'twenty', '1200 s', NaN, undefined, null, [1200], {}],
});

matcherTable('seconds', seconds, {
  fits: ['0', '1', '3600', ' 5'],
  not: ['', '-1', '1.5', 'soon', 'Fri, 20 Nov 2026 08:15:30 GMT', 5, undefined, null],
});

matcherTable('containsAll', containsAll('a', 'b'), {
  fits: [
    ['a', 'b'],
    ['b', 'x', 'a'],
  ],
  not: [['a'], ['a', 'B'], 'ab', { a: 'b' }, [], undefined, null],
});

matcherTable('mediaType', mediaType('application/json', 'application/fhir+json'), {
  fits: [
    'application/json',
    'application/fhir+json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json ; charset=utf-8',
    ' application/json',
  ],
  not: ['application/jsonx', 'text/json', 'application/json, text/html', 'json', '', ...NO_STRINGS],
});

matcherTable('directive', directive('no-store'), {
  fits: ['no-store', 'No-Store', 'private, no-store', 'no-store,max-age=0', ' no-store '],
  not: ['no-storex', 'no-cache', 'no-store=1', 'max-age=0; no-store', '', ...NO_STRINGS],
});

matcherTable('atMost', atMost(3), { fits: ['', 'abc', 'ééé'], not: ['abcd', 123, ...NO_STRINGS] });

matcherTable('instant', instant, {
  fits: [
    '2018-10-19T14:47:33.975024Z',
    '2019-12-09T20:44:01Z',
    '2019-12-09T20:44:01+01:00',
    '2019-12-09T20:44:01.5-14:00',
    '2019-12-09T00:00:00-00:00',
    '2016-12-31T23:59:60Z',
    '2024-02-29T00:00:00Z',
    '2000-02-29T00:00:00Z',
    '2023-01-31T23:59:59Z',
  ],
  not: [
    '2019-12-09T20:44:01',
    '2019-12-09',
    '2019-12-09T20:44Z',
    '2019-12-09 20:44:01Z',
    '2019-12-09t20:44:01z',
    '2019-12-09T24:00:00Z',
    '2019-12-09T20:60:01Z',
    '2019-12-09T20:44:61Z',
    '2019-12-09T20:44:01.Z',
    '2019-12-09T20:44:01+0100',
    '2019-12-09T20:44:01+15:00',
    '2019-12-09T20:44:01Z ',
    '2019-12-9T20:44:01Z',
    '19-12-09T20:44:01Z',
    '2019-02-30T00:00:00Z',
    '2019-04-31T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2019-13-01T00:00:00Z',
    '2019-00-10T00:00:00Z',
    '2019-10-00T00:00:00Z',
    '',
    'now',
    1_570_000_000,
    ...NO_STRINGS,
  ],
});

const DATES = [
  'Sun, 06 Nov 1994 08:49:37 GMT',
  'Sunday, 06-Nov-94 08:49:37 GMT',
  'Sun Nov  6 08:49:37 1994',
  'Wed Nov 16 08:49:37 1994',
  'Thu, 29 Feb 2024 00:00:00 GMT',
];
const NO_DATES = [
  'Sun, 06 Nov 1994 08:49:37',
  'Sun, 06 Nov 1994 08:49:37 UTC',
  'Sun, 06 Nov 1994 08:49:37 +0000',
  'Sun, 6 Nov 1994 08:49:37 GMT',
  'sun, 06 nov 1994 08:49:37 gmt',
  'Sun, 06 Nov 94 08:49:37 GMT',
  'Sun 06 Nov 1994 08:49:37 GMT',
  'Sun, 06 Now 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 25:49:37 GMT',
  'Sun, 06 Nov 1994 08:61:37 GMT',
  'Sun, 00 Nov 1994 08:49:37 GMT',
  'Sun, 31 Feb 2026 08:49:37 GMT',
  'Foo Nov  6 08:49:37 1994',
  '1994-11-06T08:49:37Z',
  'soon',
  '-1',
  '',
  ...NO_STRINGS,
];
matcherTable('httpDate', httpDate, { fits: DATES, not: ['0', '120', 0, ...NO_DATES] });
matcherTable('secondsOrDate', secondsOrDate, {
  fits: ['0', '1', '120', '99999999', ...DATES],
  not: ['1.5', '+1', '1 s', '1,2', ' 1', 1, ...NO_DATES],
});
matcherTable('expiresDate', expiresDate, { fits: ['0', ...DATES], not: ['1', '120', '00', 0, ...NO_DATES] });

const jobUrl = urlOnTarget('<base>/api/v1/jobs/<id>', /^\/api\/v1\/jobs\/[^/]+$/);
matcherTable('urlOnTarget', jobUrl, {
  fits: [
    'https://bcda.example/api/v1/jobs/42',
    'https://bcda.example:443/api/v1/jobs/4-2',
    'HTTPS://BCDA.example/api/v1/jobs/a',
  ],
  not: [
    '/api/v1/jobs/42',
    'api/v1/jobs/42',
    '//bcda.example/api/v1/jobs/42',
    'http://bcda.example/api/v1/jobs/42',
    'https://bcda.example:8443/api/v1/jobs/42',
    'https://bcda.example.org/api/v1/jobs/42',
    'https://bcda.example@evil.example/api/v1/jobs/42',
    'https://evil.example/?https://bcda.example/api/v1/jobs/42',
    'https://bcda.example/api/v1/jobs/42?page=1',
    'https://bcda.example/api/v1/jobs/42#end',
    'https://bcda.example/api/v1/jobs/',
    'https://bcda.example/api/v1/jobs/42/',
    'https://bcda.example/api/v1/jobs/../jobs',
    'https://bcda.example/v1/jobs/42',
    'https://bcda.example/bcda/api/v1/jobs/42',
    '',
    42,
    ...NO_STRINGS,
  ],
});
matcherTable('urlOnTarget', jobUrl, {
  in: view([exchange(202)], [], { base: 'https://bcda.example/bcda' }),
  fits: ['https://bcda.example/bcda/api/v1/jobs/42'],
  not: [
    'https://bcda.example/api/v1/jobs/42',
    'https://bcda.example/bcdaapi/v1/jobs/42',
    'https://bcda.example/BCDA/api/v1/jobs/42',
    'https://bcda.example/bcda/../api/v1/jobs/42',
    'https://bcda.example/bcda/bcda/api/v1/jobs/42',
  ],
});

matcherTable('urlOnTarget', jobUrl, {
  in: { ...view([exchange(202)], [], { base: 'http://10.0.0.1:8080' }), publicUrl: 'https://bcda.example/bcda' },
  fits: ['https://bcda.example/bcda/api/v1/jobs/42'],
  not: ['http://10.0.0.1:8080/api/v1/jobs/42', 'https://bcda.example/api/v1/jobs/42'],
});
test('the base that URLs are expected under is the public one, if there is one', () => {
  expect(announcedBase({ base: 'http://a' })).toBe('http://a');
  expect(announcedBase({ base: 'http://a', publicUrl: 'https://b' })).toBe('https://b');
});

describe('seenOf', () => {
  test('shows the value', () => expect(seenOf(present, { a: 1 })).toBe('{"a":1}'));
  test('shows that there is none', () => expect(seenOf(present, undefined)).toBe('missing'));
  test('goes by the matcher where it says how', () => {
    expect(seenOf(atMost(3), 'secret')).toBe('6 characters');
    expect(seenOf(atMost(3), 7)).toBe('7');
  });
});
