import { type Addresses, cannotListen } from '../../src/certify/listening/addresses.js';
import { belongsTo, CannotJudge, didYouMean, type ExpiresIn, type Fault, type Profile } from '../../src/model/index.js';
import { type ReferenceServer, startReferenceServer } from '../../src/reference/index.js';
import { unexpectedErrorText } from '../../src/unexpected-error.js';
import { faults } from '../../suites/server/faults.js';
import { newest, onlyUnder } from '../../suites/profiles/index.js';
import type { CommandModule } from '../command.js';
import type { Io } from '../io.js';
import { addListening, type ListeningFlags, listeningFrom, portOption } from '../options/listening.js';
import { expiresInOption } from '../options/expires-in.js';
import { countFrom, gather, secondsFrom } from '../options/numbers.js';
import { profileNamed, profileOption } from '../options/profile.js';
import { faultList } from '../output/fault-list.js';
import { walkThrough } from '../output/walk-through.js';

interface ServeFlags extends ListeningFlags {
  readonly port: number;
  readonly profile: string;
  readonly beneficiaries: number;
  readonly seed: number;
  readonly jobDuration: number;
  readonly tokenLife?: number;
  readonly expiresIn?: ExpiresIn;
  readonly fault?: readonly string[];
  readonly listFaults?: boolean;
}

export const declare: CommandModule['declare'] = (program, { io, end }) => {
  const command = program.command('serve').description('run the reference server until you press Ctrl-C');
  addListening(command, {
    port: portOption('port to listen on; 0: any free port').default(8080),
    name: 'host name in the URLs (default: the address)',
  })
    .addOption(profileOption('the guide that the server follows').default(newest.id))
    .option('--beneficiaries <N>', 'number of beneficiaries', countFrom(1), 50)
    .option('--seed <N>', 'seed of the synthetic data', countFrom(0), 1)
    .option('--job-duration <SECONDS>', 'minimum duration of a job', secondsFrom(0), 0)
    .option('--token-life <SECONDS>', "lifetime of a token (default: the guide's)", secondsFrom(1))
    .addOption(expiresInOption())
    .option('--fault <ID>', 'give the server this fault; repeatable', gather)
    .option('--list-faults', 'list the faults, and the requirements that each of them fails')
    .action(async (flags: ServeFlags) => end(await serve(flags, io)));
};

/** Runs the reference server until the user stops it. Returns the exit code. */
const serve = async (flags: ServeFlags, io: Io): Promise<number> => {
  const profile = profileNamed(flags.profile) ?? newest;
  if (flags.listFaults === true) {
    io.stdout.write(faultList(faults, profile));
    return 0;
  }
  const chosen = (flags.fault ?? []).map((id) => faultNamed(id, profile));
  const { addresses, clear } = listeningFrom(flags, 1, (host) =>
    io.stderr.write(
      `warning: other machines can reach this server at ${host}; its credentials are public, and its data are synthetic.\n`,
    ),
  );
  try {
    const server = await start(flags, addresses, profile, chosen);
    io.stdout.write(walkThrough(server, profile, chosen, addresses.tls?.file));
    await new Promise<void>((resolve) => {
      const forget = io.onInterrupt(() => {
        forget();
        resolve();
      });
    });
    await server.close();
    if (server.errors.length > 0)
      io.stderr.write(
        `error: the server failed ${server.errors.length} times: ${unexpectedErrorText(server.errors[0])}.\n`,
      );
    return server.errors.length > 0 ? 2 : 0;
  } finally {
    clear();
  }
};

const start = async (
  flags: ServeFlags,
  { host, names: [name] = [], tls, front }: Addresses,
  profile: Profile,
  chosen: readonly Fault[],
): Promise<ReferenceServer> => {
  const { port, beneficiaries, seed, jobDuration, tokenLife, expiresIn } = flags;
  try {
    return await startReferenceServer({
      ...front,
      profile,
      port,
      beneficiaries,
      seed,
      jobDuration,
      ...(host !== undefined && { host }),
      ...(name !== undefined && { name }),
      ...(tls !== undefined && { tls }),
      ...(tokenLife !== undefined && { tokenLife }),
      ...(expiresIn !== undefined && { expiresIn }),
      faults: chosen,
    });
  } catch (error) {
    throw cannotListen(error, host ?? '127.0.0.1', port) ?? error;
  }
};

const faultNamed = (id: string, profile: Profile): Fault => {
  const fault = faults.find((known) => known.id === id);
  if (fault === undefined) {
    const near = didYouMean(
      id,
      faults.map((known) => known.id),
    );
    throw new CannotJudge(`There is no fault "${id}".${near} --list-faults lists them all.`);
  }
  const only = onlyUnder(fault);
  if (only !== undefined && !belongsTo(fault, profile))
    throw new CannotJudge(`The fault ${id} exists only under profile ${only.join(', ')}: give --profile.`);
  return fault;
};
