import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, mustRun, run, timed } from './run.mjs';

const QUIETLY = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];

/** Runs the tarball by npx in an empty folder, with production dependencies only. */
export const runsByNpx = (root, tarball) =>
  timed('runs by npx in an empty folder', async () => {
    const cwd = join(root, 'empty');
    mkdirSync(cwd);
    const env = { npm_config_cache: await cacheOf(root) };
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    const args = ['exec', '--yes', ...QUIETLY, `--package=${tarball}`, '--', 'bcda-conformance', '--version'];
    await mustRun('npx', 'npm', args, { cwd, env, says: new RegExp(`^${version}\n$`) });
    must(readdirSync(cwd).length === 0, `npx left in the empty folder: ${readdirSync(cwd).join(', ')}`);
  });

/** A cache of npm whose downloads are shared with the user's, and what npx installs is not. */
const cacheOf = async (root) => {
  const { out } = await run('npm', ['config', 'get', 'cache'], { cwd: root });
  const [own, shared] = [join(root, 'cache'), join(out.trim(), '_cacache')];
  mkdirSync(own);
  mkdirSync(shared, { recursive: true });
  symlinkSync(shared, join(own, '_cacache'));
  return own;
};

/** A project of somebody else's, with a vitest of its own and the examples; returns its folder. */
export const installOnce = (root, tarball) =>
  timed('installs as a dev dependency', async () => {
    const cwd = join(root, 'project');
    cpSync('examples', cwd, { recursive: true });
    writeFileSync(join(cwd, 'package.json'), '{ "private": true, "type": "module" }\n');
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const others = ['vitest', 'allure-vitest', 'typescript-7', '@types/node'].map(
      (name) => `${name}@${devDependencies[name]}`,
    );
    await mustRun('npm i', 'npm', ['i', '-D', ...QUIETLY, tarball, ...others], { cwd });
    return cwd;
  });
