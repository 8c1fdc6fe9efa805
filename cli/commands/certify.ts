import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { certifyClient, exitCode, plannedConditions, waitForClient } from '../../src/assess/index.js';
import { childClient } from '../../src/certify/child.js';
import { referenceClient } from '../../src/certify/own.js';
import {
  CannotJudge,
  type ExitFact,
  type Profile,
  type Report,
  skippingClock,
  type Condition,
} from '../../src/model/index.js';
import { conditions } from '../../suites/client/conditions.js';
import { announcement } from '../progress/announcement.js';
import { judgeOptions, type ReportingFlags } from './check.js';
import { reasonOf } from '../options/inputs.js';
import type { Io } from '../io.js';
import { writeReports, outputsFrom } from '../output/outputs.js';
import { newest, profileNamed } from '../options/profile.js';
import { createProgressPrinter } from '../progress/run.js';
import { filesFor } from '../output/report-files.js';
import { jsonText } from '../../reporters/text/index.js';
import { splitTarget } from '../options/target.js';

export interface CertifyFlags extends ReportingFlags {
  readonly profile: string;
  readonly out?: string;
  readonly wait?: boolean;
  readonly deadline?: number;
  readonly parallel?: number;
  readonly clientName?: string;
  readonly clientVersion?: string;
  readonly transcript?: string;
  readonly quiet?: boolean;
}

/** `certify [ID…] [-- COMMAND]`: runs a client in every condition and judges what it sends. Returns the exit code. */
export const certify = async (
  ids: readonly string[],
  command: readonly string[],
  flags: CertifyFlags,
  io: Io,
): Promise<number> => {
  const selection = selectionFrom(ids);
  refuseContradictions(command, flags);
  const inputs = [{ what: 'the file of --known-failures', name: flags.knownFailures }];
  const { reports, transcript: keep } = outputsFrom(flags, inputs, io, filesFor('client'));
  const profile = profileNamed(flags.profile) ?? newest;
  const judging = judgeOptions('client', selection, flags, io);
  const teller = createProgressPrinter(io.stderr, flags.quiet === true);
  const ending = new AbortController();
  const forget = io.onInterrupt(() => {
    teller.say('Interrupted: the report of what was done follows. Once more ends at once.');
    ending.abort(new Error('interrupted'));
  });
  const { clientName: name, clientVersion: version } = flags;
  const options = {
    ...judging,
    profile,
    conditions,
    target: [name ?? nameOf(command, flags), version].filter((part) => part !== undefined).join(' '),
    ...((name ?? version) !== undefined && {
      client: { ...(name !== undefined && { name }), ...(version !== undefined && { version }) },
    }),
    ...(flags.deadline !== undefined && { deadline: flags.deadline }),
    ...(io.clock !== undefined && { clock: io.clock }),
    ...(flags.parallel !== undefined && { parallel: flags.parallel }),
    signal: ending.signal,
    onProgress: teller.tell,
  };
  const folders = outputFolders(flags.out, plannedConditions(options), io);
  try {
    const checked = await (
      flags.wait === true
        ? waitForClient({
            ...options,
            announce: (scenarios) => io.stdout.write(announcement(scenarios, profile)),
          })
        : certifyClient({ ...options, outOf: folders.of, ...clientFrom(command, profile, io) })
    ).finally(teller.done);
    const record = keep === undefined ? [] : [{ text: jsonText(checked.transcript), to: keep }];
    const notes = [...checked.report.notes, ...noteOn(command, flags, profile), ...aboutSilence(checked.report)];
    const report = { ...checked.report, notes };
    return exitCode(writeReports(report, reports, record, checked.leaks, io));
  } finally {
    folders.clear();
    forget();
  }
};

const selectionFrom = (ids: readonly string[]): readonly string[] => {
  const { url, selection } = splitTarget(ids);
  if (url !== undefined)
    throw new CannotJudge(
      'certify takes no URL: it starts the servers itself. What the client needs stands behind --, e.g. -- my-client --url {url} --out {out}.',
    );
  return selection.map((name) => (name === 'client' || name.startsWith('client.') ? name : `client.${name}`));
};

const refuseContradictions = (command: readonly string[], { wait, out, parallel }: CertifyFlags): void => {
  if (wait !== true) return;
  if (command.length > 0)
    throw new CannotJudge('Give either a command or --wait: with --wait you start the client yourself.');
  if (out !== undefined)
    throw new CannotJudge('--out is for a command: with --wait the client stores where you tell it to.');
  if (parallel !== undefined)
    throw new CannotJudge('--parallel is for a command: with --wait you start the client yourself.');
};

/** Nothing of the command but its name: an argument may be anything. */
const nameOf = ([first]: readonly string[], { wait }: CertifyFlags): string =>
  first === undefined ? (wait === true ? 'the client' : 'the reference client') : basename(first);

const clientFrom = (command: readonly string[], profile: Profile, io: Io) => {
  if (command.length > 0) return { runClient: childClient(command, { env: io.env, cwd: io.cwd }) };
  const clock = skippingClock();
  return { runClient: referenceClient(profile, clock), clock };
};

const noteOn = (command: readonly string[], { wait }: CertifyFlags, { id }: Profile): string[] =>
  command.length > 0 || wait === true
    ? []
    : [`No command was given: this is the reference client (bcda-conformance pull), under profile ${id}.`];

/** What a client that sent nothing may lack. */
const aboutSilence = ({ exchanges, facts }: Report): string[] => {
  const exit = facts.find((fact): fact is ExitFact => fact.kind === 'exit');
  if (exchanges.length > 0 || exit === undefined) return [];
  const end = exit.ended === undefined ? `ended with ${exit.code ?? exit.killed}` : 'was ended at its deadline';
  return [
    `The client sent no request and ${end}. It must take the server's URL from {url} in its command or from BCDA_BASE_URL, and its credentials likewise.`,
  ];
};

/** Removes the temporary folder, also where the client has taken rights on it away. */
const removed = (root: string, { stderr }: Io): void => {
  try {
    for (const name of readdirSync(root)) chmodSync(join(root, name), 0o700);
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch (error) {
    stderr.write(`warning: the temporary folder ${root} could not be removed: ${reasonOf(error)}.\n`);
  }
};

interface Folders {
  readonly of: (condition: Condition) => string;
  readonly clear: () => void;
}

/** A folder for each scenario: below --out, where they stay, or in the temp folder. */
const outputFolders = (out: string | undefined, planned: readonly Condition[], io: Io): Folders => {
  const { cwd } = io;
  if (out === '') throw new CannotJudge('--out lacks the name of the folder.');
  const root = out === undefined ? mkdtempSync(join(tmpdir(), 'bcda-conformance-')) : resolve(cwd, out);
  const of = ({ id }: Condition): string => join(root, id);
  try {
    for (const condition of planned) {
      mkdirSync(of(condition), { recursive: true, mode: 0o700 });
      if (readdirSync(of(condition)).length > 0)
        throw new CannotJudge(
          `The folder ${join(out ?? '', condition.id)} is not empty. Empty it, or give another --out.`,
        );
    }
  } catch (error) {
    if (error instanceof CannotJudge) throw error;
    throw new CannotJudge(`Cannot make the folders of --out ${out}: ${reasonOf(error)}.`, { cause: error });
  }
  if (out !== undefined) return { of, clear: () => undefined };
  const clear = (): void => {
    process.off('exit', clear);
    removed(root, io);
  };
  // Whoever ends the run at once (Ctrl-C twice) leaves no claims behind either.
  process.once('exit', clear);
  return { of, clear };
};
