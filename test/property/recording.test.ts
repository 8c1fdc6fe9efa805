import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lastLines } from '../../src/certify/last-lines.js';
import { linesKept } from '../../src/certify/lines.js';
import { credentialOf, keptHeaders, labelOf } from '../../src/certify/requests.js';
import { described } from '../../src/record/foreign.js';
import { describeBody } from '../../src/record/body.js';
import { sanitizedChallenge, sanitizedProgress, sanitizedUrl } from '../../src/record/sanitize.js';
import { replyHeader, requestHeader } from '../../src/record/headers.js';
import { contentOf } from '../../src/record/json.js';
import { createRedactor, type Redactor } from '../../src/record/redact.js';
import type { ServerRequest } from '../../src/model/index.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { bytes, cutAt, holds, json, places, text } from '../support/arbitrary/index.js';
import { spoken } from '../support/arbitrary/secrets.js';

const knowing = (...secrets: readonly string[]): Redactor => {
  const redactor = createRedactor();
  secrets.forEach((one, index) => redactor.add(one, `«token ${index + 1}»`));
  return redactor;
};

/** Stands for what somebody's name or number could be: no word, no number, no date. */
const PLANTED = 'Zq7Wéßt4711x';
/** The planted value between other things, also where it looks like one of our own marks. */
const planted = fc
  .tuple(text, fc.constantFrom(PLANTED, `«${PLANTED}»`, `"${PLANTED}"`, `=${PLANTED}`, `«token ${PLANTED}»`), text)
  .map((parts) => parts.join(''));

/** What is kept as it stands of the documents that the guides know, or once it is redacted. */
const KEPT = new Set('transactionTime request JobID requiresAccessToken url expires_in'.split(' '));
const TEMPLATES: readonly unknown[] = [
  { access_token: 'a', token_type: 'bearer', expires_in: 1200, scope: 'x' },
  { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'x', diagnostics: 'x', location: ['y'] }] },
  { transactionTime: 't', request: 'r', requiresAccessToken: true, JobID: 1, output: [{ type: 'Patient', url: 'u' }] },
  { resourceType: 'Patient', name: [{ family: 'x', given: ['y'] }], birthDate: '1950-01-01' },
  { resourceType: 'CapabilityStatement', software: { name: 'x' } },
];

/** A document with the planted value at one of its places that are not kept. */
const withPlanted = fc
  .tuple(fc.oneof(json, fc.constantFrom(...TEMPLATES)), fc.nat(1000), planted, fc.boolean())
  .map(([document, at, value, asKey]) => {
    let left = at % Math.max(1, placesIn(document));
    const put = (tree: unknown): unknown => {
      if (typeof tree !== 'object' || tree === null) return (left -= 1) === -1 ? value : tree;
      if (Array.isArray(tree)) return tree.map(put);
      return Object.fromEntries(
        Object.entries(tree).map(([key, child]) => {
          if (KEPT.has(key)) return [key, child as unknown];
          const put1 = put(child);
          return asKey && put1 === value ? [value, child as unknown] : [key, put1];
        }),
      );
    };
    return put(document);
  });
const placesIn = (tree: unknown): number =>
  typeof tree !== 'object' || tree === null
    ? 1
    : Object.entries(tree).reduce((sum, [key, child]) => sum + (KEPT.has(key) ? 0 : placesIn(child)), 0);

const status = fc.constantFrom(200, 202, 400, 401, 404, 500, 503);
const keeps = (...parts: readonly unknown[]): boolean => JSON.stringify(parts).includes(PLANTED);
/** A recording is written as JSON; what JSON cannot carry would be judged otherwise when it is read back. */
const survives = (value: unknown): void => expect(JSON.parse(JSON.stringify(value))).toEqual(value);

describe('of a body nothing is kept that could be somebody’s', () => {
  holds('whatever its bytes', 500, fc.tuple(bytes, bytes, status), ([before, after, code]) => {
    const content = contentOf(Buffer.concat([before, Buffer.from(PLANTED), after]));
    const body = describeBody(content, code, knowing());
    expect(body.bytes).toBe(before.length + after.length + Buffer.byteLength(PLANTED));
    expect(keeps(body)).toBe(false);
    survives(body);
  });
  holds('whatever JSON it is', 1500, fc.tuple(withPlanted, status), ([document, code]) => {
    const body = describeBody(contentOf(Buffer.from(JSON.stringify(document))), code, knowing());
    expect(keeps(body)).toBe(false);
    survives(body);
  });
  test.each([
    '{"expires_in":1e999,"access_token":"x"}',
    '{"JobID":-1e999,"output":[]}',
    `{"JobID":${'9'.repeat(400)},"output":[]}`,
  ])('%s is kept as JSON can carry it', (document) =>
    survives(describeBody(contentOf(Buffer.from(document)), 200, knowing())),
  );
});

const NAMES = ['x-progress', 'www-authenticate', 'x-other', 'set-cookie', 'Via', 'constructor', '__proto__', ''];

describe('of a header nothing is kept that could be somebody’s', () => {
  const values = fc.tuple(planted, fc.oneof(fc.constantFrom(...NAMES), text));
  holds('of a reply', 800, values, ([value, name]) => {
    const free = NAMES.includes(name);
    expect(replyHeader(name, value, knowing())).toBeTypeOf('string');
    if (free && name !== 'www-authenticate') expect(keeps(replyHeader(name, value, knowing()))).toBe(false);
    expect(keeps(replyHeader('WWW-Authenticate', `Bearer realm="${value.replaceAll('"', '')}"`, knowing()))).toBe(
      false,
    );
    expect(requestHeader(name, value, knowing())).toBeTypeOf('string');
  });
  holds('of a URL', 500, fc.tuple(text, planted, planted), ([path, query, fragment]) => {
    const url = `${path.replace(/[?#]/g, '')}?a=${query.replace(/[#&]/g, '')}#${fragment}`;
    expect(keeps(sanitizedUrl(knowing().redact(url)))).toBe(false);
    sanitizedUrl(path + query);
  });
  holds('of what tells progress or challenges', 300, fc.tuple(text, planted), ([one, other]) => {
    expect(sanitizedProgress(one)).toHaveLength(one.length);
    expect(sanitizedChallenge(one)).toBeTypeOf('string');
    expect(keeps(replyHeader('X-Progress', one + other, knowing()))).toBe(false);
  });
});

const asked = (target: string, headers: Record<string, string>): ServerRequest => ({
  ...{ method: 'GET', target, path: target.split('?')[0] ?? '', query: new URLSearchParams() },
  ...{ headers, origin: 'http://127.0.0.1:1', body: '' },
});

describe('of what a client sends no secret is kept', () => {
  const sent = fc.tuple(spoken, fc.constantFrom('authorization', 'accept', 'user-agent', 'x-mine', 'cookie'), text);
  holds('in a header, however it is spelled', 800, sent, ([{ secrets, text: value, cores }, name, other]) => {
    const redactor = knowing(...secrets);
    const credentials = { clientId: secrets[0] ?? '', clientSecret: secrets[1] ?? '' };
    const as = credentialOf(value, credentials, new Map(), 0);
    const request = asked(`/x?${value}`, { [name]: value, authorization: `Bearer ${value}`, x: `Basic ${value}` });
    const kept = JSON.stringify(keptHeaders(request, as, redactor)) + described(value + other, redactor);
    expect(cores.filter((core) => kept.includes(JSON.stringify(core).slice(1, -1)))).toEqual([]);
    const given = {
      locations: new Set<string>(),
      outputs: new Map<string, string>(),
      errors: new Map<string, string>(),
    };
    expect(labelOf(request, profile201912, given)).toBeTypeOf('string');
  });

  // The secrets of a certification are of our own making: none has a line break.
  const inLines = spoken.filter(({ secrets }) => !secrets.some((one) => /[\r\n]/.test(one)));
  holds(
    'in what it writes, however that comes',
    400,
    fc.tuple(inLines, places),
    ([{ secrets, text: said, cores }, cuts]) => {
      const redactor = knowing(...secrets);
      const lines = (chunks: readonly Uint8Array[]): readonly string[] => {
        const last = lastLines();
        const take = last.stream();
        for (const chunk of chunks) take(Uint8Array.from(chunk));
        return last.all();
      };
      const written = Buffer.from(said);
      const whole = lines([written]);
      expect(lines(cutAt(written, cuts))).toEqual(whole);
      expect(lines(Array.from(written, (byte) => Uint8Array.of(byte)))).toEqual(whole);
      const kept = linesKept(whole, redactor);
      expect(cores.filter((core) => kept.join('\n').includes(core))).toEqual([]);
      expect(redactor.leaks(kept.join('\n'))).toBe(false);
      const about = described(said, redactor);
      expect(redactor.redact(about)).toBe(about);
    },
  );
});
