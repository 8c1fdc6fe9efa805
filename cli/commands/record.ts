import { judgeRecorded } from '../../src/assess/captured/recorded.js';
import type { Checked } from '../../src/assess/results/checked.js';
import { exitCode } from '../../src/assess/conforms.js';
import { reach, recognize } from '../../src/assess/recognize.js';
import { targetUrl } from '../../src/assess/target-url.js';
import { baseUrl, CannotJudge } from '../../src/model/index.js';
import { startRelay } from '../../src/relay/index.js';
import { conditions } from '../../suites/client/conditions.js';
import { addTexts } from '../../suites/add-texts.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import type { CommandModule } from '../command.js';
import type { Io } from '../io.js';
import { connectionFrom } from '../options/credentials.js';
import { portOption } from '../options/listening.js';
import { gather } from '../options/numbers.js';
import { profileNamed, profileOption } from '../options/profile.js';
import { addReports, type ReportFlags, transcriptOption } from '../options/reporting.js';
import { type Outputs, outputsFrom } from '../output/outputs.js';
import { refuseOverwriting } from '../output/overwrite.js';
import { filesFor } from '../output/report-files.js';
import { loadReporters, writeReports } from '../output/write.js';

interface RecordFlags extends ReportFlags {
  readonly to: string;
  readonly port?: number;
  readonly profile: string;
  readonly publicUrl?: string;
  readonly har?: string;
  readonly transcript?: string;
  readonly clientReport?: readonly string[];
  readonly clientTranscript?: string;
  readonly strict?: boolean;
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly proxy?: string;
}

/** The condition that a recorded client meets: that of a server that does what it should. */
const SUNNY = 'sunny';

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  const command = program
    .command('record')
    .description('record what a client and a server say to each other until you press Ctrl-C, and judge both')
    .requiredOption('--to <URL>', 'base URL of the server (required)')
    .addOption(portOption('port to listen on for the client, on loopback (default: any free port)'))
    .addOption(
      profileOption('the guide to judge by; auto: the one that fits the metadata of the server', 'auto').default(
        'auto',
      ),
    )
    .option('--public-url <URL>', 'base URL that the server announces its URLs under, if not that of --to')
    .option('--ca <FILE>', 'PEM file with additional certificate authorities')
    .option('--insecure', 'accept any TLS certificate')
    .option('--proxy <URL>', 'proxy for every request (default: HTTPS_PROXY, HTTP_PROXY and NO_PROXY)')
    .option('--har <FILE>', 'write what was recorded of the server as HAR, without secrets and data');
  addReports(command, filesFor('server'))
    .addOption(transcriptOption())
    .option(
      '--client-report <FORMAT[=FILE]>',
      'the same for the report on the client; repeatable (default: console)',
      gather,
    )
    .option('--client-transcript <FILE>', 'save the transcript of the client, to judge it again')
    .option('--strict', 'treat every failed requirement as an error, and exit 1 if the run is incomplete')
    .action(async (flags: RecordFlags) => end(await record(flags, io)));
};

/** Where the reports on both sides go. */
const outputsOf = async (
  flags: RecordFlags,
  io: Io,
): Promise<{ readonly server: Outputs; readonly client: Outputs }> => {
  const { report, reportDir, transcript, clientReport, clientTranscript, har, ca } = flags;
  const inputs = [{ what: 'the file of --ca', name: ca }];
  const given = har === undefined ? report : [...(report ?? ['console']), `har=${har}`];
  const server = await outputsFrom(
    {
      ...(given !== undefined && { report: given }),
      ...(reportDir !== undefined && { reportDir }),
      ...(transcript !== undefined && { transcript }),
    },
    inputs,
    io,
    filesFor('server'),
  );
  const client = await outputsFrom(
    {
      ...(clientReport !== undefined && { report: clientReport }),
      ...(clientTranscript !== undefined && { transcript: clientTranscript }),
    },
    inputs,
    io,
    filesFor('client'),
    { report: '--client-report', transcript: '--client-transcript' },
  );
  refuseOverwriting([], [...server.files, ...client.files], io);
  // Two texts for people may stand one below the other; what a program reads must be alone.
  const shown = [...server.reports, ...client.reports].filter(
    ({ to, folder }) => to === undefined && folder === undefined,
  );
  if (shown.length > 1 && shown.some(({ format }) => format !== 'console'))
    throw new CannotJudge(
      'Only one report can go to stdout: give a file to the others, such as --client-report console=FILE.',
    );
  return { server, client };
};

/** Records until the user stops it, and judges both sides. Returns the worse of the two exit codes. */
const record = async (flags: RecordFlags, io: Io): Promise<number> => {
  const { server: serverOutputs, client: clientOutputs } = await outputsOf(flags, io);
  const connection = connectionFrom(flags, io);
  const given = profileNamed(flags.profile);
  const { base, version } = targetUrl(baseUrl(flags.to, '--to'), profiles, given);
  if (given !== undefined) await reach(given, { base, connection });
  const chosen =
    given === undefined ? await recognize(profiles, { base, connection }, version) : { profile: given, why: '' };
  const { profile } = chosen;
  const publicUrl = flags.publicUrl === undefined ? undefined : baseUrl(flags.publicUrl, '--public-url');
  const server = { profile, to: base, condition: SUNNY, ...(publicUrl !== undefined && { publicUrl }) };
  const relay = await startRelay({ ...server, connection, ...(flags.port !== undefined && { port: flags.port }) });
  try {
    const ended = new Promise<void>((resolve) => {
      const forget = io.onInterrupt(() => {
        forget();
        resolve();
      });
    });
    io.stderr.write(
      `Recording what passes ${relay.url} to ${base}, profile ${profile.id}. Give ${relay.url} to the client as the URL of the server. Press Ctrl-C when it is done.\n`,
    );
    await loadReporters();
    await ended;
  } finally {
    await relay.close();
  }
  const judged = await judgeRecorded({
    ...server,
    ...{ relay, catalogue, conditions },
    ...(flags.strict === true && { strict: true }),
    notes: chosen.why === '' ? [] : [chosen.why],
  });
  const finished = async (checked: Checked, outputs: typeof serverOutputs): Promise<number> =>
    exitCode(await writeReports({ ...checked, report: await addTexts(checked.report) }, outputs, io));
  return Math.max(await finished(judged.server, serverOutputs), await finished(judged.client, clientOutputs));
};
