import { describe, expect, test } from 'vitest';
import { type ConditionFault, type Profile, skippingClock } from '../../src/model/index.js';
import { headerOf, startReferenceServer, type ReferenceServer } from '../../src/reference/index.js';
import { conditions } from '../../suites/client/conditions.js';
import { profile201912 as profile } from '../../suites/profiles/2019-12.js';
import { faults } from '../../suites/server/faults.js';

/** Every sound reply to a request with an Origin has it, whatever its status. */
const COMMON = 'Access-Control-Allow-Origin';
const ORIGIN = { Origin: 'https://pages.example' };

/** Requests of every kind, sound ones and others, and what of their replies lacks the header. */
const lackingUnder = async (of: Profile, running: readonly ConditionFault[]): Promise<string[]> => {
  const server = await startReferenceServer({
    ...{ profile: of, beneficiaries: 2, faults: running },
    // Bodies that drip arrive at once.
    clock: skippingClock(),
  });
  try {
    return await lacking(server, of);
  } finally {
    await server.close();
  }
};

const lacking = async ({ url, clients }: ReferenceServer, { paths, endpoints }: Profile): Promise<string[]> => {
  const found: string[] = [];
  const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> => {
    const send = (): Promise<Response> =>
      fetch(url + path, { method, headers: { ...headers, ...ORIGIN }, redirect: 'manual' });
    // A connection that is reset is nothing that this test is about.
    const reply = await send().catch(send);
    if (headerOf([...reply.headers], COMMON) === undefined) found.push(`${method} ${path}: ${reply.status}`);
    return reply;
  };
  const Authorization = `Basic ${btoa(`${clients[0].clientId}:${clients[0].clientSecret}`)}`;
  const { access_token } = (await (await ask(paths.token, { Authorization }, 'POST')).json().catch(() => ({}))) as {
    access_token?: string;
  };
  const bearer = { Authorization: `Bearer ${access_token}` };
  const kickoff = { ...bearer, Accept: 'application/fhir+json', Prefer: 'respond-async' };
  for (const path of [
    paths.metadata,
    paths.version ?? '',
    paths.swagger ?? '',
    `${paths.swagger}/`,
    `${paths.swagger}/swagger.json`,
  ])
    await ask(path);
  for (const secret of ['wrong', '!!!']) await ask(paths.token, { Authorization: `Basic ${btoa(secret)}` }, 'POST');
  await ask(paths.token, {}, 'POST');
  const exports = `${paths.api}/${endpoints[0]?.name}/$export`;
  for (const query of ['', '?_type=', '?_type=ExplanationOfBenefits', '?_type=Patient'])
    await ask(exports + query, kickoff);
  for (const headers of [{}, bearer, { ...kickoff, Accept: 'text/html' }]) await ask(exports, headers);
  const location = headerOf([...(await ask(exports, kickoff)).headers], 'Content-Location') ?? '';
  const job = location.startsWith(url) ? location.slice(url.length) : `${paths.jobs}/42`;
  for (const path of [job, `${paths.jobs}/999`, `${paths.data}/42/x.ndjson`])
    for (const headers of [{}, bearer]) await ask(path, headers);
  let manifest = '';
  for (let polls = 0; polls < 20; polls += 1) {
    const reply = await ask(job, bearer);
    manifest = await reply.text();
    if (reply.status === 200) break;
  }
  const urls = [...manifest.matchAll(/"url":"([^"]+)"/g)].map(([, file = '']) => file.slice(url.length));
  // A transfer that is cut is nothing that this test is about.
  for (const file of urls.filter((one) => one.startsWith('/'))) await (await ask(file, bearer)).text().catch(() => '');
  return found;
};

describe('a reply that a fault or a condition writes has what every sound reply has', () => {
  test('the sound server', async () => expect(await lackingUnder(profile, [])).toEqual([]));
  // One fault leaves out this very header.
  test.each(faults.filter(({ id }) => id !== 'metadata-answers-no-origin'))('$id', async (fault) => {
    expect(await lackingUnder(profile, [fault])).toEqual([]);
  });
  test.each(conditions)('condition $id', async ({ behavior }) => {
    expect(await lackingUnder(profile, behavior('https://elsewhere.example').faults)).toEqual([]);
  });
});
