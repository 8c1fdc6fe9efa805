import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certifyClient, checkServer, startEmbedded } from '../../src/assess/index.js';
import { clientFolders } from '../../src/certify/folders.js';
import { deviatingClient } from '../../src/certify/own.js';
import {
  belongsTo,
  type Fault,
  idsFor,
  type OfSomeProfiles,
  type Outcome,
  type Profile,
  type Report,
  type Role,
  skippingClock,
} from '../../src/model/index.js';
import { conditions } from '../../suites/client/conditions.js';
import { rogues } from '../../suites/client/rogues.js';
import { catalogue } from '../../suites/index.js';
import { faults } from '../../suites/server/faults.js';

/** Causes shown. */
const MOST_CAUSES = 8;
/** Faults that are tried for an example. */
const MOST_TRIED = 3;

/** Runs that show a requirement. */
export interface Examples {
  /** The sound reference server, or the reference client. */
  readonly meets: Report;
  /** With a fault under which the requirement fails; absent: none of the first ones makes it fail everywhere. */
  readonly fails?: { readonly title: string; readonly report: Report };
  /** What the faults do under which it fails. */
  readonly causes: readonly string[];
}

/** Runs the reference server or client with and without a fault, and judges the one requirement. */
export const examplesFor = async (role: Role, id: string, profile: Profile): Promise<Examples> => {
  const run = role === 'server' ? serverRun : clientRun;
  const defects = defectsFor(role, id, profile);
  const sound = await run(id, profile);
  const occasion = outcomeIn(sound, id) === 'pass' ? undefined : occasionFor(id, profile);
  const fails = await firstFailing(defects, (one, selection) => run(id, profile, one, selection), id);
  return {
    meets: occasion === undefined ? sound : await run(id, profile, occasion.id),
    ...(fails !== undefined && { fails }),
    causes: causesOf(defects),
  };
};

/** A legal fault that gives the server an occasion to meet a requirement that the sound one gives none for. */
const occasionFor = (id: string, profile: Profile): Defect | undefined =>
  faults.find(
    (one) =>
      belongsTo(one, profile) &&
      idsFor(one.passes ?? [], profile).includes(id) &&
      idsFor(one.fails, profile).length === 0,
  );

/** Some faults show only in a run that asks for more than the one requirement needs. */
const firstFailing = async (
  defects: readonly Defect[],
  run: (defect: string, selection?: readonly string[]) => Promise<Report>,
  id: string,
): Promise<Examples['fails']> => {
  for (const selection of [undefined, []])
    for (const { id: defect, title } of defects.slice(0, MOST_TRIED)) {
      const report = await run(defect, selection);
      if (outcomeIn(report, id) === 'fail') return { title, report };
    }
  return undefined;
};

const outcomeIn = ({ verdicts }: Report, id: string): Outcome | undefined =>
  verdicts.find((one) => one.id === id)?.outcome;

/** What faults and rogues have in common. */
type Defect = Pick<Fault, 'id' | 'title' | 'fails' | 'beneficiaries'>;

/** The faults or rogues under which a requirement fails; those that make the fewest others fail come first. */
export const defectsFor = (role: Role, id: string, profile: Profile): Defect[] => {
  const all: readonly (Defect & OfSomeProfiles)[] = role === 'server' ? faults : rogues;
  return all
    .filter((one) => belongsTo(one, profile) && idsFor(one.fails, profile).includes(id))
    .toSorted((a, b) => idsFor(a.fails, profile).length - idsFor(b.fails, profile).length);
};

/** What the first of them do, and how many others there are. */
export const causesOf = (defects: readonly Defect[]): string[] => {
  const more = defects.length - MOST_CAUSES;
  return [...defects.slice(0, MOST_CAUSES).map(({ title }) => title), ...(more > 0 ? [`and ${more} more`] : [])];
};

/** A run with or without a fault. An empty selection is the whole catalogue. */
type Run = (id: string, profile: Profile, defect?: string, selection?: readonly string[]) => Promise<Report>;

/** Enough for what most requirements are about. */
const BENEFICIARIES = 5;

const serverRun: Run = async (id, profile, defect, selection = [id]) => {
  const chosen = faults.filter((fault) => fault.id === defect);
  const beneficiaries = chosen[0]?.beneficiaries ?? BENEFICIARIES;
  const { run, server } = await startEmbedded(profile, { beneficiaries, faults: chosen });
  try {
    return (await checkServer({ ...run, catalogue, selection })).report;
  } finally {
    await server.close();
  }
};

const clientRun: Run = async (id, profile, defect, selection = [id]) => {
  const clock = skippingClock();
  const rogue = rogues.find((one) => one.id === defect) ?? {};
  const root = mkdtempSync(join(tmpdir(), 'bcda-explain-'));
  const folders = clientFolders(conditions, { out: root, cwd: root, warn: () => undefined });
  try {
    const { report } = await certifyClient({
      ...{
        profile,
        catalogue,
        conditions,
        clock,
        selection,
        resume: true,
        target: 'the reference client',
        outOf: folders.of,
      },
      runClient: deviatingClient(profile, clock, rogue),
    });
    return report;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};
