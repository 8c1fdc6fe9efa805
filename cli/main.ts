import { Command, CommanderError } from 'commander';
import { CannotJudge } from '../src/model/index.js';
import { unexpectedErrorText, placesOf } from '../src/unexpected-error.js';
import { tool } from '../src/package.js';
import { addCommands } from './commands.js';
import { refuseSecrets } from './options/secrets.js';
import type { Io } from './io.js';

/** Runs one command line and returns its exit code. Whatever goes wrong is told in a sentence on stderr. */
export const main = async (argv: readonly string[], io: Io): Promise<number> => {
  try {
    const { own, command } = splitCommand(argv);
    refuseSecrets(own);
    let code = 0;
    const program = createProgram(io);
    addCommands(program, io, command, (ended) => (code = ended));
    await program.parseAsync([...own], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, io);
  }
};

/** What stands behind `--` in `certify` is the client's command line, which is none of ours to read. */
const splitCommand = (argv: readonly string[]): { own: readonly string[]; command: readonly string[] } => {
  const at = argv[0] === 'certify' ? argv.indexOf('--') : -1;
  if (at < 0) return { own: argv, command: [] };
  const command = argv.slice(at + 1);
  if (command.length === 0)
    throw new CannotJudge('There is no command behind the --, such as -- my-client --url {url}.');
  return { own: argv.slice(0, at), command };
};

const createProgram = (io: Io): Command =>
  new Command(tool.name)
    .description('Tells, with evidence, whether a Beneficiary Claims Data API server does what its guide says.')
    .version(tool.version)
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      // A misspelt option may have a secret behind its equals sign.
      outputError: (text, write) => write(text.replace(/(unknown option '[^'=]*)=[^']*/u, '$1=…')),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    });

/**
 * Tells why a command ended as it did, and returns the exit code. Of an error that nobody expected only its kind and its
 * places in our own code: its message may quote anything.
 */
export const explain = (error: unknown, io: Io): number => {
  // commander has told the user already; help and version end with 0, every misuse with 2.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CannotJudge) {
    io.stderr.write(`error: ${error.message}\n`);
    return 2;
  }
  io.stderr.write(
    `internal error: ${unexpectedErrorText(error)}. This is a fault of ${tool.name}: please report it.\n`,
  );
  if (io.env['BCDA_DEBUG'] !== undefined)
    io.stderr.write(
      placesOf(error)
        .map((place) => `    at ${place}\n`)
        .join(''),
    );
  return 2;
};
