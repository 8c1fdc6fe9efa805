import { judgeCapture } from '../../src/assess/captured/index.js';
import { baseIn } from '../../src/assess/captured/server.js';
import type { Checked } from '../../src/assess/results/checked.js';
import { captureIn } from '../../src/capture/har.js';
import type { Fault, Profile, Verdict } from '../../src/model/index.js';
import { startReferenceServer, without } from '../../src/reference/index.js';
import { catalogue } from '../../suites/index.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { profiles } from '../../suites/profiles/index.js';
import { capturing, type HarEntry, harText, walkThrough } from './har.js';

/** A server whose status responses have no X-Progress. */
export const WITHOUT_PROGRESS: Fault = {
  ...{ id: 'made-up', title: 'x', at: 'status', fails: [], blocks: [] },
  alter: without('x-progress'),
};

interface Captured {
  readonly profile?: Profile;
  readonly faults?: readonly Fault[];
}

/** What a client captures that walks through the guide, and then asks for some things as it must not. */
export const captureOf = async ({ profile = profile201912, faults = [] }: Captured = {}): Promise<HarEntry[]> => {
  const beneficiaries = faults[0]?.beneficiaries ?? 3;
  const server = await startReferenceServer({ profile, beneficiaries, faults });
  const [client] = server.clients;
  const capture = capturing();
  const { send, entries } = capture;
  try {
    const { token, job, files } = await walkThrough(capture, { url: server.url, profile, ...client });
    const { paths, endpoints } = profile;
    const bearer = { Authorization: `Bearer ${token}` };
    const exported = `${server.url}${paths.api}/${endpoints[0]?.name}/$export`;
    const documented = { Accept: 'application/fhir+json', Prefer: 'respond-async' };
    await send('GET', exported, documented);
    await send('GET', exported, { Accept: documented.Accept, ...bearer });
    await send('GET', exported, { Prefer: documented.Prefer, ...bearer });
    await send('GET', `${exported}?_type=ExplanationOfBenefits`, { ...documented, ...bearer });
    await send('POST', server.url + paths.token, { Accept: 'application/json' });
    if (URL.canParse(job)) {
      await send('GET', job);
      await send('GET', job, bearer);
    }
    const [file] = files.filter((url) => URL.canParse(url));
    if (file !== undefined) {
      await send('GET', file);
      await send('GET', file.replace(/[^/]+\.ndjson$/, 'nothing.ndjson'), bearer);
    }
    await send('GET', exported.replace('Patient', 'Practitioner'), { ...documented, ...bearer });
    const wrong = Buffer.from(`${client.clientId}:wrong`).toString('base64');
    await send('POST', server.url + paths.token, { Accept: 'application/json', Authorization: `Basic ${wrong}` });
    return entries;
  } finally {
    await server.close();
  }
};

/** The verdicts on a capture. */
export interface Judged extends Checked {
  readonly by: (outcome: Verdict['outcome']) => string[];
}

/** Judges the server of a capture, as `judge` does. */
export const judgeHar = async (entries: readonly unknown[], profile: Profile = profile201912): Promise<Judged> => {
  const capture = captureIn(JSON.parse(harText(entries)) as never, 'capture.har');
  const checked = await judgeCapture({ capture, profile, base: baseIn(capture, profiles), notes: [], catalogue });
  const by: Judged['by'] = (outcome) =>
    checked.report.verdicts.filter((verdict) => verdict.outcome === outcome).map(({ id }) => id);
  return { ...checked, by };
};
