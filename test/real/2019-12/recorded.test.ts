import { describe, expect, test } from 'vitest';
import type { Credential } from '../../../src/model/index.js';
import { judgesAs, placesOf, skipWhereMissing } from '../judged.js';
import { credentialOf, type Placed, readExchanges, readSample } from '../recording.js';
import { clients, type OwnRun, recording } from './mapping.js';
import * as shown from './verdicts.js';

skipWhereMissing(recording);

describe('the mapping of the sample', () => {
  test('maps 122 exchanges to scenarios and gives a reason for each of the other 160', () => {
    expect(placesOf(recording)).toEqual([122, 160]);
  });

  /** What the sample writes in Authorization for each credential; undefined: there is no such header. */
  const written: Partial<Record<Credential, RegExp>> = {
    none: /^(undefined)?$/,
    'token-in-url': /^undefined$/,
    client: /^basic (<good credentials>|[\w+/]{100,}=*)$/i,
    basic: /^Basic [\w+/]{100,}=*$/,
    'wrong-secret': /^Basic <(other credentials|empty secret)>$/,
    'unknown-client': /^Basic <(other credentials|empty secret)>$/,
    'malformed-basic': /^Basic( [^<]+)?$/,
    'garbage-token': /^Bearer ([\w.]+|<JWT>)$/,
    'altered-token': /^Bearer <JWT>$/,
    'forged-token': /^Bearer <JWT>$/,
    'expired-token': /^Bearer <JWT>$/,
    'other-client': /^Bearer \$TOKEN_A9994$/,
  };

  test('puts no exchange where another credential belongs', () => {
    const recorded = readExchanges(recording);
    const all = recording.mapping.flatMap(({ line, uses }) => uses.map((one): Placed => ({ ...one, line })));
    for (const one of all) {
      const authorization = recorded[one.line - 1]?.request.headers.find(([name]) => name === 'Authorization')?.[1];
      const as = credentialOf(recording, one);
      const token = one.run in clients ? clients[one.run as OwnRun] : '$TOKEN';
      if (as === 'token') expect([one.line, authorization]).toEqual([one.line, `Bearer ${token}`]);
      else expect(`${authorization}`, `exchange ${one.line} as ${as}`).toMatch(written[as] ?? /^never$/);
    }
  });

  test('takes bodies from the files of the same size, and the manifests are those of the exchanges', () => {
    const recorded = readExchanges(recording);
    const text = (line: number): string => recorded[line - 1]?.reply.body ?? '';
    const file = (name: string): Buffer => readSample(recording, name);
    const sizes = Object.entries(recording.bodyFiles).map(([line, name]) => [line, file(name).length]);
    const bytes = Object.keys(recording.bodyFiles).map((line) => [line, recorded[Number(line) - 1]?.reply.bytes]);
    // Of ExplanationOfBenefit the sample keeps 40 lines.
    expect(sizes.filter(([line]) => line !== '189')).toEqual(bytes.filter(([line]) => line !== '189'));
    expect(file('error.ndjson').toString()).toBe(text(264));
    expect(file('metadata.json').toString()).toBe(text(1));
    expect(file('manifest_all.json').toString()).toBe(text(239));
    expect(file('manifest_large_multi_file.json').toString()).toBe(text(261));
    expect(file('manifest_with_errors.json').toString()).toBe(text(263));
  });
});

describe('the real server of December 2019', () => judgesAs(recording, shown));
