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

/** Runs that show a requirement. */
export interface Examples {
  /** The sound reference server, or the reference client. */
  readonly meets: Report;
  /** With a fault under which the requirement fails; absent: no fault of this profile makes it fail everywhere. */
  readonly fails?: { readonly title: string; readonly report: Report };
  /** What the faults do under which it fails. */
  readonly causes: readonly string[];
}

/** Runs the reference server or client with and without a fault, and judges the one requirement. */
export const examplesFor = async (role: Role, id: string, profile: Profile): Promise<Examples> => {
  const run = role === 'server' ? serverRun : clientRun;
  const failing = (all: readonly (Defect & OfSomeProfiles)[]): Defect[] =>
    all
      .filter((one) => belongsTo(one, profile) && idsFor(one.fails, profile).includes(id))
      .toSorted((a, b) => idsFor(a.fails, profile).length - idsFor(b.fails, profile).length);
  const defects = failing(role === 'server' ? faults : rogues);
  const [first] = defects;
  const meets = await run(id, profile);
  const bad = first === undefined ? undefined : { title: first.title, report: await run(id, profile, first.id) };
  return {
    meets,
    ...(bad !== undefined && { fails: bad }),
    causes: defects.slice(0, MOST_CAUSES).map(({ title }) => title),
  };
};

/** What faults and rogues have in common. */
type Defect = Pick<Fault, 'id' | 'title' | 'fails'>;

const serverRun = async (id: string, profile: Profile, defect?: string): Promise<Report> => {
  const chosen = faults.filter((fault) => fault.id === defect);
  const { run, server } = await startEmbedded(profile, { beneficiaries: 5, faults: chosen });
  try {
    return (await checkServer({ ...run, catalogue, selection: [id] })).report;
  } finally {
    await server.close();
  }
};

const clientRun = async (id: string, profile: Profile, defect?: string): Promise<Report> => {
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
        selection: [id],
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
