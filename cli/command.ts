import type { Command } from 'commander';
import type { Io } from './io.js';

/** What a command gets from the command line that it is part of. */
export interface Context {
  readonly io: Io;
  /** The words after `--`: the command line of the client to certify. */
  readonly client: readonly string[];
  /** Takes the exit code. */
  readonly end: (code: number) => void;
}

/** What each file in cli/commands exports. */
export interface CommandModule {
  /** Adds the command, with its options, its help and its action. */
  readonly declare: (program: Command, context: Context) => void;
}
