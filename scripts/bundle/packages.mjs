// The packages in the bundle of the command: what of them is loaded late, and their licenses.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WHEN_USED = fileURLToPath(new URL('./when-used.mjs', import.meta.url));

/**
 * What superagent requires when it is loaded, and uses only for forms, query strings and HTTP/2, which no request of ours has:
 * loading it would take as long as everything else until the first request. Each with what loads it. Packages come from where
 * they are installed.
 */
const LATE = {
  qs: 'qs',
  'form-data': "whenUsed(() => installed('form-data'))",
  formidable: "whenUsed(() => installed('formidable'))",
  http2: "whenUsed(() => require('node:http2'))",
  './http2wrapper': "whenUsed(() => require('superagent/lib/node/http2wrapper.js'))",
};
const PREFIX = '\0when-used:';
const OF_SUPERTEST = /[\\/]node_modules[\\/]super(?:test|agent)[\\/]/;

/** Loads what superagent does not need for a request when it is used. Of `mime`, the smaller table has every type that we send. */
export const loadsWhenUsed = () => {
  const missing = new Set([...Object.keys(LATE), 'mime']);
  return {
    name: 'loads-when-used',
    resolveId(source, importer = '') {
      if (source.startsWith(PREFIX)) return source;
      // What is loaded late stands in a module of no folder.
      if (importer.startsWith(PREFIX) && source.startsWith('superagent/')) return this.resolve(source, WHEN_USED);
      if (!OF_SUPERTEST.test(importer)) return null;
      missing.delete(source);
      if (source === 'mime') return this.resolve('mime/lite', importer);
      return Object.hasOwn(LATE, source) ? PREFIX + source : null;
    },
    load: (id) =>
      id.startsWith(PREFIX)
        ? `const { installed, qs, whenUsed } = require(${JSON.stringify(WHEN_USED)}); module.exports = ${LATE[id.slice(PREFIX.length)]};`
        : null,
    buildEnd(error) {
      if (error === undefined && missing.size > 0)
        throw new Error(`superagent no longer requires ${[...missing].join(', ')}: see scripts/bundle/packages.mjs`);
    },
  };
};

/** Folder of the package that a module belongs to; undefined: it is ours. */
const packageOf = (module) => /^[^\0].*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(module)?.[0];

/** The names, versions and licenses of the packages that these modules belong to, as a text. */
export const licensesOf = (modules) => {
  const folders = [...new Set(modules.map(packageOf).filter((folder) => folder !== undefined))].toSorted();
  const texts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e(?:\.\w+)?$/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no license file: the bundle cannot contain it`);
    return `${name} ${version}, ${license}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return `The files next to this one contain these packages.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
};
