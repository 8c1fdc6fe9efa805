import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Both come from allure-vitest: the first passes on what the adapter reports, the second writes it.
    setupFiles: ['allure-vitest/setup'],
    reporters: ['default', ['allure-vitest/reporter', { resultsDir: 'allure-results' }]],
  },
});
