import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/package.js';

interface Import {
  readonly from: string;
  /** A file of ours, from the root; or the name of a package. */
  readonly to: string;
  readonly ours: boolean;
}

const FOLDERS = [
  'src',
  'suites',
  'reporters',
  'fixtures',
  'schemas',
  'cli',
  'library',
  'vitest',
  'nock',
  'bin',
  'scripts/docs',
];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
).toSorted();

/** What a file imports, types included, as the compiler reads it. */
const importsOf = (file: string): Import[] =>
  ts.preProcessFile(readFileSync(join(packageRoot, file), 'utf8'), true, true).importedFiles.map(({ fileName }) => {
    const ours = fileName.startsWith('.');
    return { from: file, to: ours ? join(dirname(file), fileName).replace(/\.js$/, '.ts') : fileName, ours };
  });
const imports = files.flatMap(importsOf);

/** Facts of the package itself: its name, its folder, and where an unexpected error came from. Anything may use them. */
const PACKAGE = ['src/package.ts', 'src/unexpected-error.ts'];
/** What each folder may import besides itself and the package's own facts: folders of ours. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  'src/model': [],
  'src/record': ['src/model', 'src/fhir'],
  'src/fhir': ['src/model'],
  'src/expect': ['src/model'],
  'src/files': ['src/model'],
  'src/openapi': ['src/model'],
  'src/network': ['src/model'],
  'src/drive': ['src/model', 'src/record', 'src/fhir', 'src/openapi', 'src/network'],
  'src/capture': ['src/model', 'src/record', 'src/fhir', 'src/drive'],
  'src/reference': ['src/model', 'src/network', 'fixtures'],
  'src/certify': ['src/model', 'src/record', 'src/reference', 'src/fhir', 'src/files'],
  'src/relay': ['src/model', 'src/record', 'src/network', 'src/drive', 'src/capture', 'src/reference', 'src/certify'],
  'src/assess': [
    'src/relay',
    'src/model',
    'src/expect',
    'src/drive',
    'src/capture',
    'src/record',
    'src/fhir',
    'src/reference',
    'src/certify',
    'src/files',
  ],
  suites: ['src'],
  // Of src/fhir only the types of what a validation found.
  reporters: ['src/model', 'src/fhir'],
  fixtures: [],
  schemas: ['src/model'],
  cli: ['src', 'suites', 'reporters', 'schemas'],
  library: ['src', 'suites', 'reporters'],
  vitest: ['src', 'suites', 'reporters'],
  nock: ['src', 'suites'],
  bin: ['cli'],
  'scripts/docs': ['src', 'suites', 'reporters', 'cli'],
};
/** Adapters of other test tools are composition, as the command line is. */
const ADAPTERS = ['reporters/allure/index.ts', 'reporters/allure/marks.ts', 'vitest/conformance.test.ts'];

const within = (file: string, folder: string): boolean => file.startsWith(`${folder}/`);

describe('imports go one way', () => {
  test('every file of ours that is imported is there', () => {
    expect(imports.length).toBeGreaterThan(100);
    const there = imports.filter(({ ours }) => ours).map(({ to }) => to);
    expect(there.filter((to) => !existsSync(join(packageRoot, to)))).toEqual([]);
  });

  test('every folder of src has its rule', () => {
    const folders = new Set(
      files
        .filter((file) => within(file, 'src') && !PACKAGE.includes(file))
        .map((file) => dirname(file).split('/', 2).join('/')),
    );
    expect([...folders].toSorted()).toEqual(
      Object.keys(MAY)
        .filter((folder) => folder.startsWith('src/'))
        .toSorted(),
    );
  });

  test.each(Object.entries(MAY))('%s imports only itself and %j', (folder, others) => {
    const own = imports.filter(({ from, ours }) => ours && within(from, folder) && !ADAPTERS.includes(from));
    const wrong = own.filter(
      ({ to }) => !PACKAGE.includes(to) && ![folder, ...others].some((allowed) => within(to, allowed)),
    );
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  test.each(FOLDERS)('%s never imports test', (folder) => {
    expect(imports.filter(({ from, to }) => within(from, folder) && within(to, 'test'))).toEqual([]);
  });

  test('nothing but bin imports bin', () => {
    expect(imports.filter(({ from, to }) => !within(from, 'bin') && within(to, 'bin'))).toEqual([]);
  });

  test('files do not import each other in a circle, not even for types', () => {
    const graph = new Map(files.map((file) => [file, own(file).map(({ to }) => to)]));
    expect(circlesIn(graph)).toEqual([]);
  });

  test('no folder holds more than fifteen files side by side, but for suites and generated schemas', () => {
    const held = new Map<string, number>();
    const tests = readdirSync(join(packageRoot, 'test'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join('test', name));
    for (const folder of [...files, ...tests].filter((file) => !/^(suites|schemas)\//.test(file)).map(dirname))
      held.set(folder, (held.get(folder) ?? 0) + 1);
    expect([...held].filter(([folder, count]) => count > (ROOMY[folder] ?? 15))).toEqual([]);
  });
});

/** Folders whose files belong together, so that a few more may stand side by side. */
const ROOMY: Readonly<Record<string, number>> = { 'src/model': 20, 'src/reference/server': 18 };

const own = (file: string): Import[] => importsOf(file).filter(({ ours }) => ours);

const circlesIn = (graph: ReadonlyMap<string, readonly string[]>): string[] => {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(' → ')];
    if (done.has(file)) return [];
    const found = (graph.get(file) ?? []).flatMap((next) => visit(next, [...path, file]));
    done.add(file);
    return found;
  };
  return [...graph.keys()].flatMap((file) => visit(file, []));
};

describe('a check never does I/O', () => {
  const packagesOf = (folder: string): string[] => [
    ...new Set(imports.filter(({ from, ours }) => !ours && within(from, folder)).map(({ to }) => to)),
  ];
  const NODE = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));

  test('nothing that src/expect reaches, through whatever file, imports a package or a module of Node', () => {
    const reached = new Set(files.filter((file) => within(file, 'src/expect')));
    for (const file of reached) for (const { to } of own(file)) reached.add(to);
    const outside = [...reached].flatMap(importsOf).filter(({ ours }) => !ours);
    expect(outside.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
    expect([...reached].filter((file) => /^src\/(drive|record|certify|assess|files)\//.test(file))).toEqual([]);
  });
  test.each(['src/model', 'src/reference', 'fixtures'])('%s imports no package', (folder) => {
    expect(packagesOf(folder).filter((name) => !NODE.has(name))).toEqual([]);
  });
  test('suites import no package, but for the vitest door', () => {
    // A rogue is a client, and may touch the folder that it stores in.
    // A condition may compress what its server sends.
    const files = ({ from, to }: Import): boolean =>
      (from.endsWith('.rogues.ts') && /^node:(fs|path)$/.test(to)) ||
      (from.endsWith('.conditions.ts') && to === 'node:zlib');
    const all = imports.filter(({ from, ours }) => within(from, 'suites') && !ours && !ADAPTERS.includes(from));
    const own = all.filter((one) => !files(one));
    expect(own.map(({ from, to }) => `${relative('suites', from)} → ${to}`)).toEqual([]);
  });
  test('only src/drive speaks to a server, and src/relay passes on what a client says to it', () => {
    const speaks = /^(supertest|node:(http|https|net|tls|dgram))$/;
    const speakers = imports.filter(({ from, to }) => within(from, 'src') && speaks.test(to));
    // src/network makes connections for src/drive, the reference server listens, and src/record takes the names of statuses from node:http. No other part of src may.
    expect(speakers.filter(({ from }) => !/^src\/(drive|relay|network|reference|record\/body)/.test(from))).toEqual([]);
  });
  test.each(['src/expect', 'src/assess', 'reporters'])('%s calls neither fetch nor a timer', (folder) => {
    const callers = files.filter(
      (file) =>
        within(file, folder) &&
        /\b(fetch|setTimeout|setInterval)\(/.test(readFileSync(join(packageRoot, file), 'utf8')),
    );
    expect(callers).toEqual([]);
  });
});
