import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Both come from the package allure-vitest: the first collects what the adapter reports, the second writes it.
    setupFiles: ['allure-vitest/setup'],
    reporters: ['default', ['allure-vitest/reporter', { resultsDir: 'allure-results' }]],
  },
});
