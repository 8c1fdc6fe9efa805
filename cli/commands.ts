import { type Command, Option } from 'commander';
import type { CheckFlags } from './commands/check.js';
import { addCompare, addDoctor } from './commands-around.js';
import { examples } from './examples.js';
import type { CertifyFlags } from './commands/certify.js';
import type { ContractFlags } from './commands/contract.js';
import type { Io } from './io.js';
import type { JudgeFlags } from './commands/judge.js';
import type { ListFlags } from './commands/list.js';
import { countFrom, gather, secondsFrom } from './options/numbers.js';
import { newest } from './options/profile.js';
import { addData, addRemote, addReports, type End, limitOption, profileOption } from './options/shared.js';
import type { PullFlags } from './commands/pull.js';
import { type DefaultFiles, filesFor, VALIDATION_FILES } from './output/report-files.js';
import type { ServeFlags } from './commands/serve.js';
import type { ValidateFlags } from './commands/validate.js';

/** Declares the commands; `client` is the command line behind `--`. What they need is loaded only when one of them runs. */
export const addCommands = (program: Command, io: Io, client: readonly string[], end: End): void => {
  addCheck(program, io, end);
  addContract(program, io, end);
  addCertify(program, io, client, end);
  addServe(program, io, end);
  addList(program, io, end);
  addJudge(program, io, end);
  addCompare(program, io, end);
  addDoctor(program, io, end);
  addValidate(program, io, end);
  addPull(program, io, end);
  program.addHelpText('after', examples);
};

/** Options of everything that ends in a report. */
const addReporting = (command: Command, files: DefaultFiles): Command =>
  addReports(command, files)
    .option('--known-failures <FILE>', 'YAML list of failures that are known (id, because, see, until, rule, path)')
    .option('--strict', 'let every failed requirement count, also advice, and do not end 0 when incomplete');

const addCheck = (program: Command, io: Io, end: End): void => {
  const command = program
    .command('check')
    .description('check a server; without URL the embedded reference server')
    .argument('[URL]', 'base URL of the server, may carry a path prefix')
    .argument('[ID...]', 'requirements to check, by id (manifest.job-id) or prefix (token); all where none is named');
  addRemote(command)
    .addOption(openapiOption())
    .option('--export-budget <N>', 'start at most N exports', countFrom(0))
    .option('--deadline <SECONDS>', 'stop watching jobs so long after the start (default: 7200)', secondsFrom(1))
    .option('--poll-interval <SECONDS>', 'pause between the first polls of a job (default: 1)', secondsFrom(0.01));
  addData(command);
  addReporting(command, filesFor('server'))
    .option('--transcript <FILE>', 'save what was recorded, to be judged again')
    .option('--quiet', 'no progress on stderr')
    .action(async (url: string | undefined, ids: string[], flags: CheckFlags) => {
      const { check } = await import('./commands/check.js');
      end(await check(url === undefined ? [] : [url, ...ids], flags, io));
    });
};

const openapiOption = (): Option =>
  new Option('--openapi <URL|FILE>', "compare with this Swagger or OpenAPI document instead of the server's own");

const addContract = (program: Command, io: Io, end: End): void => {
  const command = program
    .command('contract')
    .description("check a server's Swagger documentation; without URL the embedded reference server")
    .argument('[URL]', 'base URL of the server, may carry a path prefix')
    .option('--diff', 'print what guide, document and server say of each operation, instead of a report');
  addRemote(command)
    .addOption(openapiOption())
    .option('--export-budget <N>', 'start at most N exports', countFrom(0))
    .option('--poll-interval <SECONDS>', 'pause between the first polls of a job (default: 1)', secondsFrom(0.01));
  addReporting(command, filesFor('server'))
    .option('--quiet', 'no progress on stderr')
    .action(async (url: string | undefined, flags: ContractFlags) => {
      const { contract } = await import('./commands/contract.js');
      end(await contract(url, flags, io));
    });
};

const addCertify = (program: Command, io: Io, client: readonly string[], end: End): void => {
  const command = program
    .command('certify')
    .description('judge a client by what it sends; without a command the reference client')
    .usage('[options] [ID...] [-- COMMAND...]')
    .argument('[ID...]', 'requirements to judge, by id (polling.stops) or prefix (token); all where none is named')
    .addOption(profileOption('the guide that the servers follow').default(newest.id))
    .option('--wait', 'print the URLs of the servers and wait for a client that is started by hand')
    .option('--out <DIR>', 'keep what the client stored in DIR, a folder a scenario (default: a temporary one)')
    .option(
      '--deadline <SECONDS>',
      'end a client that runs longer (default: 120); with --wait the wait (3600)',
      secondsFrom(1),
    )
    .option('--parallel <N>', 'scenarios beside each other (default: 1)', countFrom(1, 64))
    .option('--client-name <NAME>', 'what the report and the certificate call the client')
    .option('--client-version <VERSION>', 'its version');
  addReporting(command, filesFor('client'))
    .option('--transcript <FILE>', 'save what was recorded, to be judged again')
    .option('--quiet', 'no progress on stderr')
    .addHelpText('after', PLACEHOLDERS)
    .action(async (ids: string[], flags: CertifyFlags) => {
      const { certify } = await import('./commands/certify.js');
      end(await certify(ids, client, flags, io));
    });
};

const PLACEHOLDERS = `
The command is run once in each scenario, without a shell. In its arguments {url}, {client_id}, {client_secret}, {out},
{type} and {profile} are replaced; BCDA_BASE_URL, BCDA_CLIENT_ID, BCDA_CLIENT_SECRET, BCDA_OUT, BCDA_TYPE and BCDA_PROFILE
say the same in its environment. It is to pull the type from the server into the folder, and to end with 0 if that went well.

Example:
  $ npx bcda-conformance certify -- python3 my_client.py --url {url} --out {out} --type {type}`;

const addServe = (program: Command, io: Io, end: End): void => {
  program
    .command('serve')
    .description('run the reference server until Ctrl-C')
    .option('--port <N>', 'port to listen on; 0: any that is free', countFrom(0, 65_535), 8080)
    .option('--host <ADDRESS>', 'address to listen on', '127.0.0.1')
    .addOption(profileOption('the guide that the server follows').default(newest.id))
    .option('--beneficiaries <N>', 'how many beneficiaries there are', countFrom(1), 50)
    .option('--seed <N>', 'of the made-up data', countFrom(0), 1)
    .option('--job-duration <SECONDS>', 'how long a job takes at least', secondsFrom(0), 0)
    .option('--token-life <SECONDS>', "life of a token (default: the guide's)", secondsFrom(1))
    .option('--fault <ID>', 'deviate in this way; repeatable', gather)
    .option('--list-faults', 'show the faults and what each of them fails')
    .action(async (flags: ServeFlags) => {
      const { serve } = await import('./commands/serve.js');
      end(await serve(flags, io));
    });
};

const addList = (program: Command, io: Io, end: End): void => {
  program
    .command('list')
    .description('list the requirements, also those that traffic cannot show')
    .argument('[ID...]', 'ids or prefixes; all where none is named')
    .option('--json', 'as JSON')
    .addOption(new Option('--role <ROLE>', 'whose requirements').choices(['server', 'client']))
    .addOption(profileOption('only those of one guide'))
    .action(async (ids: string[], flags: ListFlags) => {
      const { list } = await import('./commands/list.js');
      end(list(ids, flags, io));
    });
};

const addJudge = (program: Command, io: Io, end: End): void => {
  const command = program
    .command('judge')
    .description('judge a saved transcript again')
    .argument('<TRANSCRIPT>', 'file that check --transcript wrote')
    .argument('[ID...]', 'requirements to judge; what the transcript was recorded for where none is named');
  addReporting(command, filesFor('client')).action(async (file: string, ids: string[], flags: JudgeFlags) => {
    const { judge } = await import('./commands/judge.js');
    end(judge(file, ids, flags, io));
  });
};

const addValidate = (program: Command, io: Io, end: End): void => {
  const command = program
    .command('validate')
    .description('validate files against NDJSON and FHIR STU3')
    .argument('<FILE...>', 'NDJSON, or a resource in a .json file; .gz too; - is stdin')
    .option('--type <TYPE>', 'the type that every resource must be of');
  addReports(command, VALIDATION_FILES)
    .option('--workers <N>', 'threads (default: as many as cores, one for a small file)', countFrom(1, 64))
    .option('--max-findings <N>', 'findings kept one by one, per file; all are counted', countFrom(0, 1_000_000), 1000)
    .option('--sample <N>', 'judge N lines of each file: first, last and random ones', countFrom(2, 1_000_000))
    .option('--seed <N>', 'of what is random', countFrom(0, 0xffff_ffff), 1)
    .option(
      '--second-opinion [N]',
      'show where the package fhir differs on N lines (default: 100)',
      countFrom(1, 10_000),
    )
    .addOption(limitOption())
    .option('--strict', 'let warnings count')
    .option('--quiet', 'no progress on stderr')
    .action(async (files: string[], flags: ValidateFlags) => {
      const { validateFiles } = await import('./commands/validate.js');
      end(await validateFiles(files, flags, io));
    });
};

const addPull = (program: Command, io: Io, end: End): void => {
  program
    .command('pull')
    .description('pull what a server exports into a folder, with the reference client')
    .argument('<URL>', 'base URL of the server, may carry a path prefix')
    .requiredOption('--out <DIR>', 'folder for the files; made where it is not there')
    .addOption(profileOption('the guide to follow').default(newest.id))
    .option('--type <TYPE[,TYPE]>', 'only these resource types; repeatable (default: all of the profile)', gather)
    .option('--job <URL>', 'go on with a job that was started before, without the files that came already')
    .option('--client-id <ID>', 'client id (or BCDA_CLIENT_ID, also from .env)')
    .option('--client-secret-file <FILE>', 'file with the client secret (or BCDA_CLIENT_SECRET)')
    .option('--ca <FILE>', 'PEM file with further certificate authorities')
    .addOption(limitOption())
    .option('--quiet', 'no progress on stderr')
    .action(async (url: string, flags: PullFlags) => {
      const { pullFiles } = await import('./commands/pull.js');
      end(await pullFiles(url, flags, io));
    });
};
