import { type Command, Option } from 'commander';
import { countFrom, gather } from './numbers.js';
import type { DefaultFiles } from '../output/report-files.js';
import { profiles } from '../../suites/profiles/index.js';

/** Takes the exit code of a command. */
export type End = (code: number) => void;

/** `--profile` with the guides that there are. */
export const profileOption = (description: string, ...more: string[]): Option =>
  new Option('--profile <ID>', description).choices([...more, ...profiles.map(({ id }) => id)]);

/** Options that say how to reach a server elsewhere, and as whom. */
export const addRemote = (command: Command): Command =>
  command
    .addOption(profileOption('the guide to check against; auto reads the metadata', 'auto').default('auto'))
    .option('--client-id <ID>', 'client id (or BCDA_CLIENT_ID, also from .env)')
    .option('--client-secret-file <FILE>', 'file with the client secret (or BCDA_CLIENT_SECRET)')
    .option('--other-client-id <ID>', 'a second client, to see that it is kept out (or BCDA_OTHER_CLIENT_ID)')
    .option('--other-client-secret-file <FILE>', 'file with its secret (or BCDA_OTHER_CLIENT_SECRET)')
    .option('--token-url <URL>', 'where the token endpoint is, if not below URL')
    .addOption(new Option('--expired-token-file <FILE>', 'file with an expired token').conflicts('waitForExpiry'))
    .option('--wait-for-expiry', "wait until the run's first token has expired")
    .option('--ca <FILE>', 'PEM file with further certificate authorities')
    .option('--insecure', 'accept any certificate')
    .addOption(limitOption());

/** `--limit`, for everything that has a bound that can be changed. */
export const limitOption = (): Option =>
  new Option('--limit <NAME=VALUE>', 'change a bound, such as reply-seconds=20 (docs/limits.md); repeatable').argParser(
    gather,
  );

/** Options about data files of any size. */
export const addData = (command: Command): Command =>
  command
    .option('--parallel <N>', 'data files fetched at a time (default: the cores, at most 8)', countFrom(1, 64))
    .option('--sample <N>', 'judge N lines of each data file: first, last and random ones', countFrom(2, 1_000_000))
    .option('--seed <N>', 'of what is random', countFrom(0, 0xffff_ffff), 1)
    .option('--job <URL>', 'take up a job that was started before instead of starting its export; repeatable', gather)
    .option('--keep-data <DIR>', 'keep the data files in DIR, an empty or new folder: they are health records');

/** Options of everything that writes reports in one of these formats. */
export const addReports = (command: Command, files: DefaultFiles): Command =>
  command
    .option(
      '--report <FORMAT[=FILE]>',
      `${Object.keys(files).join(', ')}; to FILE or to stdout; repeatable (default: console)`,
      gather,
    )
    .option('--report-dir <DIR>', 'where FILE is; reports without FILE but console go there too, by their usual names');
