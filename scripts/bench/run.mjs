// Reading, whole runs and judging, compared with what they cannot be faster than.
import { execFileSync } from 'node:child_process';
import { checkServer, judgeTranscript, startEmbedded } from '../../dist/src/assess/index.js';
import { lines } from '../../dist/fixtures/index.js';
import { fileSink } from '../../dist/src/drive/session/file-sink.js';
import { createIdentityLog } from '../../dist/src/drive/session/identities.js';
import { createRedactor } from '../../dist/src/record/redact.js';
import { catalogue } from '../../dist/suites/index.js';
import { NdjsonValidator } from '../../dist/src/fhir/validate/validate.js';
import { belongsTo, defaultLimits } from '../../dist/src/model/index.js';
import { newest, profiles } from '../../dist/suites/profiles/index.js';
import { median, row } from './table.mjs';

const ROUNDS = 7;
const CHUNK = 1 << 16;
const command = 'dist/bin/bcda-conformance.js';

/** What the driver makes of a file on its way: digest, secrets, line findings, identities, and the rules of the profile. */
const read = async (file, type, { release, carin = false, marks }) => {
  const head = { status: 200, reason: 'OK', headers: [] };
  const redactor = createRedactor();
  redactor.add('a-secret-of-eighty-characters'.padEnd(80, 'x'), '«client secret»');
  redactor.add(`eyJ${'token'.repeat(100)}`, '«token 1»');
  const sink = fileSink({
    ...{
      head,
      type,
      redactor,
      limits: defaultLimits,
      ...{ release, carin },
      identities: createIdentityLog().file({
        group: 'bench',
        of: 'bench',
        type,
        ...(marks !== undefined && { marks }),
      }),
    },
    // In this thread alone, as the floor is.
    ...{ judging: { alone: Infinity }, pool: () => undefined },
  });
  for (let at = 0; at < file.length; at += CHUNK) await sink.write(file.subarray(at, at + CHUNK));
  await sink.end(1);
};

const v3 = profiles.find(({ id }) => id === 'v3');
for (const [type, rules] of [
  ['ExplanationOfBenefit', { release: 'stu3' }],
  ['Patient', { release: 'stu3' }],
  ['Coverage', { release: 'stu3' }],
  ['ExplanationOfBenefit', { release: 'r4', carin: true, marks: v3.marks }],
]) {
  const { release } = rules;
  const all = [...lines(type, { seed: 3, from: 0, to: 2000, release })];
  const file = Buffer.from(all.join(''));
  const [reads, floors] = [[], []];
  for (let round = -2; round < ROUNDS; round += 1) {
    let begun = performance.now();
    await read(file, type, rules);
    if (round >= 0) reads.push(performance.now() - begun);
    begun = performance.now();
    for (const line of all) JSON.parse(line);
    if (round >= 0) floors.push(performance.now() - begun);
  }
  const what = `reading ${(file.length / 1e6).toFixed(0)} MB of ${type}${release === 'r4' ? ', v3' : ''}`;
  row(what, median(reads), 'JSON.parse of its lines', median(floors));
}

for (const profile of profiles) {
  const floors = [];
  const runs = [];
  const judgings = [];
  const parsings = [];
  let exchanges = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { run, server } = await startEmbedded(profile);
    let begun = performance.now();
    const { transcript } = await checkServer({ ...run, catalogue });
    runs.push(performance.now() - begun);
    exchanges = transcript.exchanges.length;
    // The floor: as many bare requests as the run made, one after another.
    begun = performance.now();
    for (let index = 0; index < exchanges; index += 1) await (await fetch(`${server.url}/_version`)).text();
    floors.push(performance.now() - begun);
    begun = performance.now();
    judgeTranscript(transcript, profile, { catalogue });
    const judging = performance.now() - begun;
    judgings.push((judging * 1000) / exchanges);
    const saved = JSON.stringify(transcript);
    begun = performance.now();
    JSON.parse(saved);
    parsings.push(((performance.now() - begun) * 1000) / exchanges);
    await server.close();
  }
  const floor = `${exchanges} bare requests`;
  row(`full run of ${profile.id}, 50 beneficiaries`, median(runs), floor, median(floors));
  row(`judging 1,000 exchanges as its ${exchanges}`, median(judgings), 'JSON.parse of them', median(parsings));
}

/** What the contract chapter adds to a run, in a process of its own: what it loads, it loads there for the first time. */
const chapters = catalogue
  .filter(({ role, requirements }) => role === 'server' && requirements.some((one) => belongsTo(one, newest)))
  .map(({ id }) => id);
const checkOf = (ids) => () => {
  const begun = performance.now();
  execFileSync(process.execPath, [command, 'check', ...ids, '--quiet'], { stdio: 'ignore' });
  return performance.now() - begun;
};
const others = chapters.filter((id) => id !== 'contract');
const [withContract, without] = [[], []];
for (let round = 0; round < ROUNDS; round += 1) {
  without.push(checkOf(others)());
  withContract.push(checkOf(chapters)());
}
row('a check with the contract chapter', median(withContract), 'the check without it', median(without));

/** A validator that others use, on the same claims; it knows no invariants and fewer formats. */
const { otherReader } = await import('../../dist/src/fhir/validate/second-opinion.js');
const ask = await otherReader();
const some = [...lines('ExplanationOfBenefit', { seed: 3, from: 0, to: 40 })];
const [ours, theirs] = [[], []];
for (let round = -1; round < ROUNDS; round += 1) {
  let begun = performance.now();
  for (const line of some) ask(JSON.parse(line));
  if (round >= 0) theirs.push(performance.now() - begun);
  begun = performance.now();
  const validator = new NdjsonValidator({ type: 'ExplanationOfBenefit' });
  for (const line of some) validator.write(Buffer.from(line));
  validator.end();
  if (round >= 0) ours.push(performance.now() - begun);
}
row(`fhir 4.12 on ${some.length} claims`, median(theirs), 'our validator', median(ours));
