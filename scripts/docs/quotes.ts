import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consoleReport } from '../../reporters/console/index.js';
import { certifyClient, checkServer, startEmbedded } from '../../src/assess/index.js';
import { deviatingClient } from '../../src/certify/own.js';
import { type Report, skippingClock } from '../../src/model/index.js';
import { conditions } from '../../suites/client/conditions.js';
import { rogues } from '../../suites/client/rogues.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { faults } from '../../suites/server/faults.js';

/** The profile that the docs quote runs of. */
const [, profile] = profiles;

/** One of a list by its id; a quote of something that is gone must fail. */
const byId = <T extends { readonly id: string }>(list: readonly T[], id: string): T => {
  const found = list.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no ${id} to quote`);
  return found;
};

/** A check of the embedded reference server, without or with one fault. */
const checked = async (selection: readonly string[], fault?: string): Promise<Report> => {
  const { run, server } = await startEmbedded(profile, { faults: fault === undefined ? [] : [byId(faults, fault)] });
  try {
    return (await checkServer({ ...run, catalogue, selection })).report;
  } finally {
    await server.close();
  }
};

/** A certification of the reference client, without or with one fault. */
const certified = async (selection: readonly string[], rogueId?: string): Promise<Report> => {
  const rogue = rogueId === undefined ? undefined : byId(rogues, rogueId);
  const clock = skippingClock();
  const root = mkdtempSync(join(tmpdir(), 'bcda-docs-'));
  const runClient = deviatingClient(profile, clock, rogue ?? {});
  const outOf = ({ id }: { readonly id: string }): string => {
    const folder = join(root, id);
    mkdirSync(folder);
    return folder;
  };
  try {
    const options = { profile, catalogue, conditions, selection, clock, runClient, outOf };
    return (await certifyClient({ ...options, target: 'the client' })).report;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

/** Lines of a console report from the first that begins so, with the lines that are indented below it. */
const excerpt = (report: Report, start: string): string[] => {
  const lines = consoleReport(report).split('\n');
  const from = lines.findIndex((line) => line.startsWith(start));
  if (from < 0) throw new Error(`no line of the report begins "${start}"`);
  const length = lines.slice(from + 1).findIndex((line) => !line.startsWith('    '));
  return lines.slice(from, from + 1 + length);
};

/** The title of a report's chapter. */
const titleOf = ({ chapters }: Report, id: string): string => byId(chapters, id).title;

const fenced = (lines: readonly string[]): string => ['```', ...lines, '```'].join('\n');

/** The head of a full check of the embedded server. */
export const summaryQuote = async (): Promise<string> => {
  const report = await checked([]);
  const lines = consoleReport({ ...report, target: 'http://127.0.0.1:38511' }).split('\n');
  return fenced(lines.slice(0, lines.indexOf('')));
};

/** A failure of a server, as if it were the one that the docs check. */
export const failureQuote = async (): Promise<string> => {
  const report = await checked(['kickoff'], 'kickoff-accept-optional');
  const lines = [titleOf(report, 'kickoff'), ...excerpt(report, '  ✗ kickoff.accept-required')];
  return fenced(lines.map((line) => line.replaceAll(report.target, 'https://sandbox.example.org')));
};

/** A failure of a client. */
export const clientFailureQuote = async (): Promise<string> => {
  const report = await certified(['client.kickoff.backs-off'], 'no-backing-off');
  return fenced([titleOf(report, 'client.kickoff'), ...excerpt(report, '  ✗ client.kickoff.backs-off')]);
};

/** What a client did under one condition. */
export const timelineQuote = async (): Promise<string> =>
  fenced(excerpt(await certified(['client.download']), '  cut-transfer'));
