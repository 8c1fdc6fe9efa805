import tseslint from 'typescript-eslint';
import { noGlobalNames, uniqueTypes } from './scripts/lint/names.mjs';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'reports/', 'coverage/', 'scripts/', 'eslint.config.js'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // `void` marks the assignments and calls whose value an arrow function must not return.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  // A word names one thing: an exported type is declared once, and nothing has the name of a global.
  {
    files: ['**/*.ts'],
    plugins: { names: { rules: { 'unique-types': uniqueTypes, 'no-global-names': noGlobalNames } } },
    rules: { 'names/unique-types': 'error', 'names/no-global-names': 'error' },
  },
  // Examples are JavaScript that any project can run.
  { files: ['examples/**'], ...tseslint.configs.disableTypeChecked },
  // The script of the HTML page runs in browsers.
  {
    files: ['reporters/html/report.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      sourceType: 'script',
      globals: {
        document: false,
        location: false,
        addEventListener: false,
        history: false,
        navigator: false,
        getSelection: false,
        URLSearchParams: false,
        print: false,
      },
    },
    rules: { 'no-undef': 'error' },
  },
  // Suites and faults are data: their files are as long as their chapter.
  { files: ['suites/**'], rules: { 'max-lines': 'off' } },
  // Every bound has a name: what the driver and the recorder cut at a number is in docs/limits.md.
  {
    files: ['src/drive/**', 'src/record/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.property.name="slice"][arguments.0.value=0][arguments.1.value>9]',
          message: 'Give the bound a name, and a line in scripts/docs/fixed-bounds.ts.',
        },
      ],
    },
  },
  // Machines may be busy: no test sleeps, goes by how long something takes, or has a time limit of its own.
  {
    files: ['test/**'],
    rules: {
      'max-lines': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: 'Wait for what is to happen, not for a time.' },
      ],
      'no-restricted-imports': ['error', { name: 'node:timers/promises', message: 'Wait for what is to happen.' }],
      'no-restricted-properties': [
        'error',
        { object: 'performance', property: 'now', message: 'Count, or read the clock of the run.' },
        { object: 'process', property: 'hrtime', message: 'Count, or read the clock of the run.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression > ObjectExpression > Property[key.name="timeout"]',
          message: 'vitest.config.ts has one limit for all tests, which ends only what hangs.',
        },
        {
          selector: 'CallExpression[callee.name=/^(test|it)$/] > :matches(Literal.arguments:nth-child(3))',
          message: 'vitest.config.ts has one limit for all tests, which ends only what hangs.',
        },
      ],
    },
  },
);
