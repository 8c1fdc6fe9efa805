import { basename } from 'node:path';
import { certifyClient, clientSelection, plannedConditions, waitForClient } from '../../src/assess/certify.js';
import type { Checked } from '../../src/assess/results/checked.js';
import { exitCode } from '../../src/assess/conforms.js';
import { childClient } from '../../src/certify/child.js';
import { clientFolders } from '../../src/certify/folders.js';
import { referenceClient } from '../../src/certify/own.js';
import {
  CannotJudge,
  type ExitFact,
  type ExpiresIn,
  type Profile,
  type Progress,
  type Report,
  skippingClock,
} from '../../src/model/index.js';
import { conditions } from '../../suites/client/conditions.js';
import { newest } from '../../suites/profiles/index.js';
import type { CommandModule } from '../command.js';
import { interruptible } from '../interruption.js';
import type { Io, Sink } from '../io.js';
import { addListening, type ListeningFlags, listeningFrom, portOption } from '../options/listening.js';
import { expiresInOption } from '../options/expires-in.js';
import { countFrom, gather, secondsFrom } from '../options/numbers.js';
import { profileNamed, profileOption } from '../options/profile.js';
import {
  addJudging,
  judgeOptions,
  knownFrom,
  type JudgingFlags,
  quietOption,
  transcriptOption,
} from '../options/reporting.js';
import { splitTarget } from '../options/urls.js';
import { clientServers, clientServersJson } from '../output/client-servers.js';
import { outputsFrom } from '../output/outputs.js';
import { filesFor } from '../output/report-files.js';
import { writingAnyway } from '../output/unjudged.js';
import { loadReporters } from '../output/write.js';
import { createRunProgress } from '../progress/run.js';
import { addTexts } from '../../suites/add-texts.js';

interface CertifyFlags extends JudgingFlags, ListeningFlags {
  readonly profile: string;
  readonly out?: string;
  readonly wait?: boolean;
  readonly json?: boolean;
  readonly deadline?: number;
  readonly parallel?: number;
  readonly resume?: boolean;
  readonly only?: readonly string[];
  readonly expiresIn?: ExpiresIn;
  readonly clientName?: string;
  readonly clientVersion?: string;
  readonly transcript?: string;
  readonly quiet?: boolean;
}

export const declare: CommandModule['declare'] = (program, { io, client, end }) => {
  const command = program
    .command('certify')
    .description(
      'judge a client by what it sends, what it stores and how it exits; without a command, the reference client',
    )
    .usage('[options] [ID...] [-- COMMAND...]')
    .argument('[ID...]', 'requirements to judge, by id (polling.stops) or prefix (token) (default: all)')
    .addOption(profileOption('the guide that the servers follow').default(newest.id))
    .option('--wait', 'print the URLs of the servers, and wait for a client that you start yourself')
    .option('--json', 'with --wait: print the servers, and which scenarios are done, as lines of JSON')
    .option('--out <DIR>', 'keep what the client stores in DIR, one folder per scenario (default: a temporary folder)')
    .option(
      '--deadline <SECONDS>',
      'stop a client that runs longer (default: 120); with --wait, stop waiting (default: 3600)',
      secondsFrom(1),
    )
    .option('--parallel <N>', 'scenarios to run at a time (default: 1)', countFrom(1, 64))
    .option('--only <CONDITION>', 'run the client in this condition only (docs/conditions.md); repeatable', gather)
    .addOption(expiresInOption());
  addListening(command, {
    port: portOption('first port to listen on: each scenario has the next one (default: any free ports)'),
    name: 'host name in the URLs, for a client that runs elsewhere; a second one is another host, to which files are moved',
  })
    .option('--resume', 'the command resumes its export if it is run again: also kill it and run it again')
    .option('--client-name <NAME>', 'name of the client, for the report and the certificate')
    .option('--client-version <VERSION>', 'version of the client, for the report and the certificate');
  addJudging(command, filesFor('client'))
    .addOption(transcriptOption())
    .addOption(quietOption())
    .addHelpText('after', PLACEHOLDERS)
    .action(async (ids: string[], flags: CertifyFlags) => end(await certify(ids, client, flags, io)));
};

const PLACEHOLDERS = `
The command runs once per scenario, without a shell. It must export the types from the server into
the folder, and exit 0 if it succeeds. These are replaced in its arguments, and the environment has
the same values:
  {url}            BCDA_BASE_URL       base URL of the scenario's server
  {client_id}      BCDA_CLIENT_ID      client id
  {client_secret}  BCDA_CLIENT_SECRET  client secret
  {out}            BCDA_OUT            folder to store the files in
  {type}           BCDA_TYPE           resource types to export, separated by commas
  {profile}        BCDA_PROFILE        the guide that the server follows
  {ca}             BCDA_CA             with --tls: file with the authority of the certificate

Example:
  $ bcda-conformance certify -- python3 my_client.py --url {url} --out {out} --type {type}`;

/** Runs a client in every condition and judges what it sends. Returns the exit code. */
const certify = async (
  ids: readonly string[],
  command: readonly string[],
  flags: CertifyFlags,
  io: Io,
): Promise<number> => {
  const selection = selectionFrom(ids);
  refuseContradictions(command, flags);
  const inputs = [{ what: 'the file of --known-failures', name: flags.knownFailures }];
  const outputs = await outputsFrom(flags, inputs, io, filesFor('client'));
  const profile = profileNamed(flags.profile) ?? newest;
  const about = {
    role: 'client' as const,
    target: namesFrom(command, flags).target,
    profile: profile.id,
    selection,
    strict: flags.strict === true,
  };
  return writingAnyway(about, outputs, io, (write) => run({ command, flags, profile, selection, io, write }));
};

/** What a certification is made from. */
interface Certification {
  readonly command: readonly string[];
  readonly flags: CertifyFlags;
  readonly profile: Profile;
  readonly selection: readonly string[];
  readonly io: Io;
  readonly write: (checked: Checked) => Promise<Report>;
}

const run = async ({ command, flags, profile, selection, io, write }: Certification): Promise<number> => {
  const judging = await judgeOptions('client', selection, flags, await knownFrom('client', flags, io));
  await loadReporters();
  const progress = createRunProgress(io.stderr, flags.quiet === true);
  const warn = (sentence: string): unknown => io.stderr.write(`warning: ${sentence}\n`);
  const listening = listeningFrom(flags, 2, (host) =>
    warn(
      `Other machines can reach the servers at ${host}. Their credentials are made for this run, and their data are synthetic.`,
    ),
  );
  const { signal, end } = interruptible(io, progress.say);
  const options = {
    ...judging,
    ...namesFrom(command, flags),
    profile,
    conditions,
    ...(flags.deadline !== undefined && { deadline: flags.deadline }),
    ...(io.clock !== undefined && { clock: io.clock }),
    ...(flags.parallel !== undefined && { parallel: flags.parallel }),
    ...(flags.resume !== undefined && { resume: flags.resume }),
    ...(flags.expiresIn !== undefined && { expiresIn: flags.expiresIn }),
    ...(flags.only !== undefined && { only: flags.only }),
    addresses: listening.addresses,
    signal,
    onProgress: flags.json === true ? standingsTo(io.stdout) : progress.show,
  };
  if (process.platform === 'win32' && command.length > 0)
    warn('On Windows, processes that the client leaves running are not ended (docs/windows.md).');
  const runner = clientFrom(command, profile, io);
  const folders = clientFolders(plannedConditions({ ...options, ...runner }), { out: flags.out, cwd: io.cwd, warn });
  const announce = (servers: Parameters<typeof clientServers>[0]): unknown =>
    io.stdout.write(
      (flags.json === true ? clientServersJson : clientServers)(servers, profile, listening.addresses.tls?.file),
    );
  try {
    const checked = await (
      flags.wait === true
        ? waitForClient({ ...options, announce })
        : certifyClient({ ...options, outOf: folders.of, ...runner })
    ).finally(progress.done);
    const notes = [
      ...checked.report.notes,
      ...noteOn(command, flags, profile),
      ...dialectNotes(flags),
      ...silenceNotes(checked.report),
    ];
    const report = await addTexts({ ...checked.report, notes });
    return exitCode(await write({ ...checked, report }));
  } finally {
    folders.clear();
    listening.clear();
    end();
  }
};

/** Writes each new standing of the scenarios as a line of JSON. */
const standingsTo = (sink: Sink): ((progress: Progress) => void) => {
  let last = '';
  return (progress) => {
    if (progress.kind !== 'conditions') return;
    const line = `${JSON.stringify(progress)}\n`;
    if (line !== last) sink.write(line);
    last = line;
  };
};

const selectionFrom = (ids: readonly string[]): readonly string[] => {
  const { url, selection } = splitTarget(ids);
  if (url !== undefined)
    throw new CannotJudge(
      'certify takes no URL: it starts the servers itself. Give the command of the client after --, such as -- my-client --url {url} --out {out}.',
    );
  return clientSelection(selection);
};

const refuseContradictions = (
  command: readonly string[],
  { wait, json, report, reportDir, out, parallel, resume, tls }: CertifyFlags,
): void => {
  if (json === true && wait !== true) throw new CannotJudge('--json requires --wait.');
  if (
    json === true &&
    (report === undefined || (reportDir === undefined && !report.every((spec) => spec.includes('='))))
  )
    throw new CannotJudge(
      '--json prints lines of JSON: name a file for each report, such as --report json=report.json.',
    );
  if (tls !== true && command.some((argument) => argument.includes('{ca}')))
    throw new CannotJudge('{ca} requires --tls: without it, there is no certificate.');
  if (resume === true && command.length === 0)
    throw new CannotJudge('--resume requires a command: it is what is killed and run again.');
  if (wait !== true) return;
  if (command.length > 0)
    throw new CannotJudge('Give either a command or --wait: with --wait you start the client yourself.');
  if (out !== undefined)
    throw new CannotJudge('--out requires a command: with --wait you tell the client where to store its files.');
  if (parallel !== undefined)
    throw new CannotJudge('--parallel requires a command: with --wait you start the client yourself.');
};

/** What the report calls the client: of the command only its name, since an argument may be anything. */
const namesFrom = ([first]: readonly string[], { wait, clientName: name, clientVersion: version }: CertifyFlags) => {
  const unnamed = wait === true ? 'the client' : 'the reference client';
  const target = [name ?? (first === undefined ? unnamed : basename(first)), version];
  return {
    target: target.filter((part) => part !== undefined).join(' '),
    ...((name ?? version) !== undefined && {
      client: { ...(name !== undefined && { name }), ...(version !== undefined && { version }) },
    }),
  };
};

const clientFrom = (command: readonly string[], profile: Profile, io: Io) => {
  if (command.length > 0) return { runClient: childClient(command, { env: io.env, cwd: io.cwd }) };
  const clock = skippingClock();
  return { runClient: referenceClient(profile, clock), clock, resume: true };
};

const noteOn = (command: readonly string[], { wait }: CertifyFlags, { id }: Profile): string[] =>
  command.length > 0 || wait === true
    ? []
    : [`No command was given: this is the reference client (bcda-conformance pull), under profile ${id}.`];

/** A note for a run whose servers differ from those of other runs. */
const dialectNotes = ({ expiresIn }: CertifyFlags): string[] =>
  expiresIn === undefined
    ? []
    : [`--expires-in ${expiresIn} was given: other runs may have token responses of another form.`];

/** A note for a client that sent nothing: what it may lack. */
const silenceNotes = ({ exchanges, facts }: Report): string[] => {
  const exit = facts.find((fact): fact is ExitFact => fact.kind === 'exit');
  if (exchanges.length > 0 || exit === undefined) return [];
  const end = exit.ended === undefined ? `ended with ${exit.code ?? exit.killed}` : 'was stopped at its deadline';
  return [
    `The client sent no request and ${end}. It must take the server's URL from {url} in its command or from BCDA_BASE_URL, and its credentials likewise.`,
  ];
};
