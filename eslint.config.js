import tseslint from 'typescript-eslint';

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
  // Examples are JavaScript that any project can run.
  { files: ['examples/**'], ...tseslint.configs.disableTypeChecked },
  // The script of the HTML page runs in browsers.
  {
    files: ['reporters/html/report.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { sourceType: 'script', globals: { document: false, location: false, addEventListener: false } },
    rules: { 'no-undef': 'error' },
  },
  // Suites and faults are data: their files are as long as their chapter.
  { files: ['suites/**'], rules: { 'max-lines': 'off' } },
  { files: ['test/**'], rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' } },
);
