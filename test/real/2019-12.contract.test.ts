import { beforeEach, expect, test } from 'vitest';
import { checkServer } from '../../src/assess/index.js';
import { skippingClock } from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { profile201912 as profile } from '../../suites/profiles/2019-12.js';
import { readExchanges, sampleMissing } from './2019-12.record.js';
import { answer, startScripted } from '../support/server.js';

beforeEach(({ skip }) => skip(sampleMissing !== undefined, sampleMissing));

// The sample did not keep the text of the page, only that it came: this stands in for it.
const PAGE = '<!doctype html><title>a page whose text was not kept</title>';
const HOP_BY_HOP = new Set(['connection', 'content-length', 'date']);

test('the documentation of the real server of December 2019: a page without its document', async () => {
  const recorded = readExchanges().filter(({ name }) => name.startsWith('GET swagger'));
  expect(recorded.length).toBeGreaterThan(3);
  const server = await startScripted(({ target }, response) => {
    const found = recorded.find(({ request }) => new URL(request.url).pathname === target);
    if (found === undefined) return answer(response, 404);
    const { status, headers, body } = found.reply;
    answer(
      response,
      status,
      Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name))),
      body ?? PAGE,
    );
  });
  const selection = ['contract.page', 'contract.document', 'contract.valid', 'contract.covers'];
  const { report } = await checkServer({
    profile,
    catalogue,
    base: server.url,
    selection,
    clock: skippingClock(),
  });
  expect(report.verdicts.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['contract.page', 'pass'],
    // True of the build that was recorded: swagger.json is missing beside the page.
    ['contract.document', 'fail'],
    ['contract.valid', 'blocked'],
    ['contract.covers', 'blocked'],
  ]);
  expect(report.verdicts[1]?.seen).toBe('the document was not found: status 404');
  expect(server.saw.slice(0, 3).map(({ target }) => target)).toEqual([
    '/api/v1/swagger',
    '/api/v1/swagger/',
    '/api/v1/swagger/swagger.json',
  ]);
});
