import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report, Transcript } from '../../src/model/index.js';
import { startReferenceServer, without } from '../../src/reference/index.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { emptyFolder, run } from '../support/cli-run.js';

const cwd = emptyFolder();
/** Passes with the server below. */
const sound = 'metadata.fhir-version';
let live: { code: number; report: Report };

const write = (name: string, text: string): string => {
  writeFileSync(join(cwd, name), text);
  return name;
};

const judge = async (...argv: string[]): Promise<{ code: number; report: Report }> => {
  const { code, out } = await run(['judge', 'run.json', '--report', 'json', ...argv], { cwd });
  return { code, report: JSON.parse(out) as Report };
};

beforeAll(async () => {
  const server = await startReferenceServer({
    profile: profile201912,
    beneficiaries: 3,
    faults: [
      { id: 'made-up', title: 'no X-Progress', at: 'status', fails: [], blocks: [], alter: without('x-progress') },
    ],
  });
  const [{ clientId, clientSecret }] = server.clients;
  const argv = ['check', server.url, 'status', 'metadata', '--poll-interval', '0.01', '--report', 'json'];
  const env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
  const ran = await run([...argv, '--transcript', 'run.json'], { cwd, env });
  await server.close();
  live = { code: ran.code, report: JSON.parse(ran.out) as Report };
});

const failedIds = ({ verdicts }: Report): string[] =>
  verdicts.filter(({ outcome, gating }) => outcome === 'fail' && gating).map(({ id }) => id);

const entries = (ids: readonly string[], until?: string, ...more: readonly string[]): string =>
  ids
    .map((id) => {
      const members = [
        'because: being mended',
        'see: https://example.org/1',
        ...(until ? [`until: ${until}`] : []),
        ...more,
      ];
      return `- id: ${id}\n${members.map((member) => `  ${member}\n`).join('')}`;
    })
    .join('');

describe('judge', () => {
  it('gives the verdicts and the exit code of the run', async () => {
    expect(live.code).toBe(1);
    const again = await judge();
    expect(again.code).toBe(1);
    expect(again.report.verdicts).toEqual(live.report.verdicts);
    expect(again.report.catalogue).toBe(live.report.catalogue);
    // A report is sealed with its notes, and judging a transcript has its own.
    const apart = { notes: [], timings: null, seal: null };
    expect({ ...again.report, ...apart }).toEqual({ ...live.report, ...apart });
  });

  it('judges a part of what was recorded, and nothing else', async () => {
    expect((await judge('metadata')).code).toBe(0);
    const { code, err } = await run(['judge', 'run.json', 'token'], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(/recorded only for status, metadata/);
  });

  it.each([
    ['not JSON', '{', /is not JSON/],
    ['another document', '{"a":1}', /it has no schema/],
    ['a report', '{"schema":"bcda-conformance/report/1"}', /schema must be .*Give a file written by --transcript/],
    ['an unknown profile', 'profile', /profile "1999", which does not exist/],
    ['a member of ours missing', 'exchange', /exchanges.0 has no request/],
    ['something that is not a URL', 'url', /its target is not a URL/],
    ['an exchange missing', 'gap', /exchange 1 is missing/],
    ['a fact of an exchange that is missing', 'fact', /a fact names exchange 9999, which is missing/],
    ['a leap second', 'leap', /startedAt is not a date/],
  ])('refuses %s', async (name, content, says) => {
    const transcript = JSON.parse(readFileSync(join(cwd, 'run.json'), 'utf8')) as Transcript;
    const made: Record<string, unknown> = {
      profile: { ...transcript, profile: '1999' },
      exchange: {
        ...transcript,
        exchanges: transcript.exchanges.map((exchange) => ({ ...exchange, request: undefined })),
      },
      url: { ...transcript, target: 'here' },
      fact: { ...transcript, facts: [{ kind: 'subjects', exchange: 9999, references: 0, unresolved: 0, over: false }] },
      leap: { ...transcript, startedAt: '2016-12-31T23:59:60Z' },
      gap: { ...transcript, exchanges: transcript.exchanges.slice(1) },
    };
    const file = write('bad.json', content in made ? JSON.stringify(made[content]) : content);
    const { code, err } = await run(['judge', file], { cwd });
    expect(code, name).toBe(2);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).toMatch(says);
  });
});

describe('known failures', () => {
  it('make a run that fails nothing else end 0, and stay in the report', async () => {
    const ids = failedIds(live.report);
    expect(ids.length).toBeGreaterThan(0);
    const { code, report } = await judge('--known-failures', write('known.yaml', entries(ids)));
    expect([code, report.conforms]).toEqual([0, 'no']);
    expect(failedIds(report)).toEqual(ids);
    const text = await run(['judge', 'run.json', '--known-failures', 'known.yaml'], { cwd });
    expect(text.out).toContain('being mended (https://example.org/1)');
    expect(text.out).toMatch(/ failed, (a known failure|all of them known failures)\.\n$/);
  });

  it('end 1 when one of them passes', async () => {
    const known = write('stale.yaml', entries([...failedIds(live.report), sound]));
    expect((await judge('--known-failures', known)).code).toBe(1);
    const { out } = await run(['judge', 'run.json', '--known-failures', known], { cwd });
    expect(out).toContain(`Known failure ${sound} passes now`);
  });

  it('count until their date', async () => {
    const ids = failedIds(live.report);
    expect((await judge('--known-failures', write('later.yaml', entries(ids, '2999-01-01')))).code).toBe(0);
    const lapsed = await judge('--known-failures', write('lapsed.yaml', entries(ids, '2020-01-01')));
    expect(lapsed.code).toBe(1);
    expect(lapsed.report.notes.join()).toContain('has expired');
  });

  it.each([
    ['an id of no requirement', entries(['status.nonsense']), /is not the id of a requirement/],
    ['an entry without a reason', '- id: status.expires\n  see: x\n', /entry 1: because is missing/],
    ['an unknown member', `${entries(['status.expires'])}  who: me\n`, /entry 1: who is not a known member/],
    ['a date that is none', entries(['status.expires'], 'soon'), /entry 1: until must be a date such as/],
    ['something else', 'id: status.expires\n', /it must be a list/],
    [
      'a later entry without a link',
      `${entries(['status.expires'])}- id: a\n  because: b\n`,
      /entry 2: see is missing/,
    ],
    ['an empty reason', "- id: a\n  because: ''\n  see: x\n", /entry 1: because is empty/],
    ['a number for a link', '- id: a\n  because: b\n  see: 12\n', /entry 1: see must be text/],
    ['an entry that is a word', '- status.expires\n', /entry 1 must have members/],
    ['broken YAML', '- id: "\n', /is not valid YAML.*line \d+, column \d+ \(.*[^:]\)\.\n$/],
    ['two documents', '--- []\n--- []\n', /more than one document/],
    ['an alias', '- &a {id: a}\n- *a\n', /aliases/],
    ['one id twice', entries(['status.expires', 'status.expires']), /entry 2: it repeats entry 1/],
    [
      'a rule of nothing',
      entries(['resources.patient'], undefined, 'rule: fhir.stu3.nonsense'),
      /which does not exist/,
    ],
    [
      'a rule where none judges',
      entries(['status.expires', 'token.issued'], undefined, 'rule: json.depth'),
      /^error: bad\.yaml, entry 1: .*"status\.expires" is not judged by rules\. Remove rule and path/,
    ],
    [
      'a path alone',
      entries(['resources.patient'], undefined, 'path: Patient'),
      /entry 1: path needs a rule next to it/,
    ],
    [
      'a path with an index',
      entries(['resources.patient'], undefined, 'rule: json.depth', 'path: Patient.name[0].given'),
      /entry 1: path has an index; remove indexes/,
    ],
    [
      'one finding twice',
      entries(['resources.patient', 'resources.patient'], undefined, 'rule: json.depth', 'path: value[x]'),
      /entry 2: it repeats entry 1/,
    ],
    [
      'a whole requirement and a finding of it',
      `${entries(['resources.patient'])}${entries(['resources.patient'], undefined, 'rule: json.depth')}`,
      /entry 2: resources\.patient is named both as a whole and by a finding, here and in entry 1/,
    ],
    [
      'a finding and its whole requirement',
      `${entries(['resources.patient'], undefined, 'rule: json.depth')}${entries(['resources.patient'])}`,
      /named both as a whole and by a finding/,
    ],
  ])('refuse %s', async (_, text, says) => {
    const { code, err } = await run(['judge', 'run.json', '--known-failures', write('bad.yaml', text)], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).toMatch(says);
  });
});
