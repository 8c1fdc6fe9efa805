import { basename } from 'node:path';
import { certifyClient, clientSelection, plannedConditions } from '../src/assess/certify.js';
import { childClient } from '../src/certify/child.js';
import type { ClientRunOptions } from '../src/certify/client-run.js';
import { clientFolders } from '../src/certify/folders.js';
import { referenceClient } from '../src/certify/own.js';
import { type JudgeOptions, type Profile, type RunClient, skippingClock } from '../src/model/index.js';
import { conditions } from '../suites/client/conditions.js';
import { catalogue } from '../suites/index.js';
import { newest } from '../suites/profiles/index.js';
import { profileFrom } from './profile.js';
import { type RunResult, runOf } from './run.js';

/** How to certify a client. Every option has a default. */
export interface CertificationOptions
  extends Omit<ClientRunOptions, 'profile' | 'condition' | 'runClient' | 'outOf'>, Omit<JudgeOptions, 'catalogue'> {
  /**
   * The guide that the servers follow, by id or as an object.
   * @default the newest guide
   */
  readonly profile?: string | Profile;
  /**
   * Name of the client, for the report and the certificate.
   * @default the name of the command
   */
  readonly name?: string;
  /**
   * Version of the client, for the report and the certificate.
   * @default none
   */
  readonly version?: string;
  /**
   * Folder that keeps what the client stores, one folder per scenario.
   * @default a temporary folder, which is removed
   */
  readonly out?: string;
  /**
   * Whether the client resumes its export if it is run again: then it is also killed and run again.
   * @default only the reference client
   */
  readonly resume?: boolean;
  /**
   * Environment of the command.
   * @default process.env
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Certifies a client: runs it once in each scenario, against a reference server, and judges what it sends. The client is a
 * command and its arguments, in which {url}, {client_id}, {client_secret}, {out}, {type} and {profile} are replaced; or a
 * function; without one, the reference client. Throws CannotJudge for wrong input and for a client that cannot be started.
 */
export const certify = async (
  client?: readonly [string, ...string[]] | RunClient,
  options: CertificationOptions = {},
): Promise<RunResult> => {
  const { profile: given = newest, name, version, out, env = process.env, selection = [], ...others } = options;
  const profile = profileFrom(given);
  const cwd = process.cwd();
  const target = [name ?? nameOf(client), version].filter((part) => part !== undefined).join(' ');
  const settings = {
    ...others,
    ...runnerOf(client, profile, { env, cwd }),
    profile,
    catalogue,
    conditions,
    selection: clientSelection(selection),
    target,
    ...((name ?? version) !== undefined && {
      client: { ...(name !== undefined && { name }), ...(version !== undefined && { version }) },
    }),
  };
  const folders = clientFolders(plannedConditions(settings), { out, cwd, warn: (text) => process.emitWarning(text) });
  try {
    return await runOf(await certifyClient({ ...settings, outOf: folders.of }));
  } finally {
    folders.clear();
  }
};

/** Of the command only its name: an argument may be anything. */
const nameOf = (client: readonly string[] | RunClient | undefined): string =>
  client === undefined
    ? 'the reference client'
    : typeof client === 'function'
      ? 'the client'
      : basename(client[0] ?? '');

const runnerOf = (
  client: readonly string[] | RunClient | undefined,
  profile: Profile,
  place: Parameters<typeof childClient>[1],
) => {
  if (typeof client === 'function') return { runClient: client };
  if (client !== undefined) return { runClient: childClient(client, place) };
  const clock = skippingClock();
  return { runClient: referenceClient(profile, clock), clock, resume: true };
};
