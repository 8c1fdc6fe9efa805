import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { isOneGuide } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { profiles } from '../../suites/profiles/index.js';

/** Everything that runs, apart from what is of one profile, and from the tables that are made of one release of FHIR. */
const FOLDERS = ['src', 'suites', 'reporters', 'fixtures', 'cli', 'vitest', 'bin'];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
).filter((file) => !/^(suites\/(profiles|guides)|src\/fhir\/definitions)\//.test(file));

/** Properties whose text is read by people, and may speak of one guide by its name. */
const PROSE = ['title', 'decision', 'statement'];

/** Ids of requirements whose statement still spells out what a guide says. */
const SPELLED = [
  'contract.page',
  'kickoff.job-url',
  'manifest.file-names',
  'manifest.file-urls',
  'metadata.fhir-version',
];

interface Text {
  readonly text: string;
  /** Name of the property that it is the value of, or part of it. */
  readonly property?: string;
  /** Id of the requirement, fault or rogue that it belongs to. */
  readonly id?: string;
}

/** Every string, template and regular expression of a file, without comments, imports and names of properties. */
const textsIn = (file: string): Text[] => {
  const content = readFileSync(join(packageRoot, file), 'utf8');
  // Comments included: most files have nothing of the kind, and need not be parsed.
  if (!LITERALS.some((literal) => literal.test(content.replaceAll('\\', '')))) return [];
  const source = ts.createSourceFile(file, content, ts.ScriptTarget.ES2023);
  const found: Text[] = [];
  const visit = (node: ts.Node, property?: string, id?: string): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      found.push({ text: node.text, ...(property !== undefined && { property }), ...(id !== undefined && { id }) });
    else if (ts.isRegularExpressionLiteral(node)) found.push({ text: node.text.replaceAll('\\', '') });
    else if (ts.isPropertyAssignment(node)) visit(node.initializer, node.name.getText(source), id);
    else if (ts.isObjectLiteralExpression(node)) {
      const own = node.properties.find((one) => one.name?.getText(source) === 'id');
      const value = own !== undefined && ts.isPropertyAssignment(own) ? own.initializer : undefined;
      const named = value !== undefined && ts.isStringLiteralLike(value) ? value.text : id;
      node.forEachChild((child) => visit(child, undefined, named));
    } else node.forEachChild((child) => visit(child, property, id));
  };
  visit(source);
  return found;
};

const escaped = (text: string): string => text.replace(/[^\w]/g, '\\$&');
/** A path ends where its last segment does. */
const PATHS = new RegExp(
  `(${[...new Set(profiles.flatMap(({ paths }) => Object.values(paths).flat()))].map(escaped).join('|')})(?![\\w-])`,
);
const VERSIONS = new RegExp(
  `(^|[^\\d.])(${profiles.map(({ fhirVersion }) => escaped(fhirVersion)).join('|')})(?![\\d.]*\\d)`,
);
/** The id of a version of the API is too short to be found inside of other words. */
const IDS = new RegExp(
  profiles.map((profile) => (isOneGuide(profile) ? `\\b${escaped(profile.id)}\\b` : `^${profile.id}$`)).join('|'),
);
const LITERALS = [PATHS, VERSIONS, IDS];

describe('what differs between guides is told by the profile alone', () => {
  test.each([
    ['/api/v1/metadata', PATHS],
    ['a URL such as <base>/data/42', PATHS],
    ['FHIR 3.0.1', VERSIONS],
    ['2019-09', IDS],
    ['v3', IDS],
  ])('%j is such a literal', (text, literal) => expect(text).toMatch(literal));
  test.each([
    ['/database', PATHS],
    ['/_versions', PATHS],
    ['13.0.1', VERSIONS],
    ['2019-09-01T', VERSIONS],
    ['http://hl7.org/fhir/v3/ActCode', IDS],
  ])('%j is none', (text, literal) => expect(text).not.toMatch(literal));

  test('no other file spells a path, a version of FHIR, or the id of a profile', () => {
    expect(files.length).toBeGreaterThan(200);
    const spelled = files.flatMap((file) =>
      textsIn(file)
        .filter(({ text, property = '', id = '' }) => {
          if (PROSE.includes(property)) return property === 'statement' && !SPELLED.includes(id) && PATHS.test(text);
          return LITERALS.some((literal) => literal.test(text));
        })
        .map(({ text }) => `${file}: ${text.slice(0, 80)}`),
    );
    expect(spelled).toEqual([]);
  });
});

test('each profile whose documentation has a Swagger page has its OpenAPI document', () => {
  const documents = readdirSync(join(packageRoot, 'schemas', 'openapi'));
  expect(documents.toSorted()).toEqual(
    profiles.flatMap(({ id, paths }) => (paths.swagger === undefined ? [] : `${id}.json`)).toSorted(),
  );
});
