import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The app's unit and screen tests: React Native by way of react-native-web in jsdom. */
export default defineConfig({
  define: { __DEV__: 'true' },
  resolve: {
    alias: [
      { find: /^react-native$/, replacement: 'react-native-web' },
      { find: /^expo-router$/, replacement: here('./testing/fake-expo-router.tsx') },
      { find: /^react-native-safe-area-context$/, replacement: here('./testing/fake-safe-area.tsx') },
      { find: /^expo-secure-store$/, replacement: here('./testing/fake-secure-store.ts') },
      { find: /^expo-modules-core$/, replacement: here('./testing/fake-modules-core.ts') },
      { find: /^expo-constants$/, replacement: here('./testing/fake-constants.ts') },
      { find: /^react-native-svg$/, replacement: here('./testing/fake-svg.tsx') },
      { find: /^expo-status-bar$/, replacement: here('./testing/fake-status-bar.ts') },
    ],
  },
  test: {
    name: 'mobile',
    root: here('.'),
    environment: 'jsdom',
    pool: 'forks',
    include: ['{app.*,web-leaves-out}.test.ts', '{plugins,store}/**/*.test.ts', 'src/**/*.test.{ts,tsx}'],
    setupFiles: [here('./testing/setup.ts')],
    // Generous: a loaded machine must not fail a test that waits for conditions.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
