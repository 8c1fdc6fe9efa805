import { isIPv4, isIPv6 } from 'node:net';
import { belongsTo, CannotJudge, type Fault, idsFor, type Profile } from '../../src/model/index.js';
import { unexpectedErrorText } from '../../src/unexpected-error.js';
import { type ReferenceServer, startReferenceServer } from '../../src/reference/index.js';
import { faults } from '../../suites/server/faults.js';
import { onlyUnder } from '../../suites/profiles/index.js';
import type { Io } from '../io.js';
import { newest, profileNamed } from '../options/profile.js';
import { walkThrough } from '../output/walk-through.js';

export interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly profile: string;
  readonly beneficiaries: number;
  readonly seed: number;
  readonly jobDuration: number;
  readonly tokenLife?: number;
  readonly fault?: readonly string[];
  readonly listFaults?: boolean;
}

/** `serve`: runs the reference server until the user ends it. Returns the exit code. */
export const serve = async (flags: ServeFlags, io: Io): Promise<number> => {
  const profile = profileNamed(flags.profile) ?? newest;
  if (flags.listFaults === true) {
    io.stdout.write(faults.map((fault) => faultText(fault, profile)).join(''));
    return 0;
  }
  const chosen = (flags.fault ?? []).map((id) => faultNamed(id, profile));
  const server = await start(flags, profile, chosen);
  if (!isLoopback(flags.host))
    io.stderr.write(
      `warning: others can reach this server at ${flags.host}; its credentials are public and its data made up.\n`,
    );
  io.stdout.write(walkThrough(server, profile, chosen));
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
};

/** Whether an address is one that only this machine reaches: all of 127.0.0.0/8, ::1, and the name that stands for them. */
export const isLoopback = (host: string): boolean =>
  host.toLowerCase() === 'localhost' ||
  (isIPv4(host) && host.startsWith('127.')) ||
  (isIPv6(host) && /^(?:0*:)*:?0*1$|^::ffff:127\.[\d.]+$/i.test(host));

const start = async (flags: ServeFlags, profile: Profile, chosen: readonly Fault[]): Promise<ReferenceServer> => {
  const { port, host, beneficiaries, seed, jobDuration, tokenLife } = flags;
  try {
    return await startReferenceServer({
      profile,
      port,
      host,
      beneficiaries,
      seed,
      jobDuration,
      ...(tokenLife !== undefined && { tokenLife }),
      faults: chosen,
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new CannotJudge(`Port ${port} is taken. Give another --port; 0 takes any that is free.`);
    if (code === 'EACCES') throw new CannotJudge(`Port ${port} may not be listened on. Give another --port.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new CannotJudge(`This machine has no address ${host} to listen on.`);
    throw error;
  }
};

const faultNamed = (id: string, profile: Profile): Fault => {
  const fault = faults.find((known) => known.id === id);
  if (fault === undefined) throw new CannotJudge(`There is no fault "${id}". --list-faults shows all.`);
  const only = onlyUnder(fault);
  if (only !== undefined && !belongsTo(fault, profile))
    throw new CannotJudge(`The fault ${id} exists under profile ${only.join(', ')} only: give --profile.`);
  return fault;
};

const faultText = (fault: Fault, profile: Profile): string => {
  const under = onlyUnder(fault);
  const fails = idsFor(fault.fails, belongsTo(fault, profile) ? profile.id : (under?.[0] ?? profile.id));
  const effect = fails.length === 0 ? 'legal: fails nothing' : `fails ${fails.join(', ')}`;
  const only = under === undefined ? '' : ` (only ${under.join(', ')})`;
  const host = fault.host === undefined ? '' : `; shows only where the server is addressed as ${fault.host}`;
  return `${fault.id}${only}\n  ${fault.title}\n  ${effect}${host}\n`;
};
