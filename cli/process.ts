import { reasonOf } from '../src/files/error.js';
import type { Io } from './io.js';
import { explain, main } from './main.js';
import { sinkOf } from './output/stream.js';

/** The first signal asks the run to end and report; the second ends the process at once. */
const onInterrupt = (stop: () => void): (() => void) => {
  let asked = false;
  const listen = (): void => {
    if (asked) process.exit(130);
    asked = true;
    stop();
  };
  // Not SIGHUP: to listen to it would undo nohup.
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, listen);
  return () => {
    for (const signal of signals) process.off(signal, listen);
  };
};

/** Runs the command line of this process: wires its streams, signals and last errors, and sets its exit code. */
export const runProcess = async (): Promise<void> => {
  let lost = false;
  // Nobody is left to be told when stderr fails.
  const stderr = sinkOf(process.stderr, () => undefined);
  const stdout = sinkOf(process.stdout, (error) => {
    lost = true;
    stderr.write(`error: Cannot write to stdout: ${reasonOf(error)}.\n`);
  });
  const io: Io = {
    stdout,
    stderr,
    // To touch it is to open it.
    get stdin() {
      return process.stdin;
    },
    env: process.env,
    cwd: process.cwd(),
    onInterrupt,
  };

  // What nobody caught ends in a sentence too: Node would print the line of source, and the error's message.
  const end = (error: unknown): void => process.exit(explain(error, io));
  process.on('uncaughtException', end).on('unhandledRejection', end);
  // A file that grows over a limit is an error like a full disk, not the end of the process.
  process.on('SIGXFSZ', () => undefined);
  // A pipe fails after it was written to.
  process.on('exit', () => {
    if (lost) process.exitCode = 2;
  });

  process.exitCode = await main(process.argv.slice(2), io);
};
