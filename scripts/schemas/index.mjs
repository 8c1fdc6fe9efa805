// Writes schemas/fhir/stu3 and schemas/fhir/r4 from the official definitions, or compares with what is there: --check.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { definitionsOf, readFiles, RELEASES } from './definitions.mjs';
import { compareExpansions } from './expansions.mjs';
import { jsonSchemas } from './json-schema.mjs';
import { buildModel } from './model.mjs';
import { newInR4 } from './r4-names.mjs';
import { secondOpinion } from './second-opinion.mjs';
import { tablesOf, written } from './tables.mjs';

const FOLDER = fileURLToPath(new URL('../../schemas/fhir', import.meta.url));

/** The files of all releases, by their names in FOLDER. */
const made = () => {
  const official = Object.fromEntries(Object.entries(RELEASES).map(([release, of]) => [release, readFiles(of)]));
  const models = Object.fromEntries(
    Object.keys(RELEASES).map((release) => [release, buildModel(release, definitionsOf(official[release]))]),
  );
  compareExpansions(models.r4);
  const files = new Map();
  for (const [release, model] of Object.entries(models)) {
    const add = (name, content) => files.set(`${release}/${name}`, content);
    for (const [name, schema] of jsonSchemas(model)) add(name, `${JSON.stringify(schema, null, 1)}\n`);
    const { core, other } = tablesOf(model);
    add('invariants.json', `${JSON.stringify(invariantsOf(model), null, 1)}\n`);
    add('tables/core.json', written(core));
    add('tables/other.json', written(other));
  }
  files.set('stu3/tables/r4-names.json', written(newInR4(models.stu3, official.r4)));
  files.set('stu3/second-opinion.json.gz', secondOpinion(official.stu3));
  return files;
};

/** What the definitions say of each invariant: for readers, and for the tests that ask FHIRPath. */
const invariantsOf = ({ invariants }) =>
  Object.fromEntries(
    [...invariants]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, said]) => [key, { ...said, on: [...new Set(said.on)].sort() }]),
  );

/** Bytes for bytes; of gzip what is inside, for its bytes depend on the version of zlib. */
const same = (there, made) =>
  typeof made === 'string' ? there.equals(Buffer.from(made)) : gunzipSync(there).equals(gunzipSync(made));

const present = () =>
  Object.keys(RELEASES)
    .map((release) => join(FOLDER, release))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(FOLDER.length + 1));

const files = made();
if (process.argv.includes('--check')) {
  const stale = [...files].filter(([name, text]) => {
    const path = join(FOLDER, name);
    return !existsSync(path) || !same(readFileSync(path), text);
  });
  const wrong = [...stale.map(([name]) => name), ...present().filter((name) => !files.has(name))].sort();
  if (wrong.length > 0) {
    process.stderr.write(`schemas/fhir is not what the definitions give; run npm run schemas:\n${wrong.join('\n')}\n`);
    process.exitCode = 1;
  } else process.stdout.write(`schemas/fhir is what the definitions give: ${files.size} files\n`);
} else {
  for (const release of Object.keys(RELEASES)) {
    rmSync(join(FOLDER, release), { recursive: true, force: true });
    mkdirSync(join(FOLDER, release, 'tables'), { recursive: true });
  }
  for (const [name, text] of files) writeFileSync(join(FOLDER, name), text);
  process.stdout.write(`${files.size} files in schemas/fhir\n`);
}
