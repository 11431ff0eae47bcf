import { defineConfig } from 'vitest/config';
import { InterleavedSequencer } from './scripts/testing/interleaved-sequencer.ts';

/** Projects: one per runtime. Store-backed tests find their servers through `scripts/testing/stores-global-setup.ts`. */
export default defineConfig({
  test: {
    // More than two cores have: most integration tests wait for something.
    maxWorkers: 3,
    sequence: { sequencer: InterleavedSequencer },
    // The edge writes its security log to the console: thousands of lines that tell a reader of test results nothing.
    onConsoleLog: (text) => !text.startsWith('{"'),
    coverage: {
      provider: 'istanbul',
      reportsDirectory: '.halobuzz/coverage',
      reporter: ['text-summary', 'json', 'json-summary', 'html'],
      include: ['{core,edge,edge/console,realtime,mobile}/src/**/*.{ts,tsx}', 'scripts/**/*.{ts,mjs}'],
      exclude: [
        ...['**/*.test.ts', '**/*.test.tsx', '**/*.d.ts', '**/*.d.mts', '**/testing/**', 'scripts/e2e/**'],
        // These run only as processes of their own: the end-to-end tests and CI itself run them, where nothing is counted.
        ...['scripts/launch.mjs', 'scripts/launcher/**', 'scripts/commands/**', 'scripts/demo/**'],
      ],
    },
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          pool: 'forks',
          // Files of a worker share its modules: loading them again for each file took longer than the tests.
          isolate: false,
          restoreMocks: true,
          unstubEnvs: true,
          unstubGlobals: true,
          include: ['{core,edge,realtime,scripts,loadtests}/**/*.test.ts'],
          exclude: [
            ...['**/node_modules/**', '**/*.int.test.ts', '**/*.workerd.test.ts', '**/*.e2e.test.ts'],
            // Its own project has a page.
            'edge/console/**',
          ],
          // Generous: a loaded machine must not fail a test that waits for conditions.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          environment: 'node',
          pool: 'forks',
          include: ['{realtime,scripts}/**/*.int.test.ts'],
          globalSetup: ['scripts/testing/stores-global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      './edge/vitest.config.ts',
      './edge/console/vitest.config.ts',
      './mobile/vitest.config.ts',
    ],
  },
});
