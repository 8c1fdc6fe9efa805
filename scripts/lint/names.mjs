// Two ESLint rules about names: an exported type has one declaration, and no top-level name shadows a global one.
import ts from 'typescript';

/** Types that a source file exports, by the nodes that declare them. */
const exportedTypes = (file) =>
  file.statements.filter(
    (statement) =>
      (ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement) ||
        ts.isClassDeclaration(statement) ||
        ts.isEnumDeclaration(statement)) &&
      statement.name !== undefined &&
      statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
  );

/** Per program, computed once: the files that export a type of each name. */
const declared = new WeakMap();
const filesByType = (program) => {
  const known = declared.get(program);
  if (known !== undefined) return known;
  const files = new Map();
  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile || file.fileName.includes('/node_modules/')) continue;
    for (const { name } of exportedTypes(file))
      files.set(name.text, (files.get(name.text) ?? new Set()).add(file.fileName));
  }
  declared.set(program, files);
  return files;
};

/** Per program, computed once: names of the runtime's globals, and of the types of the language's library. */
const globals = new WeakMap();
const globalNames = (program) => {
  const known = globals.get(program);
  if (known !== undefined) return known;
  const names = new Set(Object.getOwnPropertyNames(globalThis));
  for (const file of program.getSourceFiles())
    if (program.isSourceFileDefaultLibrary(file))
      for (const statement of file.statements) for (const name of namesIn(statement)) names.add(name);
  globals.set(program, names);
  return names;
};

const namesIn = (statement) => {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => bound(name));
  if (ts.isImportDeclaration(statement)) return imported(statement);
  return statement.name !== undefined && ts.isIdentifier(statement.name) ? [statement.name.text] : [];
};

const bound = (name) =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : bound(element.name)));

/** What an import declares; an import from Node itself may be what the global name stands for. */
const imported = ({ moduleSpecifier, importClause }) => {
  if (importClause === undefined || moduleSpecifier.text.startsWith('node:')) return [];
  const { name, namedBindings } = importClause;
  const named =
    namedBindings === undefined
      ? []
      : ts.isNamedImports(namedBindings)
        ? namedBindings.elements.map((element) => element.name.text)
        : [namedBindings.name.text];
  return [...(name === undefined ? [] : [name.text]), ...named];
};

/** The source file that a rule reads, and its program. */
const servicesOf = ({ sourceCode, filename }) => {
  const { program } = sourceCode.parserServices;
  return { program, file: program.getSourceFile(filename) };
};

const place = (file, node) => {
  const { line, character } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return { line: line + 1, column: character };
};

export const uniqueTypes = {
  meta: { type: 'problem', messages: { twice: 'The type {{name}} is also exported by {{others}}.' }, schema: [] },
  create: (context) => ({
    Program: () => {
      const { program, file } = servicesOf(context);
      for (const { name } of exportedTypes(file)) {
        const others = [...(filesByType(program).get(name.text) ?? [])].filter((one) => one !== file.fileName);
        if (others.length > 0)
          context.report({
            loc: place(file, name),
            messageId: 'twice',
            data: { name: name.text, others: others.join(', ') },
          });
      }
    },
  }),
};

export const noGlobalNames = {
  meta: { type: 'problem', messages: { shadows: 'The name {{name}} is that of a global.' }, schema: [] },
  create: (context) => ({
    Program: () => {
      const { program, file } = servicesOf(context);
      for (const statement of file.statements)
        for (const name of namesIn(statement))
          if (globalNames(program).has(name))
            context.report({ loc: place(file, statement), messageId: 'shadows', data: { name } });
    },
  }),
};
