// Compiled in an outside project: what users write must fit the published types.
import {
  type CannotJudge,
  catalogue,
  certifyClient,
  childClient,
  checkServer,
  type Exchange,
  exitCode,
  formats,
  judgeTranscript,
  profiles,
  pull,
  type Report,
  referenceClient,
  skippingClock,
  startReferenceServer,
  validateFile,
  type Verdict,
  conditions,
  writeAllure,
} from 'bcda-conformance';
import { conformance, type DoorOptions } from 'bcda-conformance/vitest';

const [, profile] = profiles;
const server = await startReferenceServer({ profile, beneficiaries: 2 });
const [credentials] = server.clients;

const { report, transcript, leaks } = await checkServer({ profile, base: server.url, credentials, catalogue });
const gating: Verdict[] = report.verdicts.filter((verdict) => verdict.gating);
const first: Exchange | undefined = report.exchanges.find(({ id }) => id === gating[0]?.evidence[0]);
const again: Report = judgeTranscript(transcript, profile, { catalogue });
const text: string | undefined = formats['console']?.(again, { colour: false });
if (text !== undefined && !leaks(text)) console.log(text, first?.request.url);
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
export const options: DoorOptions = { profile: '2019-12', strict: true, run: { base: server.url, credentials } };
conformance(options);

// @ts-expect-error -- a profile is not its name
void checkServer({ profile: '2019-12', base: server.url, catalogue });
// @ts-expect-error -- a level is one of three
export const level: Verdict['level'] = 'SHALL';
