// Compiled in an outside project: what users write must fit the published types.
import {
  type CannotJudge,
  catalogue,
  certify,
  certifyClient,
  check,
  type CheckOptions,
  checkServer,
  childClient,
  conditions,
  doctor,
  type Exchange,
  exitCode,
  formats,
  judgeTranscript,
  profiles,
  pull,
  referenceClient,
  type Report,
  type RunResult,
  skippingClock,
  startReferenceServer,
  validate,
  validateFile,
  type Verdict,
  writeAllure,
} from 'bcda-conformance';
import { conformance, type ConformanceOptions } from 'bcda-conformance/vitest';

const [, profile] = profiles;
const server = await startReferenceServer({ profile, beneficiaries: 2 });
const [credentials] = server.clients;

// The functions with defaults.
const settings: CheckOptions = {
  profile: '2019-12',
  credentials,
  selection: ['token'],
  limits: { 'reply-seconds': 20 },
};
const run: RunResult = await check(server.url, settings);
console.log(run.render('console', { color: false }), run.report.conforms, run.transcript.facts.length);
run.write({
  json: 'reports/bcda.json',
  'certificate-html': 'c.html',
  allure: 'allure-results',
  transcript: 'run.json',
});
process.exitCode = run.exitCode;
await check(server.url, { profile, credentials });
await check();
await certify(['my-client', '{url}'], { profile: '2019-09', name: 'mine', parallel: 2, env: process.env });
await certify(() => Promise.resolve({ code: 0, lines: [] }));
const { validation } = await validate(['Patient.ndjson', 'Coverage.ndjson'], {
  type: 'Patient',
  sample: { size: 9, seed: 1 },
});
console.log(validation.files[0]?.groups[0]?.rule);
const { diagnosis, render } = await doctor(server.url, { credentials });
console.log(diagnosis.points[0]?.says, render('json'));

// Their parts.
const { report, transcript, leaks } = await checkServer({ profile, base: server.url, credentials, catalogue });
const gating: Verdict[] = report.verdicts.filter((verdict) => verdict.gating);
const first: Exchange | undefined = report.exchanges.find(({ id }) => id === gating[0]?.evidence[0]);
const again: Report = judgeTranscript(transcript, profile, { catalogue });
const text: string = formats.console(again, { color: false });
if (!leaks(text)) console.log(text, first?.request.url);
writeAllure(report, 'allure-results');
process.exitCode = exitCode(report);

const clock = skippingClock();
const common = { profile, catalogue, conditions, target: 'mine', outOf: () => 'out', clock };
await certifyClient({ ...common, runClient: referenceClient(profile, clock) });
await certifyClient({
  ...common,
  runClient: childClient(['my-client', '{url}'], { env: process.env, cwd: process.cwd() }),
});

const { files } = await pull({ profile, base: server.url, credentials, types: ['Patient'], out: 'pulled' });
const { findings } = await validateFile('pulled/Patient.ndjson');
console.log(files, findings.length);

export const because = (error: CannotJudge): string => error.message;
export const options: ConformanceOptions = { profile: '2019-12', strict: true, run: { base: server.url, credentials } };
conformance(options);

// @ts-expect-error -- checkServer takes a profile, not its id
void checkServer({ profile: '2019-12', base: server.url, catalogue });
// @ts-expect-error -- a misspelled option
void check(server.url, { credentails: credentials });
// @ts-expect-error -- a misspelled format
void formats.jsn;
// @ts-expect-error -- a misspelled format
run.render('jsn');
// @ts-expect-error -- a misspelled format
run.write({ jsn: 'report.json' });
// @ts-expect-error -- the catalogue is not an option of check
void check(server.url, { catalogue });
// @ts-expect-error -- a level is one of three
export const level: Verdict['level'] = 'SHALL';
