import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The console's unit and page tests, in jsdom. */
export default defineConfig({
  test: {
    name: 'console',
    root: here('.'),
    environment: 'jsdom',
    pool: 'forks',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: [here('./testing/setup.ts')],
    // Generous: a loaded machine must not fail a test that waits for conditions.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
