import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, mustRun, run, say, timed } from './run.mjs';

const COMMAND = join('node_modules', 'bcda-conformance', 'dist', 'bin', 'bcda-conformance.js');
const VITEST = join('..', 'node_modules', 'vitest', 'vitest.mjs');
const REPORTS = ['console', 'json=out/check.json', 'allure=out/allure'].flatMap((report) => ['--report', report]);

/** Imports all that package.json exports. */
const IMPORTS = `
  import whole from 'bcda-conformance/package.json' with { type: 'json' };
  import schema from 'bcda-conformance/schemas/report.schema.json' with { type: 'json' };
  import * as index from 'bcda-conformance';
  const functions = ['check', 'certify', 'validate', 'doctor', 'checkServer', 'certifyClient', 'waitForClient', 'judgeTranscript', 'validateFile', 'validateNdjson',
    'pull', 'startReferenceServer', 'startEmbedded', 'referenceClient', 'childClient', 'exitCode', 'writeAllure'];
  const lists = ['catalogue', 'profiles', 'faults', 'conditions'];
  const lacking = [
    ...functions.filter((name) => typeof index[name] !== 'function'),
    ...lists.filter((name) => !(index[name]?.length > 0)),
    ...(typeof index.formats?.json === 'function' ? [] : ['formats']),
    ...('$schema' in schema ? [] : ['the schema']),
  ];
  console.log(lacking.length > 0 ? 'lacking ' + lacking : 'all of ' + Object.keys(whole.exports));
`;

/** What is done with the installed package: the arguments of Node, and what must come of it. */
const USES = [
  { what: '--version', args: [COMMAND, '--version'], says: /^\d+\.\d+\.\d+\n$/ },
  { what: 'check', args: [COMMAND, 'check', '--quiet', ...REPORTS], says: /^Conforms +yes$/m },
  { what: 'certify token.basic', args: [COMMAND, 'certify', 'token.basic', '--quiet'], says: /1: 1 passed/ },
  { what: 'validate', args: [COMMAND, 'validate', 'sound.ndjson', '--quiet'], says: /sound\.ndjson/ },
  { what: 'validate a bad file', args: [COMMAND, 'validate', 'bad.ndjson', '--quiet'], code: 1, says: /bad\.ndjson/ },
  { what: 'pull --help', args: [COMMAND, 'pull', '--help'], says: /--out <DIR>/ },
  { what: 'imports', args: ['--input-type=module', '--eval', IMPORTS], says: /^all of \.,\.\/vitest,/ },
  { what: 'check from code', in: 'check-from-code', args: ['check.mjs', 'metadata'], says: /^Conforms +incomplete/m },
  // The door cannot be imported outside vitest: these two projects do it.
  { what: 'the vitest door', in: 'vitest', args: [VITEST, 'run'], says: /Tests .*passed/ },
  { what: 'the vitest door with Allure', in: 'vitest-allure', args: [VITEST, 'run'], says: /Tests .*passed/ },
];

/** Uses the installed package in every way with one Node. */
export const useWith = ({ version, command }, project) =>
  timed(`Node ${version}: ${USES.map(({ what }) => what).join(', ')}`, async () => {
    writeFileSync(join(project, 'sound.ndjson'), '{"resourceType":"Patient","id":"1"}\n');
    writeFileSync(join(project, 'bad.ndjson'), '{"resourceType":"Patient","id":"1","gender":7}\n');
    const made = ['out', 'vitest/reports', 'vitest-allure/allure-results'].map((name) => join(project, name));
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
    for (const { what, args, in: folder = '', ...expected } of USES)
      await mustRun(`${what} with Node ${version}`, command, args, { cwd: join(project, folder), ...expected });
    for (const folder of made) must(existsSync(folder), `with Node ${version} there is no ${folder}`);
    const judged = (file) => JSON.parse(readFileSync(file, 'utf8')).verdicts.length;
    const [byCommand, byDoor] = [judged(join(made[0], 'check.json')), judged(join(made[1], 'bcda.json'))];
    const inAllure = [join(made[0], 'allure'), made[2]].map(
      (folder) => readdirSync(folder).filter((name) => name.endsWith('-result.json')).length,
    );
    const counts = [byCommand, byDoor, ...inAllure];
    must(new Set(counts).size === 1 && byCommand > 100, `verdicts differ by the door: ${counts.join(', ')}`);
  });

/** Certifies the example client in Python, in real time, if there is a Python. */
export const certifyPython = async (project) => {
  const { code } = await run('python3', ['--version'], { cwd: project });
  if (code !== 0) return say('- the Python client was not certified: there is no python3');
  const client = ['python3', 'python-client/client.py', '--url', '{url}', '--out', '{out}', '--type', '{type}'];
  const args = [COMMAND, 'certify', '--quiet', '--parallel', '8', '--', ...client];
  await timed('certifies the client in Python', () =>
    mustRun('certify', process.execPath, args, { cwd: project, says: /^Conforms +yes$/m }),
  );
};
