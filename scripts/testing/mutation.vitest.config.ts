import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The unit tests that `npm run test:mutation` names in MUTATION_TESTS, one pattern a line. Packages resolve to this very copy,
 * which is the changed one, and not to the linked workspaces.
 */
export default defineConfig({
  root,
  resolve: { alias: [{ find: /^@halobuzz\/core\/(?!testing\/)(.*)$/, replacement: `${root}core/src/$1.ts` }] },
  test: {
    environment: 'node',
    include: (process.env.MUTATION_TESTS ?? '').split('\n'),
    exclude: ['**/node_modules/**', '**/*.int.test.ts', '**/*.workerd.test.ts'],
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    testTimeout: 30_000,
  },
});
