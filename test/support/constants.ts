import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { packageRoot } from '../../src/package.js';

/** A number in capitals that a file of the sources defines. */
export interface NumericConstant {
  /** File, from the root, and name. */
  readonly at: string;
  readonly value: number;
}

/** Every numeric constant in capitals at the top of a file of these folders, as the compiler reads them. */
export const constantsIn = (folders: readonly string[]): NumericConstant[] =>
  folders
    .flatMap(filesOf)
    .flatMap((file) =>
      [...numbersOf(file)]
        .filter(([name]) => /^[A-Z][A-Z_0-9]*$/.test(name))
        .map(([name, value]) => ({ at: `${file} ${name}`, value })),
    );

const filesOf = (folder: string): string[] =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

const read = new Map<string, ReadonlyMap<string, number>>();

/** The numbers that a file gives names to, also those made of numbers of other files. */
const numbersOf = (file: string): ReadonlyMap<string, number> => {
  const before = read.get(file);
  if (before !== undefined) return before;
  const numbers = new Map<string, number>();
  read.set(file, numbers);
  const imported = new Map<string, string>();
  const { statements } = ts.createSourceFile(
    file,
    readFileSync(join(packageRoot, file), 'utf8'),
    ts.ScriptTarget.Latest,
  );
  const named = (name: string): number | undefined => {
    const from = imported.get(name);
    return from === undefined ? numbers.get(name) : numbersOf(from).get(name);
  };
  for (const statement of statements)
    if (ts.isImportDeclaration(statement)) {
      const from = (statement.moduleSpecifier as ts.StringLiteral).text;
      const bindings = statement.importClause?.namedBindings;
      if (from.startsWith('.') && from.endsWith('.js') && bindings !== undefined && ts.isNamedImports(bindings))
        for (const { name } of bindings.elements)
          imported.set(name.text, join(dirname(file), from.replace(/\.js$/, '.ts')));
    } else if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations) {
        const value = ts.isIdentifier(name) && initializer !== undefined ? valueOf(initializer, named) : undefined;
        if (value !== undefined) numbers.set((name as ts.Identifier).text, value);
      }
  return numbers;
};

const OPERATIONS = new Map<ts.SyntaxKind, (a: number, b: number) => number>([
  [ts.SyntaxKind.AsteriskToken, (a, b) => a * b],
  [ts.SyntaxKind.AsteriskAsteriskToken, (a, b) => a ** b],
  [ts.SyntaxKind.SlashToken, (a, b) => a / b],
  [ts.SyntaxKind.PlusToken, (a, b) => a + b],
  [ts.SyntaxKind.MinusToken, (a, b) => a - b],
  [ts.SyntaxKind.LessThanLessThanToken, (a, b) => a << b],
]);

/** What an expression of numbers comes to; undefined: it is something else. */
const valueOf = (node: ts.Expression, named: (name: string) => number | undefined): number | undefined => {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isIdentifier(node)) return named(node.text);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return valueOf(node.expression, named);
  if (!ts.isBinaryExpression(node)) return undefined;
  const [a, b] = [valueOf(node.left, named), valueOf(node.right, named)];
  return a === undefined || b === undefined ? undefined : OPERATIONS.get(node.operatorToken.kind)?.(a, b);
};
