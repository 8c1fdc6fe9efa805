import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { departures } from '../../../schemas/violations.js';
import type { FileFact, Profile, Report } from '../../../src/model/index.js';
import { startReferenceServer } from '../../../src/reference/index.js';
import { faults } from '../../../suites/server/faults.js';
import { profile201912 } from '../../../suites/profiles/2019-12.js';
import { profileV3 } from '../../../suites/profiles/v3.js';
import { emptyFolder, run } from '../../support/cli-run.js';

const cwd = emptyFolder();

/** Checks the resources of a server whose claims have a period that ends before it begins. */
const check = async (profile: Profile, ...more: readonly string[]) => {
  const backwards = faults.filter(({ id }) => id === 'claim-period-backwards');
  const server = await startReferenceServer({ profile, beneficiaries: 3, faults: backwards });
  const [{ clientId, clientSecret }] = server.clients;
  const env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
  const argv = ['check', server.url, 'resources', '--profile', profile.id, '--poll-interval', '0.01'];
  const ran = await run([...argv, '--report', 'json=report.json', '--report', 'console', ...more], { cwd, env });
  await server.close();
  const report = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8')) as Report;
  return { ...ran, report, failed: report.verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id) };
};

describe.each([profile201912, profileV3])('a second opinion in a check under $id', (profile) => {
  const rule = `fhir.${profile === profileV3 ? 'r4' : 'stu3'}.invariant.per-1`;
  const alone = `this program alone reports ${rule} at ExplanationOfBenefit.billablePeriod`;

  it('is noted and in the facts, quotes no value, and changes no verdict', async () => {
    const { code, out, report, failed } = await check(profile, '--second-opinion', '2');
    expect(failed).toEqual(['resources.explanation-of-benefit']);
    expect(code).toBe(1);
    expect(departures('report', report)).toEqual([]);
    expect(out.replace(/\s+/g, ' ')).toContain(`Second opinion: ${alone}, in `);
    expect(report.notes.find((note) => note.includes('It changes no verdict'))).toMatch(
      /^Second opinion: fhir 4\.12\.0 read \d+ resources of \d+ data files; of \d+ it reports/,
    );
    const opinions = report.facts
      .filter((fact): fact is FileFact => fact.kind === 'file')
      .map(({ opinion }) => opinion);
    expect(opinions.every((one) => one === undefined || one.resources <= 2)).toBe(true);
    expect(JSON.stringify([report.notes, opinions])).not.toContain('2019-02-01');
  });

  it('is not asked for unless the user wants one', async () => {
    const { report, failed } = await check(profile);
    expect(failed).toEqual(['resources.explanation-of-benefit']);
    expect(JSON.stringify([report.notes, report.facts])).not.toMatch(/econd opinion|"opinion"/);
  });
});
