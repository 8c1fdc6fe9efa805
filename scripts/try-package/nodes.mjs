import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, mustRun, run, timed } from './run.mjs';

/** The major versions that package.json's engines promise and that are maintained. */
const MAJORS = [20, 22, 24, 26];

/** Each supported Node: its version and its command. One that is not running this comes from the registry. */
export const nodes = (root) =>
  Promise.all(MAJORS.map((major) => (process.versions.node.startsWith(`${major}.`) ? here() : fetched(root, major))));

const here = () => ({ version: process.version, command: process.execPath });

const fetched = (root, major) =>
  timed(`Node ${major} is here`, async () => {
    const cwd = join(root, `node-${major}`);
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'package.json'), '{ "private": true }\n');
    const args = ['i', '--no-save', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', `node@${major}`];
    await mustRun(`npm i node@${major}`, 'npm', args, { cwd });
    const command = join(cwd, 'node_modules/node/bin/node');
    const { out } = await run(command, ['--version'], { cwd });
    must(out.startsWith(`v${major}.`), `the package node@${major} holds Node ${out.trim()}`);
    return { version: out.trim(), command };
  });
