import type { KeyObject } from 'node:crypto';
import type { Destination } from '../../src/files/destination.js';
import type { FolderDestination } from '../../src/files/folder.js';

/** One report that the user asked for. */
export interface ReportOutput {
  readonly format: string;
  /** Where it goes; absent: stdout. */
  readonly to?: Destination;
  /** The runner of GitHub Actions must not take any line of it for a command. */
  readonly inert?: true;
  /** Where its signature goes, and the key that makes it. */
  readonly signed?: { readonly to: Destination; readonly key: KeyObject };
  /** Where it goes if it is a folder of files. */
  readonly folder?: FolderDestination;
}
