import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of this package, whether it runs from sources or compiled. */
export const packageRoot = ((): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('package.json is missing from the installation');
    folder = above;
  }
  return folder;
})();

/** What a JSON file of this package holds. */
export const ownJson = (path: string): unknown => JSON.parse(readFileSync(join(packageRoot, path), 'utf8'));

/** Name and version as package.json says. */
export const tool = ((): { name: string; version: string } => {
  const { name, version } = ownJson('package.json') as { name: string; version: string };
  return { name, version };
})();

/** How every request names its sender: firewalls refuse requests without it. The same for each, so that none stands out. */
export const userAgent = `${tool.name}/${tool.version}`;
