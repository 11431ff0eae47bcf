import { defineConfig } from 'vitest/config';
import { repositoryRoot } from '../paths.ts';

/** The end-to-end tests: each file starts the cluster it needs, one after the other. */
export default defineConfig({
  root: repositoryRoot,
  test: {
    name: 'e2e',
    environment: 'node',
    pool: 'forks',
    fileParallelism: false,
    include: ['scripts/e2e/**/*.e2e.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
