import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';
import { resetNavigation } from './fake-expo-router.tsx';
import { resetSecureStore } from './fake-secure-store.ts';

// The library waits one second for what a test expects, which a loaded machine can exceed.
configure({ asyncUtilTimeout: 10_000 });

// Tests without screens run in Node's own environment.
const hasPage = typeof window !== 'undefined';

if (hasPage) {
  // jsdom has no media queries. Every preference is on: tests see the app without motion and in the dark scheme.
  window.matchMedia = (query) => ({
    matches: true,
    media: query,
    onchange: null,
    addListener: () => {},
    removeListener: () => {},
    addEventListener: () => {},
    removeEventListener: () => {},
    dispatchEvent: () => false,
  });
}

afterEach(() => {
  cleanup();
  resetNavigation();
  resetSecureStore();
  if (hasPage) localStorage.clear();
});
