// Packs the package, installs it as its users do, and uses every door of it with each supported Node. It asserts, prints
// a line each, says how long it took, and leaves nothing behind but what npm caches. It needs the registry.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installOnce, runsByNpx } from './install.mjs';
import { nodes } from './nodes.mjs';
import { say, timed } from './run.mjs';
import { pack } from './tarball.mjs';
import { compiles } from './types.mjs';
import { certifyPython, useWith } from './use.mjs';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'bcda-try-package-')));
const prepare = async () => {
  const tarball = await pack(root);
  await runsByNpx(root, tarball);
  const project = await installOnce(root, tarball);
  await compiles(project);
  return project;
};
/** The values of what has ended; the first failure, if there is one. */
const valuesOf = (ended) => {
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return ended.map(({ value }) => value);
};

try {
  await timed('all of it, and nothing is left', async () => {
    try {
      // The Nodes come over the network while the package is built. Both end before anything is cleared away.
      const ended = await Promise.allSettled([prepare(), nodes(root)]);
      const [project, found] = valuesOf(ended);
      // The Python client mostly waits, in real time.
      const certified = certifyPython(project);
      const used = (async () => {
        for (const node of found) await useWith(node, project);
      })();
      valuesOf(await Promise.allSettled([certified, used]));
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
} catch (error) {
  say(`✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
