import { beforeAll, describe, expect, it } from 'vitest';
import { belongsTo, effectsOf } from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { profile201912 as profile } from '../../suites/profiles/2019-12.js';
import { faults } from '../../suites/server/faults.js';
import { captureOf, judgeHar } from '../support/capture.js';
import { LONG } from '../support/vitest/long.js';

/** What the client of the capture gives no occasion to see, by what it would have to do. */
const UNSEEN: Readonly<Record<string, readonly string[]>> = {
  'ask for the same once more': ['metadata-public-once', 'kickoff-repeated-fails', 'default-forgets-coverage'],
  'use the token for many minutes, or for several files': ['token-dies-young', 'token-dies-for-data'],
  'ask without a token for an error file': ['error-file-opens-with-no-token'],
  'know which of two secrets that are accepted is right': [
    'token-wrong-secret-accepted',
    'token-empty-secret-accepted',
    'token-secret-cut-off',
    'token-secret-of-other-client',
  ],
  'ask for an export with _type': [
    ...['all-types-forget-patient', 'one-type-ignored', 'all-types-backwards-lose-one', 'claim-of-stranger-alone'],
    ...['types-not-documented-ignored', 'types-not-documented-become-one', 'types-not-documented-refused'],
    ...['types-not-alphabetical-ignored', 'types-not-alphabetical-become-one', 'types-not-alphabetical-refused'],
    'manifest-request-without-query',
  ],
  'start a second job, or ask for one with a second token': [
    ...['manifest-names-of-first-job', 'manifest-of-other-job-for-later-tokens'],
  ],
  'send headers that the guide does not need': [
    ...['metadata-for-pages-is-draft', 'status-with-accept-without-progress', 'manifest-with-accept-as-text'],
    ...['output-with-accept-as-html', 'data-opens-for-gzip-with-no-token'],
  ],
  'ask for a job that does not exist': ['errors-outcome-of-wrong-case', 'errors-outcome-as-html'],
  'capture a transfer that was cut, and bytes that are not UTF-8': ['output-cut', 'output-not-utf-8'],
};
const unseen = new Set(Object.values(UNSEEN).flat());

const own = faults.filter((fault) => belongsTo(fault, profile));
/** One of so many faults is tried in every run. */
const ONE_IN = 6;
const tried = own.filter(({ id }, index) => LONG || index % ONE_IN === 0 || unseen.has(id));

let judged: readonly string[];
beforeAll(async () => {
  judged = (await judgeHar(await captureOf())).by('pass');
});

describe('a capture of a server with a fault fails what the fault breaks, as far as it shows it, and nothing else', () => {
  it.each(tried.map((fault) => [fault.id, fault] as const))('%s', async (id, fault) => {
    const { fails } = effectsOf(fault, { profile, catalogue });
    const failed = (await judgeHar(await captureOf({ faults: [fault] }))).by('fail');
    expect(failed.filter((one) => !fails.includes(one))).toEqual([]);
    const missed = fails.filter((one) => judged.includes(one) && !failed.includes(one));
    expect(missed.length > 0).toBe(unseen.has(id));
  });

  it('lists no fault as unseen that does not exist', () => {
    expect([...unseen].filter((id) => !own.some((fault) => fault.id === id))).toEqual([]);
  });
});
