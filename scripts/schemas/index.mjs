// Writes schemas/fhir/stu3 from the official definitions, or compares with what is there: --check.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { definitionsOf, readFiles, RELEASES } from './definitions.mjs';
import { jsonSchemas } from './json-schema.mjs';
import { buildModel } from './model.mjs';
import { newInR4 } from './r4-names.mjs';
import { secondOpinion } from './second-opinion.mjs';
import { tablesOf, written } from './tables.mjs';

const FOLDER = fileURLToPath(new URL('../../schemas/fhir/stu3', import.meta.url));

const made = () => {
  const official = readFiles(RELEASES.stu3);
  const model = buildModel(definitionsOf(official));
  const files = new Map();
  for (const [name, schema] of jsonSchemas(model)) files.set(name, `${JSON.stringify(schema, null, 1)}\n`);
  const { core, other } = tablesOf(model);
  files.set('invariants.json', `${JSON.stringify(invariantsOf(model), null, 1)}\n`);
  files.set('tables/core.json', written(core));
  files.set('tables/other.json', written(other));
  files.set('tables/r4-names.json', written(newInR4(model, readFiles(RELEASES.r4))));
  files.set('second-opinion.json.gz', secondOpinion(official));
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
  existsSync(FOLDER)
    ? readdirSync(FOLDER, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(FOLDER.length + 1))
    : [];

const files = made();
if (process.argv.includes('--check')) {
  const stale = [...files].filter(([name, text]) => {
    const path = join(FOLDER, name);
    return !existsSync(path) || !same(readFileSync(path), text);
  });
  const wrong = [...stale.map(([name]) => name), ...present().filter((name) => !files.has(name))].sort();
  if (wrong.length > 0) {
    process.stderr.write(
      `schemas/fhir/stu3 is not what the definitions give; run npm run schemas:\n${wrong.join('\n')}\n`,
    );
    process.exitCode = 1;
  } else process.stdout.write(`schemas/fhir/stu3 is what the definitions give: ${files.size} files\n`);
} else {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(join(FOLDER, 'tables'), { recursive: true });
  for (const [name, text] of files) writeFileSync(join(FOLDER, name), text);
  process.stdout.write(`${files.size} files in schemas/fhir/stu3\n`);
}
