import { defineConfig } from 'vitest/config';
import { repositoryRoot } from '../paths.ts';

/** The end-to-end tests: one file after the other, on one cluster that the global setup starts. */
export default defineConfig({
  root: repositoryRoot,
  test: {
    name: 'e2e',
    environment: 'node',
    pool: 'forks',
    fileParallelism: false,
    globalSetup: ['scripts/e2e/cluster-setup.ts'],
    include: ['scripts/e2e/**/*.e2e.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
