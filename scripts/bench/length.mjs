// A check of one long file, beside the validator alone and a bare download: `npm run bench -- length [GB]`.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { pages } from '../../dist/fixtures/index.js';
import { checkServer } from '../../dist/src/assess/index.js';
import { NdjsonValidator } from '../../dist/src/fhir/validate/validate.js';
import { sandboxClients } from '../../dist/src/reference/server/server.js';
import { catalogue } from '../../dist/suites/index.js';
import { profiles } from '../../dist/suites/profiles/index.js';

const TYPE = 'ExplanationOfBenefit';
const ROUNDS = 3;
const [, , mode, ...args] = process.argv;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;

/** The body of a file as it arrives. */
const bodyOf = (file, Authorization) =>
  new Promise((resolve, reject) => get(file, { headers: { Authorization } }, resolve).once('error', reject));

/** What a child of this script prints, as JSON. */
const inChild = (...words) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.once('exit', (code) => (code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`${words[0]} failed`))));
  });

const serving = (gigabytes) =>
  new Promise((resolve) => {
    const script = fileURLToPath(new URL('./server.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, String(gigabytes)], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', (url) => resolve({ url: String(url).trim(), end: () => child.kill() }));
  });

const [{ clientId, clientSecret }] = sandboxClients;
/** The URL of the file, and the token for it. */
const fileAt = async (url) => {
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const token = await (await fetch(`${url}/auth/token`, { method: 'POST', headers: { Authorization: basic } })).json();
  const Authorization = `Bearer ${token.access_token}`;
  const headers = { Accept: 'application/fhir+json', Prefer: 'respond-async', Authorization };
  const kickoff = await fetch(`${url}/api/v1/${TYPE}/$export`, { headers });
  for (;;) {
    const status = await fetch(kickoff.headers.get('content-location'), { headers });
    if (status.status === 200) return { file: (await status.json()).output[0].url, Authorization };
    await status.text();
  }
};

/** Milliseconds and bytes of a bare download. */
const download = async (url) => {
  const { file, Authorization } = await fileAt(url);
  const begun = performance.now();
  let bytes = 0;
  for await (const chunk of await bodyOf(file, Authorization)) bytes += chunk.length;
  return { ms: performance.now() - begun, bytes };
};

/** The validator alone, on pages that cost nothing to make. */
const validate = (gigabytes) => {
  const validator = new NdjsonValidator({ type: TYPE, maxFindings: 0 });
  const all = [...pages(TYPE, { seed: 1, from: 0, to: 2000 })];
  const begun = performance.now();
  let bytes = 0;
  while (bytes < gigabytes * 1e9)
    for (const page of all) {
      validator.write(page);
      bytes += page.length;
    }
  return { ms: performance.now() - begun, bytes, errors: validator.end().errors };
};

/** A bare download whose chunks the validator reads: what a check cannot do without. */
const both = async (url) => {
  const { file, Authorization } = await fileAt(url);
  const validator = new NdjsonValidator({ type: TYPE, maxFindings: 0 });
  const begun = performance.now();
  let bytes = 0;
  for await (const chunk of await bodyOf(file, Authorization)) {
    validator.write(chunk);
    bytes += chunk.length;
  }
  return { ms: performance.now() - begun, bytes, errors: validator.end().errors };
};

/** A check of the claims' export; the time is that of its file. */
const check = async (url) => {
  let [first, last, bytes] = [0, 0, 0];
  const { report } = await checkServer({
    profile: profiles.find(({ id }) => id === '2019-09'),
    base: url,
    ...{ credentials: sandboxClients[0], pollInterval: 0.01, parallel: 1, catalogue },
    selection: ['output.downloadable', 'output.ndjson', 'resources.explanation-of-benefit'],
    onProgress: (progress) => {
      if (progress.kind !== 'bytes' || progress.of !== TYPE) return;
      first ||= performance.now();
      last = performance.now();
      bytes = progress.bytes;
    },
  });
  const { pass, fail, blocked } = report.summary;
  return { ms: last - first, bytes, peak: peak(), verdicts: { pass, fail, blocked } };
};

const STEPS = { download, validate: (gigabytes) => validate(Number(gigabytes)), both, check };
const rate = ({ bytes, ms }) => bytes / ms / 1000;
const row = (what, of, floor) =>
  console.log(
    `${what.padEnd(44)} ${median(of.map(rate)).toFixed(0).padStart(5)} MB/s` +
      (floor === undefined
        ? ''
        : `   ${median(of.map((one, nth) => rate(one) / rate(floor[nth]))).toFixed(2)} × ${floor.name}`),
  );

if (mode in STEPS) console.log(JSON.stringify(await STEPS[mode](...args)));
else {
  const gigabytes = Number(process.argv.find((word) => /^[\d.]+$/.test(word)) ?? 1);
  const taken = { download: [], validate: [], both: [], check: [] };
  const short = await serving(gigabytes / 10);
  const small = await inChild('check', short.url);
  short.end();
  const server = await serving(gigabytes);
  try {
    for (let round = 0; round < ROUNDS; round += 1)
      for (const step of Object.keys(taken))
        taken[step].push(await inChild(step, step === 'validate' ? String(gigabytes) : server.url));
  } finally {
    server.end();
  }
  taken.validate.name = 'the validator alone';
  taken.download.name = 'the bare download';
  console.log(
    `one file of ${(taken.check[0].bytes / 1e9).toFixed(2)} GB of claims, ${ROUNDS} rounds, each step a process`,
  );
  row('bare download', taken.download);
  row('the validator alone, one thread', taken.validate);
  taken.both.name = 'the validator on that download';
  row('the validator on that download, one thread', taken.both, taken.validate);
  row('check', taken.check, taken.validate);
  row('check', taken.check, taken.both);
  row('check', taken.check, taken.download);
  const peaks = taken.check.map((one) => one.peak);
  console.log(
    `peak memory of check: ${median(peaks).toFixed(0)} MiB, of a tenth of the file ${small.peak.toFixed(0)} MiB; verdicts ${JSON.stringify(taken.check[0].verdicts)}`,
  );
}
