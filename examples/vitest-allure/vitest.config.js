import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Both are of the package allure-vitest: the first hands on what the door says, the second writes it.
    setupFiles: ['allure-vitest/setup'],
    reporters: ['default', ['allure-vitest/reporter', { resultsDir: 'allure-results' }]],
  },
});
