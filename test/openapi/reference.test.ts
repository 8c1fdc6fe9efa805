import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkServer, startEmbedded } from '../../src/assess/index.js';
import { type Exchange, exportPath, templateFits } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { type Contract, readContract } from '../../src/openapi/contract.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';

/** Both directions: what the shipped document says is what the reference server does, and the other way round. */
/** Today's pages do not mention a Swagger document. */
const documented = profiles.filter(({ paths }) => paths.swagger !== undefined);

describe.each(documented)('the document of $id and the reference server', (profile) => {
  let contract: Contract;
  let exchanges: readonly Exchange[];
  beforeAll(async () => {
    const read = await readContract(
      readFileSync(join(packageRoot, 'schemas', 'openapi', `${profile.id}.json`), 'utf8'),
    );
    if ('because' in read) throw new Error(read.because);
    contract = read;
    const { run, server } = await startEmbedded(profile, { beneficiaries: 2 });
    try {
      ({ exchanges } = (await checkServer({ ...run, catalogue })).report);
    } finally {
      await server.close();
    }
  }, 60_000);

  const pathOf = ({ request }: Exchange): string => new URL(request.url).pathname;
  const isFor = (exchange: Exchange, { method, path }: { method: string; path: string }): boolean =>
    exchange.request.method === method && templateFits(path, pathOf(exchange));

  test('the document is valid', () => expect(contract.problems).toEqual([]));

  test('every documented answer is one that the server gives', () => {
    const said = contract.operations.flatMap((one) => one.statuses.map((status) => ({ ...one, status })));
    expect(said.length).toBeGreaterThan(10);
    const never = said.filter(
      ({ status, ...operation }) =>
        !exchanges.some((exchange) => isFor(exchange, operation) && `${exchange.reply?.status}` === status),
    );
    expect(never.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([]);
  });

  test('every answer that the server gives is documented', () => {
    const unsaid = exchanges.filter(
      (exchange) =>
        exchange.step !== 'contract' &&
        !contract.operations.some((one) => isFor(exchange, one) && one.statuses.includes(`${exchange.reply?.status}`)),
    );
    // A token is not to be had by GET, and there is no export of Practitioner: neither is an operation.
    expect(
      [...new Set(unsaid.map((one) => `${one.request.method} ${pathOf(one)} ${one.reply?.status}`))].toSorted(),
    ).toEqual([`GET ${exportPath(profile, 'Practitioner')} 404`, `GET ${profile.paths.token} 405`].toSorted());
  });

  test('the metadata fit their schema', () => {
    const json = exchanges.filter(({ reply, label }) => reply?.body.form === 'json' && label === 'metadata');
    expect(json.length).toBeGreaterThan(0);
    for (const { reply } of json) {
      const pointer = `/paths/${profile.paths.metadata.replaceAll('/', '~1')}/get/responses/200/schema`;
      expect(contract.judgeBody(pointer, reply?.body.json)).toEqual([]);
    }
  });
});
