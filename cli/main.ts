import { Command, CommanderError } from 'commander';
import { CannotJudge } from '../src/model/index.js';
import { tool } from '../src/package.js';
import { placesOf, unexpectedErrorText } from '../src/unexpected-error.js';
import type { CommandModule } from './command.js';
import { examples } from './examples.js';
import type { Io } from './io.js';
import { refuseSecrets } from './options/secrets.js';

/** Every command, in the order of the help. Each is loaded only when it is needed, so that the program starts fast. */
const COMMANDS: Readonly<Record<string, () => Promise<CommandModule>>> = {
  check: () => import('./commands/check.js'),
  contract: () => import('./commands/contract.js'),
  certify: () => import('./commands/certify.js'),
  serve: () => import('./commands/serve.js'),
  list: () => import('./commands/list.js'),
  explain: () => import('./commands/explain.js'),
  judge: () => import('./commands/judge.js'),
  record: () => import('./commands/record.js'),
  verify: () => import('./commands/saved/verify.js'),
  compare: () => import('./commands/saved/compare.js'),
  content: () => import('./commands/saved/content.js'),
  'known-failures': () => import('./commands/saved/known-failures.js'),
  scoreboard: () => import('./commands/saved/scoreboard.js'),
  doctor: () => import('./commands/doctor.js'),
  validate: () => import('./commands/validate.js'),
  merge: () => import('./commands/saved/merge.js'),
  pull: () => import('./commands/pull.js'),
};

/** Runs one command line and returns its exit code. Whatever goes wrong is explained in a sentence on stderr. */
export const main = async (argv: readonly string[], io: Io): Promise<number> => {
  try {
    const { own, client } = splitCommand(argv);
    refuseSecrets(own);
    let code = 0;
    const program = createProgram(io);
    for (const load of commandsFor(own))
      (await load()).declare(program, { io, client, end: (ended) => (code = ended) });
    program.addHelpText('after', examples);
    await program.parseAsync([...own], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, io);
  }
};

/** The command that a command line names; all of them if it names none, so that the help can list them. The version needs none. */
const commandsFor = ([name = '']: readonly string[]): (() => Promise<CommandModule>)[] =>
  Object.entries(COMMANDS).flatMap(([known, load]) =>
    known === name || (!Object.hasOwn(COMMANDS, name) && !VERSION.includes(name)) ? [load] : [],
  );

const VERSION = ['-V', '--version'];

/** The words after `--` in `certify` are the client's command line: none of them is an option of ours. */
const splitCommand = (argv: readonly string[]): { own: readonly string[]; client: readonly string[] } => {
  const at = argv[0] === 'certify' ? argv.indexOf('--') : -1;
  if (at < 0) return { own: argv, client: [] };
  const client = argv.slice(at + 1);
  if (client.length === 0)
    throw new CannotJudge('There is no command after --. Add one, such as -- my-client --url {url}.');
  return { own: argv.slice(0, at), client };
};

const createProgram = (io: Io): Command =>
  new Command(tool.name)
    .description(
      'Tests whether a Beneficiary Claims Data API (BCDA) server does what its guide says, and whether a client of it behaves correctly. Every verdict comes with its evidence.',
    )
    .version(tool.version)
    .exitOverride()
    .showHelpAfterError('(run it with --help to see the usage)')
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      // A misspelled option may have a secret after its equals sign.
      outputError: (text, write) => write(text.replace(/(unknown option '[^'=]*)=[^']*/u, '$1=…')),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    });

/**
 * Explains why a command ended as it did, and returns the exit code. Of an unexpected error only its kind and its places
 * in our own code are printed: its message may quote anything.
 */
export const explain = (error: unknown, io: Io): number => {
  // commander has told the user already; help and version end with 0, every misuse with 2.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CannotJudge) {
    io.stderr.write(`error: ${error.message}\n`);
    return 2;
  }
  io.stderr.write(`internal error: ${unexpectedErrorText(error)}. This is a bug in ${tool.name}: please report it.\n`);
  if (io.env['BCDA_DEBUG'] !== undefined)
    io.stderr.write(
      placesOf(error)
        .map((place) => `    at ${place}\n`)
        .join(''),
    );
  return 2;
};
